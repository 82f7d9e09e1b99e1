// The evaluator's slow twin: says whether the `detection` of a rule, as parsed YAML, matches a flat event.
// Written from the specification and docs/sigma-conformance.md alone: no regular expressions, no code shared
// with `correlation/`, every question asked of every value, nothing kept.

export type RuleScalar = string | number | boolean | null
export type RuleValue = RuleScalar | readonly RuleScalar[]
export type RuleFields = Readonly<Record<string, RuleValue>>
export type RuleSelection = RuleScalar | RuleFields | readonly RuleSelection[]
export interface RuleDetection {
  readonly condition: string | readonly string[]
  readonly selections: Readonly<Record<string, RuleSelection>>
}
export type TwinScalar = string | number | boolean | null
export type TwinEvent = Readonly<Record<string, TwinScalar | readonly TwinScalar[]>>

/** True when the rule matches. */
export function twinMatches(rule: RuleDetection, event: TwinEvent): boolean {
  const conditions = typeof rule.condition === 'string' ? [rule.condition] : rule.condition
  const answers = new Map(
    Object.entries(rule.selections).map(([name, selection]) => [name, selectionHolds(selection, event)]),
  )
  return conditions.some(condition => conditionHolds(condition, answers))
}

/** Reads a condition from left to right: or, within it and, within it not, of, parentheses and names. */
function conditionHolds(condition: string, answers: ReadonlyMap<string, boolean>): boolean {
  const words = condition
    .replaceAll('(', ' ( ')
    .replaceAll(')', ' ) ')
    .split(' ')
    .filter(word => word !== '')
  const either = (): boolean => {
    let holds = both()
    while (words[0] === 'or') {
      words.shift()
      holds = both() || holds
    }
    return holds
  }
  const both = (): boolean => {
    let holds = one()
    while (words[0] === 'and') {
      words.shift()
      holds = one() && holds
    }
    return holds
  }
  const one = (): boolean => {
    const word = words.shift()
    if (word === 'not') return !one()
    if (word === '(') {
      const holds = either()
      words.shift()
      return holds
    }
    if (words[0] !== 'of') return answers.get(word!)!
    words.shift()
    const pattern = words.shift()!
    const chosen = [...answers].filter(([name]) =>
      pattern === 'them' ? !name.startsWith('_') : fits(Array.from(name), tokensOf(pattern), true),
    )
    return word === 'all' ? chosen.every(([, holds]) => holds) : chosen.some(([, holds]) => holds)
  }
  return either()
}

function selectionHolds(selection: RuleSelection, event: TwinEvent): boolean {
  if (Array.isArray(selection)) return selection.some(part => selectionHolds(part as RuleSelection, event))
  if (typeof selection !== 'object' || selection === null) return fieldHolds('', selection, event)
  return Object.entries(selection as RuleFields).every(([key, value]) => fieldHolds(key, value, event))
}

function fieldHolds(key: string, value: RuleValue, event: TwinEvent): boolean {
  const [field = '', ...modifiers] = key.split('|')
  const wanted: readonly RuleScalar[] = Array.isArray(value) ? (value.length === 0 ? [null] : value) : [value]
  const holds = (one: RuleScalar): boolean => valueHolds(field, modifiers, one, event)
  const answer = modifiers.includes('all') ? wanted.every(holds) : wanted.some(holds)
  return modifiers.includes('neq') ? !answer : answer
}

function valueHolds(
  field: string,
  modifiers: readonly string[],
  wanted: RuleScalar,
  event: TwinEvent,
): boolean {
  if (field === '') {
    return Object.keys(event)
      .filter(key => !key.startsWith('thapcanh.'))
      .some(key =>
        membersOf(event, key).some(member => member !== null && keywordHolds(modifiers, wanted, member)),
      )
  }
  const present = Object.hasOwn(event, field)
  const members = membersOf(event, field)
  if (modifiers.includes('exists')) return present === wanted
  if (wanted === null) return members.length === 0 || members.includes(null)
  if (modifiers.includes('fieldref')) {
    return members.some(member =>
      membersOf(event, String(wanted)).some(
        other =>
          member !== null && other !== null && textHolds(modifiers, literal(String(other)), String(member)),
      ),
    )
  }
  return members.some(member => member !== null && memberHolds(modifiers, wanted, member))
}

function membersOf(event: TwinEvent, field: string): readonly TwinScalar[] {
  const value = Object.hasOwn(event, field) ? event[field]! : []
  return Array.isArray(value) ? (value as readonly TwinScalar[]) : [value as TwinScalar]
}

function memberHolds(
  modifiers: readonly string[],
  wanted: string | number | boolean,
  member: TwinScalar,
): boolean {
  const actual = numberIn(member)
  for (const comparison of ['lt', 'lte', 'gt', 'gte']) {
    if (!modifiers.includes(comparison)) continue
    if (actual === undefined) return false
    if (actual === wanted) return comparison.endsWith('e')
    return comparison.startsWith('l') ? actual < Number(wanted) : actual > Number(wanted)
  }
  const asText = ['contains', 'startswith', 'endswith', 'cased'].some(name => modifiers.includes(name))
  if (typeof wanted === 'number' && !asText) return actual === wanted
  return textHolds(modifiers, tokensOf(String(wanted)), String(member))
}

/** A keyword stands anywhere inside unless a modifier says where; a number stands alone there. */
function keywordHolds(modifiers: readonly string[], wanted: RuleScalar, member: TwinScalar): boolean {
  if (typeof wanted !== 'number') {
    const placed = ['contains', 'startswith', 'endswith'].some(name => modifiers.includes(name))
    return textHolds(
      placed ? modifiers : [...modifiers, 'contains'],
      tokensOf(String(wanted)),
      String(member),
    )
  }
  if (numberIn(member) === wanted) return true
  if (typeof member !== 'string') return false
  const [text, digits] = [Array.from(member), Array.from(String(wanted))]
  return text.some(
    (_, at) =>
      digits.every((digit, nth) => text[at + nth] === digit) &&
      !isWordCharacter(text[at - 1]) &&
      !isWordCharacter(text[at + digits.length]),
  )
}

function isWordCharacter(character: string | undefined): boolean {
  if (character === undefined) return false
  const isLetter = character.toLowerCase() !== character.toUpperCase()
  return isLetter || character === '_' || (character >= '0' && character <= '9')
}

/** The number that a value is or that its text denotes in decimal notation. */
function numberIn(value: TwinScalar): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  const decimal = text !== '' && Array.from(text).every(character => '0123456789+-.eE'.includes(character))
  return decimal && !Number.isNaN(Number(text)) ? Number(text) : undefined
}

type Token = { readonly any: true } | { readonly one: true } | { readonly character: string }

/** `*` any run, `?` one character; a backslash before `*`, `?` or a backslash takes it as it stands. */
function tokensOf(text: string): readonly Token[] {
  const characters = Array.from(text)
  const tokens: Token[] = []
  while (characters.length > 0) {
    const character = characters.shift()!
    const escaped = character === '\\' && ['*', '?', '\\'].includes(characters[0] ?? '')
    if (escaped) tokens.push({ character: characters.shift()! })
    else if (character === '*') tokens.push({ any: true })
    else tokens.push(character === '?' ? { one: true } : { character })
  }
  return tokens
}

function literal(text: string): readonly Token[] {
  return Array.from(text).map(character => ({ character }))
}

function textHolds(modifiers: readonly string[], tokens: readonly Token[], text: string): boolean {
  const before = modifiers.includes('contains') || modifiers.includes('endswith')
  const after = modifiers.includes('contains') || modifiers.includes('startswith')
  const any: readonly Token[] = [{ any: true }]
  const whole = [...(before ? any : []), ...tokens, ...(after ? any : [])]
  return fits(Array.from(text), whole, modifiers.includes('cased'))
}

function fits(text: readonly string[], tokens: readonly Token[], cased: boolean): boolean {
  const [token, ...rest] = tokens
  if (token === undefined) return text.length === 0
  if ('any' in token) return text.some((_, at) => fits(text.slice(at), rest, cased)) || fits([], rest, cased)
  if (text.length === 0) return false
  return ('one' in token || same(token.character, text[0]!, cased)) && fits(text.slice(1), rest, cased)
}

/** İ and ı are no case of i; every other letter is the same in both cases. */
function same(a: string, b: string, cased: boolean): boolean {
  if (a === b) return true
  if (cased || [a, b].some(character => character === 'İ' || character === 'ı')) return false
  return a.toLowerCase() === b.toLowerCase() || a.toUpperCase() === b.toUpperCase()
}
