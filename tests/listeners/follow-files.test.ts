import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, copyFile, mkdir, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import {
  formatPlace,
  laterPlace,
  parsePlace,
  type FilePlace,
} from '#/collectors/listeners/files/file-place.ts'
import { openFilesListener, type FilePositions } from '#/collectors/listeners/follow-files.ts'
import type { FilesConfig } from '#/collectors/listeners/listener-config.ts'
import type { Listener } from '#/collectors/listeners/listener.ts'
import { openListeners } from '#/collectors/listeners/open-listeners.ts'
import { systemClock } from '#/kernel/clock.ts'
import { openLog, readAll, temporaryFolder, texts, type TestFolder } from '../raw-log/lines.ts'
import { createTestDeps, type TestDeps } from './memory-sink.ts'

interface Following extends AsyncDisposable {
  readonly folder: string
  readonly path: string
  readonly test: TestDeps
  readonly positions: FilePositions
  readonly listener: Listener
  /** Closes the listener and opens it again, as a restart does. */
  restart(): Promise<void>
  /** Closes it, lets `meanwhile` happen, and opens it again. */
  whileStopped(meanwhile: () => Promise<unknown>): Promise<void>
  /** The lines read, once there are so many and for a moment no more. */
  read(count: number): Promise<string[]>
}

async function follow(
  more: Partial<FilesConfig> & { pattern?: string } = {},
  before?: (folder: string) => Promise<unknown>,
): Promise<Following> {
  const temporary: TestFolder = await temporaryFolder()
  const folder = temporary.directory
  await before?.(folder)
  const { pattern = 'app.log', ...config } = more
  const places = new Map<string, string>()
  const positions: FilePositions = {
    get: key => places.get(key),
    put: (key, value) => void places.set(key, value),
  }
  const test = createTestDeps()
  const open = (): Promise<Listener> =>
    openFilesListener(
      { kind: 'files', id: 'test', paths: [join(folder, pattern)], ...config },
      { ...test.deps, positions, pollMs: 15, rotatedQuietMs: 250 },
    )
  let listener = await open()
  return {
    folder,
    path: join(folder, 'app.log'),
    test,
    positions,
    get listener() {
      return listener
    },
    restart: async () => {
      await listener[Symbol.asyncDispose]()
      listener = await open()
    },
    async whileStopped(meanwhile) {
      await listener[Symbol.asyncDispose]()
      await meanwhile()
      listener = await open()
    },
    async read(count) {
      const { sink } = test
      const enough = Date.now() + 4000
      while (sink.lines.length < count && Date.now() < enough) await sleep(10)
      await sleep(60)
      return sink.texts
    },
    async [Symbol.asyncDispose]() {
      await listener[Symbol.asyncDispose]()
      await temporary[Symbol.asyncDispose]()
    },
  }
}

describe('a followed file', () => {
  test('is read from its beginning and on as it grows, whole lines only', async () => {
    await using it = await follow({}, folder => writeFile(join(folder, 'app.log'), 'a\nb\r\n\nhalf'))
    expect(await it.read(2)).toEqual(['a', 'b'])
    await appendFile(it.path, ' a line')
    expect(await it.read(2)).toEqual(['a', 'b'])
    await appendFile(it.path, ' and its end\nc\n')
    expect(await it.read(4)).toEqual(['a', 'b', 'half a line and its end', 'c'])
    expect(it.test.problems).toEqual([])
    expect(it.listener.health()).toMatchObject({ address: it.path, state: 'listening', received: 4 })
  })

  test('is read from its end when the configuration says so, but only at the very first start', async () => {
    await using it = await follow({ startAt: 'end' }, folder => writeFile(join(folder, 'app.log'), 'old\n'))
    await appendFile(it.path, 'new\n')
    expect(await it.read(1)).toEqual(['new'])
    await it.whileStopped(async () => {
      await appendFile(it.path, 'while stopped\n')
    })
    expect(await it.read(2)).toEqual(['new', 'while stopped'])
  })

  test('may appear later, and says so until it does', async () => {
    await using it = await follow()
    expect(it.listener.health()).toMatchObject({ state: 'failed', detail: expect.stringContaining('ENOENT') })
    await sleep(80)
    await writeFile(it.path, 'a\n')
    expect(await it.read(1)).toEqual(['a'])
    expect(it.test.codes()).toEqual(['file.unreadable'])
    expect(it.listener.health()).toMatchObject({ state: 'listening', detail: '' })
  })

  test('that is rotated by rename is read to its end before the new one', async () => {
    await using it = await follow({}, folder => writeFile(join(folder, 'app.log'), 'a\n'))
    expect(await it.read(1)).toEqual(['a'])
    await appendFile(it.path, 'b\n')
    await rename(it.path, `${it.path}.1`)
    await writeFile(it.path, 'd\n')
    await appendFile(`${it.path}.1`, 'c\n')
    expect(await it.read(4)).toEqual(['a', 'b', 'c', 'd'])
    // A writer that still holds the old file writes there for a while.
    await appendFile(`${it.path}.1`, 'late\n')
    expect(await it.read(5)).toEqual(['a', 'b', 'c', 'd', 'late'])
    await appendFile(it.path, 'e\n')
    expect(await it.read(6)).toEqual(['a', 'b', 'c', 'd', 'late', 'e'])
    expect(new Set(it.test.sink.lines.map(({ peer }) => peer))).toEqual(new Set([it.path]))
    expect(it.test.problems).toEqual([])
  })

  test('that is rotated with a half-written last line gives that line up at last, and says so', async () => {
    await using it = await follow({}, folder => writeFile(join(folder, 'app.log'), 'a\nhalf'))
    expect(await it.read(1)).toEqual(['a'])
    await rename(it.path, `${it.path}.1`)
    await writeFile(it.path, 'b\n')
    expect(await it.read(3)).toEqual(['a', 'b', 'half'])
    expect(it.test.codes()).toEqual(['frame.incomplete'])
  })

  test('that is rotated by copy and truncate is read anew', async () => {
    await using it = await follow({}, folder => writeFile(join(folder, 'app.log'), 'first\nsecond\n'))
    expect(await it.read(2)).toEqual(['first', 'second'])
    await copyFile(it.path, `${it.path}.1`)
    await truncate(it.path, 0)
    await appendFile(it.path, 'new\n')
    expect(await it.read(3)).toEqual(['first', 'second', 'new'])
    expect(it.test.codes()).toEqual(['file.truncated'])
  })

  test('that was truncated and has grown past its old place is read anew', async () => {
    await using it = await follow({}, folder => writeFile(join(folder, 'app.log'), 'first\n'))
    expect(await it.read(1)).toEqual(['first'])
    await writeFile(it.path, 'something else\nand more\n')
    expect(await it.read(3)).toEqual(['first', 'something else', 'and more'])
    expect(it.test.codes()).toEqual(['file.truncated'])
  })

  test('with a line of a megabyte gives its beginning and goes on behind it', async () => {
    await using it = await follow()
    await writeFile(it.path, `before\n${'x'.repeat(1024 * 1024)}\nafter\n`)
    await vi.waitFor(() =>
      expect(it.test.sink.lines.map(({ bytes }) => bytes.length)).toEqual([6, 131_072, 5]),
    )
    expect(it.test.codes()).toEqual(['file.unreadable', 'frame.too-long'])
    await it.restart()
    await appendFile(it.path, 'last\n')
    await vi.waitFor(() => expect(it.test.sink.texts.at(-1)).toBe('last'))
    expect(it.test.sink.lines).toHaveLength(4)
  })

  test('with NUL bytes and invalid UTF-8 is read as it is', async () => {
    await using it = await follow({}, folder =>
      writeFile(join(folder, 'app.log'), Buffer.from([97, 0, 98, 0xff, 10])),
    )
    await vi.waitFor(() => expect(it.test.sink.lines).toHaveLength(1))
    expect([...it.test.sink.lines[0]!.bytes]).toEqual([97, 0, 98, 0xff])
  })

  test('that is a folder or cannot be read is told once and tried again', async () => {
    await using it = await follow({}, folder => mkdir(join(folder, 'app.log')))
    await sleep(100)
    expect(it.test.problems).toMatchObject([{ code: 'file.unreadable', detail: 'not a regular file' }])
    await rm(it.path, { recursive: true })
    await writeFile(it.path, 'a\n')
    expect(await it.read(1)).toEqual(['a'])
  })

  test('much larger than one step is read whole', async () => {
    const lines = Array.from({ length: 60_000 }, (_, index) => `${index} ${'y'.repeat(index % 400)}`)
    await using it = await follow({}, folder => writeFile(join(folder, 'app.log'), `${lines.join('\n')}\n`))
    await vi.waitFor(() => expect(it.test.sink.lines).toHaveLength(lines.length), { timeout: 20_000 })
    expect(it.test.sink.texts).toEqual(lines)
  })
})

describe('after a restart', () => {
  test('reading goes on where it stood', async () => {
    await using it = await follow({}, folder => writeFile(join(folder, 'app.log'), 'a\nb\nhal'))
    expect(await it.read(2)).toEqual(['a', 'b'])
    await it.whileStopped(() => appendFile(it.path, 'f\nc\n'))
    expect(await it.read(4)).toEqual(['a', 'b', 'half', 'c'])
  })

  test('a file that was rotated meanwhile is finished before the new one', async () => {
    await using it = await follow({}, folder => writeFile(join(folder, 'app.log'), 'a\n'))
    expect(await it.read(1)).toEqual(['a'])
    await it.whileStopped(async () => {
      await appendFile(it.path, 'b\n')
      await rename(it.path, `${it.path}.1`)
      await symlink('nowhere', join(it.folder, 'dangling'))
      await writeFile(it.path, 'c\n')
    })
    expect(await it.read(3)).toEqual(['a', 'b', 'c'])
  })

  test('a file that was truncated meanwhile is read anew', async () => {
    await using it = await follow({}, folder => writeFile(join(folder, 'app.log'), 'a long first line\n'))
    expect(await it.read(1)).toEqual(['a long first line'])
    await it.whileStopped(() => writeFile(it.path, 'b\n'))
    expect(await it.read(2)).toEqual(['a long first line', 'b'])
    await it.restart()
    expect(await it.read(2)).toEqual(['a long first line', 'b'])
  })

  test('a new file with the inode of an old one is read from its beginning', async () => {
    await using it = await follow({}, folder => writeFile(join(folder, 'app.log'), 'aaaa\n'))
    expect(await it.read(1)).toEqual(['aaaa'])
    await it.whileStopped(() => writeFile(it.path, 'bbbb\ncccc\n'))
    expect(await it.read(3)).toEqual(['aaaa', 'bbbb', 'cccc'])
    expect(it.test.problems).toEqual([])
  })
})

describe('a pattern', () => {
  test('finds files that are there and files that come, but not compressed ones', async () => {
    await using it = await follow({ pattern: '**/*.log*' }, async folder => {
      await mkdir(join(folder, 'a'))
      await writeFile(join(folder, 'a', 'one.log'), '1\n')
      await writeFile(join(folder, 'old.log.gz'), '\x1f\x8b\n')
    })
    expect(await it.read(1)).toEqual(['1'])
    await mkdir(join(it.folder, 'b'))
    await writeFile(join(it.folder, 'b', 'two.log'), '2\n')
    expect(await it.read(2)).toEqual(['1', '2'])
  })

  test('that also matches the rotated names reads every line once', async () => {
    await using it = await follow({ pattern: 'app.log*' }, folder =>
      writeFile(join(folder, 'app.log'), '1\n'),
    )
    expect(await it.read(1)).toEqual(['1'])
    await appendFile(it.path, '2\n')
    await rename(it.path, `${it.path}.1`)
    await writeFile(it.path, '3\n')
    expect(await it.read(3)).toEqual(['1', '2', '3'])
    await it.restart()
    expect(await it.read(3)).toEqual(['1', '2', '3'])
  })
})

describe('a place', () => {
  const place: FilePlace = {
    identity: '1f:a9',
    generation: 2,
    offset: 1234567,
    skipping: true,
    headBytes: 256,
    headSum: 0xfedcba98,
  }
  test('is written and read back', () => {
    expect(parsePlace(formatPlace(place))).toEqual(place)
    expect(parsePlace('gibberish')).toBeUndefined()
  })
  test('of a later generation is later, whatever its offset', () => {
    const anew = { ...place, generation: 3, offset: 0 }
    expect(laterPlace(place, anew)).toBe(anew)
    expect(laterPlace(anew, place)).toBe(anew)
    expect(laterPlace(undefined, place)).toBe(place)
  })
})

test('places in the raw log make up for places that were not put away before a kill', async () => {
  await using folder = await temporaryFolder()
  await using files = await temporaryFolder()
  const path = join(files.directory, 'app.log')
  await writeFile(path, 'a\nb\n')
  // Nothing is ever remembered here but by the raw log itself.
  const positions: FilePositions = { get: () => undefined, put: () => {} }
  const round = async (lines: number): Promise<void> => {
    await using log = await openLog(folder.directory)
    const deps = { sink: log, rawLog: log, clock: systemClock, report: () => {}, positions }
    await using _ = await openListeners([{ kind: 'files', id: 'test', paths: [path] }], deps)
    await vi.waitFor(() => expect(log.lastSequence).toBe(lines), { timeout: 20_000 })
    await sleep(600)
    expect(log.lastSequence).toBe(lines)
  }
  await round(2)
  await appendFile(path, 'c\n')
  await round(3)
  expect(texts(await readAll(folder.directory, 3))).toEqual(['a', 'b', 'c'])
})

test(
  'kills in the middle of reading lose no line of a growing, rotating file and repeat none',
  { timeout: 60_000 },
  async () => {
    await using folder = await temporaryFolder()
    await using files = await temporaryFolder()
    const path = join(files.directory, 'app.log')
    const script = join(import.meta.dirname, 'files-child.ts')
    const written: string[] = []
    const writing = new AbortController()
    const writer = (async () => {
      for (let batch = 0; !writing.signal.aborted; batch++) {
        const lines = Array.from(
          { length: 200 },
          (_, index) => `line ${batch * 200 + index} ${'z'.repeat(index)}`,
        )
        await appendFile(path, lines.map(line => `${line}\n`).join(''))
        written.push(...lines)
        if (batch % 40 === 39) await rename(path, `${path}.${batch}`)
        await sleep(3)
      }
    })()
    for (let kill = 0; kill < 4; kill++) {
      const child = spawn(process.execPath, [script, folder.directory, join(files.directory, 'app.log*')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(child.stdout, 'readable')
      await sleep(300 + kill * 130)
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    writing.abort()
    await writer
    const child = spawn(process.execPath, [script, folder.directory, join(files.directory, 'app.log*')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await vi.waitFor(
      async () =>
        expect(await readAll(folder.directory, Number.MAX_SAFE_INTEGER, { step: 5000 })).toHaveLength(
          written.length,
        ),
      { timeout: 60_000, interval: 300 },
    )
    await sleep(700)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const kept = texts(await readAll(folder.directory, Number.MAX_SAFE_INTEGER, { step: 5000 }))
    expect(kept.toSorted()).toEqual(written.toSorted())
    expect((await stat(files.directory)).isDirectory()).toBe(true)
  },
)
