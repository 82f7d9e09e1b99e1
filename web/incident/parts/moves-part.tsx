// Merges and splits of an incident, newest first, with the way back while there is one.

import type { MovesView } from '#/api/contract/incident-work.ts'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { agoText, numberText } from '../../parts/time-text.ts'
import { Moment } from '../../parts/when.tsx'
import { incidentHref } from '../../router.ts'
import { personName } from '../../state/people.ts'
import { may } from '../../state/session.ts'
import { askFor } from '../work/decide.ts'
import { useLatest } from '../work/use-latest.ts'
import { workApi } from '../work/work-api.ts'
import { w } from './part-words.ts'
import { Part } from './part.tsx'

type Move = MovesView[number]

/** A merge is undone where the alerts came from, a split where they went. */
function Undo({ move, incident }: { readonly move: Move; readonly incident: IncidentView }) {
  if (move.undoneAt !== null)
    return <span class="hint">{w('moves.undone', { t: agoText(move.undoneAt) })}</span>
  if (!move.undoable || !may('incidents.work')) return null
  const place = move.kind === 'merge' ? move.from : move.to
  if (place !== incident.id) {
    const code = move.kind === 'merge' ? move.fromCode : move.toCode
    return <a href={incidentHref(place)}>{w('moves.undoThere', { code })}</a>
  }
  return (
    <button
      type="button"
      class="small"
      onClick={() => askFor(incident, { kind: move.kind === 'merge' ? 'unmerge' : 'unsplit' })}
    >
      {w('moves.undo')}
    </button>
  )
}

/** The part; nothing when nothing was merged or split. */
export function MovesPart({ incident }: { readonly incident: IncidentView }) {
  const { value: moves } = useLatest(incident.version, () => workApi.moves(incident.id))
  if (moves === null || moves.length === 0) return null
  return (
    <Part name="moves" title={w('moves')}>
      <ul class="moves">
        {moves.map(move => (
          <li key={move.id}>
            <p>
              {w(`moves.${move.kind}`, {
                from: move.fromCode,
                to: move.toCode,
                n: numberText(move.alerts),
              })}
            </p>
            <p class="hint">
              {personName(move.by)} · <Moment at={move.at} /> · {move.reason}
            </p>
            <p class="links">
              <a href={incidentHref(move.from === incident.id ? move.to : move.from)}>
                {move.from === incident.id ? move.toCode : move.fromCode}
              </a>
              <Undo move={move} incident={incident} />
            </p>
          </li>
        ))}
      </ul>
    </Part>
  )
}
