// The rules of the version at work, each with why it is on or off; searched by the server, decided one by one.

import { useEffect, useState } from 'preact/hooks'
import { DataTable } from '../parts/data-table.tsx'
import { SeverityMark } from '../parts/severity-mark.tsx'
import { numberText } from '../parts/time-text.ts'
import { errorText } from '../state/error-text.ts'
import { may } from '../state/session.ts'
import { RuleSwitch } from './rule-switch.tsx'
import { LogSource } from './rule-marks.tsx'
import { ruleHref, rulesApi, type RuleSet, type RuleSetRule } from './rules-api.ts'
import { whyText } from './set-text.ts'
import { w } from './set-words.ts'

const FIRST = 100
const PAUSE_MS = 250
const SHOWN = ['all', 'on', 'off'] as const
const ON = { all: undefined, on: 'true', off: 'false' } as const

interface Found {
  readonly rules: readonly RuleSetRule[]
  readonly total: number
}

/** The table with its search. */
export function SetRules({ set, after }: { readonly set: RuleSet; readonly after: () => void }) {
  const [text, setText] = useState('')
  const [shown, setShown] = useState<(typeof SHOWN)[number]>('all')
  const [found, setFound] = useState<Found | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  useEffect(() => {
    let wanted = true
    const on = ON[shown]
    const ask = async (): Promise<void> => {
      const answer = await rulesApi.setRules(set.name, {
        text: text.trim(),
        limit: FIRST,
        ...(on === undefined ? {} : { on }),
      })
      if (!wanted) return
      setWrong(answer.ok ? null : errorText(answer.error))
      if (answer.ok) setFound(answer.value)
    }
    const timer = setTimeout(() => void ask(), text === '' ? 0 : PAUSE_MS)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [set, text, shown])
  return (
    <section class="data">
      <h2>{w('rules')}</h2>
      <div class="rule-filters">
        <input
          id="set-filter"
          type="search"
          aria-label={w('filter')}
          placeholder={w('filterHint')}
          value={text}
          onInput={event => setText(event.currentTarget.value)}
        />
        <span class="segments" role="group" aria-label={w('show')}>
          {SHOWN.map(own => (
            <button key={own} type="button" aria-pressed={own === shown} onClick={() => setShown(own)}>
              {w(`show.${own}`)}
            </button>
          ))}
        </span>
        {found !== null && (
          <span class="hint" role="status">
            {found.total > found.rules.length
              ? w('rulesFirst', { n: numberText(found.rules.length), total: numberText(found.total) })
              : w('rulesAll', { n: numberText(found.total) })}
          </span>
        )}
      </div>
      {wrong !== null && (
        <p class="form-error" role="alert">
          {wrong}
        </p>
      )}
      {found !== null && (
        <DataTable
          rows={found.rules}
          keyOf={({ id }) => id}
          empty={w('rulesNone')}
          columns={[
            { name: w('col.level'), cell: ({ level }) => <SeverityMark severity={level} />, short: true },
            {
              name: w('col.rule'),
              cell: rule => (
                <span class="rule-name">
                  {rule.on ? <a href={ruleHref(rule.id)}>{rule.title}</a> : <strong>{rule.title}</strong>}
                  <span class="hint">
                    {rule.author} · {rule.path}
                  </span>
                </span>
              ),
              wide: true,
            },
            {
              name: w('col.source'),
              cell: rule => (
                <>
                  {rule.logsource !== '' && <LogSource path={rule.logsource} />}
                  {!rule.mapped && rule.kind === 'rule' && (
                    <span class="rule-rate tone-warn">{w('unmapped')}</span>
                  )}
                </>
              ),
            },
            { name: w('col.why'), cell: rule => whyText(rule) },
            ...(may('rules.manage')
              ? [
                  {
                    name: w('col.acts'),
                    cell: (rule: RuleSetRule) => <RuleSwitch set={set} rule={rule} after={after} small />,
                  },
                ]
              : []),
          ]}
        />
      )}
    </section>
  )
}
