// What a FortiGate log is about, as ECS says it: kind, category, type, action, outcome; and who signed in.
// One row per subtype; the rest follows from the type.

import type { Event } from '#/kernel/event.ts'
import { wordTable } from '#/kernel/word-table.ts'
import { putForeign } from './event-fields.ts'

type Value = (key: string) => string | undefined

interface Meaning {
  readonly kind?: 'alert'
  readonly category: readonly string[]
  readonly type?: readonly string[]
}

const NETWORK: Meaning = { category: ['network'] }

/** `type/subtype` → meaning; UTM subtypes without a row are plain network. */
const SUBTYPES = wordTable<Meaning>({
  'utm/ips': { kind: 'alert', category: ['intrusion_detection', 'network'] },
  'utm/anomaly': { kind: 'alert', category: ['intrusion_detection', 'network'] },
  'utm/waf': { kind: 'alert', category: ['intrusion_detection', 'network', 'web'] },
  'utm/virus': { kind: 'alert', category: ['malware', 'network'] },
  'utm/dns': { category: ['network'], type: ['info'] },
  'utm/emailfilter': { category: ['network', 'email'] },
  'event/vpn': { category: ['network'], type: ['connection'] },
  'event/user': { category: ['authentication'] },
})

/** Message ids (the last six digits of `logid`) of administrators' sessions, which older logs give no action. */
const ADMIN_SESSIONS = wordTable<string>({
  '032001': 'login',
  '032002': 'login',
  '032003': 'logout',
})

const DENIED = new Set(['deny', 'denied', 'block', 'blocked', 'drop', 'dropped', 'reset', 'reset_client', 'reset_server', 'reset_both', 'clear_session', 'drop_session', 'quarantine', 'reject', 'server-rst-blocked']) // prettier-ignore
const FAILED = /^(?:fail|failed|failure|error|negotiate_error|denied|timeout|timed_out|0)$/i
const SUCCEEDED = /^(?:success|succeeded|successful|ok|logon|1)$/i

/** Sets event.kind, category, type, action and outcome, and the fields that depend on them. */
export function putCategory(event: Event, value: Value): void {
  const type = value('type') ?? ''
  const subtype = value('subtype') ?? ''
  const action = value('action') ?? ADMIN_SESSIONS[(value('logid') ?? '').slice(-6)] ?? signInAction(value)
  const meaning = SUBTYPES[`${type}/${subtype}`]
  if (meaning?.kind !== undefined) event['event.kind'] = meaning.kind
  const what = type === 'utm' ? (value('eventtype') ?? action) : action
  if (what !== undefined && what !== '') event['event.action'] = what
  if (type === 'traffic') putTraffic(event, action, value)
  else if (type === 'utm' || type === 'anomaly') putUtm(event, meaning ?? NETWORK, action, value)
  else if (type === 'event') putSystemEvent(event, subtype, meaning, action, value)
}

function putTraffic(event: Event, action: string | undefined, value: Value): void {
  event['event.category'] = ['network']
  const denied = isDenied(action) || isDenied(value('utmaction'))
  const types = action === 'start' ? ['connection', 'start'] : ['connection', 'end']
  if (value('app') !== undefined) types.push('protocol')
  types.push(denied ? 'denied' : 'allowed')
  event['event.type'] = types
  // The firewall did what its policy says; whether it let the connection through is the type.
  event['event.outcome'] = 'success'
}

function putUtm(event: Event, meaning: Meaning, action: string | undefined, value: Value): void {
  event['event.category'] = meaning.category
  const types = [...(meaning.type ?? [])]
  if (action !== undefined) types.push(isDenied(action) ? 'denied' : 'allowed')
  if (types.length > 0) event['event.type'] = types
  if (action !== undefined) event['event.outcome'] = 'success'
  const attack = value('attack')
  if (attack === undefined || attack === '') return
  // The signature is the rule that fired; the policy it was found under stays with its vendor's name.
  for (const policy of ['policyid', 'policyname'] as const) {
    const text = value(policy)
    if (text !== undefined) putForeign(event, `fortinet.firewall.${policy}`, text)
  }
  event['rule.name'] = attack
  const id = value('attackid')
  if (id !== undefined && id !== '') event['rule.id'] = id
}

function putSystemEvent(
  event: Event,
  subtype: string,
  meaning: Meaning | undefined,
  action: string | undefined,
  value: Value,
): void {
  if (meaning !== undefined) event['event.category'] = meaning.category
  if (meaning?.type !== undefined) event['event.type'] = meaning.type
  const outcome = outcomeOf(action, value)
  if (outcome !== undefined) event['event.outcome'] = outcome
  if (subtype === 'user') {
    event['event.type'] = [/logo(?:ff|ut)$/i.test(action ?? '') ? 'end' : 'start']
    event['event.outcome'] ??= 'success'
  } else if (subtype === 'vpn' && /login/.test(action ?? '')) {
    event['event.category'] = ['authentication', 'network']
  } else if (subtype === 'system' && (action === 'login' || action === 'logout')) {
    putAdminSession(event, value)
  } else if (subtype === 'system' && action === 'perf-stats') {
    event['event.category'] = ['host']
    event['event.type'] = ['info']
  } else if (value('cfgpath') !== undefined) {
    event['event.category'] = ['configuration']
    event['event.type'] = [CONFIGURATION_TYPES[(action ?? '').toLowerCase()] ?? 'change']
    putUser(event)
  }
}

const CONFIGURATION_TYPES = wordTable<string>({
  add: 'creation',
  delete: 'deletion',
  edit: 'change',
})

function putAdminSession(event: Event, value: Value): void {
  event['event.category'] = ['authentication']
  putUser(event)
  const profile = value('adminprof') ?? /^Administrator(?= )/.exec(value('msg') ?? '')?.[0]
  if (profile === undefined) return
  event['user.roles'] = [profile]
  event['source.user.roles'] = [profile]
}

function putUser(event: Event): void {
  const user = event['source.user.name']
  if (user !== undefined) event['user.name'] = user
}

function isDenied(action: string | undefined): boolean {
  return action !== undefined && DENIED.has(action.toLowerCase())
}

/** FortiManager's and older FortiOS's sign-ins say in words what newer ones say in `action`. */
function signInAction(value: Value): string | undefined {
  return /\blog(?:in| ?in from|ged in)\b/i.test(value('desc') ?? '') ? 'login' : undefined
}

function outcomeOf(action: string | undefined, value: Value): 'success' | 'failure' | undefined {
  const status = value('status') ?? value('authmsg') ?? value('result') ?? ''
  if (FAILED.test(status) || /fail/i.test(action ?? '') || /\bfail(?:ed|ure)\b/i.test(value('logdesc') ?? ''))
    return 'failure'
  if (SUCCEEDED.test(status) || /success/i.test(value('logdesc') ?? '')) return 'success'
  return undefined
}
