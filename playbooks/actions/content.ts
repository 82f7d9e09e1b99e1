// The body of a request with its variables filled in as its media type wants it: escaped in JSON, XML and
// forms, as it is in plain text. A value never changes the shape of what the author wrote.

import { CannotRender, decodeBase64, fill, fillPieces } from './template.ts'

export type Content =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string; readonly mediaType: string }
  /** Bytes that are no text, in base64. */
  | { readonly kind: 'bytes'; readonly base64: string; readonly mediaType: string }

type Substitute = (text: string) => string

/** `content` or `content_b64` of a command; `mediaType` as its headers say, if they do. */
export function renderContent(
  command: Readonly<Record<string, unknown>>,
  mediaType: string | undefined,
  substitute: Substitute,
): Content {
  const { content, content_b64: encoded } = command
  if (typeof content === 'string') return textContent(content, mediaType, substitute)
  if (typeof encoded !== 'string') return { kind: 'none' }
  const bytes = decodeBase64(encoded, 'content_b64')
  const text = bytes.toString('utf8')
  if (!Buffer.from(text).equals(bytes))
    return {
      kind: 'bytes',
      base64: bytes.toString('base64'),
      mediaType: mediaType ?? 'application/octet-stream',
    }
  return textContent(text, mediaType, substitute)
}

function textContent(template: string, declared: string | undefined, substitute: Substitute): Content {
  const mediaType = declared ?? (/^\s*[{[]/.test(template) ? 'application/json' : 'text/plain; charset=utf-8')
  const essence = mediaType.split(';')[0]!.trim().toLowerCase()
  return { kind: 'text', text: encoderOf(essence)(template, substitute), mediaType }
}

function encoderOf(essence: string): (template: string, substitute: Substitute) => string {
  if (essence === 'application/json' || essence.endsWith('+json')) return fillJson
  if (essence === 'application/x-www-form-urlencoded')
    return (template, substitute) => fill(template, substitute, encodeURIComponent)
  if (essence.endsWith('/xml') || essence.endsWith('+xml') || essence === 'text/html')
    return (template, substitute) => fill(template, substitute, escapeMarkup)
  if (essence === 'text/plain' || essence === 'application/octet-stream')
    return (template, substitute) => fill(template, substitute)
  return (template, substitute) =>
    fill(template, substitute, (value, name) => {
      if (/^[\p{L}\p{N}._:/@+ -]*$/u.test(value)) return value
      throw new CannotRender(`the value of ${name} cannot be put safely into ${essence}`)
    })
}

/** Inside a string a value is escaped; outside it must be a number, a truth value, null or a list of such and texts. */
export function fillJson(template: string, substitute: Substitute): string {
  let inString = false
  let result = ''
  for (const piece of fillPieces(template, substitute)) {
    if (piece.kind === 'value') {
      if (inString) result += JSON.stringify(piece.text).slice(1, -1)
      else result += piece.open ? JSON.stringify(piece.text) : bareJson(piece.text, piece.name)
      continue
    }
    result += piece.text
    inString = endsInString(piece.text, inString)
  }
  try {
    JSON.parse(result)
  } catch {
    throw new CannotRender('the content is not JSON')
  }
  return result
}

function endsInString(text: string, before: boolean): boolean {
  let inString = before
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\' && inString) at++
    else if (text[at] === '"') inString = !inString
  }
  return inString
}

function bareJson(value: string, name: string): string {
  let parsed: unknown
  try {
    parsed = JSON.parse(value)
  } catch {
    parsed = undefined
  }
  const plain = (one: unknown) => one === null || ['number', 'boolean'].includes(typeof one)
  const list = Array.isArray(parsed) && parsed.every(one => plain(one) || typeof one === 'string')
  if (parsed !== undefined && (plain(parsed) || list)) return JSON.stringify(parsed)
  throw new CannotRender(`the value of ${name} stands outside quotes in JSON and is neither number nor list`)
}

function escapeMarkup(value: string): string {
  return value.replaceAll(/[&<>"']/g, letter => `&#${letter.codePointAt(0)!};`)
}
