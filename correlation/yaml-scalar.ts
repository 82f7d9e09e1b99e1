// What a scalar of a rule means: text, number, boolean or null.
//
// A scalar in quotes is text. Of those without quotes only what every reader of rules takes for a number or a
// boolean is one, and it keeps its source: a number or boolean also matches an event's text that is written
// the same way. Leading zeros, dates and times of day stay text (see docs/sigma-conformance.md).

import type { YamlScalar } from './yaml-node.ts'

export type ScalarMeaning =
  | { readonly kind: 'text'; readonly source: string }
  | { readonly kind: 'number'; readonly source: string; readonly number: SigmaNumber }
  | { readonly kind: 'boolean'; readonly source: string; readonly boolean: boolean }
  | { readonly kind: 'null'; readonly source: string }

/** Exact: integers that a double cannot hold are bigint. */
export type SigmaNumber = number | bigint

const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL'])
const TRUES: ReadonlySet<string> = casings('yes', 'true', 'on')
const FALSES: ReadonlySet<string> = casings('no', 'false', 'off')
const INTEGER = /^[-+]?(?:0|[1-9][0-9_]*)$/
const HEXADECIMAL = /^[-+]?0x[0-9a-fA-F_]+$/
const DECIMAL = /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?$/

/** Reads a scalar as YAML readers of rules do; see the header for where it differs. */
export function scalarMeaning(scalar: YamlScalar): ScalarMeaning {
  const source = scalar.text
  if (!scalar.plain) return { kind: 'text', source }
  if (NULLS.has(source)) return { kind: 'null', source }
  if (TRUES.has(source)) return { kind: 'boolean', source, boolean: true }
  if (FALSES.has(source)) return { kind: 'boolean', source, boolean: false }
  const digits = source.replaceAll('_', '')
  if (INTEGER.test(source)) return { kind: 'number', source, number: exactInteger(digits) }
  if (HEXADECIMAL.test(source)) return { kind: 'number', source, number: signedHexadecimal(digits) }
  if (DECIMAL.test(source)) return { kind: 'number', source, number: Number(digits) }
  return { kind: 'text', source }
}

const NUMERIC_TEXT = /^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/

/** The number an event's text denotes in decimal notation, or undefined. */
export function numberInText(text: string): SigmaNumber | undefined {
  if (text.length > 40 || !NUMERIC_TEXT.test(text)) return undefined
  return /^[-+]?[0-9]+$/.test(text) ? exactInteger(text) : Number(text)
}

function exactInteger(text: string): SigmaNumber {
  const number = Number(text)
  if (Number.isSafeInteger(number)) return number
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace('+', ''))
}

function signedHexadecimal(text: string): SigmaNumber {
  const magnitude = BigInt(text.replace(/^[-+]/, ''))
  const signed = text.startsWith('-') ? -magnitude : magnitude
  return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed
}

function casings(...words: string[]): ReadonlySet<string> {
  return new Set(words.flatMap(word => [word, word.toUpperCase(), word[0]!.toUpperCase() + word.slice(1)]))
}
