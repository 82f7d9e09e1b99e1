// `npm run -s bench -- api [INCIDENTS] [ALERTS]`: how fast the queue answers when very much is open.
//
// Builds a state file with 10,000 open incidents of a million alerts (by default) through the real grouping, and
// ten thousand closed ones, then asks the API over real HTTP. Figures are milliseconds as the client sees them.

import { mkdtemp, rm, stat } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { SESSION_COOKIE, createSessions } from '#/api/auth/sessions.ts'
import type { Platform } from '#/api/platform.ts'
import { createApi } from '#/api/server.ts'
import { createIncidentFold } from '#/correlation/group-alert.ts'
import { createDice } from '#/demo/line.ts'
import { assessAlerts } from '#/incidents/assess-alert.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import { SEVERITIES } from '#/kernel/severity.ts'
import { createLaw } from '#/regulation/law.ts'
import { DEFAULT_PROFILE, loadLawProfile } from '#/regulation/load-profile.ts'
import { createAudit } from '#/store/audit.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { StateStore } from '#/store/state-store.ts'

const BATCH = 5000
const ROUNDS = 40
const UNITS = 20
const CLOSED_SHARE = 1
const BURST = 50

export async function apiBench(args: readonly string[]): Promise<Record<string, unknown>> {
  const open = Number(args[0] ?? 10_000)
  const alerts = Number(args[1] ?? 1_000_000)
  const directory = await mkdtemp(join(tmpdir(), 'thapcanh-api-'))
  try {
    const path = join(directory, 'state.sqlite')
    const clock = { now: () => Date.now() }
    using state = openEmbeddedStateStore({ path, clock })
    const began = performance.now()
    build(state, open, alerts)
    const buildSeconds = (performance.now() - began) / 1000
    const figures = await ask(state, clock)
    return {
      openIncidents: state.counts().byStatus.new,
      closedIncidents: state.counts().byStatus.closed,
      alerts,
      buildSeconds: Number(buildSeconds.toFixed(1)),
      alertsPerSecond: Math.round(alerts / buildSeconds),
      stateMb: Math.round((await stat(path)).size / 2 ** 20),
      ms: figures,
      residentMb: Math.round(process.memoryUsage().rss / 2 ** 20),
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const SYSTEMS: readonly MonitoredSystem[] = Array.from({ length: 60 }, (_, n) => ({
  id: `system-${n}`,
  name: `Hệ thống ${n}`,
  level: (1 + (n % 5)) as MonitoredSystem['level'],
  owner: 'UBND',
  hosts: [],
  addresses: [],
  listeners: [],
  unitId: `unit-${n % UNITS}`,
}))

/** Each incident gets its share of the alerts, a few get very many, as in an attack. */
function build(state: StateStore, open: number, alerts: number): void {
  const now = Date.now()
  const clock = { now: () => now }
  const byId = new Map(SYSTEMS.map(system => [system.id, system]))
  const fold = assessAlerts(createIncidentFold({ windowMs: 30 * 86_400_000, clock }), {
    clock,
    systemOf: id => byId.get(id),
  })
  const record = (make: (n: number) => Alert, count: number): void => {
    for (let from = 0; from < count; from += BATCH)
      state.recordAlerts(
        Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => make(from + i)),
        fold,
      )
  }
  const closed = Math.round(open * CLOSED_SHARE)
  const dice = createDice(11)
  const alertOf = (n: number, of: number, kind: string): Alert =>
    inventedAlert(n, of, kind, now, dice.between(0, 86_400_000))
  record(n => alertOf(n, n, 'closed'), closed)
  closeAll(state, now)
  // The first round opens every incident; then alerts come in bursts, one in five of them to one of ten
  // incidents under attack.
  record(
    n => alertOf(n, n < open ? n : n % 5 === 0 ? (n >> 12) % 10 : Math.floor(n / BURST) % open, 'open'),
    alerts,
  )
}

function closeAll(state: StateStore, now: number): void {
  for (;;) {
    const { incidents } = state.incidents({ status: ['new'], limit: 1000 })
    if (incidents.length === 0) return
    state.changeIncidents(
      incidents.map(incident => ({
        incident: {
          ...incident,
          status: 'closed' as const,
          closedAt: now,
          acknowledgedAt: now,
          disposition: 'benign' as const,
          version: incident.version + 1,
        },
        seen: incident.version,
        entry: { at: now, by: 'an', kind: 'closed', text: 'Đóng' },
      })),
    )
  }
}

function inventedAlert(n: number, of: number, kind: string, now: number, ago: number): Alert {
  const rule = of % 40
  const ip = `198.${18 + (of % 2)}.${(of >> 8) % 256}.${of % 256}`
  const host = `may-${of % 500}`
  return {
    id: `${kind}-${n.toString(16).padStart(26, '0')}`,
    rule: {
      id: `rule-${rule}`,
      title: `Đăng nhập lạ sau nhiều lần sai, kiểu ${rule}`,
      author: 'Thápcanh',
      level: SEVERITIES[rule % 5]!,
      description: 'Nhiều lần đăng nhập sai rồi một lần đúng từ cùng một địa chỉ trong thời gian ngắn.',
      family: `${kind}-${of}`,
      tags: ['attack.credential-access', 'attack.t1110', `mau05.${1 + (rule % 10)}`],
      cites: ['Thông tư 31/2017/TT-BTTTT, Điều 5 khoản 1 điểm b'],
      falsePositives: ['Người dùng quên mật khẩu'],
    },
    at: now - ago,
    raisedAt: now,
    systemId: `system-${of % 60}`,
    entity: { field: 'source.ip', value: ip },
    eventIds: [n.toString(16).padStart(21, '0')],
    matched: [
      { field: 'event.outcome', value: 'failure', selection: 'selection' },
      { field: 'source.ip', value: ip, selection: 'selection' },
    ],
    event: {
      '@timestamp': new Date(now - ago).toISOString(),
      'event.original': `<38>1 ${new Date(now - ago).toISOString()} ${host} sshd 4242 - - Failed password for invalid user u${of % 900} from ${ip} port 5${n % 9999} ssh2`,
      'event.outcome': 'failure',
      'event.category': ['authentication'],
      'source.ip': ip,
      'host.name': host,
      'user.name': `u${of % 900}`,
    },
  }
}

interface Figures {
  readonly p50: number
  readonly p95: number
  readonly max: number
}

async function ask(state: StateStore, clock: Platform['clock']): Promise<Record<string, Figures>> {
  const common = { passwordHash: '', mustChangePassword: false, disabled: false, createdAt: clock.now() }
  state.putUser({ ...common, name: 'lead', displayName: 'Trưởng ca', role: 'lead', units: null })
  state.putUser({ ...common, name: 'ward', displayName: 'Phường', role: 'lead', units: ['unit-3'] })
  const api = await createApi({
    platform: platformOver(state, clock),
    report: problem => process.stderr.write(`${JSON.stringify(problem)}\n`),
    logError: error => process.stderr.write(`${String(error)}\n`),
    version: 'bench',
  })
  await api.listen({ host: '127.0.0.1', port: 0 })
  try {
    const base = `http://127.0.0.1:${(api.server.address() as AddressInfo).port}`
    const sessions = createSessions(state, clock)
    const cookieOf = (name: string): string => `${SESSION_COOKIE}=${sessions.open(state.user(name)!)}`
    const [lead, ward] = [cookieOf('lead'), cookieOf('ward')]
    const get = async (path: string, cookie = lead): Promise<unknown> => {
      const answer = await fetch(base + path, { headers: { cookie } })
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
      return await answer.json()
    }
    return await askAll(state, get, ward)
  } finally {
    await api.close()
  }
}

type Get = (path: string, cookie?: string) => Promise<unknown>

async function askAll(state: StateStore, get: Get, ward: string): Promise<Record<string, Figures>> {
  const queue = '/api/incidents?status=new,open&limit=100'
  const deep = state.incidents({ status: ['new', 'open'], limit: 1000 })
  const ordinary = deep.incidents.filter(({ alertCount }) => alertCount < 1000)
  const flooded = state
    .incidents({ status: ['new', 'open'], limit: 1000, order: 'newest' })
    .incidents.concat(deep.incidents)
    .reduce((a, b) => (b.alertCount > a.alertCount ? b : a))
  const one = (round: number): string => ordinary[(round * 37) % ordinary.length]!.id
  const from = Date.now() - 90 * 86_400_000
  const asked: Readonly<Record<string, (round: number) => Promise<unknown>>> = {
    queue: () => get(queue),
    queueAllStatuses: () => get('/api/incidents?limit=100'),
    queueDue: () => get('/api/incidents?due=any&limit=100'),
    queueByRisk: () => get(`${queue}&order=risk`),
    queueNewest: () => get(`${queue}&order=newest`),
    queueSeverity: () => get(`${queue}&severity=critical,high`),
    queueMau05: round => get(`${queue}&mau05=${1 + (round % 10)}`),
    queueTag: () => get(`${queue}&tag=attack.t1110`),
    queueSystem: round => get(`${queue}&system=system-${round % 60}`),
    queueOfUnit: () => get(queue, ward),
    queueUnassigned: () => get(`${queue}&owner=none`),
    textFound: round => get(`${queue}&text=198.18.${round}`),
    textNowhere: () => get('/api/incidents?limit=100&text=khong-co-o-dau'),
    deepPage: () => get(`${queue}&after=${encodeURIComponent(deep.next!)}`),
    fullPage: () => get('/api/incidents?status=new,open&limit=500'),
    incident: round => get(`/api/incidents/${one(round)}`),
    incidentUnderAttack: () => get(`/api/incidents/${flooded.id}`),
    similar: round => get(`/api/incidents/${one(round)}/similar`),
    risk: round => get(`/api/incidents/${one(round)}/risk`),
    alerts: () => get(`/api/incidents/${flooded.id}/alerts?limit=100`),
    times: () => get(`/api/incident-times?from=${from}&to=${Date.now()}&period=week`),
  }
  const figures: Record<string, Figures> = {}
  for (const [name, run] of Object.entries(asked)) figures[name] = await measure(run)
  return figures
}

async function measure(run: (round: number) => Promise<unknown>): Promise<Figures> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now()
    await run(round)
    times.push(performance.now() - began)
  }
  times.sort((a, b) => a - b)
  const at = (share: number): number =>
    Number(times[Math.min(ROUNDS - 1, Math.floor(ROUNDS * share))]!.toFixed(1))
  return { p50: at(0.5), p95: at(0.95), max: at(1) }
}

/** Stands for everything that no request of this benchmark reaches. */
const nothing: object = new Proxy(() => undefined, {
  get: (_, name) => (name === 'then' ? undefined : nothing),
  apply: () => nothing,
})

/** What the routes that are asked here need; the rest of the platform is not there. */
function platformOver(state: StateStore, clock: Platform['clock']): Platform {
  const { profile } = loadLawProfile(DEFAULT_PROFILE)
  const parts: Partial<Platform> = {
    state,
    clock,
    law: createLaw({ profile: profile!, records: state.records, clock, sinceMs: 0 }),
    audit: createAudit(state.records, clock),
    systems: SYSTEMS,
    units: { below: ids => ids },
    onIncident: () => () => undefined,
    incidentChanged: () => undefined,
  }
  return new Proxy(parts as Platform, {
    get: (known, name) => (name in known ? known[name as keyof Platform] : nothing),
  })
}
