// Changes of a state in numbered turns, each of several parts that belong together. Nothing of the test runner is
// needed, so that a process of its own can make them.

import { createIncidentFold } from '#/correlation/group-alert.ts'
import { systemClock } from '#/kernel/clock.ts'
import { append, put, type Collection } from '#/store/records.ts'
import type { ReplicatedState } from '#/store/replicated/replicated-state.ts'
import { ALERT } from '../api/invented-incident.ts'

export const TURNS: Collection<{ turn: number }> = { name: 'turn', keys: ({ turn }) => ({ turn }) }
export const ALERTS_OF_A_TURN = 5

const fold = createIncidentFold({ windowMs: 3_600_000, clock: systemClock })

/** Resolves when the turn is acknowledged. */
export async function doTurn(state: ReplicatedState, turn: number): Promise<void> {
  const { store } = state
  const entity = { field: 'source.ip', value: `198.51.100.${turn % 7}` }
  const alerts = Array.from({ length: ALERTS_OF_A_TURN }, (_, i) => ({
    ...ALERT,
    id: `alert-${turn}-${i}`,
    entity,
  }))
  store.recordAlerts(alerts, fold)
  const id = `turn-${turn}`
  const seen = await store.records.lastNumber('turns')
  if ((await store.records.commit([put(TURNS, id, { turn }, 0), append('turns', [turn], seen)])) !== 'done')
    throw new Error(`turn ${turn} is there already`)
  await state.settled()
}
