// Invented detection: counters, a check of liveness, an exception in each state, an explanation, a backtest, an
// imported set. For the console's tests.

import type { BacktestView } from '#/api/contract/backtests.ts'
import type { CorrelationExplanationView } from '#/api/contract/correlation-explanation.ts'
import type {
  ExplanationView,
  LivenessView,
  RuleCountersView,
  RuleDetailView,
  RuleLivenessView,
} from '#/api/contract/detection.ts'
import type { ExceptionBody, ExceptionPreviewView, ExceptionView } from '#/api/contract/exceptions.ts'
import type { RuleSetPlanView, RuleSetRuleView, RuleSetView } from '#/api/contract/rule-sets.ts'
import type { Static } from 'typebox'
import { NOW, RULES } from './fixture-data.ts'

type RuleSet = Static<typeof RuleSetView>
type RuleSetRule = Static<typeof RuleSetRuleView>
type RuleSetPlan = Static<typeof RuleSetPlanView>

export const DAY_MS = 86_400_000
const ref = (n: number) => {
  const { id, title, titleEnglish } = RULES[n]!
  return { id, title, ...(titleEnglish === undefined ? {} : { titleEnglish }) }
}

export const COUNTERS: RuleCountersView = {
  since: NOW - 2 * DAY_MS,
  events: 1_200_000,
  sampled: 18_750,
  rules: [
    { id: 'rule-2', candidates: 4_100, hits: 120, hidden: 46, ms: 12.4 },
    { id: 'rule-3', candidates: 900, hits: 74, hidden: 0, ms: 3.1 },
  ],
}

const live = (n: number, reasons: RuleLivenessView['reasons'] = []): RuleLivenessView => ({
  rule: { ...ref(n), level: RULES[n]!.level },
  fired: reasons.length === 0,
  by: reasons.length === 0 ? 'synthetic' : null,
  reasons,
})

export const LIVENESS: LivenessView = {
  at: NOW - 3_600_000,
  tookMs: 840,
  days: 30,
  rules: 9,
  alive: 5,
  fired: 5,
  results: [
    live(3, [{ reason: 'did-not-fire', detail: 'sự kiện thử 7c21 không sinh cảnh báo' }]),
    live(4, [{ reason: 'source-never-seen', detail: 'webserver/*/*' }]),
    live(6, [{ reason: 'field-never-seen', detail: 'network.bytes' }]),
    {
      rule: { id: 'rule-off', title: 'Tài khoản cũ đăng nhập lại', level: 'low' },
      fired: false,
      by: null,
      reasons: [{ reason: 'disabled', detail: 'bộ luật cong-dong' }],
    },
    ...[0, 1, 2, 5, 7].map(n => live(n)),
  ],
  unloaded: [{ code: 'rule.invalid', where: 'rules/hong.yml:4', detail: 'detection.condition is missing' }],
}

const YAML = `title: Tài khoản dịch vụ web chạy lệnh nâng quyền sudo
id: rule-2
logsource:
  product: linux
  service: sshd
detection:
  selection:
    user.name: www-data
    process.command_line|contains: sudo
  condition: selection
level: high
`

export function ruleDetail(id: string): RuleDetailView | undefined {
  if (!RULES.some(rule => rule.id === id)) return undefined
  return {
    id,
    path: `rules/linux/${id}.yml`,
    source: YAML,
    description: 'Máy chủ web không bao giờ cần sudo; kẻ tấn công thì cần.',
    descriptionEnglish: 'A web server never needs sudo; an intruder does.',
    falsePositives: ['Kịch bản bảo trì chạy dưới tài khoản web'],
    response: 'Cô lập máy chủ, xem tiến trình cha của sudo.',
    responseEnglish: 'Isolate the host, look at the parent process of sudo.',
    exceptions: [{ id: 'exc-bao-tri', title: 'Máy quét của thành phố' }],
    off: null,
    switchVersion: 0,
    builtOnIt: id === 'rule-2' ? [ref(6)] : [],
  }
}

export const FILTER = `title: Máy quét của thành phố
filter:
  rules:
    - rule-2
  selection:
    source.ip: 192.0.2.77
  condition: selection
`

export const DRAFT: ExceptionBody = {
  title: 'Tài khoản dịch vụ web chạy lệnh nâng quyền sudo: 192.0.2.77',
  filter: FILTER,
  tags: [],
  systems: ['dvc'],
  entity: null,
  reason: '',
  owner: 'an.tran',
  expiresAt: NOW + 90 * DAY_MS,
}

const body: ExceptionBody = {
  ...DRAFT,
  title: 'Máy quét của thành phố',
  reason: 'Máy quét lỗ hổng, chạy mỗi đêm',
  owner: 'ha.le',
}
const exception = (id: string, changes: Partial<ExceptionView>): ExceptionView => ({
  id,
  version: 3,
  state: 'active',
  origin: 'console',
  file: null,
  body,
  proposal: null,
  approvedBy: 'ha.le',
  approvedAt: NOW - 5 * DAY_MS,
  createdBy: 'an.tran',
  createdAt: NOW - 6 * DAY_MS,
  changedAt: NOW - 5 * DAY_MS,
  applied: { applied: true, reason: null, detail: '', rules: 1 },
  hidden: { alerts: 46, lastAt: NOW - 1_800_000, lastRule: 'rule-2', lastEvent: 'event-1' },
  mayReview: false,
  ...changes,
})
const NOTHING_HIDDEN = { alerts: 0, lastAt: null, lastRule: null, lastEvent: null }

export const EXCEPTIONS: readonly ExceptionView[] = [
  exception('exc-lac', {
    body: { ...body, title: 'Camera cũ ở bãi xe', reason: 'Camera chờ thay' },
    applied: { applied: false, reason: 'unknown-rule', detail: 'rule-cu', rules: 0 },
    hidden: NOTHING_HIDDEN,
  }),
  exception('exc-moi', {
    version: 1,
    state: 'proposed',
    body: { ...body, title: 'Giám sát đường truyền' },
    proposal: { body: { ...body, title: 'Giám sát đường truyền' }, by: 'an.tran', at: NOW - 7_200_000 },
    approvedBy: null,
    approvedAt: null,
    applied: { applied: false, reason: 'not-approved', detail: '', rules: 1 },
    hidden: NOTHING_HIDDEN,
  }),
  exception('exc-bao-tri', {}),
  exception('exc-het', {
    state: 'expired',
    body: { ...body, title: 'Đợt diễn tập tháng trước', expiresAt: NOW - 9 * DAY_MS },
    applied: { applied: false, reason: 'expired', detail: '', rules: 1 },
  }),
]

const day = (back: number): string => new Date(NOW - back * DAY_MS).toISOString().slice(0, 10)

export const PREVIEW: ExceptionPreviewView = {
  fromMs: NOW - 30 * DAY_MS,
  toMs: NOW,
  examined: 120,
  complete: true,
  withoutEvent: 4,
  hidden: 46,
  ofTruePositives: 2,
  byDisposition: [
    { disposition: 'false-positive', alerts: 40 },
    { disposition: 'true-positive', alerts: 2 },
    { disposition: 'open', alerts: 4 },
  ],
  perDay: [
    { day: day(9), alerts: 30 },
    { day: day(2), alerts: 16 },
  ],
  byRule: [{ rule: ref(1), alerts: 46 }],
  examples: [
    {
      alertId: 'alert-9',
      incidentId: 'inc-000001',
      incidentCode: '2026-2001',
      at: NOW - 2 * DAY_MS,
      rule: ref(1),
      entity: { field: 'source.ip', value: '192.0.2.77' },
      systemId: 'dvc',
      disposition: 'true-positive',
    },
  ],
}

const LINE = 'Nov 22 09:14:07 web-01 sudo: www-data : COMMAND=/usr/bin/id'
export const EXPLANATION: ExplanationView = {
  kind: 'rule',
  rule: ref(1),
  matched: true,
  rightLogSource: true,
  logsource: 'linux/*/sshd',
  traits: { product: 'linux', service: 'sudo' },
  hiddenBy: [],
  nodes: [
    { depth: 0, kind: 'all', matched: true, says: 'selection' },
    {
      depth: 1,
      kind: 'field',
      matched: true,
      says: 'user.name: www-data',
      field: 'user.name',
      key: 'user.name',
      present: true,
      values: [
        { value: 'www-data', matched: true, spans: [{ from: 0, to: 8 }], raw: [{ from: 29, to: 37 }] },
      ],
    },
  ],
  original: LINE,
  event: { 'user.name': 'www-data', 'event.original': LINE },
}
const tryOf = (n: number) => ({
  id: `019b000000000000000${n}`,
  at: NOW - (6 - n) * 20_000,
  members: [0],
  rules: [ref(1)],
  counted: [],
  after: n,
  line: `Nov 22 09:1${n}:07 web-01 sshd[4122]: Failed password for invalid user quantri from 192.0.2.77 port 4122 ssh2`,
})
/** Five failures within ten minutes. */
export const CORRELATED: CorrelationExplanationView = {
  kind: 'correlation',
  rule: ref(0),
  type: 'event_count',
  group: [
    { field: 'source.ip', value: '192.0.2.77' },
    { field: 'host.name', value: 'web-01' },
  ],
  fromMs: NOW - 620_000,
  at: NOW - 20_000,
  timespanMs: 600_000,
  condition: 'gte 5',
  isChanged: false,
  bounds: [{ operator: 'gte', number: 5, holds: true }],
  fields: [],
  found: '5',
  absence: false,
  members: [{ rule: ref(1), kind: 'rule', events: 5, asked: null }],
  events: [1, 2, 3, 4, 5].map(tryOf),
  left: 0,
  gone: 0,
  withheld: 0,
  isCut: false,
}
export const WHY_NOT: ExplanationView = {
  ...EXPLANATION,
  matched: false,
  nodes: [
    { depth: 0, kind: 'all', matched: false, says: 'selection' },
    {
      depth: 1,
      kind: 'field',
      matched: false,
      says: 'user.name: www-data',
      field: 'user.name',
      present: false,
    },
  ],
}

export function backtest(changes: Partial<BacktestView>): BacktestView {
  return {
    id: 'bt-1',
    state: 'running',
    by: 'an.tran',
    startedAt: NOW,
    endedAt: null,
    fromMs: NOW - 7 * DAY_MS,
    toMs: NOW,
    exceptions: true,
    rules: 1,
    problems: [],
    progress: { done: 0.4, events: 480_000, alerts: 31, eventsPerSecond: 91_000 },
    complete: true,
    reachedMs: null,
    error: null,
    results: [],
    totals: { alerts: 31, hidden: 0, alertsPerDay: 11 },
    ...changes,
  }
}
export const BACKTEST_RESULTS: BacktestView['results'] = [
  {
    rule: { ...ref(1), level: 'high' },
    alerts: 78,
    hidden: 6,
    perDay: [
      { day: day(6), alerts: 60 },
      { day: day(1), alerts: 18 },
    ],
    systems: [{ name: 'dvc', alerts: 70 }],
    entities: [{ name: 'source.ip = 192.0.2.77', alerts: 44 }],
    entitiesExact: true,
    alertsPerDay: 11.1,
    noise: 'noisy',
    samples: [
      {
        eventIds: ['event-1'],
        at: NOW - DAY_MS,
        entity: { field: 'source.ip', value: '192.0.2.77' },
        systemId: 'dvc',
        matched: [{ field: 'user.name', value: 'www-data', selection: 'selection' }],
        original: LINE,
      },
    ],
  },
]

const setRule = (n: number, changes: Partial<RuleSetRule> = {}): RuleSetRule => ({
  id: `cd-${n}`,
  kind: 'rule',
  title: `Invented community rule ${n}`,
  level: 'medium',
  status: 'test',
  author: 'Invented Author',
  path: `linux/rule_${n}.yml`,
  logsource: 'linux/*/sshd',
  mapped: true,
  on: true,
  why: 'policy',
  detail: '',
  ...changes,
})
export const SET_RULES: readonly RuleSetRule[] = [
  setRule(1),
  setRule(2, { on: false, why: 'level', detail: 'low', level: 'low' }),
  setRule(3, { on: false, why: 'source-not-seen', detail: 'zeek/*/dns', mapped: false }),
]
const POLICY: RuleSetPlan['policy'] = {
  minimumLevel: 'medium',
  statuses: ['stable', 'test'],
  products: null,
  categories: null,
  services: null,
  seenWithinDays: 30,
}
const manifest = (version: string, source: string): RuleSetPlan['manifest'] => ({
  version,
  sha256: version.repeat(4),
  source,
  stagedAt: NOW - DAY_MS,
  stagedBy: 'ha.le',
  files: 3,
  bytes: 4_000,
  ignored: 1,
  licences: [{ path: 'LICENSE', says: 'Detection Rule License (DRL) 1.1' }],
  authors: [{ name: 'Invented Author', rules: 3 }],
})
export const OLD = '0123456789abcdef'
export const FRESH = 'fedcba9876543210'
export const SET: RuleSet = {
  name: 'cong-dong',
  atWork: {
    recordVersion: 2,
    enabled: true,
    version: OLD,
    previous: null,
    policy: POLICY,
    decisions: [],
    seenAt: NOW - DAY_MS,
    seenSources: ['linux/*/sshd'],
    rules: 3,
    on: 1,
    errors: 0,
    remarks: 1,
    unmapped: 1,
    history: [{ at: NOW - DAY_MS, by: 'ha.le', kind: 'applied', version: OLD, detail: 'lần đầu' }],
  },
  damaged: null,
  versions: [manifest(OLD, 'https://rules.example.com/r1')],
}
export const PLAN: RuleSetPlan = {
  manifest: manifest(FRESH, 'https://rules.example.com/r2'),
  recordVersion: 2,
  enabled: true,
  policy: POLICY,
  seenAt: NOW - DAY_MS,
  seenSources: ['linux/*/sshd'],
  counts: {
    added: 1,
    changed: 1,
    removed: 1,
    unchanged: 1,
    on: 2,
    off: 1,
    turnedOn: 1,
    turnedOff: 0,
    unmapped: 1,
    errors: 1,
    remarks: 0,
    byReason: [],
  },
  added: [setRule(4)],
  changed: [
    {
      rule: setRule(1, { level: 'high' }),
      before: { title: 'Invented community rule 1', level: 'medium', status: 'test' },
      diff: '--- linux/rule_1.yml\n+++ linux/rule_1.yml\n-level: medium\n+level: high\n',
    },
  ],
  removed: [{ id: 'cd-9', title: 'Invented rule that is gone', path: 'linux/rule_9.yml' }],
  turnedOn: [setRule(4)],
  turnedOff: [],
  problems: [
    { code: 'rule.invalid', path: 'linux/rule_7.yml', line: 9, key: 'detection', detail: 'no condition' },
  ],
  decisionsWithoutRule: [],
}
