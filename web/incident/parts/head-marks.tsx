// What the head of an incident's page says beyond the queue: gravity, kind of Mẫu 05, unit, and the nearest
// deadline of law with a link to the clocks.

import { useEffect } from 'preact/hooks'
import type { IncidentClocksView } from '#/api/contract/law.ts'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { language } from '../../i18n/text.ts'
import { DueShape } from '../../law/state-mark.tsx'
import { now, spanText } from '../../parts/time-text.ts'
import { serverNow } from '../../state/health.ts'
import { mau05Text } from '../mau05-text.ts'
import { loadUnits, unitName } from '../work/units.ts'
import { useLatest } from '../work/use-latest.ts'
import { w as said } from '../work/work-words.ts'
import { workApi } from '../work/work-api.ts'
import { w } from './part-words.ts'
import { goToPart } from './part.tsx'

type Clock = IncidentClocksView['clocks'][number]

const SOON_MS = 30 * 60_000

/** The clock that runs out next, or ran out first; null when none runs. */
export function nearest(clocks: readonly Clock[]): Clock | null {
  return clocks
    .filter(({ state, dueAt }) => (state === 'running' || state === 'overdue') && dueAt !== null)
    .reduce<Clock | null>((best, clock) => (best === null || clock.dueAt! < best.dueAt! ? clock : best), null)
}

function Deadline({ incident }: { readonly incident: IncidentView }) {
  const { value } = useLatest(incident.version, () => workApi.clocks(incident.id))
  const clock = value === null ? null : nearest(value.clocks)
  if (clock === null || clock.dueAt === null) return null
  // Read for its tick: what is left moves with the time.
  void now.value
  const leftMs = clock.dueAt - serverNow()
  const tone = leftMs < 0 ? 'tone-bad' : leftMs < SOON_MS ? 'tone-warn' : ''
  return (
    <a
      class={`head-deadline ${tone}`}
      href="#part-clocks"
      title={w('due.title', { title: clock.title[language.value] })}
      onClick={event => {
        event.preventDefault()
        goToPart('clocks')
      }}
    >
      <DueShape state={leftMs < 0 ? 'overdue' : 'running'} />
      {w(leftMs < 0 ? 'due.late' : 'due.left', { clock: clock.id, t: spanText(Math.abs(leftMs)) })}
    </a>
  )
}

/** The marks, in the line of severity and status. */
export function HeadMarks({ incident }: { readonly incident: IncidentView }) {
  const { gravity, mau05, unitId } = incident
  useEffect(() => void loadUnits(), [])
  return (
    <>
      <span class={gravity?.value === 'serious' ? 'badge' : 'status'}>
        {said(`gravity.${gravity?.value ?? 'undecided'}`)}
      </span>
      {mau05 !== null && (
        <span class="status" title={mau05Text(mau05)}>
          {w('kind', { n: mau05 })}
        </span>
      )}
      {unitId !== null && (
        <span class="incident-owner" title={w('unit')}>
          {unitName(unitId)}
        </span>
      )}
      <Deadline incident={incident} />
    </>
  )
}
