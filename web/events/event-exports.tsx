// Exports of what was found: begun here, with how far each is, to be called off or fetched.

import { useEffect, useState } from 'preact/hooks'
import type { EventExportView } from '#/api/contract/event-exports.ts'
import { numberText } from '../parts/time-text.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { eventsApi, type EvidenceFields } from './events-api.ts'
import { w } from './events-words.ts'
import { EvidenceButton } from './evidence-button.tsx'
import { eventQueryOf, type EventChoice } from './search-choice.ts'
import { orderText } from './sort-text.ts'

const FORMATS = ['csv', 'ndjson', 'parquet'] as const
const AGAIN_MS = 1000

/** Asks again every second while one runs and the list is open. */
export function useExports(open: boolean): readonly [readonly EventExportView[], () => void] {
  const [list, setList] = useState<readonly EventExportView[]>([])
  const [round, setRound] = useState(0)
  useEffect(() => {
    if (!open) return undefined
    let wanted = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async (): Promise<void> => {
      const answer = await eventsApi.exports()
      if (!wanted || !answer.ok) return
      setList(answer.value)
      if (answer.value.some(({ state }) => state === 'running'))
        timer = setTimeout(() => void ask(), AGAIN_MS)
    }
    void ask()
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [open, round])
  return [list, () => setRound(count => count + 1)]
}

/** One export: how far it is, and what may be done with it. */
export function ExportItem({ one, again }: { readonly one: EventExportView; readonly again: () => void }) {
  const { id, q, sort, format, state, events, total, complete, reason } = one
  const cancel = async (): Promise<void> => {
    const answer = await eventsApi.cancelExport(id)
    if (!answer.ok) announce({ text: errorText(answer.error), tone: 'wrong' })
    again()
  }
  const n = numberText(events)
  return (
    <li>
      <span class="raw-text clip" title={q}>
        {format === 'evidence' ? w('evidenceFormat') : format} · {q === '' ? '*' : q}
      </span>
      {sort !== undefined && <span class="hint">{orderText(sort)}</span>}
      <span class="hint">
        {w(`state.${state}`)} ·{' '}
        {state === 'running' && total !== null
          ? w('progress', { n, total: numberText(total) })
          : w('written', { n })}
        {!complete && reason !== null && ` · ${w('cut', { reason })}`}
      </span>
      {state === 'running' && total !== null && <progress max={Math.max(1, total)} value={events} />}
      <span class="export-actions">
        {state === 'done' && (
          <a class="button small" href={eventsApi.exportFile(id)} download>
            {w('download')}
          </a>
        )}
        <button type="button" class="quiet small" onClick={() => void cancel()}>
          {w(state === 'running' ? 'cancel' : 'drop')}
        </button>
      </span>
    </li>
  )
}

export function EventExports({ choice }: { readonly choice: EventChoice }) {
  const [open, setOpen] = useState(false)
  const [list, again] = useExports(open)
  const start = async (format: (typeof FORMATS)[number]): Promise<void> => {
    const answer = await eventsApi.startExport(choice, format)
    if (!answer.ok) announce({ text: errorText(answer.error), tone: 'wrong' })
    again()
  }
  return (
    <details class="event-exports" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>{w('export')}</summary>
      <p class="export-formats">
        {FORMATS.map(format => (
          <button key={format} type="button" class="small" onClick={() => void start(format)}>
            {w('exportAs', { format: format === 'parquet' ? 'Parquet' : format.toUpperCase() })}
          </button>
        ))}
        <EvidenceButton of={evidenceOf(choice)} onBegun={again} />
      </p>
      <p class="hint">{w('exportHint')}</p>
      <ul>
        {list.map(one => (
          <ExportItem key={one.id} one={one} again={again} />
        ))}
      </ul>
    </details>
  )
}

function evidenceOf(choice: EventChoice): Omit<EvidenceFields, 'reason'> {
  const { q, from, to, unmarked } = eventQueryOf(choice)
  return { q, from, to, unmarked: unmarked === 'true' }
}
