// POST /ingest: lines or JSON documents from anything that can speak HTTP. `application/json` is one or more
// JSON values or an array of them; anything else is read line by line (NDJSON, plain or syslog lines), unless
// it looks like an array of JSON. The answer `{"received":N}` is given when all N are durable.

import type { Envelope, RawLine } from '#/collectors/raw-log/record.ts'
import { breathe, eachLine, withoutByteOrderMark } from './body-lines.ts'
import type { Answer, Endpoint, Exchange } from './exchange.ts'
import { splitJsonValues } from './json-values.ts'
import type { Refusal } from './read-body.ts'

export const ingestEndpoint: Endpoint = {
  methods: ['POST', 'PUT'],
  path: /^\/ingest\/?$/,
  needs: 'ingest',
  readsBody: true,
  handle: ingest,
  refuse: ({ refused, reason }) => ({ status: STATUS[refused], body: { error: refused, message: reason } }),
}

/** The status of each refusal, for endpoints without a protocol of their own. */
export const STATUS = {
  unauthorized: 401,
  forbidden: 403,
  'too-large': 413,
  malformed: 400,
  'unsupported-encoding': 415,
  busy: 429,
  'disk-full': 503,
  gone: 400,
} as const satisfies Record<Refusal['refused'], number>

async function ingest(exchange: Exchange): Promise<Answer> {
  const body = withoutByteOrderMark(exchange.body)
  const lines: RawLine[] = []
  if (isJson(exchange, body)) {
    const split = await splitJsonValues(body, breathe)
    if (split.kind === 'malformed') {
      const reason = `${split.reason}, after ${split.after} values; nothing was kept`
      exchange.problem(reason)
      return ingestEndpoint.refuse({ refused: 'malformed', reason })
    }
    for (const value of split.values) lines.push(lineOfValue(exchange, value))
  } else await eachLine(body, line => void lines.push(exchange.line(line, envelopeOf(line))))
  await exchange.keep(lines)
  return { status: 200, body: { received: lines.length } }
}

function isJson({ request }: Exchange, body: Buffer): boolean {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
  if (type === 'application/json') return true
  if (type.includes('ndjson') || type.includes('jsonl') || type === 'text/plain') return false
  return /^\s*\[\s*[{"\]]/.test(body.toString('latin1', 0, 256))
}

/** An object is a document; a string is a line; anything else is kept as it is written. */
function lineOfValue(exchange: Exchange, value: Buffer): RawLine {
  if (value[0] === 0x7b) return exchange.line(value, 'json')
  const text = value[0] === 0x22 ? stringIn(value) : undefined
  return exchange.line(text === undefined ? value : Buffer.from(text), 'line')
}

function stringIn(value: Buffer): string | undefined {
  try {
    return JSON.parse(value.toString('utf8')) as string
  } catch {
    return undefined // not valid inside: kept as written
  }
}

function envelopeOf(line: Buffer): Envelope {
  if (line[0] === 0x7b) return 'json'
  return line[0] === 0x3c && /^<\d{1,3}>/.test(line.toString('latin1', 0, 5)) ? 'syslog' : 'line'
}
