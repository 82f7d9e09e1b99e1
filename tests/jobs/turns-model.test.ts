// The rules of turns, which a queue on Redis goes by, against a plain list that keeps the same rules in the most
// obvious way: any order of adding, taking, ending, waking, cancelling, losing the worker and turning the clock gives
// the same jobs. What BullMQ does of it, holding jobs and handing them out, is done here in the plainest way too.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { afterRun, begunTurn, firstTurn, pulledTurn, type KeptJob, type Turn } from '#/jobs/bullmq/turns.ts'
import type { JobState } from '#/jobs/job-queue.ts'
import type { RunEnd } from '#/jobs/run-handler.ts'
import { PlainJobs, RETRY, step, type Step } from './plain-jobs.ts'

interface Held {
  readonly number: number
  readonly job: KeptJob
  turn: Turn
  begun: Turn
  state: JobState
  started: number
  startedAt: number
  lost: number
  cancelled: boolean
}

class TurnJobs {
  readonly all: Held[] = []

  alive(key: string): Held | undefined {
    return this.all.find(each => each.job.key === key && ['waiting', 'running'].includes(each.state))
  }
  add(job: KeptJob): 'added' | 'known' {
    if (this.alive(job.key) !== undefined) return 'known'
    const turn = firstTurn(job)
    const number = this.all.length + 1
    const fresh = { state: 'waiting', started: 0, startedAt: 0, lost: 0, cancelled: false } as const
    this.all.push({ number, job, turn, begun: turn, ...fresh })
    return 'added'
  }
  take(now: number): Held | undefined {
    const due = this.all.filter(each => each.state === 'waiting' && each.turn.runAt <= now)
    const [first] = due.sort((a, b) => a.turn.runAt - b.turn.runAt || a.number - b.number)
    if (first === undefined) return undefined
    first.begun = begunTurn(first.job, first.turn, now)
    Object.assign(first, { state: 'running', started: first.started + 1, startedAt: now })
    return first
  }
  end(held: Held, end: RunEnd, now: number): boolean {
    const after = afterRun({ ...held, turn: held.begun, end }, now, () => 0.5)
    if (after.kind === 'close') held.state = after.state
    else Object.assign(held, { state: 'waiting', turn: after.turn })
    return after.givenUp
  }
  wake(key: string, now: number): boolean {
    const held = this.alive(key)
    if (held?.state !== 'waiting') return false
    held.turn = { ...held.turn, runAt: Math.min(held.turn.runAt, now) }
    return true
  }
  cancel(key: string): boolean {
    const held = this.alive(key)
    if (held === undefined) return false
    held.cancelled = true
    if (held.state === 'waiting') held.state = 'cancelled'
    return true
  }
  /** The next worker finds the flag of a job that was cancelled. */
  lose(now: number): void {
    for (const held of this.all.filter(each => each.state === 'running')) {
      held.lost++
      held.state = held.cancelled ? 'cancelled' : 'waiting'
      if (!held.cancelled) held.turn = { ...held.turn, runAt: Math.min(held.turn.runAt, now) }
    }
  }
}

/** Takes the step on both sides and gives what each answers. */
function apply(each: Step, turns: TurnJobs, plain: PlainJobs, now: number): [ours: unknown, theirs: unknown] {
  switch (each.kind) {
    case 'add': {
      const { key, inMs, everyMs } = each
      const repeat = everyMs === null ? {} : { everyMs }
      const ours = turns.add({ key, data: {}, runAt: now + inMs, retry: RETRY, ...repeat })
      const theirs = plain.add(key, now + inMs, everyMs)
      plain.alive(key)!.id ||= String(turns.alive(key)!.number)
      return [ours, theirs]
    }
    case 'take':
      return [turns.take(now)?.number.toString(), plain.take(now)?.id]
    case 'end': {
      const running = plain.all.filter(job => job.state === 'running')
      const job = running[each.which % Math.max(1, running.length)]
      if (job === undefined) return [undefined, undefined]
      const end = { kind: each.how, error: 'x' } as RunEnd
      return [turns.end(turns.all[Number(job.id) - 1]!, end, now), plain.end(job, end, now)]
    }
    case 'wake':
      return [turns.wake(each.key, now), plain.wake(each.key, now)]
    case 'cancel':
      return [turns.cancel(each.key), plain.cancel(each.key)]
    case 'die':
      return [turns.lose(now), plain.recover(now)]
    case 'pass':
      return [undefined, undefined]
  }
}

test('random lives of jobs end as they do in a plain list', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), steps => {
      const turns = new TurnJobs()
      const plain = new PlainJobs()
      let now = 1_000_000
      for (const each of steps) {
        if (each.kind === 'pass') now += each.ms
        const [ours, theirs] = apply(each, turns, plain, now)
        expect(ours).toEqual(theirs)
        const seen = turns.all.map(({ number, state, started, turn }) => ({
          id: String(number),
          state,
          attempt: started - turn.startedBefore,
          runAt: turn.runAt,
        }))
        expect(seen).toEqual(
          plain.all.map(({ id, state, attempt, runAt }) => ({ id, state, attempt, runAt })),
        )
      }
    }),
    { numRuns: 1000 },
  )
})

describe('after a clock went back', () => {
  const turn: Turn = { ...firstTurn({ key: 'a', data: {}, runAt: 5000 }), runAt: 90_000, turnAt: 90_000 }

  test.each([
    ['what we put off waits as long as it was put off', 600, 10_000, { runAt: 10_600, turnAt: 10_600 }],
    ['what is due sooner stays', 600, 89_500, undefined],
    ['what somebody gave a time stays', null, 10_000, undefined],
  ])('%s', (_, putOffMs, now, expected) => {
    const pulled = pulledTurn({ ...turn, putOffMs }, now)
    expect(pulled && { runAt: pulled.runAt, turnAt: pulled.turnAt }).toEqual(expected)
  })
})
