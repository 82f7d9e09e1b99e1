// Scripts whose variables are safe: a value is handed to the interpreter as a variable of its own, never as
// text of the script. What the author wrote decides how it is split and expanded, not what the value holds.

import { createQuoteReader, type Quote } from './shell-quotes.ts'
import { CannotRender, fillPieces, type Piece } from './template.ts'

export interface Script {
  /** With `"${__name__}"` in place of each reference. */
  readonly text: string
  /** Shell variables to be set before it, in order of first use. */
  readonly variables: Readonly<Record<string, string>>
}

/** For bash and POSIX shells. */
export function posixScript(template: string, substitute: (text: string) => string): Script {
  return script(template, substitute, (variable, quote) => {
    // Outside quotes the value is quoted, so that its spaces make no further arguments.
    if (quote === 'double' || quote === 'here') return `\${${variable}}`
    if (quote === 'here-literal')
      throw new CannotRender(`${variable} stands in a here-document that fills nothing in (<<'END')`)
    return quote === 'single' ? `'"\${${variable}}"'` : `"\${${variable}}"`
  })
}

/** For PowerShell, where nothing is filled in between single quotes. */
export function powershellScript(template: string, substitute: (text: string) => string): Script {
  return script(template, substitute, (variable, quote) => {
    if (quote !== 'single') return `\${${variable}}`
    throw new CannotRender(`${variable} stands between single quotes; use double quotes in PowerShell`)
  })
}

function script(
  template: string,
  substitute: (text: string) => string,
  write: (variable: string, quote: Quote) => string,
): Script {
  const variables: Record<string, string> = {}
  let text = ''
  const quotes = createQuoteReader()
  for (const piece of fillPieces(template, substitute)) {
    if (piece.kind === 'fixed') {
      if (piece.text.includes('{secret:'))
        throw new CannotRender('a script may not hold a secret; use authentication_info')
      quotes.read(piece.text)
      text += piece.text
      continue
    }
    const variable = piece.name.replaceAll('-', '_')
    if (piece.text.includes('\0')) throw new CannotRender(`the value of ${piece.name} holds a NUL`)
    variables[variable] = piece.text
    text += write(variable, quotes.quote)
    quotes.read('x')
  }
  return { text, variables }
}

/** `name='value'` lines for a POSIX shell. */
export function posixAssignments(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${quotePosix(value)}\n`)
    .join('')
}

/** Between single quotes nothing is special but the quote itself. */
export function quotePosix(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`
}

/** PowerShell takes several characters for quotes: the value goes in as base64. */
export function powershellAssignments(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => {
      const base64 = Buffer.from(value).toString('base64')
      return `\${${name}} = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${base64}'))\n`
    })
    .join('')
}

/** What every shell and device console takes as one plain word. */
const PLAIN = /^[A-Za-z0-9._:/@,+=][A-Za-z0-9._:/@,+=-]*$/

/** A command for a console of which nothing is known: only plain values. */
export function plainCommand(template: string, substitute: (text: string) => string): string {
  return fillPieces(template, substitute)
    .map((piece: Piece) => {
      if (piece.kind === 'value' && !piece.open && !PLAIN.test(piece.text))
        throw new CannotRender(
          `the value of ${piece.name} (“${piece.text.slice(0, 60)}”) cannot be put safely into an ssh command; ` +
            'use bash, or a target of type linux',
        )
      if (piece.kind === 'fixed' && piece.text.includes('{secret:'))
        throw new CannotRender('a command may not hold a secret; use authentication_info')
      return piece.text
    })
    .join('')
}
