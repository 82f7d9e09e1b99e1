// The lines in which two texts differ, as a unified diff: what an update does to a rule, for a person to read.
// Common beginnings and ends are cut off first; between them the longest common subsequence is found, or, where
// that would cost too much, everything between counts as replaced.

const CONTEXT = 3
const NO_NEWLINE = ' ⟨no newline at the end⟩'
/** Lines of one text times lines of the other that are compared. */
const MAX_CELLS = 4_000_000

/** `@@ -3,4 +3,5 @@` hunks with lines that begin with ` `, `-` or `+`; empty for equal texts. */
export function diffLines(before: string, after: string): string {
  if (before === after) return ''
  const marked = markLines(linesOf(before), linesOf(after))
  const hunks: string[] = []
  for (const [from, to] of hunkRanges(marked)) hunks.push(hunkText(marked, from, to))
  return hunks.join('')
}

/** A text without a newline at its end differs from one with it. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  else lines.push(`${lines.pop()}${NO_NEWLINE}`)
  return lines
}

type Marked = readonly [mark: ' ' | '-' | '+', line: string]

function markLines(a: readonly string[], b: readonly string[]): readonly Marked[] {
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++
  const same = (lines: readonly string[]): Marked[] => lines.map(line => [' ', line])
  return [
    ...same(a.slice(0, head)),
    ...markMiddle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...same(a.slice(a.length - tail)),
  ]
}

function markMiddle(a: readonly string[], b: readonly string[]): readonly Marked[] {
  const removed = (lines: readonly string[]): Marked[] => lines.map(line => ['-', line])
  const added = (lines: readonly string[]): Marked[] => lines.map(line => ['+', line])
  if (a.length * b.length > MAX_CELLS) return [...removed(a), ...added(b)]
  // lengths[i][j]: longest common subsequence of a from i and b from j.
  const width = b.length + 1
  const lengths = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j
      lengths[at] =
        a[i] === b[j] ? lengths[at + width + 1]! + 1 : Math.max(lengths[at + width]!, lengths[at + 1]!)
    }
  }
  const marked: Marked[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      marked.push([' ', a[i]!])
      i++
      j++
    } else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) marked.push(['-', a[i++]!])
    else marked.push(['+', b[j++]!])
  }
  return [...marked, ...removed(a.slice(i)), ...added(b.slice(j))]
}

/** Runs of changes with their context, joined where the contexts touch. */
function hunkRanges(marked: readonly Marked[]): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = []
  for (const [at, [mark]] of marked.entries()) {
    if (mark === ' ') continue
    const last = ranges.at(-1)
    const to = Math.min(marked.length, at + 1 + CONTEXT)
    if (last !== undefined && at - CONTEXT <= last[1]) last[1] = to
    else ranges.push([Math.max(0, at - CONTEXT), to])
  }
  return ranges
}

function hunkText(marked: readonly Marked[], from: number, to: number): string {
  const count = (upTo: readonly Marked[], without: string): number =>
    upTo.reduce((sum, [mark]) => sum + (mark === without ? 0 : 1), 0)
  const before = marked.slice(0, from)
  const inside = marked.slice(from, to)
  const side = (without: string): string => {
    const length = count(inside, without)
    return `${count(before, without) + (length === 0 ? 0 : 1)},${length}`
  }
  return `@@ -${side('+')} +${side('-')} @@\n${inside.map(([mark, line]) => `${mark}${line}\n`).join('')}`
}
