// Random block-structured workflows, run by the engine's own decisions and by a simple interpreter: the same
// effects in the same order within each branch, the same variables, the same end. The engine's moves are taken
// one by one in random order, and commands that end at the same moment end in random order.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Action } from '#/playbooks/action.ts'
import { foldRun, foldTransition } from '#/playbooks/engine/fold-run.ts'
import type { MoveContext } from '#/playbooks/engine/move-context.ts'
import { nextMoves, nextWake } from '#/playbooks/engine/next-moves.ts'
import { refOf } from '#/playbooks/engine/playbook-call.ts'
import { commandKey, type RunState } from '#/playbooks/engine/run-state.ts'
import type { CommandPlace, Move, Transition } from '#/playbooks/engine/transition.ts'
import { answers, fails, openDesk, works } from './invented-desk.ts'
import { compile, NAMES, timeless, trees, type Compiled } from './random-workflow.ts'
import { interpret, type Effect, type Expected } from './simple-interpreter.ts'

const action: Action = {
  type: 'http-api',
  render: ({ command, substitute }) => {
    const summary = substitute(command['command'] as string)
    return { type: 'http-api', summary, details: {}, target: '', changes: [], cutsOff: [] }
  },
  perform: () => Promise.reject(new Error('nothing is sent here')),
}

interface Simulated extends Expected {
  readonly log: readonly Transition[]
  readonly runState: RunState
}

function simulate({ root, called, acts }: Compiled, chance: () => number): Simulated {
  let now = 0
  const log: Transition[] = []
  const effects: Effect[] = []
  const inFlight = new Map<string, { readonly endsAt: number; readonly ended: Move }>()
  const digestOf = (id: string) => id
  const context = (): MoveContext => ({
    now,
    random: chance,
    playbook: digest => (digest === root.id ? root : called.get(digest)!),
    findAction: () => action,
    guard: () => undefined,
    isInFlight: place => inFlight.has(flight(place)),
    inFlight: inFlight.size,
  })
  const began: Transition = {
    kind: 'run-began',
    at: 0,
    playbook: refOf(root, digestOf(root.id)),
    pinned: Object.fromEntries([...called.keys()].map(id => [id, digestOf(id)])),
    incidentId: null,
    by: 'test',
    variables: root.playbook_variables!,
    first: root.workflow_start,
  }
  log.push(began)
  const state = foldRun('run', log)!
  const write = (move: Move): void => {
    const transition = { ...move, at: now }
    log.push(transition)
    foldTransition(state, transition)
  }

  const send = (sent: Move & { readonly kind: 'command-sent' }): void => {
    const { path, index, target, attempt, rendered } = sent
    effects.push({ thread: threadOf(path), text: rendered.summary })
    const step = state.steps.get(path)!
    const { effects: planned, answer } = acts.get(step.stepId)!
    const { takes, works } = planned[index]!
    const values = rendered.summary.split(' ').slice(1)
    const value =
      answer === null
        ? ''
        : 'letter' in answer.is
          ? answer.is.letter
          : values[NAMES.indexOf(answer.is.copyOf)]!
    inFlight.set(flight(sent), {
      endsAt: now + takes,
      ended: {
        kind: 'command-ended',
        path,
        index,
        target,
        attempt,
        outcome: works ? 'succeeded' : 'failed',
        reason: works ? '' : 'it did not work',
        log: '',
        retryable: false,
        values: works && answer !== null ? { [answer.to]: value } : {},
      },
    })
  }

  for (let turn = 0; state.status === 'running'; turn++) {
    if (turn > 100_000) throw new Error('it does not end')
    for (const [key, { ended }] of inFlight)
      if (state.steps.get((ended as CommandPlace).path)!.state !== 'running') inFlight.delete(key)
    const moves = nextMoves(context(), state)
    if (moves.length > 0) {
      const move = moves[Math.floor(chance() * moves.length)]!
      write(move)
      if (move.kind === 'command-sent') send(move)
      continue
    }
    const wake = nextWake(state, now) ?? Infinity
    const first = Math.min(...[...inFlight.values()].map(({ endsAt }) => endsAt))
    if (wake === Infinity && first === Infinity) throw new Error('nothing can move it')
    // At one and the same moment, deadlines come before what ends then.
    if (Math.min(wake, first) > now) {
      now = Math.min(wake, first)
      continue
    }
    const ending = [...inFlight].filter(([, { endsAt }]) => endsAt <= now)
    const next = ending[Math.floor(chance() * ending.length)]
    inFlight.delete(next![0])
    write(next![1].ended)
  }
  const variables = Object.entries(state.scopes.get('playbook')!.variables)
  return {
    state: state.status === 'succeeded' ? 'succeeded' : 'failed',
    effects,
    variables: Object.fromEntries(variables.map(([name, { value }]) => [name, value!])),
    log,
    runState: state,
  }
}

function flight(place: CommandPlace): string {
  return `${place.path} ${commandKey(place)}`
}

function threadOf(path: string): string {
  const branches = [...path.matchAll(/([^/[\]]+)\[branch (\d+)\]/g)].map(([, step, at]) => `>${step}.${at}`)
  return `main${branches.join('')}`
}

function byThread(effects: readonly Effect[]): Record<string, readonly string[]> {
  const threads: Record<string, string[]> = {}
  for (const { thread, text } of effects) (threads[thread] ??= []).push(text)
  return threads
}

function chanceOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

test('random workflows do what a simple interpreter says, whatever the order of events', () => {
  const seen = { succeeded: 0, failed: 0, effects: 0 }
  fc.assert(
    fc.property(trees, fc.integer(), (tree, seed) => {
      const compiled = compile(tree)
      const expected = interpret(tree, compiled.ids)
      const { state, effects, variables, log, runState } = simulate(compiled, chanceOf(seed))
      seen[state]++
      seen.effects += effects.length
      expect(byThread(effects)).toEqual(byThread(expected.effects))
      expect(state).toBe(expected.state)
      expect(variables).toEqual(expected.variables)
      // The log alone gives the same state again.
      expect(foldRun('run', log)).toEqual(runState)
    }),
    { numRuns: 1500 },
  )
  // Not only trivial ones.
  expect(seen.succeeded).toBeGreaterThan(150)
  expect(seen.failed).toBeGreaterThan(150)
  expect(seen.effects).toBeGreaterThan(3000)
}, 60_000)

test('the driver, on stores and jobs, does what the interpreter says', async () => {
  await fc.assert(
    fc.asyncProperty(trees.map(timeless), async tree => {
      const { root, called, acts, ids } = compile(tree)
      const expected = interpret(tree, ids)
      await using city = await openDesk([root, ...called.values()], {
        world(command) {
          const [, step = '', index = ''] = /^([^#]+)#(\d+)/.exec(command)!
          const { effects, answer } = acts.get(step)!
          if (!effects[Number(index)]!.works) return fails
          if (answer === null) return works
          const values = command.split(' ').slice(1)
          const value = 'letter' in answer.is ? answer.is.letter : values[NAMES.indexOf(answer.is.copyOf)]!
          return answers({ [answer.to.replaceAll('__', '')]: value })
        },
      })
      const runId = await city.start()
      const { run, variables } = await city.settled(runId)
      const sent = (await city.log(runId)).filter(entry => entry.kind === 'command-sent')
      const effects = sent.map(({ path, rendered }) => ({ thread: threadOf(path), text: rendered.summary }))
      expect(byThread(effects)).toEqual(byThread(expected.effects))
      expect([...city.effects].sort()).toEqual(expected.effects.map(effect => effect.text).sort())
      expect(run.state).toBe(expected.state)
      expect(Object.fromEntries(variables.map(({ name, value }) => [name, value]))).toEqual(
        expected.variables,
      )
    }),
    { numRuns: 60 },
  )
}, 60_000)
