// The openc2-http command: an OpenC2 command over HTTPS, bare as in version 1.0 of its transfer specification or
// in a message with headers and body as in 1.1. The command's id is the idempotency key, so that a consumer knows
// one that it has seen.

import type { HttpAnswer } from '#/outbound/http-request.ts'
import type { Action, ActionOutcome, RenderContext, RenderedCommand } from '../action.ts'
import { cutOffBy } from './cut-off.ts'
import { KEY_PLACEHOLDER, renderHttp, sendRendered, type HttpDetails } from './http-command.ts'
import { httpOutcome } from './http-outcome.ts'
import type { SendHttp } from './send-http.ts'
import { CannotRender, rendering } from './template.ts'

/** What is sent and what is asked for, when the author's headers do not say. */
const MEDIA = {
  bare: {
    sends: 'application/openc2-cmd+json;version=1.0',
    takes: 'application/openc2-rsp+json;version=1.0',
  },
  message: { sends: 'application/openc2+json;version=1.0', takes: 'application/openc2+json;version=1.0' },
} as const
/** Of the language specification's actions, those that only look. */
const READING = ['query', 'scan', 'locate', 'detonate']
/** Those that take access away (deny, contain, …); an unknown action is taken for one. */
const HARMLESS = [
  ...READING,
  'allow',
  'restore',
  'start',
  'copy',
  'create',
  'investigate',
  'remediate',
  'cancel',
]

export function createOpenc2Action(send: SendHttp): Action {
  return {
    type: 'openc2-http',
    render: context => rendering('openc2-http command', () => render(context)),
    async perform(rendered, context) {
      const details = rendered.details as unknown as HttpDetails
      const keyed: HttpDetails =
        details.content.kind === 'text'
          ? {
              ...details,
              content: {
                ...details.content,
                text: details.content.text.replace(
                  KEY_PLACEHOLDER,
                  JSON.stringify(context.idempotencyKey).slice(1, -1),
                ),
              },
            }
          : details
      const outcome = await sendRendered(keyed, context, send)
      return outcome.kind === 'answered' ? answerOutcome(outcome) : httpOutcome('POST', outcome)
    },
  }
}

function render(context: RenderContext): RenderedCommand {
  const details = renderHttp(context, { 'x-request-id': KEY_PLACEHOLDER }, 'application/json')
  if (details.method !== 'POST') throw new CannotRender('an OpenC2 command is a POST')
  if (details.content.kind !== 'text') throw new CannotRender('content_b64 holds no OpenC2 command')
  const written = JSON.parse(details.content.text) as Readonly<Record<string, unknown>>
  const wrapped = requestIn(written)
  const request = wrapped ?? written
  const { action, target } = request
  if (
    typeof action !== 'string' ||
    typeof target !== 'object' ||
    target === null ||
    Object.keys(target).length !== 1
  )
    throw new CannotRender('an OpenC2 command needs an action and one target')
  const [kind = ''] = Object.keys(target)
  const keyed = { ...request, command_id: KEY_PLACEHOLDER }
  const text = JSON.stringify(
    wrapped === undefined ? keyed : { ...written, body: { openc2: { request: keyed } } },
  )
  const media = MEDIA[wrapped === undefined ? 'bare' : 'message']
  const declared = Object.keys(context.command['headers'] ?? {}).map(name => name.toLowerCase())
  const headers = {
    ...details.headers,
    ...(declared.includes('content-type') ? {} : { 'content-type': media.sends }),
    ...(declared.includes('accept') ? {} : { accept: media.takes }),
  }
  const { host } = new URL(details.url)
  return {
    type: 'openc2-http',
    summary: `OpenC2 ${action} ${kind} ${JSON.stringify(Object.values(target)[0])} → ${host}`,
    details: { ...details, headers, content: { ...details.content, text } },
    target: host,
    changes: READING.includes(action)
      ? []
      : [`${host}: ${action} ${kind} ${JSON.stringify(Object.values(target)[0])}`],
    cutsOff: HARMLESS.includes(action) ? [] : cutOffBy(context, [JSON.stringify(target)]),
  }
}

type Part = Readonly<Record<string, unknown>>

/** The request of a message of version 1.1; undefined for a bare command. */
function requestIn(message: Part): Part | undefined {
  return partIn(message, 'request')
}

function partIn(message: object, name: 'request' | 'response'): Part | undefined {
  const { body } = message as { readonly body?: { readonly openc2?: Readonly<Record<string, unknown>> } }
  const part = typeof body === 'object' ? body?.openc2?.[name] : undefined
  return typeof part === 'object' && part !== null ? (part as Part) : undefined
}

/** The consumer's own status (OpenC2 language 1.0, 3.2) stands in the body; HTTP's says the same or less. */
function answerOutcome(answer: HttpAnswer): ActionOutcome {
  const { status, statusText, results } = responseIn(answer)
  const log = `status ${answer.status}\n${answer.body.toString('utf8').slice(0, 4000)}`
  // Processing: it was taken, and no more is known of it.
  if (status === 102)
    return { kind: 'unknown', reason: `taken, not done yet (102) ${statusText}`.trim(), log }
  if (status === 200)
    return { kind: 'succeeded', outputs: { results, status: '200', status_text: statusText }, log }
  if (status === answer.status) return httpOutcome('POST', answer)
  const reason = `OpenC2 status ${status} ${statusText}`.trim()
  return { kind: 'failed', reason, retryable: status === 503 || status === 500, log }
}

function responseIn(answer: HttpAnswer): { status: number; statusText: string; results: string } {
  const none = { status: answer.status, statusText: '', results: '' }
  let parsed: unknown
  try {
    parsed = JSON.parse(answer.body.toString('utf8'))
  } catch {
    // No body: the status of HTTP is the answer (transfer specification, 3.2.4).
    return none
  }
  if (typeof parsed !== 'object' || parsed === null) return none
  const { status, status_text: text, results } = partIn(parsed, 'response') ?? (parsed as Part)
  return {
    status: typeof status === 'number' ? status : answer.status,
    statusText: typeof text === 'string' ? text.slice(0, 300) : '',
    results: results === undefined ? '' : JSON.stringify(results),
  }
}
