// The form that starts a backtest: of loaded rules, or of a text that someone has yet to enable.

import { useState } from 'preact/hooks'
import type { BacktestBody } from '#/api/contract/backtests.ts'
import { fullErrorText } from '../playbooks/act.ts'
import { Refused } from '../playbooks/question-parts.tsx'
import { may } from '../state/session.ts'
import { w } from './backtest-words.ts'
import { rulesApi } from './rules-api.ts'

const DAY_MS = 86_400_000
const DAYS = [1, 7, 30, 90] as const

interface StartProps {
  /** The rules to ask; null: those of a text that is typed. */
  readonly ids: readonly string[] | null
  readonly onStarted: (id: string) => void
}

/** The form; those who may not start one are told so. */
export function BacktestStart({ ids, onStarted }: StartProps) {
  const [yaml, setYaml] = useState('')
  const [isAll, setAll] = useState(false)
  const [days, setDays] = useState<number>(7)
  const [withExceptions, setWithExceptions] = useState(true)
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  if (!may('rules.test')) return <p class="hint">{w('mayNot')}</p>
  const start = async (): Promise<void> => {
    const toMs = Date.now()
    const rules: BacktestBody['rules'] =
      ids === null && !isAll ? { kind: 'text', yaml } : { kind: 'loaded', ids: [...(ids ?? [])] }
    setBusy(true)
    setWrong(null)
    const answer = await rulesApi.startBacktest({
      rules,
      fromMs: toMs - days * DAY_MS,
      toMs,
      exceptions: withExceptions,
    })
    setBusy(false)
    if (answer.ok) return onStarted(answer.value.id)
    const { problems = [] } = answer.error
    const places = problems.map(({ where, detail }) => `${where}: ${detail}`)
    setWrong([fullErrorText(answer.error), ...places].join('\n'))
  }
  return (
    <form
      class="form backtest-start"
      onSubmit={event => {
        event.preventDefault()
        if (!busy) void start()
      }}
    >
      {ids === null && (
        <>
          <label class="check">
            <input type="checkbox" checked={isAll} onChange={event => setAll(event.currentTarget.checked)} />
            {w('all')}
          </label>
          {!isAll && (
            <>
              <label for="backtest-yaml">{w('text')}</label>
              <textarea
                id="backtest-yaml"
                class="raw-text"
                rows={10}
                required
                maxLength={500_000}
                spellcheck={false}
                autocapitalize="none"
                value={yaml}
                onInput={event => setYaml(event.currentTarget.value)}
              />
            </>
          )}
        </>
      )}
      <div class="rule-row">
        <label for="backtest-days">{w('days')}</label>
        <select
          id="backtest-days"
          value={days}
          onChange={event => setDays(Number(event.currentTarget.value))}
        >
          {DAYS.map(own => (
            <option key={own} value={own}>
              {w(`days.${own}`)}
            </option>
          ))}
        </select>
        <label class="check">
          <input
            type="checkbox"
            checked={withExceptions}
            onChange={event => setWithExceptions(event.currentTarget.checked)}
          />
          {w('exceptions')}
        </label>
        <button type="submit" class="primary" disabled={busy}>
          {w(busy ? 'starting' : 'start')}
        </button>
      </div>
      <Refused why={wrong} />
    </form>
  )
}
