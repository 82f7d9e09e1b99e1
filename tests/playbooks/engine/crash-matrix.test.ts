// A process that drives a run is killed with SIGKILL after every commit to the run's log (transitions of one commit
// are there together or not at all), and before, during and after every effect. Whoever opens its stores next
// brings the run to the same end, with each effect at most once (twice only where it is declared idempotent).

import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { quickFolder } from '../../support/quick-folder.ts'
import { answerOf, NO_HOOKS, runToEnd, type Ended, type Hooks } from './crash-run.ts'

const RESUME_LIMIT_MS = 10_000
/** Two cores. */
const AT_ONCE = 3

interface Recorded {
  readonly key: string
  readonly text: string
}
interface Scenario {
  readonly hook: keyof Hooks | 'duringEffect'
  readonly count: number
}

/** A killed process loses nothing that it gave to the system, whatever a disk has of it. */
const scratch = quickFolder('thapcanh-crash-')
/** By scenario. */
const recorded = new Map<string, Recorded[]>()
const killed = new Set<string>()
const onEffect = new Map<string, (count: number) => boolean>()

const server = createServer((request, response) => {
  const [, scenario = '', what = ''] = request.url!.split('/')
  const effects = recorded.get(scenario)!
  let body = ''
  request.setEncoding('utf8')
  request.on('data', chunk => (body += chunk))
  request.on('end', () => {
    if (what === 'happened') {
      response.end(JSON.stringify({ happened: effects.some(({ text }) => text === body) }))
      return
    }
    const effect = JSON.parse(body) as Recorded
    effects.push(effect)
    // Its sender is dead: nobody is answered.
    if (onEffect.get(scenario)?.(effects.length) === true) request.socket.destroy()
    else response.end(JSON.stringify(answerOf(effect.text)))
  })
})
let port = 0

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
  rmSync(scratch, { recursive: true, force: true })
})

function prepare(name: string): { readonly directory: string; readonly recorder: string } {
  recorded.set(name, [])
  return { directory: mkdtempSync(join(scratch, `${name}-`)), recorder: `http://127.0.0.1:${port}/${name}` }
}

/** How the child ended: the signal, or null when it ran to its end. */
async function child(directory: string, recorder: string, name: string, scenario?: Scenario) {
  const program = join(import.meta.dirname, 'crash-child.ts')
  const place = scenario === undefined ? [] : [scenario.hook, String(scenario.count)]
  const started = spawn(process.execPath, [program, directory, recorder, ...place], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { NODE_COMPILE_CACHE: join(scratch, 'compiled'), ...process.env },
  })
  if (scenario?.hook === 'duringEffect')
    onEffect.set(name, count => count === scenario.count && started.kill('SIGKILL'))
  const ended = new Promise<NodeJS.Signals | null>(resolve =>
    started.on('exit', (_code, signal) => resolve(signal)),
  )
  let output = ''
  started.stdout.setEncoding('utf8').on('data', chunk => (output += chunk))
  const signal = await ended
  onEffect.delete(name)
  return { signal, output }
}

/** All that must be the same at the end, however often it was killed on the way. */
function essence({ detail }: Ended, effects: readonly Recorded[]) {
  return {
    state: detail.run.state,
    variables: detail.variables,
    steps: detail.steps.map(({ path, state }) => `${path} ${state}`).sort(),
    effects: [...new Map(effects.map(({ key, text }) => [key, text])).values()].sort(),
  }
}

function repeatedOf(effects: readonly Recorded[]): readonly string[] {
  return effects.map(({ text }) => text).filter((text, at, all) => all.indexOf(text) !== at)
}

async function crash(scenario: Scenario, expected: unknown): Promise<string | undefined> {
  const name = `${scenario.hook}-${scenario.count}`
  const { directory, recorder } = prepare(name)
  const { signal } = await child(directory, recorder, name, scenario)
  // Two branches that come at the same moment share a commit: the last counts may not be reached.
  if (signal === 'SIGKILL') killed.add(name)
  const startedAt = performance.now()
  const ended = await runToEnd(directory, recorder, NO_HOOKS)
  const tookMs = performance.now() - startedAt
  const effects = recorded.get(name)!
  const repeated = repeatedOf(effects).filter(text => text !== 'idempotent')
  if (repeated.length > 0) return `${name}: twice ${repeated.join(', ')}`
  if (tookMs > RESUME_LIMIT_MS) return `${name}: resumed and ended only after ${tookMs} ms`
  const got = JSON.stringify(essence(ended, effects))
  return got === JSON.stringify(expected) ? undefined : `${name}: ended as ${got}`
}

test('killed at every transition and effect, each effect happens at most once and the end is the same', async () => {
  const { directory, recorder } = prepare('undisturbed')
  const undisturbed = await runToEnd(directory, recorder, NO_HOOKS)
  const expected = essence(undisturbed, recorded.get('undisturbed')!)
  expect(undisturbed.detail.run).toMatchObject({ state: 'succeeded' })
  expect(repeatedOf(recorded.get('undisturbed')!)).toEqual([])
  expect(new Set(undisturbed.detail.steps.map(({ type }) => type)).size).toBe(8)

  const count = (hook: Scenario['hook'], upTo: number): readonly Scenario[] =>
    Array.from({ length: upTo }, (_, at) => ({ hook, count: at + 1 }))
  const scenarios = [
    ...count('afterCommit', undisturbed.commits),
    ...count('beforeEffect', undisturbed.effects),
    ...count('duringEffect', undisturbed.effects),
    ...count('afterEffect', undisturbed.effects),
  ]
  expect(scenarios.length).toBeGreaterThan(50)
  const wrong: string[] = []
  const left = [...scenarios]
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const why = await crash(next, expected)
      if (why !== undefined) wrong.push(why)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  expect(wrong).toEqual([])
  expect(killed.size).toBeGreaterThanOrEqual(scenarios.length - 5)
}, 120_000)

test('a process that is killed again and again still comes to the end', async () => {
  const { directory, recorder } = prepare('again')
  let lives = 0
  for (let signal: unknown = 'SIGKILL'; signal === 'SIGKILL'; lives++) {
    expect(lives).toBeLessThan(200)
    // The third commit of each life: the first two may say no more than how the last one ended.
    const ended = await child(directory, recorder, 'again', { hook: 'afterCommit', count: 3 })
    signal = ended.signal
  }
  expect(lives).toBeGreaterThan(5)
  const ended = await runToEnd(directory, recorder, NO_HOOKS)
  expect(ended.detail.run.state).toBe('succeeded')
  expect(repeatedOf(recorded.get('again')!).filter(text => text !== 'idempotent')).toEqual([])
}, 60_000)

test('a new process goes on with the run within ten seconds', async () => {
  const { directory, recorder } = prepare('restart')
  await child(directory, recorder, 'restart', { hook: 'afterCommit', count: 8 })
  const startedAt = performance.now()
  const { signal, output } = await child(directory, recorder, 'restart')
  expect(signal).toBeNull()
  const { resumedMs } = JSON.parse(output) as { resumedMs: number }
  expect(resumedMs).toBeLessThan(RESUME_LIMIT_MS)
  expect(performance.now() - startedAt).toBeLessThan(RESUME_LIMIT_MS)
}, 30_000)

test('a run goes on even when its jobs are lost', async () => {
  const { directory, recorder } = prepare('jobless')
  await child(directory, recorder, 'jobless', { hook: 'afterCommit', count: 8 })
  for (const file of readdirSync(directory)) if (file.startsWith('jobs.db')) rmSync(join(directory, file))
  const ended = await runToEnd(directory, recorder, NO_HOOKS)
  expect(ended.detail.run.state).toBe('succeeded')
}, 30_000)
