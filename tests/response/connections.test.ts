// The small connections of response/: each from one end to the other, on real stores.

import { describe, expect, test } from 'vitest'
import { establishedBy } from '#/response/answers.ts'
import { noticeContactChange } from '#/response/contact-change.ts'
import { incidentVariables } from '#/response/incident-variables.ts'
import { createHistory } from '#/response/history.ts'
import { declaredOf, isTriggered } from '#/response/start-by-kind.ts'
import { createTellOfIncident } from '#/response/tell-of-incidents.ts'
import { tellOfDueTasks, tellingDesk } from '#/response/tell-of-tasks.ts'
import { noticesOf } from '#/response/watch-platform.ts'
import { createDetectEvents, createSearchEvents } from '#/response/stored-events.ts'
import { NO_ORGANISATION } from '#/reports/organisation.ts'
import type { Notice } from '#/notices/notice.ts'
import { loadLibrary } from '#/playbooks/library/load-library.ts'
import type { SearchRequest } from '#/store/event-store.ts'
import { ALERT, INCIDENT } from '../api/invented-incident.ts'
import { openCity } from '../api/invented-platform.ts'

describe('answers in a playbook', () => {
  const answered = (values: Readonly<Record<string, string>>) =>
    establishedBy({ kind: 'task-answered', id: 't', by: 'an', done: true, note: '', at: 5, values }, INCIDENT)

  test.each([
    ['a confirmation', { __confirmed__: 'true' }, [{ kind: 'milestone', milestone: 'triaged' }]],
    ['a refutation', { __confirmed__: 'false' }, []],
    [
      'signs against national security',
      { __national_security__: 'true' },
      [{ kind: 'fact', fact: 'national-security', at: 5 }],
    ],
    ['no such signs', { __national_security__: 'false', __interrupted__: '' }, []],
    ['a containment', { __containment__: 'Chặn' }, [{ kind: 'milestone', milestone: 'contained' }]],
    ['a system found unstable', { __stable__: 'false' }, []],
    ['a system found stable', { __stable__: 'true' }, [{ kind: 'milestone', milestone: 'resolved' }]],
    ['an upgrade that is only proposed', { __upgrade__: 'proposed' }, []],
    ['an upgrade', { __upgrade__: 'serious' }, [{ kind: 'gravity', value: 'serious' }]],
    [
      'helpers and damage',
      { __helpers__: 'Đội tỉnh; Công ty Ví Dụ', __damage__: '10 triệu' },
      [
        {
          kind: 'handling',
          handling: { self: false, domesticHelpers: ['Đội tỉnh', 'Công ty Ví Dụ'], damage: '10 triệu' },
        },
      ],
    ],
    ['words that mean nothing here', { __anything__: 'true' }, []],
  ])('%s', (_, values, expected) => {
    expect(answered(values as Readonly<Record<string, string>>)).toMatchObject(expected)
    expect(answered(values as Readonly<Record<string, string>>)).toHaveLength(expected.length)
  })
})

describe('which playbook an incident starts', () => {
  const library = loadLibrary()
  const started = (mau05: number | null, gravity: 'ordinary' | 'serious' | null = null) =>
    library
      .filter(playbook =>
        isTriggered(playbook, {
          ...INCIDENT,
          mau05: mau05 as never,
          gravity: gravity === null ? null : { value: gravity, at: 0, by: 'lead', reason: 'x' },
        }),
      )
      .map(({ name }) => name)

  test('each kind starts exactly its own', () => {
    for (let kind = 1; kind <= 10; kind++) {
      expect(started(kind), `kind ${kind}`).toHaveLength(1)
      expect(started(kind)[0]).toMatch(new RegExp(`^Loại ${kind}:`))
    }
  })

  test('a serious one starts the seven steps beside it; without a kind only these', () => {
    expect(started(4, 'serious')).toHaveLength(2)
    expect(started(null, 'serious')[0]).toContain('nghiêm trọng')
    expect(started(null)).toEqual([])
  })

  test('what a playbook that starts by itself asks for from outside, the platform gives', () => {
    const about = { incident: INCIDENT, system: undefined, event: ALERT.event, consoleUrl: '' }
    const given = Object.keys(incidentVariables(about)).map(name => `__${name}__`)
    const startingByThemselves = library.filter(playbook =>
      [null, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].some(mau05 =>
        isTriggered(playbook, {
          ...INCIDENT,
          mau05: mau05 as never,
          gravity: { value: 'serious', at: 0, by: 'lead', reason: 'x' },
        }),
      ),
    )
    expect(startingByThemselves).toHaveLength(11)
    const missing = startingByThemselves.flatMap(playbook =>
      Object.entries(playbook.playbook_variables ?? {})
        .filter(([name, variable]) => variable.external === true && !given.includes(name))
        .map(([name]) => `${playbook.name} ${name}`),
    )
    expect(missing).toEqual([])
  })

  test('what is not known is not given, so that the playbook’s own first value stands', () => {
    const [playbook] = library.filter(({ playbook_variables: declared }) => declared !== undefined)
    const values = { incident_id: 'i-1', source_ip: '' }
    expect(declaredOf(playbook!, values)).toEqual({ __incident_id__: 'i-1' })
  })
})

test('the incident’s own entity wins over the event of its newest alert', () => {
  const incident = { ...INCIDENT, entity: { field: 'source.ip', value: '203.0.113.9' } }
  const event = { 'source.ip': '198.51.100.1', 'user.name': 'lan' }
  expect(incidentVariables({ incident, system: undefined, event, consoleUrl: '' })).toMatchObject({
    source_ip: '203.0.113.9',
    user: 'lan',
    host: '',
  })
})

test('a line of history is written although somebody changes the incident meanwhile', async () => {
  await using city = await openCity()
  const { state } = city
  const seen: string[] = []
  let raced = false
  const racing = {
    incident: (id: string) => state.incident(id),
    changeIncident: ((next, version, entry) => {
      if (!raced) {
        raced = true
        const current = state.incident('i-new')!
        const other = { ...current, owner: 'lead', version: current.version + 1 }
        state.changeIncident(other, current.version, { at: 1, by: 'lead', kind: 'taken', text: 'x' })
      }
      return state.changeIncident(next, version, entry)
    }) as typeof state.changeIncident,
  }
  createHistory(racing, incident => seen.push(incident.owner ?? '')).write('i-new', {
    at: 2,
    by: 'thapcanh',
    kind: 'playbook',
    text: 'Bắt đầu quy trình',
  })
  expect(seen).toEqual(['lead'])
  expect(
    state
      .timeline('i-new')
      .slice(-2)
      .map(({ kind }) => kind),
  ).toEqual(['taken', 'playbook'])
})

test('a changed contact point starts its clock, an unchanged one and the first start do not', async () => {
  await using city = await openCity()
  const told: string[] = []
  const law = { contactChanged: async ({ reason }: { reason: string }) => (told.push(reason), []) }
  const people = (name: string) => ({
    ...NO_ORGANISATION,
    responder: { ...NO_ORGANISATION.responder, name },
  })
  await noticeContactChange(people('Nguyễn Văn Ví'), city.state, law)
  await noticeContactChange(people('Nguyễn Văn Ví'), city.state, law)
  expect(told).toEqual([])
  await noticeContactChange(people('Trần Thị Dụ'), city.state, law)
  await noticeContactChange(people('Trần Thị Dụ'), city.state, law)
  expect(told).toHaveLength(1)
})

describe('what the platform tells of itself', () => {
  const fine = {
    silentSources: [],
    storeError: null,
    disk: { freeBytes: 1e9, dataBytes: 1, full: false },
    listeners: [],
  }

  test('nothing, as long as all is well', () => {
    expect(noticesOf(fine, 1_000_000)).toEqual([])
  })

  test('a silence once, however long it lasts; a new silence anew', () => {
    const silence = (lastSeenAt: number, silentMs: number) =>
      noticesOf(
        { ...fine, silentSources: [{ listener: 'relp', peer: '192.0.2.7', lastSeenAt, silentMs }] },
        5,
      )[0]!
    expect(silence(1, 600_000).id).toBe(silence(1, 6_000_000).id)
    expect(silence(1, 600_000).id).not.toBe(silence(2, 600_000).id)
    expect(silence(1, 600_000)).toMatchObject({
      kind: 'source.silent',
      title: 'Nguồn nhật ký im lặng: 192.0.2.7 (relp)',
    })
  })

  test('a store that is stuck, a full disk and a failed listener, once an hour', () => {
    const listener = {
      id: 'relp',
      kind: 'relp',
      address: '',
      state: 'failed' as const,
      detail: 'EADDRINUSE',
      received: 0,
    }
    const bad = { ...fine, storeError: 'ENOSPC', disk: { ...fine.disk, full: true }, listeners: [listener] }
    const ids = (at: number) => noticesOf(bad, at).map(({ id }) => id)
    expect(ids(0)).toHaveLength(3)
    expect(ids(0)).toEqual(ids(3_599_999))
    expect(ids(0)).not.toEqual(ids(3_600_000))
  })

  test('a disk that will soon be full, once a day, with the days that are left', () => {
    const low = { ...fine, disk: { ...fine.disk, low: true, daysLeft: 3 } }
    expect(noticesOf(low, 0)).toMatchObject([
      {
        kind: 'platform.problem',
        text: 'Còn trống 0.9 GiB; với tốc độ những ngày qua, đủ dùng 3 ngày nữa.',
        textEnglish: '0.9 GiB are free; at the pace of the last days it lasts 3 more days.',
      },
    ])
    const idAt = (at: number) => noticesOf(low, at).map(({ id }) => id)
    expect(idAt(0)).toEqual(idAt(86_399_999))
    expect(idAt(0)).not.toEqual(idAt(86_400_000))
    expect(noticesOf({ ...low, disk: { ...low.disk, daysLeft: null } }, 0)).toMatchObject([
      { textEnglish: '0.9 GiB are free.' },
    ])
  })
})

describe('what people hear of an incident', () => {
  test('one that was there before the start is not told again, but what happens to it is', async () => {
    await using city = await openCity()
    const told: string[] = []
    const notices = {
      notify: async ({ kind }: Notice) => (told.push(kind), 'placed' as const),
      acknowledge: async () => undefined,
    }
    const tell = createTellOfIncident(city.state, notices, () => '', city.platform.events)
    tell.known(INCIDENT)
    await tell.heard(INCIDENT)
    expect(told).toEqual([])
    await tell.heard({ ...INCIDENT, severity: 'critical' })
    await tell.heard({ ...INCIDENT, id: 'i-other' })
    expect(told).toEqual(['incident.severity', 'incident.new'])
  })
})

describe('tasks', () => {
  test('who gets one is told, who takes one is not; who has one is told when it is due', async () => {
    await using city = await openCity()
    const { state } = city
    const told: Notice[] = []
    const notices = { notify: async (notice: Notice) => (told.push(notice), 'placed' as const) }
    const desk = tellingDesk(city.platform.desk, state, notices)
    const task = {
      incidentId: 'i-new',
      title: 'Sao chép nhật ký',
      kind: 'investigate',
      due: 10_000_000,
    } as const
    await desk.addTask({ ...task, assignee: 'analyst' }, 'analyst')
    expect(told).toEqual([])
    await desk.addTask({ ...task, assignee: 'lead' }, 'analyst')
    expect(told.map(({ kind, audience }) => [kind, audience?.users])).toEqual([['task.assigned', ['lead']]])
    told.length = 0
    await tellOfDueTasks(state.records, state, notices, 0, 6_000_000)
    expect(told).toEqual([])
    await tellOfDueTasks(state.records, state, notices, 6_000_000, 6_500_000)
    await tellOfDueTasks(state.records, state, notices, 6_500_000, 10_000_000)
    expect(told.map(({ kind }) => kind)).toEqual(['task.due', 'task.due', 'task.due', 'task.due'])
    expect(new Set(told.map(({ id }) => id)).size).toBe(4)
  })
})

describe('stored events for playbooks', () => {
  const lines = Array.from({ length: 2500 }, (_, n) => ({
    id: `e${n}`,
    event: {
      '@timestamp': '2026-11-22T05:00:00.000Z',
      'event.original': `line ${n}`,
      'event.dataset': 'system.auth',
      'process.name': 'sshd',
      'user.name': n % 1000 === 0 ? 'root' : 'lan',
    },
  }))
  const events = {
    search: async ({ limit, after }: SearchRequest) => {
      const from = Number(after ?? 0)
      const next = from + limit < lines.length ? String(from + limit) : null
      return { hits: lines.slice(from, from + limit), next, complete: true, tookMs: 0 }
    },
  }
  const range = { fromMs: 0, toMs: 1 }
  const signal = new AbortController().signal

  test('a search says that there is more', async () => {
    const found = await createSearchEvents(events)('user.name:*', range, 3, signal)
    expect(found).toMatchObject({ count: 3, complete: false })
    expect(found.lines[0]).toContain('line 0')
  })

  test('a query that cannot be read is refused by its code', async () => {
    await expect(createSearchEvents(events)('"open', range, 3, signal)).rejects.toMatchObject({
      code: 'query.invalid',
    })
  })

  test('a Sigma rule is run over all pages', async () => {
    const rule = `
title: root
id: 6d7d3c7e-2f5e-4a45-9a43-0a5b6f2c9a11
logsource: { product: linux, service: sshd }
detection: { selection: { user.name: root }, condition: selection }
level: low
`
    const found = await createDetectEvents(events)(rule, range, 2, signal)
    expect(found).toMatchObject({ count: 3, complete: true })
    expect(found.lines).toHaveLength(2)
    await expect(createDetectEvents(events)('title: x', range, 2, signal)).rejects.toMatchObject({
      code: 'rule.invalid',
    })
  })
})
