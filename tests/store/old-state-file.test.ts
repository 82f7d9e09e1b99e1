// A state file written by the first release, before incidents knew units, risk, judgements and moves.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { createIncidentFold } from '#/correlation/group-alert.ts'
import { takeSteps } from '#/store/embedded/migrate.ts'
import { STATE_SCHEMA } from '#/store/embedded/state-schema.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { StateStore } from '#/store/state-store.ts'
import { upgradeDataFolder } from '#/upgrade/upgrade-folder.ts'
import { inventedAlert } from './state-store-conformance.ts'

const THEN = Date.parse('2026-09-01T02:00:00Z')

/** As the first release wrote it. */
const OLD_INCIDENT = {
  id: 'alert-1',
  code: '2026-0041',
  title: 'Dò mật khẩu brute-force: 203.0.113.9',
  severity: 'high',
  status: 'open',
  family: 'brute-force',
  systemId: 'cổng-dịch-vụ',
  entity: { field: 'source.ip', value: '203.0.113.9' },
  ruleIds: ['rule-brute-force'],
  tags: ['attack.t1110', 'mau05.4'],
  cites: [],
  alertCount: 1,
  firstSeen: THEN,
  lastSeen: THEN,
  createdAt: THEN + 5,
  updatedAt: THEN + 5,
  owner: null,
  acknowledgedAt: null,
  closedAt: null,
  disposition: null,
  mau05: 4,
  version: 1,
}

function writeOldFile(path: string): void {
  const database = new DatabaseSync(path)
  takeSteps(database, path, STATE_SCHEMA.slice(0, 1))
  const insert = (table: string, row: Record<string, string | number | null>): void => {
    const names = Object.keys(row)
    const places = names.map(() => '?').join(', ')
    database
      .prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${places})`)
      .run(...Object.values(row))
  }
  insert('user', {
    name: 'an',
    display_name: 'An',
    role: 'lead',
    password_hash: 'h',
    must_change_password: 0,
    disabled: 0,
    created_at: THEN,
  })
  insert('incident_code', { year: 2026, last: 41 })
  insert('incident', {
    id: 'alert-1',
    code: '2026-0041',
    status: 'open',
    severity: 3,
    owner: null,
    system_id: 'cổng-dịch-vụ',
    family: 'brute-force',
    entity_field: 'source.ip',
    entity_value: '203.0.113.9',
    first_seen: THEN,
    last_seen: THEN,
    version: 1,
    folded: 'do mat khau',
    body: JSON.stringify(OLD_INCIDENT),
  })
  const alert = inventedAlert('alert-1', { at: THEN, raisedAt: THEN })
  insert('alert', {
    id: 'alert-1',
    incident_id: 'alert-1',
    at: THEN,
    rule_id: alert.rule.id,
    body: JSON.stringify(alert),
  })
  const line = { at: THEN, by: 'thapcanh', kind: 'created', text: 'Mở', alertId: 'alert-1' }
  insert('timeline', { incident_id: 'alert-1', body: JSON.stringify(line) })
  database.close()
}

async function withOldFile(work: (state: StateStore) => void): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'thapcanh-old-'))
  try {
    const path = join(directory, 'state.sqlite')
    writeOldFile(path)
    await upgradeDataFolder(directory, { version: '0.0.0', now: THEN })
    using state = openEmbeddedStateStore({ path, clock: { now: () => THEN + 60_000 } })
    work(state)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

test('its incidents have what holds while nobody has judged them', async () => {
  await withOldFile(state => {
    expect(state.incident('alert-1')).toEqual({
      ...OLD_INCIDENT,
      origin: 'alerts',
      unitId: null,
      description: '',
      detectedAt: OLD_INCIDENT.createdAt,
      gravity: null,
      facts: {},
      affects: [],
      handling: null,
      triagedAt: null,
      containedAt: null,
      resolvedAt: null,
      risk: { value: 0, at: OLD_INCIDENT.createdAt },
      mergedInto: null,
    })
    expect(state.user('an')).toMatchObject({ role: 'lead', units: null })
    expect(state.timeline('alert-1')).toHaveLength(1)
    expect(state.alertsOf('alert-1', 10)).toEqual([inventedAlert('alert-1', { at: THEN, raisedAt: THEN })])
  })
})

test('its incidents are found by the new filters and orders', async () => {
  await withOldFile(state => {
    const found = (filter: object): number => state.incidents({ ...filter, limit: 10 }).total
    expect(found({ tag: 'MAU05.4', mau05: 4, origin: 'alerts', gravity: 'none', order: 'risk' })).toBe(1)
    expect(found({ sinceMs: THEN, order: 'newest', withoutUnit: true })).toBe(1)
    expect(found({ units: ['so-y-te'] })).toBe(0)
    expect(state.moments(THEN, THEN + 10)).toHaveLength(1)
  })
})

test('new alerts join its open incidents, codes go on, and changes by the version it had are taken', async () => {
  await withOldFile(state => {
    const fold = createIncidentFold({ windowMs: 3_600_000, clock: { now: () => THEN + 60_000 } })
    const [joined] = state.recordAlerts([inventedAlert('alert-2', { at: THEN + 1000 })], fold)
    expect(joined).toMatchObject({ id: 'alert-1', alertCount: 2, version: 2 })
    const apart = { entity: { field: 'source.ip', value: '203.0.113.10' } }
    expect(state.recordAlerts([inventedAlert('alert-3', apart)], fold)[0]).toMatchObject({
      code: '2026-0042',
    })
    expect(state.workVersion('alert-1')).toBe(1)
    expect(state.ruleShares('alert-1')).toMatchObject([{ count: 1 }, { count: 1 }])
  })
})
