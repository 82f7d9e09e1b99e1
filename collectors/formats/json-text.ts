// Text → JSON object, without losing the digits of long integers.

import type { JsonObject } from './format.ts'
import { isJsonObject } from './flatten-json.ts'

/** The object a text holds, or undefined; integers beyond what a double holds exactly come back as text. */
export function parseJsonObject(text: string): JsonObject | undefined {
  let value: unknown
  try {
    value = LONG_NUMBER.test(text) ? JSON.parse(text, keepLongIntegers) : JSON.parse(text)
  } catch {
    return undefined // Not JSON: the caller reads the line as text, and counts it if nothing else can.
  }
  return isJsonObject(value) ? value : undefined
}

const LONG_NUMBER = /[:[,]\s*-?\d{16}/

function keepLongIntegers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source
  return source !== undefined && /^-?\d+$/.test(source) ? source : value
}
