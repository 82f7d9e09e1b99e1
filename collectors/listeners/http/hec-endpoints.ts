// Splunk's HTTP Event Collector. Events are JSON objects one after the other; raw bodies are lines. An answer
// means durable, so an acknowledgement asked for later is always true: acknowledgement ids only ever grow,
// also across restarts, and every id up to the last one given is acknowledged.

import type { RawLine } from '#/collectors/raw-log/record.ts'
import { breathe, eachLine } from './body-lines.ts'
import type { Answer, Endpoint, Exchange } from './exchange.ts'
import { splitJsonValues } from './json-values.ts'
import { STATUS } from './ingest-endpoint.ts'
import type { Refusal } from './read-body.ts'

/** Splunk's answers: HTTP status, code, text. */
const SAYS = {
  success: [200, 0, 'Success'],
  tokenRequired: [401, 2, 'Token is required'],
  invalidToken: [403, 4, 'Invalid token'],
  noData: [400, 5, 'No data'],
  invalidFormat: [400, 6, 'Invalid data format'],
  busy: [503, 9, 'Server is busy'],
  channelMissing: [400, 10, 'Data channel is missing'],
  invalidChannel: [400, 11, 'Invalid data channel'],
  eventRequired: [400, 12, 'Event field is required'],
  eventBlank: [400, 13, 'Event field cannot be blank'],
  healthy: [200, 17, 'HEC is healthy'],
  unhealthy: [503, 18, 'HEC is unhealthy, queues are full'],
} as const satisfies Record<string, readonly [number, number, string]>

function say(what: keyof typeof SAYS, more: object = {}): Answer {
  const [status, code, text] = SAYS[what]
  return { status, body: { text, code, ...more } }
}

function refuse({ refused, reason }: Refusal): Answer {
  switch (refused) {
    case 'unauthorized':
      return say('tokenRequired')
    case 'forbidden':
      return say('invalidToken')
    case 'busy':
    case 'disk-full':
      return say('busy')
    default:
      return { status: STATUS[refused], body: { text: reason, code: SAYS.invalidFormat[1] } }
  }
}

export interface HecOptions {
  /** First acknowledgement id; higher than any given before (the time in ms does). */
  readonly firstAckId: number
  /** False while lines cannot be kept. */
  readonly healthy: () => boolean
}

export function createHecEndpoints({ firstAckId, healthy }: HecOptions): readonly Endpoint[] {
  let lastAckId = firstAckId
  const shared = { needs: 'hec', readsBody: true, refuse } as const

  const succeed = (channel: string | undefined): Answer =>
    say('success', channel === undefined ? {} : { ackId: ++lastAckId })

  const events = async (exchange: Exchange): Promise<Answer> => {
    const channel = channelOf(exchange)
    if (channel === null) return say('invalidChannel')
    const split = await splitJsonValues(exchange.body, breathe)
    if (split.kind === 'malformed') {
      exchange.problem(`${split.reason}; nothing was kept`)
      return say('invalidFormat', { 'invalid-event-number': split.after })
    }
    if (split.values.length === 0) return say('noData')
    const lines: RawLine[] = []
    for (const [number, value] of split.values.entries()) {
      const mistake = mistakeIn(value)
      if (mistake !== undefined) {
        exchange.problem(`event ${number}: ${SAYS[mistake][2]}; nothing was kept`)
        return say(mistake, { 'invalid-event-number': number })
      }
      lines.push(exchange.line(value, 'hec'))
      if (number % 500 === 499) await breathe()
    }
    await exchange.keep(lines)
    return succeed(channel)
  }

  const raw = async (exchange: Exchange): Promise<Answer> => {
    const channel = channelOf(exchange)
    if (channel === null) return say('invalidChannel')
    const lines: RawLine[] = []
    await eachLine(exchange.body, line => void lines.push(exchange.line(line, 'line')))
    if (lines.length === 0) return say('noData')
    await exchange.keep(lines)
    return succeed(channel)
  }

  const acks = async (exchange: Exchange): Promise<Answer> => {
    const channel = channelOf(exchange)
    if (channel === null) return say('invalidChannel')
    if (channel === undefined) return say('channelMissing')
    const ids = ackIdsIn(exchange.body)
    if (ids === undefined) return say('invalidFormat')
    return { status: 200, body: { acks: Object.fromEntries(ids.map(id => [id, id <= lastAckId])) } }
  }

  const health = async (): Promise<Answer> => say(healthy() ? 'healthy' : 'unhealthy')
  const root = '^/services/collector'
  return [
    { ...shared, methods: ['POST'], path: new RegExp(`${root}(/event(/1\\.0)?)?/?$`), handle: events },
    { ...shared, methods: ['POST'], path: new RegExp(`${root}/raw(/1\\.0)?/?$`), handle: raw },
    { ...shared, methods: ['POST'], path: new RegExp(`${root}/ack/?$`), handle: acks },
    {
      ...shared,
      methods: ['GET', 'HEAD'],
      path: new RegExp(`${root}/health(/1\\.0)?/?$`),
      needs: 'open',
      readsBody: false,
      handle: health,
    },
  ]
}

/** The channel of a request; undefined when it names none, null when what it names is no UUID. */
function channelOf({ request, url }: Exchange): string | undefined | null {
  const header = request.headers['x-splunk-request-channel']
  const channel =
    (typeof header === 'string' ? header : undefined) ?? url.searchParams.get('channel') ?? undefined
  if (channel === undefined) return undefined
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(channel) ? channel : null
}

function mistakeIn(value: Buffer): 'invalidFormat' | 'eventRequired' | 'eventBlank' | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(value.toString('utf8'))
  } catch {
    return 'invalidFormat'
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return 'invalidFormat'
  if (!('event' in parsed) || parsed.event === null) return 'eventRequired'
  return parsed.event === '' ? 'eventBlank' : undefined
}

function ackIdsIn(body: Buffer): number[] | undefined {
  try {
    const { acks } = JSON.parse(body.toString('utf8')) as { acks?: unknown }
    return Array.isArray(acks) && acks.every(id => Number.isSafeInteger(id)) ? (acks as number[]) : undefined
  } catch {
    return undefined // the caller answers that the format is wrong
  }
}
