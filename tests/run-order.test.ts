import { existsSync, globSync } from 'node:fs'
import { join, sep } from 'node:path'
import { expect, test } from 'vitest'
import { inRunOrder, LONG_FILES } from './run-order.ts'

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

test('the longest file of each kind begins at once, and no long one is left for the end', () => {
  const order = inRunOrder(all)
  expect(order[0]).toBe('tests/process/cluster.test.ts')
  const lastLong = Math.max(...Object.keys(LONG_FILES).map(path => order.indexOf(path)))
  expect(lastLong).toBeLessThan(order.length / 2)
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
