// The rules that are loaded: what they look for, which articles they serve, how often they fired.

import { Fragment } from 'preact'
import { useState } from 'preact/hooks'
import type { RuleView } from '#/api/contract/schemas.ts'
import { api } from '../api-client.ts'
import { titleText } from '../i18n/own-words.ts'
import { language, plainKey, t } from '../i18n/text.ts'
import { TagList } from '../incident/tag-list.tsx'
import { useKeys } from '../keyboard/keys.ts'
import { DataTable } from '../parts/data-table.tsx'
import { SeverityMark } from '../parts/severity-mark.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { folded, SEVERITIES_DOWN } from '../state/queue-view.ts'

const FIRST = 100

function wordsOf(rule: RuleView): string {
  return folded(
    [
      rule.title,
      rule.titleEnglish ?? '',
      rule.author,
      rule.logsource,
      rule.status,
      ...rule.tags,
      ...rule.cites,
    ].join('\n'),
  )
}

function inOrder(a: RuleView, b: RuleView): number {
  const severity = SEVERITIES_DOWN.indexOf(a.level) - SEVERITIES_DOWN.indexOf(b.level)
  return b.alerts - a.alerts || severity || titleText(a).localeCompare(titleText(b), language.value)
}

/** The states of a Sigma rule have words of ours; any other is shown as it was written. */
function statusText(status: string): string {
  const key = plainKey(`rules.status.${status}`)
  return key === null ? status : t(key)
}

/** May be broken between its parts and nowhere else. */
function LogSource({ parts }: { readonly parts: readonly string[] }) {
  return (
    <code>
      {parts.map((part, at) => (
        <Fragment key={at}>
          {at > 0 && '/'}
          {at > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </code>
  )
}

function RuleTable({ rules }: { readonly rules: readonly RuleView[] }) {
  return (
    <DataTable
      rows={rules}
      keyOf={rule => rule.id}
      empty={t('rules.none')}
      columns={[
        { name: t('rules.col.level'), cell: rule => <SeverityMark severity={rule.level} /> },
        {
          name: t('rules.col.title'),
          wide: true,
          cell: rule => (
            <>
              <strong>{titleText(rule)}</strong>
              <span class="hint"> {rule.author}</span>
              <TagList tags={rule.tags} />
            </>
          ),
        },
        { name: t('rules.col.source'), cell: rule => <LogSource parts={rule.logsource.split('/')} /> },
        { name: t('rules.col.cites'), cell: rule => rule.cites.join('; ') },
        { name: t('rules.col.status'), cell: rule => statusText(rule.status), short: true },
        { name: t('rules.col.alerts'), cell: rule => numberText(rule.alerts), figure: true },
      ]}
    />
  )
}

/** The page of `/rules`: those that fired most first. */
export function RulesPage() {
  const [answer, again] = useAnswer(api.listRules)
  const [wanted, setWanted] = useState('')
  const [all, setAll] = useState(false)
  useKeys({ search: () => document.querySelector<HTMLInputElement>('#rule-filter')?.select() })
  const rules = answer?.ok === true ? [...answer.value].sort(inOrder) : []
  const matching = rules.filter(rule => wordsOf(rule).includes(folded(wanted.trim())))
  const listed = all ? matching : matching.slice(0, FIRST)
  return (
    <div class="page">
      <div class="page-head">
        <h1>{t('rules.title')}</h1>
        <input
          id="rule-filter"
          type="search"
          aria-label={t('rules.filter')}
          placeholder={t('rules.filterHint')}
          value={wanted}
          onInput={event => setWanted(event.currentTarget.value)}
        />
        <span class="hint" role="status">
          {t('rules.count', { n: numberText(matching.length), total: numberText(rules.length) })}
        </span>
      </div>
      {answer === null && <Loading />}
      {answer?.ok === false && <Failed error={answer.error} again={again} />}
      {answer?.ok === true && <RuleTable rules={listed} />}
      {listed.length < matching.length && (
        <button type="button" onClick={() => setAll(true)}>
          {t('incident.showAll')}
        </button>
      )}
    </div>
  )
}
