// Finds the values that made a rule match inside the raw line, so that they can be lit. Pure.
//
// A value is looked for as it is and as JSON would write it (`C:\\Windows`). A value that begins or ends
// with a letter or digit must stand as a word of its own: "1" does not light every digit. Where no such
// place exists, longer values are lit wherever they occur.

export interface LinePart {
  readonly text: string
  readonly lit: boolean
}

const LOOSE_FROM_LENGTH = 4
const MAX_MARKS = 500

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

function spans(line: string, pattern: string): [number, number][] {
  const found: [number, number][] = []
  for (const match of line.matchAll(new RegExp(pattern, 'giu'))) {
    if (match[0].length > 0) found.push([match.index, match.index + match[0].length])
    if (found.length >= MAX_MARKS) break
  }
  return found
}

function spansOf(line: string, value: string): [number, number][] {
  const forms = new Set([value, JSON.stringify(value).slice(1, -1)])
  const found = [...forms].flatMap(form => {
    const before = /^[\p{L}\p{N}_]/u.test(form) ? '(?<![\\p{L}\\p{N}_])' : ''
    const after = /[\p{L}\p{N}_]$/u.test(form) ? '(?![\\p{L}\\p{N}_])' : ''
    return spans(line, before + escaped(form) + after)
  })
  if (found.length > 0 || value.length < LOOSE_FROM_LENGTH) return found
  return [...forms].flatMap(form => spans(line, escaped(form)))
}

/** The line cut into lit and unlit parts; together they are the line. */
export function litParts(line: string, values: readonly string[]): readonly LinePart[] {
  const wanted = [...new Set(values.map(value => value.trim()).filter(value => value !== ''))]
  const marks = wanted.flatMap(value => spansOf(line, value)).sort((a, b) => a[0] - b[0] || b[1] - a[1])
  const parts: LinePart[] = []
  let at = 0
  for (const [from, to] of marks) {
    if (to <= at) continue
    const start = Math.max(from, at)
    if (start > at) parts.push({ text: line.slice(at, start), lit: false })
    const last = parts.at(-1)
    if (last?.lit === true && start === at) {
      parts[parts.length - 1] = { text: last.text + line.slice(start, to), lit: true }
    } else parts.push({ text: line.slice(start, to), lit: true })
    at = to
  }
  if (at < line.length) parts.push({ text: line.slice(at), lit: false })
  return parts
}
