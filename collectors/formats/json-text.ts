// Text → JSON object, without losing the digits of long integers.

import { LIMITS } from '#/kernel/limits.ts'
import type { JsonObject, JsonValue } from './format.ts'
import { isJsonObject } from './flatten-json.ts'

/** The object a text holds, or undefined; integers beyond what a double holds exactly come back as text. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (!isJsonObject(value)) return undefined
    const long = longMembers(value)
    if (long === NONE) return value
    return withDigits(value, long, text) ?? (JSON.parse(text, keepLongIntegers) as JsonObject)
  } catch {
    return undefined // Not JSON: the caller reads the line as text, and counts it if nothing else can.
  }
}

const NONE: readonly string[] = []

/** Members that may have lost digits; undefined when there are some further inside. */
function longMembers(document: JsonObject): readonly string[] | undefined {
  let places: number[] | undefined
  const values = Object.values(document)
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!
    if (typeof value === 'number') {
      if (isLong(value)) (places ??= []).push(at)
    } else if (typeof value === 'object' && hasLong(value)) return undefined
  }
  if (places === undefined) return NONE
  const keys = Object.keys(document)
  return places.map(at => keys[at]!)
}

/** What is nested too deep to be read is not looked at. */
function hasLong(value: JsonValue | undefined, depth = 0): boolean {
  if (typeof value === 'number') return isLong(value)
  if (typeof value !== 'object' || value === null || depth > LIMITS.maxJsonDepth) return false
  for (const member of Object.values(value)) if (hasLong(member, depth + 1)) return true
  return false
}

function isLong(number: number): boolean {
  return !Number.isSafeInteger(number) && Number.isInteger(number)
}

const DIGITS_OF_MEMBER = /\s*:\s*(-?\d+)\s*[,}]/y

/**
 * The document with the digits of those members, found by their names in the text; undefined where a name is not
 * found just once, written as usual, with digits after it. A reviver sees the digits of all numbers, and triples what
 * parsing costs.
 */
function withDigits(
  document: JsonObject,
  members: readonly string[] | undefined,
  text: string,
): JsonObject | undefined {
  if (members === undefined) return undefined
  const found = document as Record<string, JsonValue>
  for (const key of members) {
    const name = JSON.stringify(key)
    const at = text.indexOf(name)
    if (key === '__proto__' || at < 0 || text[at - 1] === '\\') return undefined
    if (text.includes(name, at + 1)) return undefined
    DIGITS_OF_MEMBER.lastIndex = at + name.length
    const digits = DIGITS_OF_MEMBER.exec(text)?.[1]
    if (digits === undefined || Number(digits) !== found[key]) return undefined
    found[key] = digits
  }
  return found
}

function keepLongIntegers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source
  return source !== undefined && /^-?\d+$/.test(source) ? source : value
}
