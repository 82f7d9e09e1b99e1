import { describe, expect, test } from 'vitest'
import {
  createRepeatFilter,
  type PeerSession,
  type RepeatFilter,
} from '#/collectors/listeners/repeat-filter.ts'

const peer = '192.0.2.5'

/** Sends the frames through a session and returns those that were kept. */
function send(session: PeerSession, frames: readonly string[]): string[] {
  const kept = frames.filter(frame => !session.isRepeat(Buffer.from(frame)))
  session.remember(kept.map(frame => Buffer.from(frame)))
  return kept
}

async function wholeSession(
  filter: RepeatFilter,
  frames: readonly string[],
  clean: boolean,
): Promise<string[]> {
  const session = await filter.begin(peer)
  const kept = send(session, frames)
  session.broken(clean)
  session.settled()
  return kept
}

describe('a session', () => {
  test('after a clean end keeps identical lines', async () => {
    const filter = createRepeatFilter()
    await wholeSession(filter, ['tick', 'tick'], true)
    expect(await wholeSession(filter, ['tick', 'tick'], true)).toEqual(['tick', 'tick'])
  })

  test('after a broken one passes over what was kept', async () => {
    const filter = createRepeatFilter()
    await wholeSession(filter, ['a', 'b', 'c'], false)
    expect(await wholeSession(filter, ['b', 'c', 'd'], true)).toEqual(['d'])
  })

  test('after a broken one keeps a line that comes more often than it was kept', async () => {
    const filter = createRepeatFilter()
    await wholeSession(filter, ['a', 'tick'], false)
    expect(await wholeSession(filter, ['tick', 'tick', 'tick'], true)).toEqual(['tick', 'tick'])
  })

  test('compares no more after the one that followed the break', async () => {
    const filter = createRepeatFilter()
    await wholeSession(filter, ['a'], false)
    await wholeSession(filter, ['a', 'b'], true)
    expect(await wholeSession(filter, ['a', 'b'], true)).toEqual(['a', 'b'])
  })

  test('compares no more once a thousand new lines have come', async () => {
    const filter = createRepeatFilter()
    await wholeSession(filter, ['old'], false)
    const fresh = Array.from({ length: 1024 }, (_, index) => `new ${index}`)
    expect((await wholeSession(filter, [...fresh, 'old'], true)).at(-1)).toBe('old')
  })

  test('may break again while it repeats, and the next one repeats once more', async () => {
    const filter = createRepeatFilter()
    await wholeSession(filter, ['a', 'b', 'c'], false)
    expect(await wholeSession(filter, ['a', 'b'], false)).toEqual([])
    expect(await wholeSession(filter, ['a', 'b', 'c', 'd'], false)).toEqual(['d'])
    expect(await wholeSession(filter, ['c', 'd', 'e'], true)).toEqual(['e'])
  })

  test('of another sender is not compared', async () => {
    const filter = createRepeatFilter()
    await wholeSession(filter, ['a'], false)
    const other = await filter.begin('192.0.2.6')
    expect(send(other, ['a'])).toEqual(['a'])
  })

  test('waits until the broken one before it has kept what it had read', async () => {
    const filter = createRepeatFilter()
    const first = await filter.begin(peer)
    first.broken(false)
    let begun = false
    const second = filter.begin(peer).then(session => {
      begun = true
      return session
    })
    await new Promise(resolve => setImmediate(resolve))
    expect(begun).toBe(false)
    first.remember([Buffer.from('late')])
    first.settled()
    expect(send(await second, ['late', 'new'])).toEqual(['new'])
  })
})

describe('after our own restart', () => {
  test('what the raw log holds is passed over, in several sessions at once', async () => {
    const filter = createRepeatFilter()
    for (const frame of ['a', 'b', 'c', 'd']) filter.recall(peer, Buffer.from(frame))
    const one = await filter.begin(peer)
    const two = await filter.begin(peer)
    expect(send(one, ['a', 'c', 'e'])).toEqual(['e'])
    expect(send(two, ['b', 'd', 'f'])).toEqual(['f'])
  })

  test('a sender that once ended in order is compared no more', async () => {
    const filter = createRepeatFilter()
    filter.recall(peer, Buffer.from('tick'))
    expect(await wholeSession(filter, ['new'], true)).toEqual(['new'])
    expect(await wholeSession(filter, ['tick'], true)).toEqual(['tick'])
  })

  test('only the last frames of the window are remembered', async () => {
    const filter = createRepeatFilter(10)
    for (let index = 0; index < 35; index++) filter.recall(peer, Buffer.from(`${index}`))
    expect(await wholeSession(filter, ['24', '25', '34'], true)).toEqual(['24'])
  })
})
