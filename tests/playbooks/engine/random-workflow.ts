// Random block-structured workflows as trees, and the CACAO playbooks they stand for. What each action does in
// the world (how long it takes, how it ends, what it answers) stands in the tree too.

import * as fc from 'fast-check'
import type { Playbook, Variables, WorkflowStep } from '#/playbooks/cacao/playbook.ts'
import { THAPCANH_EXTENSION } from '#/playbooks/extension.ts'

export const NAMES = ['__v0__', '__v1__', '__v2__'] as const
export type Name = (typeof NAMES)[number]
export const LETTERS = ['a', 'b', 'c'] as const
type Letter = (typeof LETTERS)[number]

/** Its answer: a letter, or the present value of a variable. */
export type Answer = { readonly letter: Letter } | { readonly copyOf: Name }

interface NodeCommon {
  readonly delay: number | null
  readonly timeout: number | null
  readonly local: Partial<Record<Name, Letter>>
  readonly onFailure: { readonly nodes: readonly Node[]; readonly rejoins: boolean } | null
}
export type Node = NodeCommon &
  (
    | {
        readonly kind: 'act'
        /** Effects of one step after the other; the last one decides. */
        readonly effects: readonly { readonly takes: number; readonly works: boolean }[]
        readonly answer: { readonly to: Name; readonly is: Answer } | null
      }
    | { readonly kind: 'parallel'; readonly branches: readonly (readonly Node[])[] }
    | {
        readonly kind: 'if'
        readonly when: Test
        readonly yes: readonly Node[]
        readonly no: readonly Node[] | null
      }
    | { readonly kind: 'while'; readonly when: Test; readonly rounds: number; readonly body: readonly Node[] }
    | {
        readonly kind: 'switch'
        readonly on: Name
        readonly cases: readonly { readonly key: Letter | 'default'; readonly nodes: readonly Node[] }[]
      }
    | {
        readonly kind: 'call'
        readonly inArgs: readonly Name[]
        readonly outArgs: readonly Name[]
        readonly tree: Tree
      }
  )
export interface Test {
  readonly name: Name
  readonly letter: Letter
  readonly negated: boolean
}
export interface Tree {
  readonly initial: Readonly<Record<Name, Letter>>
  readonly nodes: readonly Node[]
  readonly exception: readonly Node[] | null
}

const name = fc.constantFrom(...NAMES)
const letter = fc.constantFrom(...LETTERS)
const test = fc.record({ name, letter, negated: fc.boolean() })
/** Mostly all different, and sometimes the same. */
const ms = fc.integer({ min: 1, max: 1_000_000_000 })
const NEVER = Number.MAX_SAFE_INTEGER

const act = fc.record({
  kind: fc.constant('act' as const),
  effects: fc.array(
    fc.record({
      takes: fc.oneof(
        { weight: 6, arbitrary: fc.constant(0) },
        { weight: 2, arbitrary: ms },
        { weight: 1, arbitrary: fc.constant(NEVER) },
      ),
      works: fc.oneof(
        { weight: 5, arbitrary: fc.constant(true) },
        { weight: 1, arbitrary: fc.constant(false) },
      ),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  answer: fc.option(
    fc.record({ to: name, is: fc.oneof(fc.record({ letter }), fc.record({ copyOf: name })) }),
  ),
})

const { tree } = fc.letrec<{ tree: Tree; node: Node; line: readonly Node[] }>(tie => {
  const line = tie('line')
  const common = {
    delay: fc.option(ms, { freq: 8 }),
    timeout: fc.option(ms, { freq: 4 }),
    local: fc.oneof(
      { weight: 5, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.record({ __v0__: letter, __v1__: letter }, { requiredKeys: [] }) },
    ),
    onFailure: fc.option(fc.record({ nodes: line, rejoins: fc.boolean() }), { freq: 2 }),
  }
  const compound = fc.oneof(
    fc.record({
      kind: fc.constant('parallel' as const),
      branches: fc.array(line, { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('if' as const), when: test, yes: line, no: fc.option(line) }),
    fc.record({
      kind: fc.constant('while' as const),
      when: test,
      rounds: fc.integer({ min: 1, max: 3 }),
      body: line,
    }),
    fc.record({
      kind: fc.constant('switch' as const),
      on: name,
      cases: fc.uniqueArray(
        fc.record({ key: fc.constantFrom(...LETTERS, 'default' as const), nodes: line }),
        { selector: each => each.key, minLength: 1, maxLength: 3 },
      ),
    }),
    fc.record({
      kind: fc.constant('call' as const),
      inArgs: fc.uniqueArray(name),
      outArgs: fc.uniqueArray(name),
      tree: tie('tree'),
    }),
  )
  const body = fc.oneof({ maxDepth: 4, depthIdentifier: 'nodes' }, act, compound, compound)
  return {
    node: fc.tuple(body, fc.record(common)).map(([own, rest]): Node => ({ ...rest, ...own })),
    line: fc.array(tie('node'), { maxLength: 3, depthIdentifier: 'nodes' }),
    tree: fc.record({
      initial: fc.record({ __v0__: letter, __v1__: letter, __v2__: letter }),
      nodes: fc.array(tie('node'), { minLength: 1, maxLength: 4, depthIdentifier: 'nodes' }),
      exception: fc.option(line, { freq: 3 }),
    }),
  }
})

export const trees: fc.Arbitrary<Tree> = tree

export interface Compiled {
  readonly root: Playbook
  /** By id: the called ones. */
  readonly called: ReadonlyMap<string, Playbook>
  /** Step id → its action node. */
  readonly acts: ReadonlyMap<string, Node & { readonly kind: 'act' }>
  /** Node → step id. */
  readonly ids: ReadonlyMap<Node, string>
}

export function compile(tree: Tree): Compiled {
  const called = new Map<string, Playbook>()
  const acts = new Map<string, Node & { readonly kind: 'act' }>()
  const ids = new Map<Node, string>()
  let count = 0
  const next = (type: string): string => `${type}--${++count}`

  function playbookOf({ initial, nodes, exception }: Tree): Playbook {
    const workflow: Record<string, WorkflowStep> = {}
    const line = (of: readonly Node[], then: string | null): string => {
      let first = then
      if (first === null) {
        first = next('end')
        workflow[first] = { type: 'end' }
      }
      for (const node of of.toReversed()) first = step(node, first)
      return first
    }
    const step = (node: Node, then: string): string => {
      const id = next(node.kind === 'act' ? 'action' : node.kind)
      ids.set(node, id)
      const { delay, timeout, local, onFailure } = node
      const variables = Object.entries(local).map(([key, value]) => [key, { type: 'string', value }] as const)
      const common = {
        name: id,
        ...(delay === null ? {} : { delay }),
        ...(timeout === null ? {} : { timeout }),
        ...(variables.length === 0 ? {} : { step_variables: Object.fromEntries(variables) as Variables }),
        ...(onFailure === null
          ? { on_completion: then }
          : { on_success: then, on_failure: line(onFailure.nodes, onFailure.rejoins ? then : null) }),
      }
      workflow[id] = { ...common, ...inner(node, id) } as WorkflowStep
      return id
    }
    const inner = (node: Node, id: string): object => {
      switch (node.kind) {
        case 'act':
          acts.set(id, node)
          return {
            type: 'action',
            commands: node.effects.map((_, at) => ({
              type: 'http-api',
              command: `${id}#${at} __v0__:value __v1__:value __v2__:value`,
            })),
            out_args: node.answer === null ? [] : [node.answer.to],
          }
        case 'parallel':
          return { type: 'parallel', next_steps: node.branches.map(branch => line(branch, null)) }
        case 'if':
          return {
            type: 'if-condition',
            condition: conditionOf(node.when),
            on_true: line(node.yes, null),
            ...(node.no === null ? {} : { on_false: line(node.no, null) }),
          }
        case 'while':
          return {
            type: 'while-condition',
            condition: conditionOf(node.when),
            on_true: line(node.body, null),
            step_extensions: { [THAPCANH_EXTENSION]: { max_rounds: node.rounds } },
          }
        case 'switch':
          return {
            type: 'switch-condition',
            switch: `${node.on}:value`,
            cases: Object.fromEntries(node.cases.map(({ key, nodes }) => [key, line(nodes, null)])),
          }
        case 'call': {
          const playbook = playbookOf(node.tree)
          called.set(playbook.id, playbook)
          return {
            type: 'playbook-action',
            playbook_id: playbook.id,
            in_args: node.inArgs,
            out_args: node.outArgs,
          }
        }
      }
    }
    const first = line(nodes, null)
    const start = next('start')
    workflow[start] = { type: 'start', on_completion: first }
    const variables = NAMES.map(
      key => [key, { type: 'string', value: initial[key], external: true }] as const,
    )
    return {
      type: 'playbook',
      spec_version: 'cacao-2.0',
      id: `playbook--${++count}`,
      name: `playbook ${count}`,
      created_by: 'identity--0',
      created: '2026-01-01T00:00:00Z',
      modified: '2026-01-01T00:00:00Z',
      workflow_start: start,
      ...(exception === null ? {} : { workflow_exception: line(exception, null) }),
      playbook_variables: Object.fromEntries(variables),
      workflow,
    }
  }
  return { root: playbookOf(tree), called, acts, ids }
}

function conditionOf({ name, letter, negated }: Test): string {
  return `${name}:value ${negated ? '!=' : '='} '${letter}'`
}

/** The same workflow without time: no delays, no timeouts, and every effect ends at once. */
export function timeless(tree: Tree): Tree {
  const line = (nodes: readonly Node[]): readonly Node[] => nodes.map(timelessNode)
  const timelessNode = (node: Node): Node => {
    const { onFailure } = node
    const common = {
      delay: null,
      timeout: null,
      onFailure: onFailure === null ? null : { ...onFailure, nodes: line(onFailure.nodes) },
    }
    switch (node.kind) {
      case 'act':
        return { ...node, ...common, effects: node.effects.map(effect => ({ ...effect, takes: 0 })) }
      case 'parallel':
        return { ...node, ...common, branches: node.branches.map(line) }
      case 'if':
        return { ...node, ...common, yes: line(node.yes), no: node.no === null ? null : line(node.no) }
      case 'while':
        return { ...node, ...common, body: line(node.body) }
      case 'switch':
        return {
          ...node,
          ...common,
          cases: node.cases.map(({ key, nodes }) => ({ key, nodes: line(nodes) })),
        }
      case 'call':
        return { ...node, ...common, tree: timeless(node.tree) }
    }
  }
  const { initial, nodes, exception } = tree
  return { initial, nodes: line(nodes), exception: exception === null ? null : line(exception) }
}
