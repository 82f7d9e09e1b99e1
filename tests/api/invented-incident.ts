// One invented alert and the incident it opened.

import type { Alert } from '#/kernel/alert.ts'
import { UNJUDGED, type Incident, type TimelineEntry } from '#/kernel/incident.ts'

/** Now, for tests of the API. */
export const START_MS = Date.parse('2026-11-22T02:00:00.000Z')

export const ALERT: Alert = {
  id: 'a'.repeat(32),
  rule: {
    id: '0f3b7f0e-9f39-4d6c-8a52-3d6a52b9a001',
    title: 'Đăng nhập SSH sai nhiều lần',
    author: 'Thápcanh',
    level: 'high',
    description: 'Nhiều lần sai mật khẩu.',
    family: 'brute-force',
    tags: ['attack.t1110', 'mau05.4'],
    cites: ['Thông tư 31/2017, Điều 5'],
    falsePositives: ['Quên mật khẩu'],
  },
  at: START_MS - 60_000,
  raisedAt: START_MS - 59_000,
  systemId: 'dvc',
  entity: { field: 'source.ip', value: '203.0.113.9' },
  eventIds: ['019b0000000000000000a'],
  matched: [{ field: 'event.outcome', value: 'failure', selection: 'selection' }],
  event: {
    '@timestamp': '2026-11-22T01:59:00.000Z',
    'event.outcome': 'failure',
    'event.category': ['authentication'],
  },
}

export const INCIDENT: Incident = {
  id: 'i-new',
  code: '2026-0001',
  title: 'Dò mật khẩu SSH từ 203.0.113.9',
  severity: 'high',
  status: 'new',
  family: 'brute-force',
  systemId: 'dvc',
  entity: { field: 'source.ip', value: '203.0.113.9' },
  ruleIds: [ALERT.rule.id],
  tags: ALERT.rule.tags,
  cites: ALERT.rule.cites,
  alertCount: 1,
  firstSeen: ALERT.at,
  lastSeen: ALERT.at,
  createdAt: START_MS - 59_000,
  updatedAt: START_MS - 59_000,
  owner: null,
  acknowledgedAt: null,
  closedAt: null,
  disposition: null,
  mau05: null,
  ...UNJUDGED,
  origin: 'alerts',
  detectedAt: START_MS - 59_000,
  risk: { value: 0, at: START_MS - 59_000 },
  version: 1,
}

export const CREATED: TimelineEntry = {
  at: START_MS - 59_000,
  by: 'thapcanh',
  kind: 'created',
  text: 'Cảnh báo đầu tiên',
}
