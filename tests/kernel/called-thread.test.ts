// Calls to a thread: each gets its own answer or error, and none waits for a thread that is gone.

import { expect, test } from 'vitest'
import { openCalledThread, type CalledThread } from '#/kernel/called-thread.ts'
import { Permanent } from '#/kernel/errors.ts'
import type { Asked } from './called-thread-script.ts'

interface Opened {
  readonly thread: CalledThread<Asked>
  readonly failures: Error[]
  readonly ask: (number: number) => Promise<number>
}

async function open(data = '', signal?: AbortSignal): Promise<Opened> {
  const failures: Error[] = []
  const thread = await openCalledThread<Asked>({
    script: new URL('./called-thread-script.ts', import.meta.url),
    data,
    name: 'the doubling thread',
    onFailed: error => void failures.push(error),
    ...(signal === undefined ? {} : { signal }),
  })
  return { thread, failures, ask: number => thread.ask<number>(call => ({ call, number })) }
}

test('every call gets its own answer, or its error with its class', async () => {
  const { thread, ask, failures } = await open()
  const answers = [2, 3, 4].map(ask)
  await expect(ask(Number.NaN)).rejects.toEqual(new Permanent('x.y', 'no number'))
  expect(await Promise.all(answers)).toEqual([4, 6, 8])
  await thread.end()
  expect(failures).toEqual([])
})

test('when the thread dies, what waits and what comes later is rejected, and it is told once', async () => {
  const { ask, failures } = await open()
  const waiting = ask(1)
  const deadly = ask(0)
  await expect(waiting).rejects.toThrow('the doubling thread ended with code 3')
  await expect(deadly).rejects.toThrow('the doubling thread ended')
  await expect(ask(2)).rejects.toThrow('the doubling thread ended')
  expect(failures.map(({ message }) => message)).toEqual(['the doubling thread ended with code 3'])
})

test('what waits when the thread is ended is rejected, and that is no failure', async () => {
  const { thread, ask, failures } = await open()
  const waiting = ask(1)
  await Promise.all([
    expect(waiting).rejects.toThrow('the doubling thread ended'),
    thread.end(),
    thread.end(),
  ])
  expect(failures).toEqual([])
})

test('a thread that is not ready yet ends when it is told to', async () => {
  const closed = new AbortController()
  const opening = open('never ready', closed.signal)
  closed.abort()
  await expect(opening).rejects.toThrow('the doubling thread ended')
  await expect(open('', closed.signal)).rejects.toThrow('the doubling thread ended')
})

test('a last message lets the thread end in its own way', async () => {
  const { thread, failures } = await open()
  await thread.end({ call: 0, number: -1 })
  expect(failures).toEqual([])
})

test('a thread that cannot begin says why, with its class', async () => {
  await expect(open('unusable')).rejects.toEqual(new Permanent('model.damaged', 'nothing to begin with'))
  await expect(open('broken')).rejects.toThrow('broken from the beginning')
})
