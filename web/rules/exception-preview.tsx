// What an exception would have hidden in the last 30 days: how many alerts, how many of them true, examples.

import type { ExceptionCheckView, ExceptionPreviewView } from '#/api/contract/exceptions.ts'
import { titleText } from '../i18n/own-words.ts'
import { plainKey, t } from '../i18n/text.ts'
import { DataTable } from '../parts/data-table.tsx'
import { numberText } from '../parts/time-text.ts'
import { Moment } from '../parts/when.tsx'
import { incidentHref } from '../router.ts'
import { DayBars } from './day-bars.tsx'
import { AppliedNote } from './exception-marks.tsx'
import { w } from './exception-words.ts'
import { ruleHref } from './rules-api.ts'

function outcomeText(disposition: string | null): string {
  if (disposition === null || disposition === 'open') return w('is.open')
  const key = plainKey(`disposition.${disposition}`)
  return key === null ? disposition : t(key)
}

/** Mistakes and remarks, by line. */
export function ExceptionProblems({ problems }: { readonly problems: ExceptionCheckView['problems'] }) {
  if (problems.length === 0) return null
  return (
    <ul class="rule-reasons" aria-label={w('problems')}>
      {problems.map(({ severity, line, path, detail }, at) => (
        <li key={at}>
          <span class={severity === 'error' ? 'tone-bad' : 'tone-warn'}>{w(`problem.${severity}`)}</span>{' '}
          {line !== null && `${w('line', { n: line })}, `}
          {path !== '' && <code>{path}</code>} {detail}
        </li>
      ))}
    </ul>
  )
}

/** The rules that it is held against. */
export function AppliesTo({ check }: { readonly check: Pick<ExceptionCheckView, 'applied' | 'rules'> }) {
  const { rules, applied } = check
  return (
    <div>
      <h3>{w('appliesTo')}</h3>
      {applied.reason !== 'not-approved' && <AppliedNote applied={applied} />}
      {rules.length === 0 && <p class="hint">{w('appliesNone')}</p>}
      <ul class="rule-links">
        {rules.map(rule => (
          <li key={rule.id}>
            <a href={ruleHref(rule.id)}>{titleText(rule)}</a>
          </li>
        ))}
      </ul>
      {applied.rules > rules.length && rules.length > 0 && (
        <p class="hint">
          {w('appliesFirst', { n: numberText(rules.length), total: numberText(applied.rules) })}
        </p>
      )}
    </div>
  )
}

function Examples({ preview }: { readonly preview: ExceptionPreviewView }) {
  return (
    <DataTable
      title={w('examples')}
      rows={preview.examples}
      keyOf={({ alertId }) => alertId}
      empty=""
      columns={[
        { name: w('col.at'), cell: ({ at }) => <Moment at={at} />, short: true },
        {
          name: w('col.incident'),
          cell: example => <a href={incidentHref(example.incidentId)}>{example.incidentCode}</a>,
          short: true,
        },
        { name: w('col.entity'), cell: ({ entity }) => `${entity.field} = ${entity.value}` },
        { name: w('col.rule'), cell: ({ rule }) => titleText(rule), wide: true },
        {
          name: w('col.outcome'),
          cell: ({ disposition }) => (
            <span class={disposition === 'true-positive' ? 'tone-bad' : undefined}>
              {outcomeText(disposition)}
            </span>
          ),
        },
      ]}
    />
  )
}

/** The figures, the bars, the examples. */
export function ExceptionPreview({ preview }: { readonly preview: ExceptionPreviewView }) {
  const { hidden, examined, ofTruePositives, complete, withoutEvent, byDisposition, byRule } = preview
  return (
    <div class="exception-preview">
      <p role="status">
        <strong>{w('wouldHide', { n: numberText(hidden) })}</strong>{' '}
        <span class="hint">{w('examined', { n: numberText(examined) })}</span>
        <br />
        {ofTruePositives > 0 ? (
          <strong class="tone-bad">{w('trueOnes', { n: numberText(ofTruePositives) })}</strong>
        ) : (
          hidden > 0 && <span class="tone-fine">{w('trueNone')}</span>
        )}
      </p>
      {!complete && <p class="tone-warn">{w('incomplete')}</p>}
      {withoutEvent > 0 && <p class="hint">{w('withoutEvent', { n: numberText(withoutEvent) })}</p>}
      <DayBars title={w('perDay')} days={preview.perDay} fromMs={preview.fromMs} toMs={preview.toMs} />
      {byDisposition.length > 0 && (
        <p>
          {w('byDisposition')}:{' '}
          {byDisposition
            .map(({ disposition, alerts }) => `${outcomeText(disposition)} ${numberText(alerts)}`)
            .join(' · ')}
        </p>
      )}
      {byRule.length > 1 && (
        <p>
          {w('byRule')}:{' '}
          {byRule.map(({ rule, alerts }) => `${titleText(rule)} ${numberText(alerts)}`).join(' · ')}
        </p>
      )}
      {preview.examples.length > 0 && <Examples preview={preview} />}
    </div>
  )
}
