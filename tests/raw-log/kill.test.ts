import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Problem } from '#/kernel/problem.ts'
import { openLog, readAll, temporaryFolder, texts } from './lines.ts'

test(
  'what was acknowledged before a SIGKILL is there after it, in order and without gaps',
  { timeout: 60_000 },
  async () => {
    await using folder = await temporaryFolder()
    const child = join(import.meta.dirname, 'appending-child.ts')
    const acknowledged = new Set<number>()
    const problems: Problem[] = []
    for (let round = 0; round < 4; round++) {
      const first = round * 10_000_000
      const process_ = spawn(process.execPath, [child, folder.directory, String(first)], {
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const printed = text(process_.stdout)
      const complaints = text(process_.stderr)
      await once(process_.stdout, 'readable')
      await sleep(250 + round * 70)
      process_.kill('SIGKILL')
      await once(process_, 'exit')
      expect(await complaints).toBe('')
      const numbers = (await printed).split('\n').slice(0, -1).map(Number)
      expect(numbers.length).toBeGreaterThan(100)
      for (const number of numbers) acknowledged.add(number)
    }
    await using log = await openLog(folder.directory, problems)
    const records = await readAll(folder.directory, log.lastSequence, { step: 5000, problems })
    expect(problems).toEqual([])
    expect(records.map(({ sequence }) => sequence)).toEqual(records.map((_, index) => index + 1))
    const kept = texts(records).map(each => Number.parseInt(each, 10))
    const keptSet = new Set(kept)
    expect([...acknowledged].filter(number => !keptSet.has(number))).toEqual([])
    expect(kept).toEqual(kept.toSorted((a, b) => a - b))
  },
)
