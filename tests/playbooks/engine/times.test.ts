// Delays, timeouts, retries and cancelling, by a clock that is turned.

import { expect, test } from 'vitest'
import type { ActionOutcome } from '#/playbooks/action.ts'
import { act, fails, openDesk, playbookOf, works, type World } from './invented-desk.ts'

/** Ends only when it is told to. */
const hangs: World = async (_text, { signal }) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => resolve(), { once: true })
  await promise
  return { kind: 'unknown', reason: 'given up', log: '' } satisfies ActionOutcome
}

test('a delayed step is not begun before its time', async () => {
  await using city = await openDesk([
    playbookOf({ a: act('a', { delay: 60_000, on_completion: 'end' }), end: {} }),
  ])
  const runId = await city.start()
  expect((await city.settled(runId)).steps.at(-1)).toMatchObject({ stepId: 'a', state: 'delayed' })
  city.clock.turn(59_999)
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(city.effects).toEqual([])
  city.clock.turn(1)
  expect((await city.settled(runId)).run.state).toBe('succeeded')
  expect(city.effects).toEqual(['a'])
})

test('a step that takes too long is stopped with ACTION_TIMEOUT, and on_failure is followed', async () => {
  const world: World = async (text, context) => (text === 'a' ? await hangs(text, context) : works)
  await using city = await openDesk(
    [
      playbookOf({
        a: act('a', { timeout: 40, on_success: 'end', on_failure: 'b' }),
        end: {},
        b: act('b', { on_completion: 'end2' }),
        end2: {},
      }),
    ],
    { world },
  )
  const runId = await city.start()
  await new Promise(resolve => setTimeout(resolve, 20))
  city.clock.turn(41)
  const { run, steps } = await city.settled(runId)
  expect(run.state).toBe('succeeded')
  expect(steps.find(({ stepId }) => stepId === 'a')).toMatchObject({ state: 'failed' })
  expect(steps.find(({ stepId }) => stepId === 'a')?.reason).toMatch(/^ACTION_TIMEOUT/)
  expect(city.effects).toEqual(['a', 'b'])
})

test('a manual task that nobody does in time fails its step', async () => {
  await using city = await openDesk([
    playbookOf({
      a: {
        type: 'action',
        commands: [{ type: 'manual', command: 'Gọi điện' }],
        timeout: 1000,
        on_completion: 'end',
      },
      end: {},
    }),
  ])
  const runId = await city.start()
  const waiting = await city.settled(runId)
  expect(waiting.pending).toMatchObject([{ kind: 'manual', expiresAt: city.clock.now() + 1000 }])
  city.clock.turn(1000)
  const { run, pending } = await city.settled(runId)
  expect(run).toMatchObject({ state: 'failed', pending: 0 })
  expect(pending).toEqual([])
  expect(await city.desk.pending()).toEqual([])
})

test('only a command declared idempotent is sent again, with pauses that grow, up to its rule', async () => {
  const away: ActionOutcome = { kind: 'failed', reason: 'away', retryable: true, log: '' }
  const steps = (idempotent: boolean) =>
    playbookOf({
      a: {
        ...act('a', { on_completion: 'end' }),
        extension: { idempotent, retry: { attempts: 3, first_ms: 1000, max_ms: 10_000 } },
      },
      end: {},
    })
  await using once = await openDesk([steps(false)], { world: () => away })
  expect((await once.settled(await once.start())).run.state).toBe('failed')
  expect(once.effects).toEqual(['a'])

  await using city = await openDesk([steps(true)], { world: () => away })
  const runId = await city.start()
  await city.settled(runId)
  city.clock.turn(1000)
  await city.settled(runId)
  expect(city.effects).toEqual(['a', 'a'])
  city.clock.turn(1999)
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(city.effects).toEqual(['a', 'a'])
  city.clock.turn(1)
  expect((await city.settled(runId)).run).toMatchObject({ state: 'failed', reason: 'away' })
  expect(city.effects).toEqual(['a', 'a', 'a'])
  expect(new Set(city.keys).size).toBe(1)
})

test('cancelling stops what is in flight and begins nothing more', async () => {
  await using city = await openDesk(
    [playbookOf({ a: act('a', { on_completion: 'b' }), b: act('b', { on_completion: 'end' }), end: {} })],
    { world: hangs },
  )
  const runId = await city.start()
  while (city.effects.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  const cancelled = await city.desk.cancel(runId, 'lead', 'Báo động giả')
  expect(cancelled.kind).toBe('done')
  const { run, steps } = await city.settled(runId)
  expect(run).toMatchObject({ state: 'cancelled', reason: 'Báo động giả' })
  expect(steps.at(-1)).toMatchObject({ stepId: 'a', state: 'stopped' })
  expect(city.effects).toEqual(['a'])
  expect(await city.desk.cancel(runId, 'lead', 'Lại')).toMatchObject({ kind: 'refused', code: 'run.ended' })
})

test('a failed run says which step failed and why', async () => {
  await using city = await openDesk([playbookOf({ a: act('a', { on_completion: 'end' }), end: {} })], {
    world: () => fails,
  })
  const { steps } = await city.settled(await city.start())
  expect(steps.at(-1)).toMatchObject({ stepId: 'a', state: 'failed', reason: 'it did not work' })
})
