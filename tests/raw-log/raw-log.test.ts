import { readdir, readFile, truncate, writeFile, appendFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openRawLogReader } from '#/collectors/raw-log/raw-log-reader.ts'
import type { RawLine } from '#/collectors/raw-log/record.ts'
import type { Problem } from '#/kernel/problem.ts'
import { line, openLog, readAll, temporaryFolder, texts } from './lines.ts'

const lastFile = async (directory: string): Promise<string> =>
  join(directory, (await readdir(directory)).sort().at(-1)!)

describe('what is appended', () => {
  test('is read back whole, in order, with all that surrounded it', async () => {
    await using folder = await temporaryFolder()
    await using log = await openLog(folder.directory)
    const lines: RawLine[] = [
      {
        bytes: Buffer.from('một dòng'),
        envelope: 'json',
        receivedMs: 1,
        listener: 'http',
        peer: '2001:db8::1',
      },
      { ...line('second', 1_795_000_000_123), envelope: 'hec', mark: 'batch 7' },
      { ...line(new Uint8Array([0, 255, 10, 13])), envelope: 'line', peer: '' },
      line(''),
      line(Buffer.alloc(3 * 1024 * 1024, 120)),
    ]
    await log.append(lines.slice(0, 2))
    await log.append(lines.slice(2))
    const records = await readAll(folder.directory, log.lastSequence)
    expect(records.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5])
    const { length } = lines
    for (let at = 0; at < length; at++) {
      const expected = { ...lines[at]!, bytes: Buffer.from(lines[at]!.bytes), sequence: at + 1 }
      expect({ ...records[at]!, bytes: Buffer.from(records[at]!.bytes) }).toEqual(expected)
    }
    expect(records).toHaveLength(length)
  })

  test('keeps names longer than a record has room for, cut between characters', async () => {
    await using folder = await temporaryFolder()
    await using log = await openLog(folder.directory)
    await log.append([{ ...line('x'), peer: 'ư'.repeat(300) }])
    const [record] = await readAll(folder.directory, 1)
    expect(record!.peer).toBe('ư'.repeat(127))
    expect(texts([record!])).toEqual(['x'])
  })

  test('is in the log after it was opened again, and sequences go on', async () => {
    await using folder = await temporaryFolder()
    for (let round = 0; round < 3; round++) {
      await using log = await openLog(folder.directory)
      expect(log.lastSequence).toBe(round * 2)
      await log.append([line(`${round}a`), line(`${round}b`)])
    }
    const records = await readAll(folder.directory, 6)
    expect(texts(records)).toEqual(['0a', '0b', '1a', '1b', '2a', '2b'])
    expect(records.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('gets a higher sequence than the store knows when the log was lost', async () => {
    await using folder = await temporaryFolder()
    await using log = await openLog(folder.directory, [], { atLeast: 41 })
    await log.append([line('after the loss')])
    expect(log.lastSequence).toBe(42)
    expect(texts(await readAll(folder.directory, 42, { after: 41 }))).toEqual(['after the loss'])
  })

  test('resolves only when it is durable, and tells the durable sequence', async () => {
    await using folder = await temporaryFolder()
    const told: number[] = []
    await using log = await openLog(folder.directory, [], { onDurable: sequence => told.push(sequence) })
    const first = log.append([line('a'), line('b')])
    expect(log.lastSequence).toBe(0)
    await first
    expect(log.lastSequence).toBe(2)
    await Promise.all([log.append([line('c')]), log.append([line('d')])])
    expect(told).toEqual([2, 4])
  })

  test('is refused after the log was closed', async () => {
    await using folder = await temporaryFolder()
    const log = await openLog(folder.directory)
    const waiting = log.append([line('a')])
    await log[Symbol.asyncDispose]()
    await waiting
    await expect(log.append([line('b')])).rejects.toThrow('closed')
    expect(await readAll(folder.directory, 1)).toHaveLength(1)
  })
})

describe('a reader', () => {
  test('sees nothing beyond the durable sequence it was told', async () => {
    await using folder = await temporaryFolder()
    await using log = await openLog(folder.directory)
    await log.append(['a', 'b', 'c'].map(text => line(text)))
    await using reader = openRawLogReader({ directory: folder.directory, report: () => {} })
    expect(texts(await reader.read(0, 2, 10, 1000))).toEqual(['a', 'b'])
    expect(await reader.read(2, 2, 10, 1000)).toEqual([])
    expect(texts(await reader.read(2, 3, 10, 1000))).toEqual(['c'])
    expect(texts(await reader.read(1, 3, 1, 1000))).toEqual(['b'])
  })

  test('stops at its byte bound but gives one record however large', async () => {
    await using folder = await temporaryFolder()
    await using log = await openLog(folder.directory)
    await log.append([line('x'.repeat(900)), line('y'.repeat(900)), line('z')])
    await using reader = openRawLogReader({ directory: folder.directory, report: () => {} })
    expect(await reader.read(0, 3, 10, 1000)).toHaveLength(1)
    expect(await reader.read(1, 3, 10, 10)).toHaveLength(1)
    expect(await reader.read(0, 3, 10, 2000)).toHaveLength(3)
  })

  test('follows the writer across segments', async () => {
    await using folder = await temporaryFolder()
    await using log = await openLog(folder.directory, [], { bounds: { segmentBytes: 200 } })
    await using reader = openRawLogReader({ directory: folder.directory, report: () => {} })
    const seen: string[] = []
    for (let index = 0; index < 20; index++) {
      await log.append([line(`line ${index}`.padEnd(60))])
      for (const text of texts(await reader.read(seen.length, log.lastSequence, 10, 1000)))
        seen.push(text.trim())
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => `line ${index}`))
    expect((await readdir(folder.directory)).length).toBeGreaterThan(4)
  })
})

describe('a crash', () => {
  test.for([1, 5, 13, 27, 40])(
    'leaves a torn tail of %i bytes missing, which is cut off without a problem',
    async cut => {
      await using folder = await temporaryFolder()
      {
        await using log = await openLog(folder.directory)
        await log.append(['a', 'b', 'torn'].map(text => line(text)))
      }
      const path = await lastFile(folder.directory)
      await truncate(path, (await stat(path)).size - cut)
      const problems: Problem[] = []
      await using log = await openLog(folder.directory, problems)
      expect(problems).toEqual([])
      expect(log.lastSequence).toBe(2)
      await log.append([line('c')])
      expect(texts(await readAll(folder.directory, 3, { problems }))).toEqual(['a', 'b', 'c'])
      expect(problems).toEqual([])
    },
  )

  test('that left zeros behind the last record is a torn tail', async () => {
    await using folder = await temporaryFolder()
    {
      await using log = await openLog(folder.directory)
      await log.append([line('a')])
    }
    await appendFile(await lastFile(folder.directory), Buffer.alloc(500))
    const problems: Problem[] = []
    await using log = await openLog(folder.directory, problems)
    expect([log.lastSequence, problems]).toEqual([1, []])
  })

  test('that left a segment without a header loses nothing else', async () => {
    await using folder = await temporaryFolder()
    {
      await using log = await openLog(folder.directory)
      await log.append([line('a')])
    }
    await writeFile(join(folder.directory, 'raw-000000000000002.log'), 'thap')
    await using log = await openLog(folder.directory)
    await log.append([line('b')])
    expect(texts(await readAll(folder.directory, 2))).toEqual(['a', 'b'])
  })
})

describe('damage', () => {
  const damaged = async (directory: string, find: string, more = {}): Promise<void> => {
    {
      await using log = await openLog(directory, [], more)
      for (const text of ['alpha', 'bravo', 'charlie', 'delta']) await log.append([line(text)])
    }
    for (const name of await readdir(directory)) {
      const bytes = await readFile(join(directory, name))
      const at = bytes.indexOf(find)
      if (at === -1) continue
      bytes[at] = 0x21
      await writeFile(join(directory, name), bytes)
    }
  }

  test('in the middle of the last segment costs one record, named', async () => {
    await using folder = await temporaryFolder()
    await damaged(folder.directory, 'bravo')
    const problems: Problem[] = []
    await using log = await openLog(folder.directory, problems)
    expect(problems).toMatchObject([
      { code: 'raw-log.corrupt', where: expect.stringContaining('raw-000000000000001.log') },
    ])
    expect(log.lastSequence).toBe(4)
    const found: Problem[] = []
    expect(texts(await readAll(folder.directory, 4, { problems: found }))).toEqual([
      'alpha',
      'charlie',
      'delta',
    ])
    expect(found).toHaveLength(1)
  })

  test('of a record’s length does not hide the records behind it', async () => {
    await using folder = await temporaryFolder()
    await damaged(folder.directory, 'nothing')
    const path = await lastFile(folder.directory)
    const bytes = await readFile(path)
    bytes.writeUInt32LE(9_000_000, bytes.indexOf('bravo') - 'udp192.0.2.7'.length - 24)
    await writeFile(path, bytes)
    const problems: Problem[] = []
    expect(texts(await readAll(folder.directory, 4, { problems }))).toEqual(['alpha', 'charlie', 'delta'])
    expect(problems).toHaveLength(1)
  })

  test('at the very end is cut off and told', async () => {
    await using folder = await temporaryFolder()
    await damaged(folder.directory, 'delta')
    const problems: Problem[] = []
    await using log = await openLog(folder.directory, problems)
    expect(problems.map(({ code }) => code)).toEqual(['raw-log.corrupt'])
    expect(log.lastSequence).toBe(3)
  })

  test('at the end of an older segment is skipped and the lost sequences are named', async () => {
    await using folder = await temporaryFolder()
    await damaged(folder.directory, 'bravo', { bounds: { segmentBytes: 100 } })
    const problems: Problem[] = []
    expect(texts(await readAll(folder.directory, 4, { problems }))).toEqual(['alpha', 'charlie', 'delta'])
    expect(problems).toMatchObject([{ detail: expect.stringContaining('sequences 2 to 2 are missing') }])
  })

  test('of a segment’s header costs that segment only', async () => {
    await using folder = await temporaryFolder()
    await damaged(folder.directory, 'thapraw1', { bounds: { segmentBytes: 50 } })
    for (const name of await readdir(folder.directory)) {
      if (name.includes('000002')) continue
      const bytes = await readFile(join(folder.directory, name))
      bytes[0] = 't'.charCodeAt(0)
      await writeFile(join(folder.directory, name), bytes)
    }
    const problems: Problem[] = []
    expect(texts(await readAll(folder.directory, 4, { problems }))).toEqual(['alpha', 'charlie', 'delta'])
    expect(problems).toHaveLength(1)
  })

  test('cannot make a record out of what a sender wrote into a line', async () => {
    await using folder = await temporaryFolder()
    await using other = await temporaryFolder()
    {
      await using log = await openLog(other.directory)
      await log.append([line('forged'), line('forged too')])
    }
    const forged = (await readFile(await lastFile(other.directory))).subarray(16)
    {
      await using log = await openLog(folder.directory)
      await log.append([line(Buffer.concat([Buffer.from('carrier'), forged])), line('behind')])
    }
    const path = await lastFile(folder.directory)
    const bytes = await readFile(path)
    bytes[bytes.indexOf('carrier')] = 0
    await writeFile(path, bytes)
    expect(texts(await readAll(folder.directory, 2))).toEqual(['behind'])
  })
})

describe('trimming', () => {
  test('deletes what is stored, keeps the tail and what is unread', async () => {
    await using folder = await temporaryFolder()
    await using log = await openLog(folder.directory, [], { bounds: { segmentBytes: 1000, tailBytes: 3000 } })
    for (let index = 0; index < 20; index++) await log.append([line('x'.repeat(400))])
    log.trim(0)
    const all = log.bytes
    expect(await readAll(folder.directory, 20)).toHaveLength(20)
    log.trim(7)
    expect(log.bytes).toBeLessThan(all)
    log.trim(20)
    expect(log.bytes).toBeGreaterThanOrEqual(3000)
    expect(log.bytes).toBeLessThan(4200)
    await log.append([line('last')])
    expect(texts(await readAll(folder.directory, 21, { after: 19 })).at(-1)).toBe('last')
  })

  test('never deletes the segment being written', async () => {
    await using folder = await temporaryFolder()
    await using log = await openLog(folder.directory, [], { bounds: { tailBytes: 0 } })
    await log.append([line('a')])
    log.trim(1)
    await log.append([line('b')])
    expect(texts(await readAll(folder.directory, 2))).toEqual(['a', 'b'])
  })
})

test('the age of the oldest unstored record is known, also after a restart', async () => {
  await using folder = await temporaryFolder()
  {
    await using log = await openLog(folder.directory)
    expect(log.oldestReceivedMs(0)).toBeUndefined()
    await log.append([line('a', 1000)])
    await log.append([line('b', 2000)])
    await log.append([line('c', 3000)])
    expect([0, 1, 2, 3].map(after => log.oldestReceivedMs(after))).toEqual([1000, 2000, 3000, undefined])
  }
  await using log = await openLog(folder.directory)
  expect(log.oldestReceivedMs(0)).toBe(1000)
  expect(log.oldestReceivedMs(3)).toBeUndefined()
})

test('a log with too much unsynced says so until half of it is durable', async () => {
  await using folder = await temporaryFolder()
  await using log = await openLog(folder.directory, [], { bounds: { maxUnsyncedBytes: 10_000 } })
  expect(log.congested).toBe(false)
  const appended = log.append([line('x'.repeat(12_000))])
  expect(log.congested).toBe(true)
  await log.relieved()
  expect(log.congested).toBe(false)
  await appended
  await log.relieved()
})

test('the tail gives all records that are still there, oldest first', async () => {
  await using folder = await temporaryFolder()
  await using log = await openLog(folder.directory, [], { bounds: { segmentBytes: 300 } })
  for (const text of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await log.append([line(text)])
  const seen: string[] = []
  for await (const batch of log.tail()) seen.push(...texts(batch))
  expect(seen).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
})
