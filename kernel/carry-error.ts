// Errors between threads: structured cloning loses our classes, and with them the policy (try again or not).

import { Fatal, Permanent, Retryable } from './errors.ts'

/** An error as it crosses threads: its class, if it is one of errors.ts, is made anew on the other side. */
export interface CarriedError {
  readonly name: string
  readonly code: string
  readonly message: string
}

export function packError(error: unknown): CarriedError {
  if (!(error instanceof Error)) return { name: 'Error', code: '', message: String(error) }
  const { code } = error as { code?: unknown }
  return { name: error.name, code: typeof code === 'string' ? code : '', message: error.message }
}

export function unpackError({ name, code, message }: CarriedError): Error {
  switch (name) {
    case 'Retryable':
      return new Retryable(code, message)
    case 'Permanent':
      return new Permanent(code, message)
    case 'Fatal':
      return new Fatal(code, message)
    case 'AbortError':
      return new DOMException(message, 'AbortError')
    default:
      return new Error(message)
  }
}
