// What every state store must do, whatever it is made of. Run against an `open` that gives an empty store.

import { describe, expect, test } from 'vitest'
import type { Alert } from '#/kernel/alert.ts'
import type { Clock } from '#/kernel/clock.ts'
import { UNJUDGED, type Incident, type TimelineEntry } from '#/kernel/incident.ts'
import { SEVERITIES, maxSeverity } from '#/kernel/severity.ts'
import type { FoldAlert, IncidentFilter, Session, StateStore, User } from '#/store/state-store.ts'

/** A store on its own place, empty at first. */
export interface OpenedStateStore extends AsyncDisposable {
  readonly store: StateStore
  /** Closes the store and opens it again on the same place: what was acknowledged is there. */
  reopen(): Promise<StateStore>
}

export type OpenStateStore = (clock: Clock) => Promise<OpenedStateStore>

const NOON = Date.parse('2026-11-22T05:00:00Z')

export function inventedAlert(
  id: string,
  more: Partial<Alert> & { level?: Alert['rule']['level']; family?: string } = {},
): Alert {
  const { level = 'medium', family = 'brute-force', ...rest } = more
  return {
    id,
    rule: {
      id: `rule-${family}`,
      title: `Dò mật khẩu ${family}`,
      author: 'Nguyễn Văn An',
      level,
      description: 'invented',
      family,
      tags: ['attack.t1110'],
      cites: [],
      falsePositives: [],
    },
    at: NOON,
    raisedAt: NOON,
    systemId: 'cổng-dịch-vụ',
    entity: { field: 'source.ip', value: '203.0.113.9' },
    eventIds: [`event-of-${id}`],
    matched: [{ field: 'user.name', value: 'Đào', selection: 'selection' }],
    event: { '@timestamp': '2026-11-22T05:00:00.000Z', 'event.original': 'Failed password' },
    ...rest,
  }
}

/** The simplest grouping: whatever open incident there is takes the alert. */
export const simpleFold: FoldAlert = (alert, open, nextCode) => {
  const entry: TimelineEntry = {
    at: alert.at,
    by: 'thapcanh',
    kind: open ? 'alert' : 'created',
    text: alert.rule.title,
    alertId: alert.id,
  }
  if (open !== undefined) {
    const severity = maxSeverity(open.severity, alert.rule.level)
    const lastSeen = Math.max(open.lastSeen, alert.at)
    return {
      incident: { ...open, severity, lastSeen, alertCount: open.alertCount + 1, version: open.version + 1 },
      entry,
    }
  }
  return { incident: incidentOf(alert, nextCode()), entry }
}

function incidentOf(alert: Alert, code: string): Incident {
  return {
    id: `incident-of-${alert.id}`,
    code,
    title: `${alert.rule.title}: ${alert.entity.value}`,
    severity: alert.rule.level,
    status: 'new',
    family: alert.rule.family,
    systemId: alert.systemId,
    entity: alert.entity,
    ruleIds: [alert.rule.id],
    tags: alert.rule.tags,
    cites: alert.rule.cites,
    alertCount: 1,
    firstSeen: alert.at,
    lastSeen: alert.at,
    createdAt: alert.raisedAt,
    updatedAt: alert.raisedAt,
    owner: null,
    acknowledgedAt: null,
    closedAt: null,
    disposition: null,
    mau05: null,
    ...UNJUDGED,
    origin: 'alerts',
    detectedAt: alert.raisedAt,
    risk: { value: 0, at: alert.raisedAt },
    version: 1,
  }
}

/** An alert of its own incident: each `n` another address. */
const apart = (n: number, more: Parameters<typeof inventedAlert>[1] = {}): Alert =>
  inventedAlert(`a${String(n).padStart(4, '0')}`, {
    entity: { field: 'source.ip', value: `198.51.100.${n}` },
    at: NOON + n,
    ...more,
  })

const note = (text: string): TimelineEntry => ({ at: NOON, by: 'lan', kind: 'note', text })

export function describeStateStore(name: string, openStore: OpenStateStore): void {
  describe(`state store conformance: ${name}`, () => {
    let now = NOON
    const open = async (): Promise<OpenedStateStore> => {
      now = NOON
      return await openStore({ now: () => now })
    }
    describeAlerts(open, ms => (now = ms))
    describeQueue(open)
    describeChanges(open)
    describePeople(open, ms => (now = ms))
  })
}

function describeAlerts(open: () => Promise<OpenedStateStore>, setNow: (ms: number) => void): void {
  test('alerts of one family, entity and system come to one incident', async () => {
    await using opened = await open()
    const changed = opened.store.recordAlerts(
      [inventedAlert('a'), inventedAlert('b', { at: NOON + 5, level: 'high' })],
      simpleFold,
    )
    expect(changed).toHaveLength(1)
    const store = await opened.reopen()
    expect(store.incident('incident-of-a')).toEqual(changed[0])
    expect(changed[0]).toMatchObject({
      code: '2026-0001',
      alertCount: 2,
      severity: 'high',
      version: 2,
      lastSeen: NOON + 5,
    })
    expect(store.alertsOf('incident-of-a', 10)).toEqual([
      inventedAlert('b', { at: NOON + 5, level: 'high' }),
      inventedAlert('a'),
    ])
    expect(store.alertsOf('incident-of-a', 1)).toHaveLength(1)
    expect(store.timeline('incident-of-a').map(({ kind, alertId }) => [kind, alertId])).toEqual([
      ['created', 'a'],
      ['alert', 'b'],
    ])
  })

  const OTHERS: Readonly<Record<string, Parameters<typeof inventedAlert>[1]>> = {
    'another family': { family: 'scan' },
    'another value': { entity: { field: 'source.ip', value: '203.0.113.10' } },
    'another field': { entity: { field: 'destination.ip', value: '203.0.113.9' } },
    'another system': { systemId: 'y-tế' },
    'no system': { systemId: null },
  }
  for (const [name, other] of Object.entries(OTHERS)) {
    test(`${name} is another incident`, async () => {
      await using opened = await open()
      const alerts = [inventedAlert('a'), inventedAlert('b', other), inventedAlert('c', other)]
      expect(
        opened.store.recordAlerts(alerts, simpleFold).map(({ id, alertCount }) => [id, alertCount]),
      ).toEqual([
        ['incident-of-a', 1],
        ['incident-of-b', 2],
      ])
    })
  }

  test('an alert that is known changes nothing', async () => {
    await using opened = await open()
    opened.store.recordAlerts([inventedAlert('a'), inventedAlert('a')], simpleFold)
    expect(opened.store.recordAlerts([inventedAlert('a')], simpleFold)).toEqual([])
    expect(opened.store.incident('incident-of-a')).toMatchObject({ alertCount: 1, version: 1 })
    expect(opened.store.timeline('incident-of-a')).toHaveLength(1)
  })

  test('a closed incident takes no more alerts', async () => {
    await using opened = await open()
    const [incident] = opened.store.recordAlerts([inventedAlert('a')], simpleFold)
    opened.store.changeIncident({ ...incident!, status: 'closed', version: 2 }, 1, note('done'))
    expect(opened.store.recordAlerts([inventedAlert('b')], simpleFold)[0]).toMatchObject({
      id: 'incident-of-b',
      code: '2026-0002',
    })
  })

  test('of several open incidents the fold is given the one nearest in time', async () => {
    await using opened = await open()
    const apartFold: FoldAlert = (alert, _, nextCode, known) => simpleFold(alert, undefined, nextCode, known)
    opened.store.recordAlerts(
      [inventedAlert('a', { at: 1000 }), inventedAlert('b', { at: 900_000 })],
      apartFold,
    )
    const seen: (string | undefined)[] = []
    opened.store.recordAlerts(
      [
        inventedAlert('c', { at: 2000 }),
        inventedAlert('d', { at: 899_000 }),
        inventedAlert('e', { at: 950_000 }),
      ],
      (alert, found, nextCode, known) => {
        seen.push(found?.id)
        return simpleFold(alert, found, nextCode, known)
      },
    )
    expect(seen).toEqual(['incident-of-a', 'incident-of-b', 'incident-of-b'])
  })

  test('when one alert of a batch cannot be folded, none is recorded', async () => {
    await using opened = await open()
    const fail: FoldAlert = (alert, found, nextCode, known) => {
      if (alert.id === 'b') throw new Error('cannot fold')
      return simpleFold(alert, found, nextCode, known)
    }
    expect(() => opened.store.recordAlerts([inventedAlert('a'), inventedAlert('b')], fail)).toThrow(
      'cannot fold',
    )
    expect(opened.store.incidents({ limit: 10 })).toMatchObject({ incidents: [], total: 0 })
    expect(opened.store.recordAlerts([inventedAlert('a')], simpleFold)[0]).toMatchObject({
      code: '2026-0001',
    })
  })

  test('codes count from one each year, the year being that of Việt Nam', async () => {
    await using opened = await open()
    setNow(Date.parse('2026-12-31T16:59:59Z'))
    opened.store.recordAlerts([apart(1), apart(2)], simpleFold)
    setNow(Date.parse('2026-12-31T17:00:00Z'))
    opened.store.recordAlerts([apart(3)], simpleFold)
    const codes = opened.store.incidents({ limit: 10 }).incidents.map(({ code }) => code)
    expect(codes.sort()).toEqual(['2026-0001', '2026-0002', '2027-0001'])
  })
}

function describeQueue(open: () => Promise<OpenedStateStore>): void {
  /** 30 incidents of all severities and states, some with owners. */
  function fill(store: StateStore): void {
    const alerts = Array.from({ length: 30 }, (_, n) =>
      apart(n, { level: SEVERITIES[n % 5]!, at: NOON + (n % 4), systemId: n % 2 ? 'y-tế' : null }),
    )
    for (const incident of store.recordAlerts(alerts, simpleFold)) {
      const n = Number(incident.entity.value.split('.')[3])
      const status = n % 3 === 0 ? 'new' : n % 3 === 1 ? 'open' : 'closed'
      store.changeIncident(
        { ...incident, status, owner: n % 7 === 0 ? 'lan' : null, version: 2 },
        1,
        note('set'),
      )
    }
  }

  const FILTERS: Readonly<Record<string, [Omit<IncidentFilter, 'limit'>, (incident: Incident) => boolean]>> =
    {
      nothing: [{}, () => true],
      'one status': [{ status: ['open'] }, one => one.status === 'open'],
      'two statuses': [{ status: ['new', 'open'] }, one => one.status !== 'closed'],
      'no status at all': [{ status: [] }, () => false],
      severities: [{ severity: ['high', 'low'] }, one => one.severity === 'high' || one.severity === 'low'],
      owner: [{ owner: 'lan' }, one => one.owner === 'lan'],
      'no owner': [{ owner: null }, one => one.owner === null],
      system: [{ systemId: 'y-tế' }, one => one.systemId === 'y-tế'],
      'all together': [
        { status: ['new'], severity: ['critical'], owner: null, systemId: 'y-tế' },
        one =>
          one.status === 'new' &&
          one.severity === 'critical' &&
          one.owner === null &&
          one.systemId === 'y-tế',
      ],
      'text of the code': [{ text: '2026-0007' }, one => one.code === '2026-0007'],
      'text of the entity': [{ text: '100.2' }, one => one.entity.value.includes('100.2')],
      'text without marks': [{ text: 'do mat' }, () => true],
      'text of the system': [{ text: 'Y TE'.replace(' ', '-') }, one => one.systemId === 'y-tế'],
      'text that is nowhere': [{ text: '%' }, () => false],
    }

  for (const [name, [filter, fits]] of Object.entries(FILTERS)) {
    test(`the queue filtered by ${name} is in order, page by page`, async () => {
      await using opened = await open()
      fill(opened.store)
      const all = opened.store.incidents({ limit: 500 }).incidents
      expect(all).toHaveLength(30)
      const rank = (one: Incident): number => SEVERITIES.indexOf(one.severity)
      const expected = all
        .filter(fits)
        .sort((a, b) => rank(b) - rank(a) || b.lastSeen - a.lastSeen || (a.id > b.id ? -1 : 1))
      const seen: Incident[] = []
      for (let after: string | undefined; ;) {
        const page = opened.store.incidents({
          ...filter,
          limit: 4,
          ...(after === undefined ? {} : { after }),
        })
        expect(page.total).toBe(expected.length)
        seen.push(...page.incidents)
        if (page.next === null) break
        after = page.next
      }
      expect(seen.map(({ id }) => id)).toEqual(expected.map(({ id }) => id))
    })
  }

  test('a page continues where it ended although incidents arrive and change', async () => {
    await using opened = await open()
    fill(opened.store)
    const first = opened.store.incidents({ limit: 10 })
    opened.store.recordAlerts([apart(99, { level: 'critical', at: NOON + 99 })], simpleFold)
    const second = opened.store.incidents({ limit: 50, after: first.next! })
    const ids = [...first.incidents, ...second.incidents].map(({ id }) => id)
    expect(new Set(ids).size).toBe(30)
    expect(ids).not.toContain('incident-of-a0099')
  })

  test('a place that no queue gave out is refused', async () => {
    await using opened = await open()
    expect(() => opened.store.incidents({ limit: 5, after: "1' OR 1" })).toThrow('not a place in the queue')
  })

  test('counts tell the states, and how many that are not closed nobody has taken', async () => {
    await using opened = await open()
    expect(opened.store.counts()).toEqual({ byStatus: { new: 0, open: 0, closed: 0 }, unassigned: 0 })
    fill(opened.store)
    const all = opened.store.incidents({ limit: 500 }).incidents
    expect(opened.store.counts()).toEqual({
      byStatus: { new: 10, open: 10, closed: 10 },
      unassigned: all.filter(({ status, owner }) => status !== 'closed' && owner === null).length,
    })
  })
}

function describeChanges(open: () => Promise<OpenedStateStore>): void {
  test('a change by who saw the present version is made, with its entry', async () => {
    await using opened = await open()
    const [incident] = opened.store.recordAlerts([inventedAlert('a')], simpleFold)
    const next: Incident = { ...incident!, title: 'Đã xem', owner: 'lan', status: 'open', version: 2 }
    expect(opened.store.changeIncident(next, 1, note('taken'))).toBe('done')
    const store = await opened.reopen()
    expect(store.incident(next.id)).toEqual(next)
    expect(store.timeline(next.id).at(-1)).toEqual(note('taken'))
    expect(store.incidents({ text: 'da xem', limit: 5 }).total).toBe(1)
  })

  test('a change by who saw an older version is a conflict and changes nothing', async () => {
    await using opened = await open()
    const [incident] = opened.store.recordAlerts([inventedAlert('a')], simpleFold)
    opened.store.recordAlerts([inventedAlert('b')], simpleFold)
    expect(opened.store.changeIncident({ ...incident!, title: 'stale', version: 2 }, 1, note('stale'))).toBe(
      'conflict',
    )
    expect(opened.store.incident(incident!.id)).toMatchObject({ version: 2, title: incident!.title })
    expect(opened.store.timeline(incident!.id)).toHaveLength(2)
  })

  test('an incident that does not exist cannot be changed', async () => {
    await using opened = await open()
    expect(opened.store.changeIncident(incidentOf(inventedAlert('x'), '2026-0001'), 0, note('x'))).toBe(
      'conflict',
    )
    expect(opened.store.incident('incident-of-x')).toBeUndefined()
    expect(opened.store.timeline('incident-of-x')).toEqual([])
    expect(opened.store.alertsOf('incident-of-x', 5)).toEqual([])
  })
}

function describePeople(open: () => Promise<OpenedStateStore>, setNow: (ms: number) => void): void {
  const lan: User = {
    name: 'lan',
    displayName: 'Trần Thị Lan',
    role: 'analyst',
    passwordHash: 'h',
    mustChangePassword: true,
    disabled: false,
    createdAt: NOON,
    units: null,
  }
  const session = (tokenHash: string, more: Partial<Session> = {}): Session => ({
    tokenHash,
    userName: 'lan',
    createdAt: NOON,
    lastSeenAt: NOON,
    expiresAt: NOON + 1000,
    ...more,
  })

  test('users are kept, changed and listed by name', async () => {
    await using opened = await open()
    opened.store.putUser(lan)
    opened.store.putUser({ ...lan, name: 'an', role: 'admin' })
    opened.store.putUser({ ...lan, role: 'lead', mustChangePassword: false, disabled: true })
    const store = await opened.reopen()
    expect(store.user('lan')).toEqual({ ...lan, role: 'lead', mustChangePassword: false, disabled: true })
    expect(store.users().map(({ name }) => name)).toEqual(['an', 'lan'])
    expect(store.user('none')).toBeUndefined()
  })

  test('sessions are kept, renewed and ended, one or all of a user', async () => {
    await using opened = await open()
    opened.store.putUser(lan)
    opened.store.putUser({ ...lan, name: 'an' })
    for (const hash of ['1', '2', '3']) opened.store.putSession(session(hash))
    opened.store.putSession(session('4', { userName: 'an' }))
    opened.store.putSession(session('1', { lastSeenAt: NOON + 5, expiresAt: NOON + 2000 }))
    const store = await opened.reopen()
    expect(store.session('1')).toEqual(session('1', { lastSeenAt: NOON + 5, expiresAt: NOON + 2000 }))
    store.deleteSession('1')
    expect(store.session('1')).toBeUndefined()
    store.deleteSessionsOf('lan')
    expect([store.session('2'), store.session('3')]).toEqual([undefined, undefined])
    expect(store.session('4')).toBeDefined()
  })

  test('a changed user keeps the sessions', async () => {
    await using opened = await open()
    opened.store.putUser(lan)
    opened.store.putSession(session('1'))
    opened.store.putUser({ ...lan, displayName: 'Lan' })
    expect(opened.store.session('1')).toBeDefined()
  })

  test('sessions that have expired are cleared away', async () => {
    await using opened = await open()
    opened.store.putUser(lan)
    opened.store.putSession(session('old'))
    setNow(NOON + 1001)
    opened.store.putSession(session('new', { expiresAt: NOON + 9000 }))
    expect(opened.store.session('old')).toBeUndefined()
    expect(opened.store.session('new')).toBeDefined()
  })

  test('settings are kept and changed', async () => {
    await using opened = await open()
    expect(opened.store.setting('a')).toBeUndefined()
    opened.store.putSetting('a', '1')
    opened.store.putSetting('a', 'hai')
    expect((await opened.reopen()).setting('a')).toBe('hai')
  })
}
