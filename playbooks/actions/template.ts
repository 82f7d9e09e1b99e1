// Text with variables: finds `__name__:value` and `__name__` and fills each in by itself, so that every value
// can be made harmless for the place where it stands. Values come from log lines: they are hostile. Nothing
// inside a value is ever read as a variable or as the name of a secret.

import type { Problem } from '#/kernel/problem.ts'

/** A variable reference in a text (CACAO 2.0, section 10.18). */
const REFERENCE = /__[A-Za-z](?:[A-Za-z0-9-]|_(?!_))*__(?::value)?/g
const SECRET = /\{secret:([A-Za-z0-9][A-Za-z0-9._-]{0,127})\}/g

/** What a template cannot become; thrown inside a rendering, turned into a Problem by `rendering`. */
export class CannotRender extends Error {
  readonly code: Problem['code']
  constructor(detail: string, code: Problem['code'] = 'command.invalid') {
    super(detail)
    this.code = code
  }
}

/** A text in pieces: fixed text as the author wrote it, and values that came from variables. */
export type Piece =
  | { readonly kind: 'fixed'; readonly text: string }
  /** `open`: a dry run of a variable that has no value yet; its name stands for it. */
  | { readonly kind: 'value'; readonly name: string; readonly text: string; readonly open: boolean }

/** Splits a template and looks up each variable. Throws CannotRender for a value that names a secret. */
export function fillPieces(template: string, substitute: (text: string) => string): readonly Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const found of template.matchAll(REFERENCE)) {
    if (found.index > end) pieces.push({ kind: 'fixed', text: template.slice(end, found.index) })
    const reference = found[0]
    const text = substitute(reference)
    const name = reference.replace(/:value$/, '')
    if (text.includes('{secret:')) throw new CannotRender(`the value of ${name} reads like a secret's name`)
    pieces.push({ kind: 'value', name, text, open: text.replace(/^[{‹](.*)[}›]$/, '$1') === name })
    end = found.index + reference.length
  }
  if (end < template.length) pieces.push({ kind: 'fixed', text: template.slice(end) })
  return pieces
}

/** The text with each value passed through `encode`, which may refuse it by throwing CannotRender. */
export function fill(
  template: string,
  substitute: (text: string) => string,
  encode: (value: string, name: string) => string = value => value,
): string {
  return fillPieces(template, substitute)
    .map(piece => (piece.kind === 'fixed' || piece.open ? piece.text : encode(piece.text, piece.name)))
    .join('')
}

/** Fills in a name, title or other text that must be one line. */
export function fillLine(template: string, substitute: (text: string) => string, what: string): string {
  const text = fill(template, substitute)
  if (hasControl(text)) throw new CannotRender(`${what} holds a line break or control character`)
  return text
}

/** Whether a text holds C0 or C1 control characters or a Unicode line break. */
export function hasControl(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text)
}

/** Replaces each `{secret:NAME}` of a text that its author wrote; `encode` fits the secret into its place. */
export function fillSecrets(
  text: string,
  secret: (name: string) => string,
  encode: (value: string) => string = value => value,
): string {
  return text.replace(SECRET, (_, name: string) => encode(secret(name)))
}

/** Runs a rendering; what it cannot do becomes a Problem. Errors of ours go on. */
export function rendering<T>(where: string, work: () => T): T | Problem {
  try {
    return work()
  } catch (error) {
    if (error instanceof CannotRender) return { code: error.code, where, detail: error.message }
    throw error
  }
}

/** The text of `command` or, when that is absent, of `command_b64`. */
export function commandText(command: Readonly<Record<string, unknown>>): string {
  if (typeof command['command'] === 'string' && command['command'].trim() !== '') return command['command']
  if (typeof command['command_b64'] === 'string') return decodeText(command['command_b64'], 'command_b64')
  throw new CannotRender('it has neither command nor command_b64')
}

/** Text in base64; refuses what is neither base64 nor UTF-8. */
export function decodeText(base64: string, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(decodeBase64(base64, what))
  } catch (error) {
    if (error instanceof CannotRender) throw error
    throw new CannotRender(`${what} is not UTF-8 text`)
  }
}

export function decodeBase64(base64: string, what: string): Buffer {
  const packed = base64.replaceAll(/\s/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(packed) || packed.replace(/=+$/, '').length % 4 === 1)
    throw new CannotRender(`${what} is not base64`)
  return Buffer.from(packed, 'base64')
}
