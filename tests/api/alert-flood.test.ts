// The grouping of alerts and the changes of people on one incident: whoever takes it while alerts pour in
// is not refused, because each version has one line of history (see api/incident-versions.ts).

import { expect, test } from 'vitest'
import { groupAlert } from '#/correlation/group-alert.ts'
import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import { changeIncident } from '#/api/incident-changes.ts'
import { changedByAlertsOnly } from '#/api/incident-versions.ts'
import { ALERT, START_MS } from './invented-incident.ts'

/** An incident with its history, made by the real grouping. */
function createHistory() {
  let incident: Incident | undefined
  const timeline: TimelineEntry[] = []
  return {
    timeline,
    get incident() {
      return incident!
    },
    alert(): void {
      const alert = { ...ALERT, id: `alert-${timeline.length}`, at: START_MS + timeline.length }
      const grouped = groupAlert(alert, incident, () => '2026-0001', alert.at)
      incident = grouped.incident
      timeline.push(grouped.entry)
    },
    note(): void {
      const outcome = changeIncident(incident!, { kind: 'note', text: 'x' }, 'an', START_MS)
      if (outcome.kind !== 'changed') throw new Error('a note always changes')
      incident = outcome.incident
      timeline.push(outcome.entry)
    },
  }
}

test('alerts that pour in do not overtake anybody, a note does', () => {
  const history = createHistory()
  history.alert()
  const seen = history.incident.version
  for (let i = 0; i < 500; i++) history.alert()
  expect(changedByAlertsOnly(history.incident, seen, history.timeline)).toBe(true)
  history.note()
  history.alert()
  expect(changedByAlertsOnly(history.incident, seen, history.timeline)).toBe(false)
  expect(changedByAlertsOnly(history.incident, history.incident.version - 1, history.timeline)).toBe(true)
})
