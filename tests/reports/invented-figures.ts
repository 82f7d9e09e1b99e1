// An invented city for documents: one incident that was handled, its system, the organisation, and a quiet period.

import type { Alert } from '#/kernel/alert.ts'
import { UNJUDGED, type Incident, type TimelineEntry } from '#/kernel/incident.ts'
import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import type { Figures } from '#/reports/fill/figures.ts'
import { NO_ORGANISATION, type Organisation } from '#/reports/organisation.ts'
import { periodOf } from '#/reports/period.ts'
import { vietnamMidnight } from '#/reports/vietnamese-time.ts'
import { invented } from './invented-media.ts'

/** 09:05 in Vietnam. */
export const NOW = Date.parse('2026-11-23T02:05:00.000Z')
export const DETECTED = Date.parse('2026-11-18T01:07:00.000Z')
const HOUR = 3_600_000

export const WEEK = periodOf(vietnamMidnight(2026, 11, 16), vietnamMidnight(2026, 11, 23))
export const QUIET_WEEK = periodOf(vietnamMidnight(2026, 1, 5), vietnamMidnight(2026, 1, 12))

export const ORGANISATION: Organisation = {
  ...NO_ORGANISATION,
  name: 'Trung tâm Giám sát thành phố Ví Dụ',
  governingBody: 'Ủy ban nhân dân thành phố Ví Dụ',
  abbreviation: 'TTGS',
  place: 'Ví Dụ',
  address: 'Số 1 đường Mẫu, thành phố Ví Dụ',
  telephone: '0200 000 0000',
  email: 'giamsat@example.com',
  memberCode: 'TV-0000',
  securityLeader: { name: 'Lê Văn Mẫu', position: 'Phó Giám đốc' },
  signatory: { name: 'Nguyễn Thị Ví Dụ', position: 'Giám đốc', authority: '' },
  contact: {
    name: 'Trần Văn Thử',
    position: 'Trưởng ca trực',
    telephone: '0200 000 0001',
    email: 'ungcuu@example.com',
  },
  intake: {
    address: 'Số 1 đường Mẫu',
    landline: '0200 000 0002',
    mobile: '',
    fax: '',
    email: 'tiepnhan@example.com',
  },
  monitor: {
    name: 'Phạm Thị Thử',
    position: 'Chuyên viên',
    telephone: '0200 000 0003',
    email: 'truc@example.com',
  },
  owner: {
    name: 'Ủy ban nhân dân thành phố Ví Dụ',
    mandate: '',
    representative: 'Hoàng Văn Mẫu, Chủ tịch',
    address: 'Số 2 đường Mẫu',
    contact: '0200 000 0004, ubnd@example.com',
  },
  staffing: { '1.1.a': 12, '1.1.b': 3, '2.2.c': 2 },
  people: [
    {
      name: 'Trần Văn Thử',
      school: 'Trường Đại học Ví Dụ',
      field: 'ATTT',
      degree: 'Kỹ sư',
      graduated: '6/2015',
    },
  ],
  pilot: { 'an-toan-thong-tin': 'Đã vận hành', 'phan-anh': 'Đang thử nghiệm' },
}

export const PORTAL: RegisteredSystem = {
  id: 'dvc',
  name: 'Cổng dịch vụ công',
  level: 3,
  owner: 'Ủy ban nhân dân thành phố Ví Dụ',
  hosts: ['dvc-*'],
  addresses: ['203.0.113.10', '10.1.0.10'],
  listeners: [],
  unitId: null,
  kind: 'public-service',
  purpose: 'Tiếp nhận hồ sơ trực tuyến của người dân và doanh nghiệp',
  operator: 'Trung tâm Công nghệ thông tin Ví Dụ',
  operatorAddress: 'Số 3 đường Mẫu',
  domains: ['dichvucong.example.com'],
  zones: ['dmz', 'database'],
  links: [{ provider: 'Nhà mạng Ví Dụ', megabits: 500, monitored: true }],
  providers: [
    { name: 'Nhà mạng Ví Dụ', kind: 'internet', telephone: '' },
    { name: 'Công ty An toàn Mẫu', kind: 'security', telephone: '' },
  ],
  contacts: [],
  services: ['web', 'database', 'hàng đợi tin'],
  operatingSystem: 'Ubuntu Server 24.04 LTS',
  measures: ['firewall', 'ids', 'sao lưu hằng ngày'],
  approval: { state: 'approved', decision: '12/QĐ-UBND ngày 05/01/2026, UBND thành phố Ví Dụ', expected: '' },
  regulation: '34/QĐ-UBND ngày 01/02/2026',
  measuresState: 'partly',
  measuresExpected: 'Quý I/2027',
  inspections: ['periodic'],
  source: 'register',
}

export const CAMERAS: RegisteredSystem = {
  ...PORTAL,
  id: 'cam',
  name: 'Giám sát giao thông',
  level: 4,
  addresses: [],
  domains: [],
  links: [],
  providers: [],
  operator: '',
  operatorAddress: '',
  operatingSystem: '',
  services: [],
  measures: [],
  purpose: '',
  approval: { state: 'drafting', decision: '', expected: 'Tháng 3/2027' },
  regulation: '',
  measuresState: null,
  measuresExpected: '',
  inspections: [],
}

const RULE: Alert['rule'] = {
  id: 'rule-1',
  title: 'Chèn mã SQL vào trang web',
  author: 'Thápcanh',
  level: 'high',
  description: '',
  family: 'web-attack',
  tags: ['attack.t1190', 'mau05.4'],
  cites: [],
  falsePositives: [],
}

export function alertAt(at: number, number: number, fields: Record<string, string> = {}): Alert {
  return {
    id: String(number).padStart(32, '0'),
    rule: RULE,
    at,
    raisedAt: at,
    systemId: 'dvc',
    entity: { field: 'source.ip', value: '198.51.100.7' },
    eventIds: [`019b${String(number).padStart(17, '0')}`],
    matched: [],
    event: {
      '@timestamp': new Date(at).toISOString(),
      'source.ip': '198.51.100.7',
      'destination.ip': '203.0.113.10',
      ...fields,
    },
  }
}

export const ALERTS: readonly Alert[] = [
  alertAt(DETECTED + 2 * HOUR, 3, { 'source.ip': '198.51.100.8' }),
  alertAt(DETECTED + HOUR, 2),
  alertAt(DETECTED, 1),
]

export const INCIDENT: Incident = {
  ...UNJUDGED,
  id: 'i-1',
  code: '2026-0001',
  title: 'Tấn công vào Cổng dịch vụ công từ 198.51.100.7',
  severity: 'high',
  status: 'closed',
  family: 'web-attack',
  systemId: 'dvc',
  entity: { field: 'source.ip', value: '198.51.100.7' },
  ruleIds: ['rule-1'],
  tags: RULE.tags,
  cites: [],
  alertCount: 3,
  firstSeen: DETECTED,
  lastSeen: DETECTED + 2 * HOUR,
  createdAt: DETECTED,
  updatedAt: DETECTED + 5 * HOUR,
  owner: 'thu',
  acknowledgedAt: DETECTED + HOUR,
  closedAt: DETECTED + 5 * HOUR,
  disposition: 'true-positive',
  mau05: 4,
  origin: 'alerts',
  detectedAt: DETECTED,
  affects: ['confidentiality', 'integrity'],
  handling: {
    self: true,
    domesticHelpers: ['Công ty An toàn Mẫu'],
    foreignHelpers: [],
    coordinatorAsked: false,
    damage: 'khoảng 10 triệu đồng',
  },
  resolvedAt: DETECTED + 4 * HOUR,
  containedAt: DETECTED + 2 * HOUR,
  triagedAt: DETECTED + HOUR,
  risk: { value: 60, at: DETECTED },
  version: 7,
}

/** Nobody has said anything of it, and no system is known. */
export const BARE_INCIDENT: Incident = {
  ...INCIDENT,
  ...UNJUDGED,
  id: 'i-2',
  code: '2026-0002',
  title: 'Máy chủ không rõ bị dò quét',
  status: 'new',
  systemId: null,
  owner: null,
  acknowledgedAt: null,
  closedAt: null,
  disposition: null,
  mau05: null,
  origin: 'person',
  alertCount: 0,
}

export const TIMELINE: readonly TimelineEntry[] = [
  { at: DETECTED, by: 'thapcanh', kind: 'created', text: 'Cảnh báo đầu tiên: Chèn mã SQL vào trang web' },
  { at: DETECTED + HOUR, by: 'thapcanh', kind: 'alert', text: 'Cảnh báo thứ hai' },
  { at: DETECTED + 1.5 * HOUR, by: 'thapcanh', kind: 'alert', text: 'Cảnh báo thứ ba' },
  {
    at: DETECTED + 2 * HOUR,
    by: 'thu',
    kind: 'milestone',
    text: 'Đã ngăn chặn: chặn 198.51.100.7 trên tường lửa',
  },
  { at: DETECTED + 4 * HOUR, by: 'thu', kind: 'milestone', text: 'Đã khôi phục hoạt động bình thường' },
  {
    at: DETECTED + 5 * HOUR,
    by: 'thu',
    kind: 'closed',
    text: 'Đóng (dương tính thật): đã vá lỗi và đổi mật khẩu cơ sở dữ liệu',
  },
]

export const RECIPIENTS = ['Chủ quản hệ thống thông tin', 'Công an thành phố Ví Dụ'] as const

/** Answers of the invented city; `fields` stand in for some of them. */
export function figuresOf(fields: Partial<Figures> = {}): Figures {
  const incidents = [INCIDENT, BARE_INCIDENT]
  const within = (at: number, { fromMs, toMs }: { fromMs: number; toMs: number }) => at >= fromMs && at < toMs
  return {
    organisation: ORGANISATION,
    recipients: () => RECIPIENTS,
    incident(id) {
      const incident = incidents.find(one => one.id === id)
      if (incident === undefined) return undefined
      return incident === INCIDENT
        ? { incident, timeline: TIMELINE, alerts: ALERTS }
        : { incident, timeline: [], alerts: [] }
    },
    incidentsIn: period => incidents.filter(({ detectedAt }) => within(detectedAt, period)),
    activeIn: period => incidents.filter(({ detectedAt }) => within(detectedAt, period)),
    openIncidents: () => [BARE_INCIDENT],
    alertsOf: id => (id === 'i-1' ? ALERTS : []),
    alertCounts: period => ({
      bySeverity: {
        informational: 0,
        low: 0,
        medium: 0,
        high: ALERTS.filter(({ at }) => within(at, period)).length,
        critical: 0,
      },
      complete: true,
    }),
    systems: async () => [PORTAL, CAMERAS],
    collection: () => ({
      received: 45_000,
      stored: 44_990,
      dropped: 10,
      listeners: [
        { id: 'syslog', kind: 'udp', address: '0.0.0.0:5514', state: 'listening', received: 45_000 },
      ],
      silentSources: [{ listener: 'syslog', peer: '192.0.2.5', lastSeenAt: NOW - 7 * HOUR }],
      disk: { freeBytes: 512e9, dataBytes: 38.4e9 },
    }),
    media: invented(),
    changes: async period =>
      within(DETECTED, period)
        ? [{ at: DETECTED, by: 'lead', what: 'Thêm hệ thống Giám sát giao thông vào sổ' }]
        : [],
    signedDocuments: async () => [],
    ...fields,
  }
}
