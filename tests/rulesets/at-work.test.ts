import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readAtWork, writeAtWork, type SetAtWork } from '#/rulesets/at-work.ts'
import { AT_WORK } from '#/rulesets/rule-set.ts'

test('two that write at the same time each succeed, and the file is whole', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'thapcanh-at-work-'))
  using _ = { [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) }
  const sets = Array.from({ length: 40 }, (_, n): readonly SetAtWork[] => [
    { name: `set-${n}`, version: 'v1', files: [`${n}.yml`], off: [] },
  ])
  await Promise.all(sets.map(async each => await writeAtWork(directory, each)))
  expect((await readAtWork(directory))?.files).toHaveLength(1)
  expect(readdirSync(directory)).toEqual([AT_WORK])
})
