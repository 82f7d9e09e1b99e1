// Modifiers: what `field|contains|all:` does to the values it stands before. They are applied from left to
// right to each value; `all` and `neq` say how the finished tests are joined, wherever they stand.
//
// The result is a list of tests (OR, or AND under `all`), or the reason why the modifiers cannot be applied,
// in words that a rule's author understands.

import { parseCidr } from './cidr.ts'
import { encodeBase64, encodeBase64Offsets, encodeUtf16 } from './encodings.ts'
import type { Utf16Form } from './encodings.ts'
import type { Comparison, ValueTest } from './expression.ts'
import { compileRegex } from './regex.ts'
import type { RegexFlag } from './regex.ts'
import { foldOptionSigns, literalString, markPlaceholders, openEnds, plainText } from './sigma-string.ts'
import { parseSigmaString } from './sigma-string.ts'
import type { SigmaString } from './sigma-string.ts'
import type { TimePart } from './time-part.ts'
import { unreachable } from './unreachable.ts'
import { finishText, withNamesInRegex, withPlaceholderValues } from './placeholders.ts'
import type { PlaceholderValues } from './placeholders.ts'
import { scalarMeaning } from './yaml-scalar.ts'
import type { ScalarMeaning, SigmaNumber } from './yaml-scalar.ts'
import type { YamlScalar } from './yaml-node.ts'

/** Tests of one value of the rule, joined by OR. */
export interface ModifiedValue {
  readonly tests: readonly ValueTest[]
  readonly lints: readonly string[]
}

/** A value on its way through the modifiers. */
type Draft =
  | { kind: 'scalar'; scalar: ScalarMeaning }
  | { kind: 'string'; string: SigmaString; cased: boolean; affixed: boolean; source: string | undefined }
  | { kind: 'strings'; options: readonly string[]; cased: boolean; open: { start: boolean; end: boolean } }
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'regex'; source: string; flags: readonly RegexFlag[]; expand: boolean }
  | { kind: 'reference'; field: string; startsWith: boolean; endsWith: boolean; cased: boolean }
  | { kind: 'time'; part: TimePart; operator: Comparison | 'eq'; number: number }
  | { kind: 'done'; test: ValueTest }

class Refusal {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

interface Step {
  (draft: Draft, lint: (text: string) => void): Draft | Refusal
}

/** True for a word that is a modifier of the language. */
export function isModifier(name: string): boolean {
  return name === 'all' || name === 'neq' || Object.hasOwn(STEPS, name)
}

/** Applies the modifiers (without all and neq) to one scalar of the rule; the reason as text when it cannot. */
export function applyModifiers(
  scalar: YamlScalar,
  modifiers: readonly string[],
  placeholders: PlaceholderValues,
): ModifiedValue | string {
  const lints: string[] = []
  let draft: Draft = { kind: 'scalar', scalar: scalarMeaning(scalar) }
  for (const modifier of modifiers) {
    const step: Step = STEPS[modifier as keyof typeof STEPS]
    const next: Draft | Refusal = step(draft, text => lints.push(text))
    if (next instanceof Refusal) return `${modifier}: ${next.reason}`
    draft = next
  }
  const tests = finish(draft, placeholders, text => lints.push(text))
  return tests instanceof Refusal ? tests.reason : { tests, lints }
}

const STEPS = {
  contains: affix(true, true),
  startswith: affix(false, true),
  endswith: affix(true, false),
  cased: makeCased,
  exists: wantExists,
  windash: foldDashSigns,
  re: makeRegex,
  i: regexFlag('i'),
  ignorecase: regexFlag('i'),
  m: regexFlag('m'),
  multiline: regexFlag('m'),
  s: regexFlag('s'),
  dotall: regexFlag('s'),
  base64: encode64,
  base64offset: encode64Offsets,
  utf16le: utf16('utf16le'),
  utf16be: utf16('utf16be'),
  utf16: utf16('utf16'),
  wide: utf16('wide'),
  lt: compare('lt'),
  lte: compare('lte'),
  gt: compare('gt'),
  gte: compare('gte'),
  minute: timePart('minute'),
  hour: timePart('hour'),
  day: timePart('day'),
  week: timePart('week'),
  month: timePart('month'),
  year: timePart('year'),
  cidr: makeCidr,
  expand: expandNames,
  fieldref: makeReference,
} as const satisfies Record<string, Step>

/** A scalar as text: strings as they are, numbers and booleans by their source, with a lint. */
function asString(draft: Draft, lint: (text: string) => void): (Draft & { kind: 'string' }) | Refusal {
  if (draft.kind === 'string') return draft
  if (draft.kind !== 'scalar') return new Refusal(`not possible on ${draft.kind}`)
  const { scalar } = draft
  if (scalar.kind === 'null') return new Refusal('null has no text')
  if (scalar.kind !== 'text') lint(`${scalar.source} is taken as text; put it in quotes`)
  const string = parseSigmaString(scalar.source)
  return { kind: 'string', string, cased: false, affixed: false, source: scalar.source }
}

function affix(start: boolean, end: boolean): Step {
  return (draft, lint) => {
    if (draft.kind === 'regex') {
      if (start && end) return draft
      const source = start ? `(?:${draft.source})$` : `^(?:${draft.source})`
      return { ...draft, source }
    }
    if (draft.kind === 'reference') {
      return { ...draft, startsWith: draft.startsWith || end, endsWith: draft.endsWith || start }
    }
    if (draft.kind === 'strings') {
      return { ...draft, open: { start: draft.open.start || start, end: draft.open.end || end } }
    }
    if (draft.kind === 'bytes') return affix(start, end)(bytesAsString(draft.bytes), lint)
    const text = asString(draft, lint)
    if (text instanceof Refusal) return text
    return { ...text, string: openEnds(text.string, { start, end }), affixed: true, source: undefined }
  }
}

function makeCased(draft: Draft, lint: (text: string) => void): Draft | Refusal {
  if (draft.kind === 'strings' || draft.kind === 'reference') return { ...draft, cased: true }
  if (draft.kind === 'bytes') return { ...bytesAsString(draft.bytes), cased: true }
  const text = asString(draft, lint)
  return text instanceof Refusal ? text : { ...text, cased: true }
}

function wantExists(draft: Draft): Draft | Refusal {
  if (draft.kind !== 'scalar' || draft.scalar.kind !== 'boolean') {
    return new Refusal('must be true or false, without quotes')
  }
  return { kind: 'done', test: { kind: 'exists', present: draft.scalar.boolean } }
}

function foldDashSigns(draft: Draft, lint: (text: string) => void): Draft | Refusal {
  const text = asString(draft, lint)
  return text instanceof Refusal ? text : { ...text, string: foldOptionSigns(text.string), source: undefined }
}

function makeRegex(draft: Draft): Draft | Refusal {
  if (draft.kind !== 'scalar') return new Refusal('must come before every other modifier')
  if (draft.scalar.kind === 'null') return new Refusal('null has no text')
  return { kind: 'regex', source: draft.scalar.source.normalize('NFC'), flags: [], expand: false }
}

function regexFlag(flag: RegexFlag): Step {
  return draft =>
    draft.kind === 'regex'
      ? { ...draft, flags: [...new Set([...draft.flags, flag])] }
      : new Refusal('is a flag of re and must follow it')
}

function utf16(form: Utf16Form): Step {
  return (draft, lint) => {
    const text = encodable(draft, lint)
    return typeof text === 'string' ? { kind: 'bytes', bytes: encodeUtf16(text, form) } : text
  }
}

function encode64(draft: Draft, lint: (text: string) => void): Draft | Refusal {
  const bytes = encodableBytes(draft, lint)
  if (bytes instanceof Refusal) return bytes
  const string = literalString(encodeBase64(bytes))
  return { kind: 'string', string, cased: false, affixed: true, source: undefined }
}

function encode64Offsets(draft: Draft, lint: (text: string) => void): Draft | Refusal {
  const bytes = encodableBytes(draft, lint)
  if (bytes instanceof Refusal) return bytes
  const options = encodeBase64Offsets(bytes)
  if (options === undefined) return new Refusal('the value is too short to be found at every offset')
  return { kind: 'strings', options, cased: false, open: { start: false, end: false } }
}

function encodableBytes(draft: Draft, lint: (text: string) => void): Uint8Array | Refusal {
  if (draft.kind === 'bytes') return draft.bytes
  const text = encodable(draft, lint)
  return typeof text === 'string' ? new TextEncoder().encode(text) : text
}

function encodable(draft: Draft, lint: (text: string) => void): string | Refusal {
  const text = asString(draft, lint)
  if (text instanceof Refusal) return text
  return plainText(text.string) ?? new Refusal('a value with wildcards cannot be encoded')
}

function bytesAsString(bytes: Uint8Array): Draft & { kind: 'string' } {
  const string = literalString(Buffer.from(bytes).toString('latin1'))
  return { kind: 'string', string, cased: false, affixed: true, source: undefined }
}

function compare(operator: Comparison): Step {
  return draft => {
    if (draft.kind === 'time') return { ...draft, operator }
    if (draft.kind !== 'scalar' || draft.scalar.kind !== 'number') {
      return new Refusal('must be a number, without quotes')
    }
    return { kind: 'done', test: { kind: 'compare', operator, number: draft.scalar.number } }
  }
}

function timePart(part: TimePart): Step {
  return draft => {
    const number: SigmaNumber | undefined =
      draft.kind === 'scalar' && draft.scalar.kind === 'number' ? draft.scalar.number : undefined
    if (typeof number !== 'number' || !Number.isInteger(number)) {
      return new Refusal('must be a whole number, without quotes')
    }
    return { kind: 'time', part, operator: 'eq', number }
  }
}

function makeCidr(draft: Draft, lint: (text: string) => void): Draft | Refusal {
  if (draft.kind !== 'scalar' || draft.scalar.kind === 'null') return new Refusal('must be a network as text')
  const { source } = draft.scalar
  const range = parseCidr(source)
  if (range === undefined) return new Refusal(`${source.slice(0, 80)} is no network`)
  if (range.hostBits) lint(`${source} has host bits set; the network it lies in is meant`)
  return { kind: 'done', test: { kind: 'cidr', source, range } }
}

function expandNames(draft: Draft, lint: (text: string) => void): Draft | Refusal {
  if (draft.kind === 'regex') return { ...draft, expand: true }
  const text = asString(draft, lint)
  return text instanceof Refusal
    ? text
    : { ...text, string: markPlaceholders(text.string), source: undefined }
}

function makeReference(draft: Draft): Draft | Refusal {
  if (draft.kind !== 'scalar' || draft.scalar.kind !== 'text' || draft.scalar.source === '') {
    return new Refusal('must be the name of a field')
  }
  const field = draft.scalar.source
  return { kind: 'reference', field, startsWith: false, endsWith: false, cased: false }
}

function finish(
  draft: Draft,
  placeholders: PlaceholderValues,
  lint: (text: string) => void,
): readonly ValueTest[] | Refusal {
  switch (draft.kind) {
    case 'done':
      return [draft.test]
    case 'scalar':
      return [finishScalar(draft.scalar)]
    case 'string':
      return withPlaceholderValues(draft.string, placeholders, lint).map(string =>
        finishText(string, draft.cased, draft.affixed),
      )
    case 'strings':
      return draft.options.map(option =>
        finishText(openEnds(literalString(option), draft.open), draft.cased, true),
      )
    case 'bytes':
      return finish(bytesAsString(draft.bytes), placeholders, lint)
    case 'regex': {
      const source = draft.expand ? withNamesInRegex(draft.source, placeholders, lint) : draft.source
      const regex = compileRegex(source, draft.flags)
      if (typeof regex === 'string') return new Refusal(regex)
      const flags = [...draft.flags].sort().join('')
      return [{ kind: 'regex', source, flags, regex }]
    }
    case 'reference': {
      const { field, startsWith, endsWith, cased } = draft
      return [{ kind: 'field-reference', field, startsWith, endsWith, cased }]
    }
    case 'time': {
      const { part, operator, number } = draft
      return [{ kind: 'time', part, operator, number }]
    }
    default:
      return unreachable(draft)
  }
}

function finishScalar(scalar: ScalarMeaning): ValueTest {
  switch (scalar.kind) {
    case 'null':
      return { kind: 'null' }
    case 'number':
      return { kind: 'number', source: scalar.source, number: scalar.number }
    case 'boolean':
      return { kind: 'boolean', source: scalar.source, boolean: scalar.boolean }
    case 'text':
      return finishText(parseSigmaString(scalar.source), false, false)
    default:
      return unreachable(scalar)
  }
}
