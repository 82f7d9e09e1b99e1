// What a workflow tree must do, said as plainly as possible: a recursive walk that knows nothing of logs,
// moves or drivers. Time is a number that grows; `limit` is the moment at which an enclosing timeout cuts in.

import type { Answer, Name, Node, Test, Tree } from './random-workflow.ts'
import { NAMES } from './random-workflow.ts'

export interface Effect {
  /** The parallel branches it lies in, outermost first; the order of effects is certain only within one. */
  readonly thread: string
  readonly text: string
}
export interface Expected {
  readonly state: 'succeeded' | 'failed'
  readonly effects: readonly Effect[]
  readonly variables: Readonly<Record<string, string>>
}

/** `ended`: well, but the line goes no further. */
type Result = { readonly as: 'ok' | 'ended' | 'failed' | 'cut'; readonly at: number }
type Level = { readonly values: Map<Name, string>; readonly written: Name[] }
/** Innermost last. */
type Environment = readonly Level[]

interface Place {
  readonly env: Environment
  readonly at: number
  readonly limit: number
  readonly thread: string
  readonly depth: number
}

const MAX_DEPTH = 8

export function interpret(tree: Tree, ids: ReadonlyMap<Node, string>): Expected {
  const effects: Effect[] = []

  function line(nodes: readonly Node[], place: Place): Result {
    let at = place.at
    for (const node of nodes) {
      const result = step(node, { ...place, at })
      at = result.at
      if (result.as === 'ok') continue
      if (result.as === 'cut' || node.onFailure === null) return result
      const handled = line(node.onFailure.nodes, { ...place, at })
      if (handled.as !== 'ok') return handled
      at = handled.at
      if (!node.onFailure.rejoins) return { as: 'ended', at }
    }
    return { as: 'ok', at }
  }

  /** A line of its own, of which only counts how it ended. */
  function branch(nodes: readonly Node[], place: Place): Result {
    const result = line(nodes, place)
    return result.as === 'ended' ? { ...result, as: 'ok' } : result
  }

  function step(node: Node, place: Place): Result {
    const begin = place.at + (node.delay ?? 0)
    if (begin >= place.limit) return { as: 'cut', at: place.limit }
    const own = begin + (node.timeout ?? Infinity)
    const limit = Math.min(place.limit, own)
    const local = new Map(Object.entries(node.local) as [Name, string][])
    const env = [...place.env, { values: local, written: [] }]
    const result = body(node, { ...place, env, at: begin, limit })
    if (result.as !== 'cut' || own >= place.limit) return result
    return { as: 'failed', at: own }
  }

  function body(node: Node, place: Place): Result {
    switch (node.kind) {
      case 'act':
        return act(node, place)
      case 'parallel': {
        const copies = node.branches.map(() => copy(place.env))
        const results = node.branches.map((nodes, at) =>
          branch(nodes, {
            ...place,
            env: copies[at]!,
            thread: `${place.thread}>${ids.get(node)!}.${at + 1}`,
          }),
        )
        for (const each of copies) takeOver(place.env, each)
        const at = Math.max(...results.map(result => result.at))
        if (results.some(({ as }) => as === 'cut')) return { as: 'cut', at: place.limit }
        return { as: results.some(({ as }) => as === 'failed') ? 'failed' : 'ok', at }
      }
      case 'if': {
        const way = holds(node.when, place.env) ? node.yes : node.no
        return branch(way ?? [], place)
      }
      case 'while': {
        let at = place.at
        for (let round = 1; holds(node.when, place.env); round++) {
          if (round > node.rounds) return { as: 'failed', at }
          const result = branch(node.body, { ...place, at })
          if (result.as !== 'ok') return result
          at = result.at
        }
        return { as: 'ok', at }
      }
      case 'switch': {
        const value = read(place.env, node.on)
        const chosen =
          node.cases.find(({ key }) => key === value) ?? node.cases.find(({ key }) => key === 'default')
        return branch(chosen?.nodes ?? [], place)
      }
      case 'call': {
        if (place.depth >= MAX_DEPTH) return { as: 'failed', at: place.at }
        const given = node.inArgs.map(name => [name, read(place.env, name)] as const)
        const values = new Map([...(Object.entries(node.tree.initial) as [Name, string][]), ...given])
        const env = [{ values, written: [] }]
        const result = playbook(node.tree, { ...place, env, depth: place.depth + 1 })
        if (result.as === 'ok') for (const name of node.outArgs) write(place.env, name, read(env, name))
        return result
      }
    }
  }

  /** A failed playbook goes through its exception line, and has failed all the same. */
  function playbook({ nodes, exception }: Tree, place: Place): Result {
    const result = branch(nodes, place)
    if (result.as !== 'failed' || exception === null) return result
    const handled = branch(exception, { ...place, at: result.at })
    return handled.as === 'cut' ? handled : { as: 'failed', at: handled.at }
  }

  function act(node: Node & { readonly kind: 'act' }, place: Place): Result {
    let at = place.at
    for (const [index, { takes, works }] of node.effects.entries()) {
      const seen = NAMES.map(name => read(place.env, name)).join(' ')
      effects.push({ thread: place.thread, text: `${ids.get(node)!}#${index} ${seen}` })
      at += takes
      if (at >= place.limit) return { as: 'cut', at: place.limit }
      if (!works) return { as: 'failed', at }
      if (node.answer !== null) write(place.env, node.answer.to, valueOf(node.answer.is, place.env))
    }
    return { as: 'ok', at }
  }

  const values = new Map(Object.entries(tree.initial) as [Name, string][])
  const env = [{ values, written: [] }]
  const result = playbook(tree, { env, at: 0, limit: Infinity, thread: 'main', depth: 0 })
  return {
    state: result.as === 'ok' ? 'succeeded' : 'failed',
    effects,
    variables: Object.fromEntries(values),
  }
}

function valueOf(answer: Answer, env: Environment): string {
  return 'letter' in answer ? answer.letter : read(env, answer.copyOf)
}

function holds({ name, letter, negated }: Test, env: Environment): boolean {
  return (read(env, name) === letter) !== negated
}

function read(env: Environment, name: Name): string {
  return env.findLast(({ values }) => values.has(name))!.values.get(name)!
}

function write(env: Environment, name: Name, value: string): void {
  const level = env.findLast(({ values }) => values.has(name))!
  level.values.set(name, value)
  level.written.push(name)
}

function copy(env: Environment): Environment {
  return env.map(({ values }) => ({ values: new Map(values), written: [] }))
}

/** What a branch wrote, level by level, into what it was copied from. */
function takeOver(env: Environment, branch: Environment): void {
  for (const [at, level] of env.entries())
    for (const name of new Set(branch[at]!.written)) {
      level.values.set(name, branch[at]!.values.get(name)!)
      level.written.push(name)
    }
}
