// Two drivers of one run, secrets, and what a driver leaves behind.

import { expect, test } from 'vitest'
import type { ActionOutcome } from '#/playbooks/action.ts'
import { createRunBell } from '#/playbooks/engine/run-bell.ts'
import { driveRun, type DriveOptions } from '#/playbooks/engine/drive-run.ts'
import { foldRun } from '#/playbooks/engine/fold-run.ts'
import {
  act,
  answers,
  openDesk,
  playbookOf,
  text,
  works,
  worldAction,
  type InventedDesk,
} from './invented-desk.ts'

const chain = playbookOf({
  a: act('a', { on_completion: 'b' }),
  b: act('b', { on_completion: 'end' }),
  end: {},
})

function driver(
  city: InventedDesk,
  name: string,
  perform: (text: string) => Promise<ActionOutcome>,
  signal = new AbortController().signal,
): DriveOptions {
  return {
    records: city.records,
    clock: city.clock,
    random: () => 0.5,
    playbook: async () => chain,
    findAction: () =>
      worldAction(async ({ summary }) => {
        city.effects.push(`${name}: ${summary}`)
        return await perform(summary)
      }),
    guard: () => undefined,
    secret: () => '',
    bell: createRunBell(),
    prepareManual: async () => ({}),
    announce: async () => {},
    committed: () => {},
    report: () => {},
    driver: name,
    signal,
  }
}

test('of two drivers that begin at once only one sends', async () => {
  for (let round = 0; round < 20; round++) {
    await using city = await openDesk([chain], { idle: true })
    const runId = await city.start()
    await Promise.all(
      ['one', 'two'].map(name =>
        driveRun(
          runId,
          driver(city, name, async () => works),
        ),
      ),
    )
    // The winner may have sent something when the other took over: what became of it is asked, and was done.
    for (const { id } of await city.desk.pending()) {
      const answer = {
        resolution: 'happened',
        answers: {},
        note: '',
        by: { name: 'lan', role: 'lead' },
      } as const
      expect((await city.desk.resolveUnknown(id, answer)).kind).toBe('done')
    }
    expect(
      await driveRun(
        runId,
        driver(city, 'three', async () => works),
      ),
    ).toEqual({ kind: 'ended' })
    expect(city.effects.map(effect => effect.split(': ')[1])).toEqual(['a', 'b'])
  }
})

test('a driver that was taken over starts nothing more, but says how its own command ended', async () => {
  await using city = await openDesk([chain], { idle: true })
  const runId = await city.start()
  const { promise, resolve } = Promise.withResolvers<ActionOutcome>()
  const first = driveRun(
    runId,
    driver(city, 'one', async () => await promise),
  )
  while (city.effects.length === 0) await new Promise(later => setTimeout(later, 5))
  // The second one does not know what the first is doing, and asks.
  expect(
    await driveRun(
      runId,
      driver(city, 'two', async () => works),
    ),
  ).toMatchObject({ kind: 'parked' })
  expect(city.effects).toEqual(['one: a'])
  expect(await city.desk.pending()).toMatchObject([{ kind: 'outcome' }])
  resolve(works)
  expect(await first).toEqual({ kind: 'lost' })
  // Now it is known: nobody need be asked, and the next driver goes on.
  expect(await city.desk.pending()).toEqual([])
  expect(
    await driveRun(
      runId,
      driver(city, 'three', async () => works),
    ),
  ).toEqual({ kind: 'ended' })
  expect(city.effects).toEqual(['one: a', 'three: b'])
})

test('a driver that is stopped leaves the run to the next one', async () => {
  await using city = await openDesk([chain], { idle: true })
  const runId = await city.start()
  const stop = new AbortController()
  const end = await driveRun(
    runId,
    driver(
      city,
      'one',
      async () => {
        stop.abort()
        return works
      },
      stop.signal,
    ),
  )
  expect(end).toEqual({ kind: 'stopped' })
  expect(
    await driveRun(
      runId,
      driver(city, 'two', async () => works),
    ),
  ).toEqual({ kind: 'ended' })
  expect(city.effects).toEqual(['one: a', 'two: b'])
})

test('no secret comes into the log, the variables or the progress of a run', async () => {
  const secret = 'rất-bí-mật-7f3a'
  const playbook = playbookOf(
    {
      a: act('login {secret:fw}', { out_args: ['__x__'], on_success: 'b', on_failure: 'b' }),
      b: act('tell __x__', { on_success: 'c', on_failure: 'c' }),
      c: act('fail', { on_completion: 'end' }),
      end: {},
    },
    { playbook_variables: { __x__: text('') } },
  )
  await using city = await openDesk([playbook], {
    secret: () => secret,
    world(command, context) {
      const used = context.secret('fw')
      const base64 = Buffer.from(used).toString('base64')
      if (command.startsWith('login')) return { ...answers({ x: `token ${used}` }), log: `sent ${base64}` }
      if (command.startsWith('tell')) throw new Error(`cannot send ${used}`)
      return { kind: 'failed', reason: `refused ${used}`, retryable: false, log: used }
    },
  })
  const runId = await city.start()
  const detail = await city.settled(runId)
  const [question] = detail.pending
  expect(question).toMatchObject({ kind: 'outcome' })
  await city.desk.resolveUnknown(question!.id, {
    resolution: 'give-up',
    answers: {},
    note: '',
    by: { name: 'lan', role: 'lead' },
  })
  const ended = await city.settled(runId)
  expect(ended.run.state).toBe('failed')
  const everything = JSON.stringify([
    await city.log(runId),
    detail,
    ended,
    await city.desk.runs({ limit: 10 }),
  ])
  expect(everything).toContain('{secret:fw}')
  expect(everything).not.toContain(secret)
  expect(everything).not.toContain(Buffer.from(secret).toString('base64'))
})

test('the log of a run alone gives its state, and every number of it is there', async () => {
  await using city = await openDesk([chain])
  const runId = await city.start()
  await city.settled(runId)
  const entries = await city.desk.log(runId, 0, 1000)
  expect(entries.map(({ number }) => number)).toEqual(entries.map((_, at) => at + 1))
  expect(
    foldRun(
      runId,
      entries.map(({ entry }) => entry),
    )?.status,
  ).toBe('succeeded')
  const [first, second] = entries.map(({ entry }) => entry.kind)
  expect([first, second]).toEqual(['run-began', 'driver-began'])
})
