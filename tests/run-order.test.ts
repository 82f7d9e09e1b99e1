import { existsSync, globSync } from 'node:fs'
import { join, sep } from 'node:path'
import { expect, test } from 'vitest'
import { inRunOrder, LONG_FILES } from './run-order.ts'

/** What a file takes at least that is not told of as long. */
const SHORT_SECONDS = 3
const WORKERS = 3
const root = join(import.meta.dirname, '..')
const all = globSync('tests/**/*.test.ts', { cwd: root }).map(path => path.split(sep).join('/'))

test('every file runs once, whatever order they are found in', () => {
  const order = inRunOrder(all)
  expect(order.toSorted()).toEqual(all.toSorted())
  expect(inRunOrder(all.toReversed())).toEqual(order)
  expect(inRunOrder([])).toEqual([])
})

test.each(Object.keys(LONG_FILES))('%s, which is told of as long, is there', path => {
  expect(existsSync(join(root, path))).toBe(true)
})

test('the longest file of each kind begins at once, and others run as long as a long one does', () => {
  const order = inRunOrder(all)
  expect(order[0]).toBe('tests/process/cluster.test.ts')
  const late = Object.entries(LONG_FILES).filter(([path, seconds]) => {
    const after = order.slice(order.indexOf(path) + 1)
    const secondsAfter = after.reduce((sum, other) => sum + (LONG_FILES[other] ?? SHORT_SECONDS), 0)
    return secondsAfter / WORKERS < seconds
  })
  expect(late).toEqual([])
  const browser = order.flatMap((path, at) => (/^tests\/browser\/[^/]+$/.test(path) ? [at] : []))
  expect(browser[0]).toBeLessThan(10)
})

test('files of a kind are spread over the run', () => {
  const one = ['tests/process/a.test.ts', 'tests/process/b.test.ts']
  const many = Array.from({ length: 20 }, (_, n) => `tests/kernel/f${n}.test.ts`)
  const order = inRunOrder([...one, ...many])
  expect(order.indexOf('tests/process/a.test.ts')).toBe(0)
  expect(order.indexOf('tests/process/b.test.ts')).toBeGreaterThan(8)
  expect(order.indexOf('tests/process/b.test.ts')).toBeLessThan(14)
})
