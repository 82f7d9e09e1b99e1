// Looking into stored events from a playbook: `POST /search` to the platform, and the sigma command. Both read
// only; both answer how many there are and the first lines of them.

import { parse, stringify } from 'yaml'
import type { Clock } from '#/kernel/clock.ts'
import { parseTime } from '#/store/time-argument.ts'
import type { Action, ActionOutcome, RenderContext, RenderedCommand } from '../action.ts'
import { numberMember, onlyMembers, type OwnService } from './own-services.ts'
import { CannotRender, commandText, fill, rendering } from './template.ts'

export interface FoundEvents {
  readonly count: number
  /** False: there are more, or not everything could be searched. */
  readonly complete: boolean
  /** One line each for people, the newest first. */
  readonly lines: readonly string[]
}

/** Throws Permanent (`query.invalid`, `rule.invalid`) for what cannot be read, Retryable when the store is away. */
export type SearchEvents = (
  query: string,
  range: { readonly fromMs: number; readonly toMs: number },
  limit: number,
  signal: AbortSignal,
) => Promise<FoundEvents>

/** Runs one Sigma rule (YAML) over stored events of a time. */
export type DetectEvents = (
  rule: string,
  range: { readonly fromMs: number; readonly toMs: number },
  limit: number,
  signal: AbortSignal,
) => Promise<FoundEvents>

interface Span {
  readonly from: string
  readonly to: string
  readonly limit: number
}

const DEFAULT_FROM = '24h'
const DEFAULT_LIMIT = 20
const MAX_LIMIT = 1000
const OWN_MEMBER = 'thapcanh'

export function createSearchService(search: SearchEvents, clock: Clock): OwnService {
  return {
    method: 'POST',
    path: '/search',
    render(content) {
      onlyMembers(content, ['query', 'from', 'to', 'limit'])
      const query = typeof content['query'] === 'string' ? content['query'] : ''
      const span = spanOf(content)
      return {
        summary: `Search ${query === '' ? 'all events' : query} from ${span.from} to ${span.to}`,
        details: { query, ...span },
        target: 'stored events',
        changes: [],
        cutsOff: [],
      }
    },
    async perform(details, { signal }) {
      const { query, limit, ...span } = details as unknown as Span & { readonly query: string }
      return await looked(() => search(query, rangeOf(span, clock.now()), limit, signal), signal)
    },
  }
}

/** The sigma command: the rule in command_b64, its time in the rule's member `thapcanh`. */
export function createSigmaAction(detect: DetectEvents, clock: Clock): Action {
  return {
    type: 'sigma',
    render: context => rendering('sigma command', () => renderSigma(context)),
    async perform(rendered, { signal }) {
      const { rule, limit, ...span } = rendered.details as unknown as Span & { readonly rule: string }
      return await looked(() => detect(rule, rangeOf(span, clock.now()), limit, signal), signal)
    },
  }
}

function renderSigma({ command, substitute }: RenderContext): RenderedCommand {
  let parsed: unknown
  try {
    parsed = parse(commandText(command))
  } catch (error) {
    if (error instanceof CannotRender) throw error
    throw new CannotRender(`the rule is not YAML: ${(error as Error).message.split('\n')[0]!}`)
  }
  // Filled in after it is read: a value stays one text and becomes no part of the rule's structure.
  const document = fillStrings(parsed, substitute)
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new CannotRender('command_b64 holds no Sigma rule')
  const { [OWN_MEMBER]: own = {}, ...rule } = document as Readonly<Record<string, unknown>>
  if (typeof rule['detection'] !== 'object')
    throw new CannotRender('command_b64 holds no Sigma rule with a detection')
  const span = spanOf((own ?? {}) as Readonly<Record<string, unknown>>)
  const title = typeof rule['title'] === 'string' ? rule['title'] : 'rule without a title'
  return {
    type: 'sigma',
    summary: `Sigma ${title} from ${span.from} to ${span.to}`,
    details: { rule: stringify(rule), ...span },
    target: 'stored events',
    changes: [],
    cutsOff: [],
  }
}

/** What a value is in a rule: under `|re` a part of an expression, elsewhere in `detection` a text without wildcards. */
type Encode = (value: string) => string
const plain: Encode = value => value
const withoutWildcards: Encode = value => value.replaceAll(/[\\*?]/g, '\\$&')
const insideExpression: Encode = value => RegExp.escape(value)

function fillStrings(
  value: unknown,
  substitute: RenderContext['substitute'],
  encode: Encode = plain,
): unknown {
  if (typeof value === 'string') return fill(value, substitute, encode)
  if (Array.isArray(value)) return value.map(member => fillStrings(member, substitute, encode))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      fillStrings(member, substitute, encodeUnder(name, encode)),
    ]),
  )
}

function encodeUnder(name: string, outer: Encode): Encode {
  if (outer === plain) return name === 'detection' ? withoutWildcards : plain
  return name.split('|').includes('re') ? insideExpression : outer
}

/** Times stay as written, so that a step that waits looks at the time when it runs. */
function spanOf(content: Readonly<Record<string, unknown>>): Span {
  const time = (name: string, otherwise: string): string => {
    const value = content[name] ?? otherwise
    const text = typeof value === 'string' ? value : value instanceof Date ? value.toISOString() : ''
    if (text === 'now' || /^‹.*›$/.test(text) || parseTime(text, 0) !== undefined) return text
    throw new CannotRender(`${name} is neither ISO 8601, a span back from now like 24h, nor now`)
  }
  const limit = numberMember(content, 'limit') ?? DEFAULT_LIMIT
  if (!Number.isInteger(limit) || limit > MAX_LIMIT)
    throw new CannotRender(`limit is not a number up to ${MAX_LIMIT}`)
  return { from: time('from', DEFAULT_FROM), to: time('to', 'now'), limit }
}

function rangeOf({ from, to }: Pick<Span, 'from' | 'to'>, now: number) {
  const ms = (text: string) => (text === 'now' ? now : parseTime(text, now))!
  return { fromMs: ms(from), toMs: ms(to) }
}

async function looked(work: () => Promise<FoundEvents>, signal: AbortSignal): Promise<ActionOutcome> {
  try {
    const { count, complete, lines } = await work()
    const text = lines.join('\n')
    const outputs = { count: String(count), complete: String(complete), lines: text }
    return {
      kind: 'succeeded',
      outputs,
      log: `${count}${complete ? '' : '+'} events\n${text.slice(0, 4000)}`,
    }
  } catch (error) {
    // It only reads: however it fails, nothing happened.
    const { name, message } = error as Error
    const retryable = name !== 'Permanent' && !signal.aborted
    return { kind: 'failed', reason: signal.aborted ? 'stopped' : message, retryable, log: '' }
  }
}
