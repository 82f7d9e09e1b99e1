// Many events as columns: for each slot, where its values stand in which of the events. Events of one shape and one plan
// are a group, so that this is found out once for all of them.

import type { ListedEvent } from '#/kernel/listed-event.ts'
import type { EventShape } from './event-shape.ts'
import type { MatchingPlan } from './matching-plan.ts'
import type { Slot } from './slot.ts'

/** An event that waits for its walks, and what it will be asked. */
export interface PlannedEvent {
  readonly event: ListedEvent
  readonly shape: EventShape
  readonly plan: MatchingPlan
}

export interface EventGroup {
  readonly shape: EventShape
  readonly plan: MatchingPlan
  /** Their numbers. */
  readonly events: number[]
  /** Slots of the plan that have a value in these events, and stand in a column. */
  readonly inColumns: Slot[]
  /** Slots whose value must be put together from several fields. */
  readonly made: Slot[]
}

/** Values of one slot: those of a group. */
export interface ColumnPart {
  readonly group: EventGroup
  /** Where they stand in each event; undefined for keywords, which may stand anywhere. */
  readonly at: number | undefined
}

export interface EventColumns {
  /** By event; undefined for one that is matched otherwise. */
  readonly groups: readonly (EventGroup | undefined)[]
  readonly columns: ReadonlyMap<Slot, readonly ColumnPart[]>
}

export function columnsOf(planned: readonly (PlannedEvent | undefined)[]): EventColumns {
  const groups = groupsOf(planned)
  const columns = new Map<Slot, ColumnPart[]>()
  for (const group of new Set(groups)) {
    if (group === undefined) continue
    for (const slot of group.plan.slots) {
      const at = placeOf(slot, group.shape)
      if (at === 'absent') continue
      if (at === 'made') {
        group.made.push(slot)
        continue
      }
      group.inColumns.push(slot)
      const parts = columns.get(slot)
      if (parts === undefined) columns.set(slot, [{ group, at }])
      else parts.push({ group, at })
    }
  }
  return { groups, columns }
}

function groupsOf(planned: readonly (PlannedEvent | undefined)[]): readonly (EventGroup | undefined)[] {
  const known = new Map<EventShape, Map<MatchingPlan, EventGroup>>()
  return planned.map((one, nth) => {
    if (one === undefined) return undefined
    const { shape, plan } = one
    const ofShape = known.get(shape) ?? new Map<MatchingPlan, EventGroup>()
    if (ofShape.size === 0) known.set(shape, ofShape)
    const group = ofShape.get(plan) ?? { shape, plan, events: [], inColumns: [], made: [] }
    if (group.events.length === 0) ofShape.set(plan, group)
    group.events.push(nth)
    return group
  })
}

function placeOf(slot: Slot, shape: EventShape): number | undefined | 'absent' | 'made' {
  if (slot.field === undefined) return undefined
  const location = shape.locate(slot.id, slot.names, slot.field)
  return location.kind === 'key' ? location.at : location.kind
}
