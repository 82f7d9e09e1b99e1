// docs/errors.md and the code must list the same codes: neither may have one that the other has not.

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { API_ERRORS } from '#/api/errors.ts'
import { PROBLEM_CODES } from '#/kernel/problem.ts'

const root = join(import.meta.dirname, '../..')
const [, api = '', problems = '', environment = ''] = readFileSync(
  join(root, 'docs/errors.md'),
  'utf8',
).split(/^## /m)

/** The first cells of a table, and the second ones. */
function rowsOf(section: string): [code: string, second: string][] {
  return [...section.matchAll(/^\| `([^`]+)` \| ([^|]+) \|/gm)].map(found => [found[1]!, found[2]!])
}
const codesOf = (section: string) => rowsOf(section).map(([code]) => code)

test('every error code of the API is documented with its status, and no other', () => {
  expect(Object.fromEntries(rowsOf(api).map(([code, status]) => [code, Number(status)]))).toEqual(API_ERRORS)
})

test('every problem code is documented, and no other', () => {
  expect(codesOf(problems).sort()).toEqual([...PROBLEM_CODES].sort())
})

test('every code with which a command or the process gives up is documented, and each documented one is used', () => {
  const sources = globSync('**/*.ts', {
    cwd: root,
    exclude: ['node_modules/**', 'dist/**', 'data/**', 'tests/**', 'web/**'],
  })
    .map(file => readFileSync(join(root, file), 'utf8'))
    .join('\n')
  const thrown = [...sources.matchAll(/new (?:Retryable|Permanent|Fatal)\(\s*'([^']+)'/g)].map(
    found => found[1]!,
  )
  const documented = codesOf(environment)
  expect([...new Set(thrown)].filter(code => !documented.includes(code))).toEqual([])
  expect(documented.filter(code => !sources.includes(`'${code}'`))).toEqual([])
})

test.each([
  ['the API', api],
  ['problems', problems],
  ['the environment', environment],
])('no code of %s is listed twice', (_, section) => {
  expect(codesOf(section)).toEqual([...new Set(codesOf(section))])
})
