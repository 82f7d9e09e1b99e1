// The raw log against a list in memory: random appends, reopenings, kills that tear the tail, and a disk
// that fails now and then in every way a disk can.

import { readdir, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { openRawLogReader } from '#/collectors/raw-log/raw-log-reader.ts'
import { openSegmentFile, type OpenSegmentFile } from '#/collectors/raw-log/segment-files.ts'
import type { RawLog } from '#/collectors/raw-log/raw-log.ts'
import { Retryable } from '#/kernel/errors.ts'
import type { Problem } from '#/kernel/problem.ts'
import { line, openLog, readAll, temporaryFolder, texts } from './lines.ts'

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      sizes: fc.array(fc.nat(700), { maxLength: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('burst' as const), groups: fc.integer({ min: 2, max: 5 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('kill' as const), torn: fc.integer({ min: 1, max: 60 }) }),
  },
)

test('what was appended is what is read, whatever happens in between', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
      await using folder = await temporaryFolder()
      const bounds = { segmentBytes: 2000 }
      const expected: string[] = []
      const problems: Problem[] = []
      let counter = 0
      const next = (size: number): string => `${counter++} `.padEnd(size, '.')
      let log: RawLog = await openLog(folder.directory, [], { bounds })
      for (const each of steps) {
        if (each.kind === 'append') {
          const batch = each.sizes.map(next)
          await log.append(batch.map(text => line(text)))
          expected.push(...batch)
        } else if (each.kind === 'burst') {
          const batches = Array.from({ length: each.groups }, () => [next(10), next(200)])
          await Promise.all(batches.map(batch => log.append(batch.map(text => line(text)))))
          expected.push(...batches.flat())
        } else {
          await log[Symbol.asyncDispose]()
          if (each.kind === 'kill' && expected.length > 0) {
            // As if the last record had been half written when the process died.
            const path = join(folder.directory, (await readdir(folder.directory)).sort().at(-1)!)
            const { size } = await stat(path)
            await truncate(path, size - Math.min(each.torn, 28 + 'udp192.0.2.7'.length))
            if (size > 16) expected.pop()
          }
          log = await openLog(folder.directory, problems, { bounds })
        }
        expect([log.lastSequence, problems]).toEqual([expected.length, []])
      }
      const records = await readAll(folder.directory, log.lastSequence, { step: 7 })
      expect(texts(records)).toEqual(expected)
      expect(records.map(({ sequence }) => sequence)).toEqual(expected.map((_, index) => index + 1))
      await log[Symbol.asyncDispose]()
    }),
    { numRuns: 40 },
  )
})

type Fault = 'none' | 'short-write' | 'enospc' | 'enospc-halfway' | 'eio-sync' | 'open'

test('a failing disk never keeps part of a group, never loses what was acknowledged, and recovers', async () => {
  const fault = fc.constantFrom<Fault>(
    'none',
    'none',
    'none',
    'short-write',
    'enospc',
    'enospc-halfway',
    'eio-sync',
    'open',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { minLength: 3, maxLength: 40 }), async faults => {
      await using folder = await temporaryFolder()
      let current: Fault = 'none'
      const openFile: OpenSegmentFile = async (path, flags) => {
        if (current === 'open') throw fail('EMFILE')
        return failingFile(await openSegmentFile(path, flags), () => current)
      }
      const expected: string[] = []
      const refused: { retryable: boolean; each: Fault; failing: boolean }[] = []
      {
        await using log = await openLog(folder.directory, [], { bounds: { segmentBytes: 1500 }, openFile })
        for (const [index, each] of faults.entries()) {
          const batch = [`${index}a`.padEnd(50), `${index}b`.padEnd(90)]
          current = each
          try {
            await log.append(batch.map(text => line(text)))
            expected.push(...batch)
          } catch (error) {
            refused.push({ retryable: error instanceof Retryable, each, failing: log.failing })
          }
          current = 'none'
          expect(log.lastSequence).toBe(expected.length)
          expect(texts(await readAll(folder.directory, log.lastSequence))).toEqual(expected)
        }
        expect(
          refused.filter(({ retryable, each, failing }) => !retryable || each === 'none' || !failing),
        ).toEqual([])
      }
      const problems: Problem[] = []
      await using log = await openLog(folder.directory, problems)
      expect([log.lastSequence, problems]).toEqual([expected.length, []])
    }),
    { numRuns: 30 },
  )
})

function fail(code: string): Error {
  return Object.assign(new Error(`${code}: the test's disk failed`), { code })
}

function failingFile(
  file: Awaited<ReturnType<typeof openSegmentFile>>,
  fault: () => Fault,
): Awaited<ReturnType<typeof openSegmentFile>> {
  const write = async (bytes: Uint8Array, offset: number, length: number, position: number) => {
    const kind = fault()
    if (kind === 'enospc') throw fail('ENOSPC')
    if (kind === 'short-write') return file.write(bytes, offset, Math.max(1, length >> 1), position)
    if (kind === 'enospc-halfway') {
      await file.write(bytes, offset, length >> 1, position)
      throw fail('ENOSPC')
    }
    return file.write(bytes, offset, length, position)
  }
  return {
    write: write as typeof file.write,
    datasync: () => (fault() === 'eio-sync' ? Promise.reject(fail('EIO')) : file.datasync()),
    truncate: bytes => file.truncate(bytes),
    close: () => file.close(),
  }
}

test('a reader that glimpsed what was then taken back reads what was written instead', async () => {
  await using folder = await temporaryFolder()
  let beforeFailing: (() => Promise<unknown>) | undefined
  const openFile: OpenSegmentFile = async (path, flags) => {
    const file = await openSegmentFile(path, flags)
    const write = async (bytes: Uint8Array, offset: number, length: number, position: number) => {
      const result = await file.write(bytes, offset, length, position)
      if (beforeFailing === undefined) return result
      await beforeFailing()
      throw fail('ENOSPC')
    }
    return {
      write: write as typeof file.write,
      datasync: () => file.datasync(),
      truncate: bytes => file.truncate(bytes),
      close: () => file.close(),
    }
  }
  await using log = await openLog(folder.directory, [], { openFile })
  await using reader = openRawLogReader({ directory: folder.directory, report: () => {} })
  await log.append([line('kept')])
  beforeFailing = async () => expect(texts(await reader.read(0, 1, 10, 1000))).toEqual(['kept'])
  await expect(log.append([line('glimpsed')])).rejects.toThrow('ENOSPC')
  beforeFailing = undefined
  await log.append([line('true')])
  expect(texts(await reader.read(1, 2, 10, 1000))).toEqual(['true'])
})
