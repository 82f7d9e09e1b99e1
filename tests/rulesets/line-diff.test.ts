import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diffLines } from '#/rulesets/line-diff.ts'

const numbered = (from: number, to: number, change: Readonly<Record<number, string | null>> = {}): string =>
  Array.from(
    { length: to - from + 1 },
    (_, at) => change[from + at] ?? (change[from + at] === null ? null : `line ${from + at}`),
  )
    .filter(line => line !== null)
    .map(line => `${line}\n`)
    .join('')

describe('the diff of two texts', () => {
  test('is empty when they are equal', () => {
    expect(diffLines('', '')).toBe('')
    expect(diffLines(numbered(1, 9), numbered(1, 9))).toBe('')
  })

  test('shows a changed line with three lines around it', () => {
    expect(diffLines(numbered(1, 9), numbered(1, 9, { 5: 'five' }))).toBe(
      [
        '@@ -2,7 +2,7 @@',
        ' line 2',
        ' line 3',
        ' line 4',
        '-line 5',
        '+five',
        ' line 6',
        ' line 7',
        ' line 8',
        '',
      ].join('\n'),
    )
  })

  test('joins changes that are near and parts those that are far', () => {
    const near = diffLines(numbered(1, 30), numbered(1, 30, { 5: null, 10: null }))
    expect(near.match(/^@@.*@@$/gm)).toEqual(['@@ -2,12 +2,10 @@'])
    const far = diffLines(numbered(1, 30), numbered(1, 30, { 5: null, 20: null }))
    expect(far.match(/^@@.*@@$/gm)).toEqual(['@@ -2,7 +2,6 @@', '@@ -17,7 +16,6 @@'])
  })

  test('of a new and of an emptied file names line 0', () => {
    expect(diffLines('', 'a\nb\n')).toBe('@@ -0,0 +1,2 @@\n+a\n+b\n')
    expect(diffLines('a\n', '')).toBe('@@ -1,1 +0,0 @@\n-a\n')
  })

  test('sees a newline that is missing at the end', () => {
    expect(diffLines('a\n', 'a')).toBe('@@ -1,1 +1,1 @@\n-a\n+a ⟨no newline at the end⟩\n')
  })

  test('of huge texts is made without comparing every pair of lines', () => {
    const many = (word: string): string => Array.from({ length: 5000 }, (_, at) => `${word} ${at}\n`).join('')
    const diff = diffLines(many('a'), many('b'))
    expect(diff.match(/^-/gm)).toHaveLength(5000)
    expect(diff.match(/^\+/gm)).toHaveLength(5000)
  })

  test('makes the second text of the first, and never takes away more than must go', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 14 })
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const textOf = (all: readonly string[]): string => all.map(line => `${line}\n`).join('')
        const diff = diffLines(textOf(before), textOf(after))
        expect(patched(before, diff)).toEqual(after)
        const removed = diff.split('\n').filter(line => line.startsWith('-')).length
        expect(removed).toBe(before.length - commonLength(before, after))
      }),
      { numRuns: 300 },
    )
  })
})

/** Applies a unified diff. */
function patched(before: readonly string[], diff: string): string[] {
  const result: string[] = []
  let at = 0
  for (const line of diff.split('\n').slice(0, -1)) {
    const [, start, length] = /^@@ -(\d+),(\d+)/.exec(line) ?? []
    if (start !== undefined) {
      const from = Number(length) === 0 ? Number(start) : Number(start) - 1
      while (at < from) result.push(before[at++]!)
    } else if (line.startsWith('+')) result.push(line.slice(1))
    else {
      if (before[at] !== line.slice(1)) throw new Error(`the diff speaks of ${line}, not ${before[at]}`)
      if (line.startsWith(' ')) result.push(before[at]!)
      at++
    }
  }
  return [...result, ...before.slice(at)]
}

/** Length of the longest common subsequence, the slow way. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  const known = new Map<string, number>()
  const from = (i: number, j: number): number => {
    if (i === a.length || j === b.length) return 0
    const key = `${i} ${j}`
    const found =
      known.get(key) ?? (a[i] === b[j] ? 1 + from(i + 1, j + 1) : Math.max(from(i + 1, j), from(i, j + 1)))
    known.set(key, found)
    return found
  }
  return from(0, 0)
}
