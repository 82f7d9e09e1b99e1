// How a call and its answer travel between the processes of a cluster: one POST, both bodies as V8 writes them.
// That form keeps bytes, `undefined` and dates as they are, which JSON does not, and all processes of a cluster
// run the same release. It is read only after the secret was found good: it is no format for strangers.

import { deserialize, serialize } from 'node:v8'
import type { CarriedError } from '#/kernel/carry-error.ts'

/** The number changes with the form; another one is not read. */
export const CALL_PATH = '/thapcanh/call/1'

export interface WiredCall {
  /** The same when a call is repeated because its answer was lost. */
  readonly id: string
  readonly service: string
  readonly method: string
  readonly args: readonly unknown[]
  /** Place of the signal among the arguments; null: there is none. */
  readonly signalAt: number | null
}

export type WiredAnswer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: CarriedError }

export interface PackedCall {
  readonly body: Buffer
  /** Of who called. */
  readonly signal: AbortSignal | undefined
}

/** Throws Error for arguments that cannot travel: functions. */
export function packCall(id: string, service: string, method: string, given: readonly unknown[]): PackedCall {
  const at = given.findIndex(each => each instanceof AbortSignal)
  const args = given.map((each, place) => (place === at ? undefined : each))
  const call: WiredCall = { id, service, method, args, signalAt: at === -1 ? null : at }
  return { body: serialize(call), signal: at === -1 ? undefined : (given[at] as AbortSignal) }
}

/** Undefined when it is no call. */
export function unpackCall(body: Buffer): WiredCall | undefined {
  const call = read(body) as Partial<WiredCall> | undefined
  const isCall =
    typeof call?.id === 'string' &&
    typeof call.service === 'string' &&
    typeof call.method === 'string' &&
    Array.isArray(call.args)
  return isCall ? (call as WiredCall) : undefined
}

/** The arguments as the method takes them, with the signal of the side that answers. */
export function argumentsOf({ args, signalAt }: WiredCall, signal: AbortSignal): readonly unknown[] {
  return args.map((each, place) => (place === signalAt ? signal : each))
}

export function packAnswer(answer: WiredAnswer): Buffer {
  return serialize(answer)
}

/** Undefined when it is no answer. */
export function unpackAnswer(body: Buffer): WiredAnswer | undefined {
  const answer = read(body) as Partial<WiredAnswer> | undefined
  return answer?.kind === 'result' || answer?.kind === 'failed' ? (answer as WiredAnswer) : undefined
}

function read(body: Buffer): unknown {
  try {
    return deserialize(body)
  } catch {
    return undefined
  }
}
