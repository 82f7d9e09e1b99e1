import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { openListeners } from '#/collectors/listeners/open-listeners.ts'
import { openRelpListener } from '#/collectors/listeners/relp.ts'
import { systemClock } from '#/kernel/clock.ts'
import { openLog, readAll, temporaryFolder, texts } from '../raw-log/lines.ts'
import { createTestDeps, portOf, type TestDeps } from './memory-sink.ts'
import { openRelp } from './senders.ts'

const config = { kind: 'relp', id: 'relp', host: '127.0.0.1', port: 0 } as const

async function listening(): Promise<{ test: TestDeps; port: number } & AsyncDisposable> {
  const test = createTestDeps()
  const listener = await openRelpListener(config, test.deps)
  return {
    test,
    port: portOf(listener.health().address),
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  }
}

test('a session is opened, used and closed as the protocol says', async () => {
  await using it = await listening()
  const { socket, request } = await openRelp(it.port)
  const [opened] = await request('open', ['relp_version=0\nrelp_software=test\ncommands=syslog'])
  expect(opened).toMatch(/^200 OK\nrelp_version=0\n/)
  expect(opened).toContain('commands=syslog')
  expect(await request('syslog', ['a', 'b', 'c\n'])).toEqual(['200 OK', '200 OK', '200 OK'])
  expect(await request('close', [''])).toEqual([''])
  await once(socket, 'close')
  expect(it.test.sink.texts).toEqual(['a', 'b', 'c'])
  expect(it.test.problems).toEqual([])
})

test('frames are answered in order, each only when it is durable', async () => {
  await using it = await listening()
  const { socket, request } = await openRelp(it.port)
  await request('open', [''])
  const held = Promise.withResolvers<void>()
  it.test.sink.holding = held.promise
  const answered: string[] = []
  const waiting = request('syslog', ['a', 'b'])
  void waiting.then(answers => answered.push(...answers))
  await sleep(80)
  expect(answered).toEqual([])
  held.resolve()
  await waiting
  expect(it.test.sink.texts).toEqual(['a', 'b'])
  socket.destroy()
})

test('a message of 128 KiB is kept whole, a larger one is cut, told and answered', async () => {
  await using it = await listening()
  const { socket, request } = await openRelp(it.port)
  await request('open', [''])
  await request('syslog', ['x'.repeat(131_072), 'y'.repeat(200_000), 'z'])
  expect(it.test.sink.lines.map(({ bytes }) => bytes.length)).toEqual([131_072, 131_072, 1])
  expect(it.test.codes()).toEqual(['frame.too-long'])
  socket.destroy()
})

test('an unknown command and an empty message are answered and told', async () => {
  await using it = await listening()
  const { socket, request } = await openRelp(it.port)
  await request('open', [''])
  expect(await request('starttls', ['x'])).toEqual(['500 unknown command'])
  expect(await request('syslog', ['\n', 'a'])).toEqual(['200 OK', '200 OK'])
  expect(it.test.sink.texts).toEqual(['a'])
  expect(it.test.codes()).toEqual(['frame.malformed', 'frame.malformed'])
  socket.destroy()
})

test('a message before the session is open ends it', async () => {
  await using it = await listening()
  const { socket } = await openRelp(it.port)
  socket.write('1 syslog 1 a\n')
  await once(socket, 'close')
  expect(it.test.sink.texts).toEqual([])
  expect(it.test.problems).toMatchObject([
    { code: 'frame.malformed', detail: 'not RELP: "syslog" before "open"' },
  ])
})

test('frames before rubbish are kept and answered, the session then ends', async () => {
  await using it = await listening()
  const { socket, request } = await openRelp(it.port)
  await request('open', [''])
  const answers = request('syslog', ['a'])
  socket.write('this is not a frame any more and has no header in it whatsoever\n')
  await once(socket, 'close')
  expect(await answers).toEqual(['200 OK'])
  expect(it.test.sink.texts).toEqual(['a'])
  expect(it.test.codes()).toEqual(['frame.malformed'])
})

test('what is sent again after a broken session is answered and kept once; after a clean one it is new', async () => {
  await using it = await listening()
  const session = async (messages: readonly string[], clean: boolean): Promise<void> => {
    const { socket, request } = await openRelp(it.port)
    await request('open', [''])
    expect(await request('syslog', messages)).toEqual(messages.map(() => '200 OK'))
    if (clean) await request('close', [''])
    const closed = once(socket, 'close')
    socket.destroy()
    await closed
    await sleep(30)
  }
  await session(['a', 'b', 'c'], false)
  await session(['b', 'c', 'd'], true)
  expect(it.test.sink.texts).toEqual(['a', 'b', 'c', 'd'])
  await session(['d', 'd'], true)
  expect(it.test.sink.texts).toEqual(['a', 'b', 'c', 'd', 'd', 'd'])
  expect(it.test.codes()).toEqual(['sender.repeated', 'sender.repeated'])
})

test('what was kept and not answered before a restart is recognised after it', async () => {
  await using folder = await temporaryFolder()
  const round = async (messages: readonly string[]): Promise<string[]> => {
    const problems: string[] = []
    await using log = await openLog(folder.directory)
    const deps = {
      sink: log,
      rawLog: log,
      clock: systemClock,
      report: ({ code }: { code: string }) => problems.push(code),
    }
    const positions = { get: () => undefined, put: () => {} }
    await using listeners = await openListeners([config], { ...deps, positions })
    const { socket, request } = await openRelp(portOf(listeners.health()[0]!.address))
    await request('open', [''])
    await request('syslog', messages)
    socket.destroy()
    return problems
  }
  expect(await round(['a', 'b'])).toEqual([])
  expect(await round(['b', 'c'])).toEqual(['sender.repeated'])
  expect(texts(await readAll(folder.directory, 3))).toEqual(['a', 'b', 'c'])
})

test('what was read when the listener is closed is kept and answered', async () => {
  const test = createTestDeps()
  const listener = await openRelpListener(config, test.deps)
  const { request } = await openRelp(portOf(listener.health().address))
  await request('open', [''])
  const held = Promise.withResolvers<void>()
  test.sink.holding = held.promise
  const answers = request('syslog', ['a'])
  await sleep(50)
  const closing = listener[Symbol.asyncDispose]()
  held.resolve()
  expect(await answers).toEqual(['200 OK'])
  await closing
  await vi.waitFor(() => expect(test.sink.texts).toEqual(['a']))
})
