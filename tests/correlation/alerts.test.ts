// From match to alert to incident: evidence, entity, and which alerts belong together.

import { describe, expect, it } from 'vitest'
import { createIncidentFold, groupAlert } from '#/correlation/group-alert.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import { makeAlert } from '#/correlation/make-alert.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { Event } from '#/kernel/event.ts'
import type { Incident } from '#/kernel/incident.ts'
import { ruleText } from './one-rule.ts'

const NOON = Date.UTC(2026, 10, 22, 12)
const MINUTE = 60_000
const DETECTION = 'seen:\n  f|contains: a\n  g: [1, 2]\nfilter:\n  h: x\ncondition: seen and not filter'

function alertOf(event: Event, lines = '', eventId = 'e1'): Alert {
  const { rules } = loadRules([{ path: 'r.yml', text: ruleText(DETECTION) + lines }])
  const [match] = createMatcher(rules, { routing: false }).match({ f: 'xay', g: 2, ...event })
  return makeAlert(match!, { f: 'xay', g: 2, ...event }, eventId, NOON + MINUTE)
}

describe('an alert', () => {
  it('carries the fields and values that made the rule match, and the selection they met', () => {
    expect(alertOf({}).matched).toEqual([
      { field: 'f', value: 'xay', selection: 'seen' },
      { field: 'g', value: '2', selection: 'seen' },
    ])
  })

  it('carries only the member of a list that matched', () => {
    const alert = alertOf({ f: ['b', 'cac'] })
    expect(alert.matched[0]).toEqual({ field: 'f', value: 'cac', selection: 'seen' })
  })

  it('is the same when it is made again of the same event', () => {
    expect(alertOf({}, '', 'e7').id).toBe(alertOf({}, '', 'e7').id)
    expect(alertOf({}, '', 'e7').id).not.toBe(alertOf({}, '', 'e8').id)
  })

  it('happened when its event did', () => {
    expect(alertOf({ '@timestamp': '2026-11-22T05:00:00.000Z' }).at).toBe(Date.UTC(2026, 10, 22, 5))
  })

  it('without a readable time happened when it was raised', () => {
    expect(alertOf({}).at).toBe(NOON + MINUTE)
  })

  const entities: readonly (readonly [
    name: string,
    lines: string,
    event: Event,
    field: string,
    value: string,
  ])[] = [
    [
      'the source address first',
      '',
      { 'source.ip': '192.0.2.1', 'user.name': 'lan' },
      'source.ip',
      '192.0.2.1',
    ],
    ['the user next', '', { 'user.name': 'lan', 'host.name': 'web01' }, 'user.name', 'lan'],
    [
      'what the rule names',
      'entity: host.name',
      { 'source.ip': '192.0.2.1', 'host.name': 'web01' },
      'host.name',
      'web01',
    ],
    [
      'one name for a host, whatever the field',
      'entity: host.name, host.hostname',
      { 'host.hostname': 'web01' },
      'host.name',
      'web01',
    ],
    [
      'the usual ones when the rule names one that is absent',
      'entity: url.domain',
      { 'user.name': 'lan' },
      'user.name',
      'lan',
    ],
    ['the rule when nothing names one', '', {}, 'rule.id', '00000000-0000-4000-8000-000000000001'],
  ]
  it.each(entities)('is about %s', (_name, lines, event, field, value) => {
    expect(alertOf(event, lines).entity).toEqual({ field, value })
  })
})

describe('an incident', () => {
  const base = alertOf({ 'source.ip': '192.0.2.1' }, 'tags: [mau05.4, tt31.d5.1.b]\nfamily: ssh')
  const alert = (change: Partial<Alert>): Alert => ({ ...base, at: NOON, ...change })
  const begun = groupAlert(alert({}), undefined, () => '2026-0001', NOON).incident
  const fold = (next: Alert, open: Incident = begun): Incident =>
    groupAlert(next, open, () => '2026-0002', NOON).incident

  it('begins with its first alert', () => {
    expect(begun).toMatchObject({
      code: '2026-0001',
      title: 'Test: 192.0.2.1',
      severity: 'low',
      status: 'new',
      alertCount: 1,
      mau05: 4,
      version: 1,
      cites: [
        'Mẫu số 05, Thông tư 20/2017/TT-BTTTT: Truy cập trái phép, chiếm quyền điều khiển',
        'Thông tư 31/2017/TT-BTTTT, Điều 5 khoản 1 điểm b',
      ],
    })
  })

  it('takes in a later alert of the same family and entity', () => {
    const joined = fold(alert({ id: 'b', at: NOON + 30 * MINUTE }))
    expect(joined).toMatchObject({
      code: '2026-0001',
      alertCount: 2,
      firstSeen: NOON,
      lastSeen: NOON + 30 * MINUTE,
      version: 2,
    })
  })

  it('rises to the level of the worst alert and takes its title', () => {
    const worse = { ...base.rule, id: 'other', title: 'Worse', level: 'critical' as const }
    const joined = fold(alert({ rule: worse }))
    expect(joined).toMatchObject({
      severity: 'critical',
      title: 'Worse: 192.0.2.1',
      ruleIds: [base.rule.id, 'other'],
    })
    expect(fold(alert({}), joined)).toMatchObject({ severity: 'critical', title: 'Worse: 192.0.2.1' })
  })

  it('has an English title when the rule that gave the title has one', () => {
    const english = { title: 'Proof', description: 'A rule for tests.' }
    const inEnglish = groupAlert(
      alert({ rule: { ...base.rule, english } }),
      undefined,
      () => '2026-0001',
      NOON,
    )
    expect(inEnglish.incident.titleEnglish).toBe('Proof: 192.0.2.1')
    expect(inEnglish.entry.rule).toEqual({ title: 'Test', titleEnglish: 'Proof' })
    expect(fold(alert({}), inEnglish.incident).titleEnglish).toBe('Proof: 192.0.2.1')
    const worse = { ...base.rule, id: 'other', title: 'Worse', level: 'critical' as const }
    expect(fold(alert({ rule: worse }), inEnglish.incident)).not.toHaveProperty('titleEnglish')
    expect(begun).not.toHaveProperty('titleEnglish')
  })

  it('takes in a late alert and begins earlier then', () => {
    expect(fold(alert({ at: NOON - 10 * MINUTE }))).toMatchObject({
      firstSeen: NOON - 10 * MINUTE,
      lastSeen: NOON,
      alertCount: 2,
    })
  })

  const others: readonly (readonly [name: string, change: Partial<Alert>, open: Partial<Incident>])[] = [
    ['an hour and more after its last alert', { at: NOON + 61 * MINUTE }, {}],
    ['an hour and more before its first alert', { at: NOON - 61 * MINUTE }, {}],
    ['of a closed incident', {}, { status: 'closed' }],
  ]
  it.each(others)('leaves an alert %s to a new one', (_name, change, open) => {
    expect(fold(alert({ id: 'b', ...change }), { ...begun, ...open })).toMatchObject({
      code: '2026-0002',
      id: 'b',
      alertCount: 1,
    })
  })

  it('has a window that can be set', () => {
    const fold = createIncidentFold({ windowMs: 5 * MINUTE, clock: { now: () => NOON } })
    expect(fold(alert({ at: NOON + 4 * MINUTE }), begun, () => 'x').incident.code).toBe('2026-0001')
    expect(fold(alert({ at: NOON + 6 * MINUTE }), begun, () => 'x').incident.code).toBe('x')
  })

  it('says why an alert joined it', () => {
    const { entry } = groupAlert(alert({ at: NOON + 3 * MINUTE }), begun, () => 'x', NOON)
    expect(entry.parts).toEqual({
      grouped: 'key',
      family: 'ssh',
      entityField: 'source.ip',
      entityValue: '192.0.2.1',
      gapMinutes: '3',
      windowMinutes: '60',
    })
    expect(entry.text).toContain('cùng source.ip 192.0.2.1')
  })

  it('that took in another says so of the alerts of that one', () => {
    const other = alert({ entity: { field: 'source.ip', value: '192.0.2.2' }, systemId: 'portal' })
    expect(groupAlert(other, begun, () => 'x', NOON).entry.parts).toMatchObject({
      grouped: 'merged',
      entityValue: '192.0.2.2',
      systemId: 'portal',
    })
  })

  it('tells its story in the timeline', () => {
    expect(groupAlert(alert({}), undefined, () => 'x', NOON).entry).toMatchObject({
      kind: 'created',
      by: 'thapcanh',
      alertId: base.id,
    })
    expect(groupAlert(alert({}), begun, () => 'x', NOON).entry).toMatchObject({
      kind: 'alert',
      alertId: base.id,
    })
  })
})
