// What one rule would have raised: the verdict on its noise, alerts a day, where most come from, samples.

import type { BacktestRuleView, BacktestView } from '#/api/contract/backtests.ts'
import { titleText } from '../i18n/own-words.ts'
import { litParts } from '../incident/lit-line.ts'
import { numberText } from '../parts/time-text.ts'
import { SeverityMark } from '../parts/severity-mark.tsx'
import { Moment } from '../parts/when.tsx'
import { systemName } from '../state/systems.ts'
import { w } from './backtest-words.ts'
import { DayBars } from './day-bars.tsx'

const TONES = { none: 'fine', quiet: 'fine', bearable: 'fine', noisy: 'warn', flood: 'bad' } as const
const LEVELS = ['none', 'quiet', 'bearable', 'noisy', 'flood'] as const

/** The verdict by word, and by as many bars as it is noisy. */
export function NoiseMark({ noise }: { readonly noise: BacktestRuleView['noise'] }) {
  const level = LEVELS.indexOf(noise)
  return (
    <span class={`noise tone-${TONES[noise]}`} title={w(`noiseHint.${noise}`)}>
      <svg viewBox="0 0 20 12" width="20" height="12" aria-hidden="true">
        {LEVELS.slice(1).map((own, at) => (
          <rect
            key={own}
            class={at < level ? 'noise-full' : undefined}
            x={at * 5 + 0.5}
            y={9 - at * 2.5}
            width="3.500"
            height={at * 2.5 + 2.5}
          />
        ))}
      </svg>
      {w(`noise.${noise}`)}
    </span>
  )
}

interface RankedProps {
  readonly title: string
  readonly ranked: BacktestRuleView['systems']
  readonly text: (name: string) => string
  readonly note?: string | undefined
}

function Ranked({ title, ranked, text, note }: RankedProps) {
  if (ranked.length === 0) return null
  return (
    <div>
      <h3>
        {title} {note !== undefined && <span class="hint">({note})</span>}
      </h3>
      <ol class="rule-ranked">
        {ranked.map(({ name, alerts }) => (
          <li key={name}>
            <span>{text(name)}</span> <strong>{numberText(alerts)}</strong>
          </li>
        ))}
      </ol>
    </div>
  )
}

function Sample({ sample }: { readonly sample: BacktestRuleView['samples'][number] }) {
  const { at, entity, systemId, matched, original } = sample
  const parts = litParts(
    original,
    matched.map(({ value }) => value),
  )
  return (
    <li class="backtest-sample">
      <p>
        <Moment at={at} /> · {entity.field} = {entity.value}
        {systemId !== null && ` · ${systemName(systemId)}`}
      </p>
      <ul class="hint">
        {matched.map(({ field, value, selection }, index) => (
          <li key={index}>
            <code>{field}</code> = <code>{value}</code> <span title={w('matchedBy')}>({selection})</span>
          </li>
        ))}
      </ul>
      {original !== '' && (
        <pre class="raw-text" tabIndex={0}>
          {parts.map((part, index) => (part.lit ? <mark key={index}>{part.text}</mark> : part.text))}
        </pre>
      )}
    </li>
  )
}

interface ResultProps {
  readonly result: BacktestRuleView
  readonly range: Pick<BacktestView, 'fromMs' | 'toMs'>
  readonly open: boolean
}

/** All about one rule, folded away when there are many. */
export function BacktestResult({ result, range, open }: ResultProps) {
  const { rule, alerts, alertsPerDay, hidden, noise, perDay, systems, entities, samples } = result
  return (
    <details class="backtest-rule" open={open}>
      <summary>
        <NoiseMark noise={noise} />
        <SeverityMark severity={rule.level} />
        <strong>{titleText(rule)}</strong>
        <span class="hint">
          {w('alerts', { n: numberText(alerts), perDay: numberText(alertsPerDay) })}
          {hidden > 0 && ` · ${w('hidden', { n: numberText(hidden) })}`}
        </span>
      </summary>
      <p class="hint">{w(`noiseHint.${noise}`)}</p>
      <DayBars title={w('perDay')} days={perDay} fromMs={range.fromMs} toMs={range.toMs} />
      <div class="rule-fields">
        <Ranked
          title={w('systems')}
          ranked={systems}
          text={name => (name === '' ? w('noSystem') : systemName(name))}
        />
        <Ranked
          title={w('entities')}
          ranked={entities}
          text={name => name}
          note={result.entitiesExact ? undefined : w('estimate')}
        />
      </div>
      {samples.length > 0 && (
        <>
          <h3>{w('samples')}</h3>
          <ol class="backtest-samples">
            {samples.map((sample, at) => (
              <Sample key={at} sample={sample} />
            ))}
          </ol>
        </>
      )}
    </details>
  )
}
