// Elasticsearch's `_bulk`, as Beats, Logstash, Fluent Bit and Vector speak it: pairs of an action and a
// document. `index` and `create` are kept; `update` and `delete` make no sense for logs and are refused one by
// one, as are documents that are no JSON objects. An action that cannot be read refuses the whole request.

import { randomBytes } from 'node:crypto'
import type { RawLine } from '#/collectors/raw-log/record.ts'
import { eachLine } from './body-lines.ts'
import type { Answer, Endpoint, Exchange } from './exchange.ts'
import { STATUS } from './ingest-endpoint.ts'
import type { Refusal } from './read-body.ts'

export const ELASTIC_HEADERS = { 'X-Elastic-Product': 'Elasticsearch' } as const

/** An error as Elasticsearch writes it. */
export function elasticError(status: number, type: string, reason: string): Answer {
  const cause = { type, reason }
  return { status, headers: ELASTIC_HEADERS, body: { error: { root_cause: [cause], ...cause }, status } }
}

const ERROR_TYPES = {
  unauthorized: 'security_exception',
  forbidden: 'security_exception',
  'too-large': 'content_too_long_exception',
  malformed: 'illegal_argument_exception',
  'unsupported-encoding': 'illegal_argument_exception',
  busy: 'es_rejected_execution_exception',
  'disk-full': 'unavailable_shards_exception',
  gone: 'illegal_argument_exception',
} as const satisfies Record<Refusal['refused'], string>

export function elasticRefusal({ refused, reason }: Refusal): Answer {
  return elasticError(STATUS[refused], ERROR_TYPES[refused], reason)
}

export const bulkEndpoint: Endpoint = {
  methods: ['POST', 'PUT'],
  path: /^\/(?:([^/_][^/]*)\/)?(?:_doc\/)?_bulk\/?$/,
  needs: 'bulk',
  readsBody: true,
  handle: bulk,
  refuse: elasticRefusal,
}

type Operation = 'index' | 'create' | 'update' | 'delete'
interface Action {
  readonly operation: Operation
  readonly index: string
  readonly id: string
}

async function bulk(exchange: Exchange): Promise<Answer> {
  const startedMs = performance.now()
  const request = new BulkRequest(exchange)
  await eachLine(exchange.body, (line, number) => request.take(line, number))
  const mistake = request.mistake ?? request.unfinished()
  if (mistake !== undefined) {
    exchange.problem(`${mistake}; nothing was kept`)
    return elasticError(400, 'illegal_argument_exception', mistake)
  }
  await exchange.keep(request.lines)
  const took = Math.round(performance.now() - startedMs)
  return {
    status: 200,
    headers: ELASTIC_HEADERS,
    body: { took, errors: request.errors, items: request.items },
  }
}

class BulkRequest {
  readonly lines: RawLine[] = []
  readonly items: object[] = []
  errors = false
  mistake: string | undefined
  readonly #exchange: Exchange
  readonly #defaultIndex: string
  readonly #idPrefix = randomBytes(9).toString('base64url')
  #action: Action | undefined

  constructor(exchange: Exchange) {
    this.#exchange = exchange
    this.#defaultIndex = bulkEndpoint.path.exec(exchange.url.pathname)?.[1] ?? ''
  }

  /** Takes a line; false when the request is beyond understanding. */
  take(line: Buffer, number: number): boolean {
    const action = this.#action
    if (action === undefined) return this.#takeAction(line, number)
    this.#action = undefined
    if (action.operation === 'update')
      this.#refuse(action, 'illegal_argument_exception', 'update is not supported')
    else if (isJsonObject(line)) {
      this.lines.push(this.#exchange.line(line, 'json'))
      this.#accept(action)
    } else {
      this.#exchange.problem(`the document in line ${number} is not a JSON object; it was refused`)
      this.#refuse(
        action,
        'document_parsing_exception',
        `failed to parse: line ${number} is not a JSON object`,
      )
    }
    return true
  }

  unfinished(): string | undefined {
    return this.#action && `the last action ("${this.#action.operation}") has no document`
  }

  #takeAction(line: Buffer, number: number): boolean {
    const action = this.#readAction(line)
    if (action === undefined) {
      this.mistake = `Malformed action/metadata line [${number}]: one of index, create, update, delete is expected`
      return false
    }
    if (action.operation === 'delete')
      this.#refuse(action, 'illegal_argument_exception', 'delete is not supported')
    else this.#action = action
    return true
  }

  #readAction(line: Buffer): Action | undefined {
    const value = parseObject(line)
    const [entry] = Object.entries(value ?? {})
    if (entry === undefined || !isOperation(entry[0])) return undefined
    const metadata = (typeof entry[1] === 'object' && entry[1] !== null ? entry[1] : {}) as Record<
      string,
      unknown
    >
    const { _index: index, _id: id } = metadata
    return {
      operation: entry[0],
      index: typeof index === 'string' ? index : this.#defaultIndex,
      id: typeof id === 'string' ? id : `${this.#idPrefix}${this.items.length}`,
    }
  }

  #accept({ operation, index, id }: Action): void {
    const shards = { total: 1, successful: 1, failed: 0 }
    const item = { _index: index, _id: id, _version: 1, result: 'created', _shards: shards, status: 201 }
    this.items.push({ [operation]: { ...item, _seq_no: 0, _primary_term: 1 } })
  }

  #refuse({ operation, index, id }: Action, type: string, reason: string): void {
    this.errors = true
    this.items.push({ [operation]: { _index: index, _id: id, status: 400, error: { type, reason } } })
  }
}

function isOperation(text: string): text is Operation {
  return text === 'index' || text === 'create' || text === 'update' || text === 'delete'
}

function isJsonObject(line: Buffer): boolean {
  return parseObject(line) !== undefined
}

function parseObject(line: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined // the caller tells what is wrong with which line
  }
}
