// What each type of step does, in tables: the steps, what the world does, and what must come of it.

import { describe, expect, test } from 'vitest'
import type { Playbook } from '#/playbooks/cacao/playbook.ts'
import { act, answers, fails, openDesk, playbookOf, text, works, type World } from './invented-desk.ts'

interface Row {
  readonly name: string
  readonly playbook: Playbook
  readonly called?: readonly Playbook[]
  readonly world?: World
  readonly variables?: Readonly<Record<string, string>>
  readonly state?: 'succeeded' | 'failed'
  readonly effects: readonly string[]
  readonly values?: Readonly<Record<string, string>>
  readonly reason?: RegExp
}

/** Fails whatever begins with a `!`. */
const moody: World = command => (command.startsWith('!') ? fails : works)
const toEnd = { on_completion: 'end' }

async function run({ playbook, called = [], world = moody, variables = {} }: Row) {
  await using city = await openDesk([playbook, ...called], { world })
  const { run, variables: values } = await city.settled(await city.start(variables))
  return {
    state: run.state,
    reason: run.reason,
    effects: city.effects,
    values: Object.fromEntries(values.map(({ name, value }) => [name, value])),
  }
}

function check(rows: readonly Row[]): void {
  test.each(rows)('$name', async row => {
    const { state = 'succeeded', effects, values = {}, reason = /^/ } = row
    const done = await run(row)
    expect(done).toMatchObject({ state, effects, values })
    expect(done.reason).toMatch(reason)
  })
}

describe('start, end and action', () => {
  check([
    { name: 'a start that leads to its end does nothing', playbook: playbookOf({ end: {} }), effects: [] },
    {
      name: 'commands of a step are sent in order',
      playbook: playbookOf({
        a: {
          type: 'action',
          commands: [
            { type: 'http-api', command: 'one' },
            { type: 'http-api', command: 'two' },
          ],
          ...toEnd,
        },
        end: {},
      }),
      effects: ['one', 'two'],
    },
    {
      name: 'each command goes to each target',
      playbook: playbookOf(
        { a: act('block', { targets: ['t1', 't2'], ...toEnd }), end: {} },
        { target_definitions: { t1: { type: 'ssh', name: 'fw1' }, t2: { type: 'ssh', name: 'fw2' } } },
      ),
      effects: ['block @ fw1', 'block @ fw2'],
    },
    {
      name: 'a command that fails keeps the next one from being sent',
      playbook: playbookOf({
        a: {
          type: 'action',
          commands: [
            { type: 'http-api', command: '!one' },
            { type: 'http-api', command: 'two' },
          ],
          ...toEnd,
        },
        end: {},
      }),
      state: 'failed',
      effects: ['!one'],
      reason: /it did not work/,
    },
    {
      name: 'an answer is kept in the variable of out_args and can be used',
      playbook: playbookOf(
        {
          a: act('ask', { out_args: ['__x__'], on_completion: 'b' }),
          b: act('tell __x__:value', toEnd),
          end: {},
        },
        { playbook_variables: { __x__: text() } },
      ),
      world: command => (command === 'ask' ? answers({ x: 'yes' }) : works),
      effects: ['ask', 'tell yes'],
      values: { __x__: 'yes' },
    },
    {
      name: 'answers without names are taken in order',
      playbook: playbookOf(
        { a: act('ask', { out_args: ['__x__', '__y__'], ...toEnd }), end: {} },
        { playbook_variables: { __x__: text(), __y__: text() } },
      ),
      world: () => answers({ body: 'b', status: '200' }),
      effects: ['ask'],
      values: { __x__: 'b', __y__: '200' },
    },
    {
      name: 'an answer of the wrong type fails the step, which says that it was done',
      playbook: playbookOf(
        { a: act('ask', { out_args: ['__x__'], ...toEnd }), end: {} },
        { playbook_variables: { __x__: { type: 'integer' } } },
      ),
      world: () => answers({ x: 'many' }),
      state: 'failed',
      effects: ['ask'],
      reason: /it was done, but .*"many" is not a whole number/,
    },
    {
      name: 'out_args that cannot be written fail the step before anything is sent',
      playbook: playbookOf(
        { a: act('ask', { out_args: ['__x__'], ...toEnd }), end: {} },
        { playbook_variables: { __x__: { type: 'string', value: '1', constant: true } } },
      ),
      state: 'failed',
      effects: [],
      reason: /__x__ is constant/,
    },
    {
      name: 'a variable that is not set fails the step before anything is sent',
      playbook: playbookOf(
        { a: act('tell __x__:value', toEnd), end: {} },
        { playbook_variables: { __x__: text() } },
      ),
      state: 'failed',
      effects: [],
      reason: /__x__ has no value yet/,
    },
    {
      name: "a step's own variable hides the playbook's and does not outlive the step",
      playbook: playbookOf(
        {
          a: act('ask __x__', {
            step_variables: { __x__: text('own') },
            out_args: ['__x__'],
            on_completion: 'b',
          }),
          b: act('tell __x__', toEnd),
          end: {},
        },
        { playbook_variables: { __x__: text('common') } },
      ),
      world: command => (command.startsWith('ask') ? answers({ x: 'new' }) : works),
      effects: ['ask own', 'tell common'],
      values: { __x__: 'common' },
    },
    {
      name: 'a command that this platform does not carry out fails its step',
      playbook: playbookOf({
        a: { type: 'action', commands: [{ type: 'jupyter', command: 'x' }], ...toEnd },
        end: {},
      }),
      state: 'failed',
      effects: [],
      reason: /jupyter is not carried out here/,
    },
  ])
})

describe('failures', () => {
  check([
    {
      name: 'on_failure is followed, and the run succeeds when that ends well',
      playbook: playbookOf({
        a: act('!a', { on_success: 'end', on_failure: 'b' }),
        b: act('b', { on_completion: 'end2' }),
        end: {},
        end2: {},
      }),
      effects: ['!a', 'b'],
    },
    {
      name: 'on_success is followed',
      playbook: playbookOf({
        a: act('a', { on_success: 'end', on_failure: 'b' }),
        b: act('b', { on_completion: 'end2' }),
        end: {},
        end2: {},
      }),
      effects: ['a'],
    },
    {
      name: 'a failure without on_failure goes to workflow_exception, and the run has failed',
      playbook: playbookOf(
        {
          a: act('!a', { on_completion: 'b' }),
          b: act('b', toEnd),
          end: {},
          x: act('tidy up', { on_completion: 'end2' }),
          end2: {},
        },
        { workflow_exception: 'x' },
      ),
      state: 'failed',
      effects: ['!a', 'tidy up'],
      reason: /it did not work/,
    },
    {
      name: 'a failure inside workflow_exception ends the run',
      playbook: playbookOf(
        { a: act('!a', toEnd), end: {}, x: act('!x', { on_completion: 'end2' }), end2: {} },
        { workflow_exception: 'x' },
      ),
      state: 'failed',
      effects: ['!a', '!x'],
    },
    {
      name: 'a step that is not there fails the run',
      playbook: playbookOf({ a: act('a', { on_completion: 'nowhere' }), end: {} }),
      state: 'failed',
      effects: ['a'],
      reason: /there is no step nowhere/,
    },
    {
      name: 'steps that go round in a circle fail the run',
      playbook: playbookOf({ a: act('a', { on_completion: 'b' }), b: act('b', { on_completion: 'a' }) }),
      state: 'failed',
      effects: ['a', 'b'],
      reason: /circle at a/,
    },
  ])
})

describe('if, switch and while', () => {
  const ways = (condition: string, value: string) =>
    playbookOf(
      {
        if: { type: 'if-condition', condition, on_true: 'yes', on_false: 'no', on_completion: 'after' },
        yes: act('yes', { on_completion: 'end1' }),
        end1: {},
        no: act('no', { on_completion: 'end2' }),
        end2: {},
        after: act('after', toEnd),
        end: {},
      },
      { playbook_variables: { __x__: text(value) } },
    )
  const chosen = (value: string, cases: Readonly<Record<string, string>>) =>
    playbookOf(
      {
        s: { type: 'switch-condition', switch: '__x__:value', cases, on_completion: 'end' },
        a: act('a', { on_completion: 'end1' }),
        end1: {},
        b: act('b', { on_completion: 'end2' }),
        end2: {},
        end: {},
      },
      { playbook_variables: { __x__: text(value) } },
    )
  const loop = (rounds: number | undefined) =>
    playbookOf(
      {
        w: {
          type: 'while-condition',
          condition: "__x__:value != 'done'",
          on_true: 'a',
          on_completion: 'after',
          ...(rounds === undefined ? {} : { extension: { max_rounds: rounds } }),
        },
        a: act('ask', { out_args: ['__x__'], on_completion: 'end1' }),
        end1: {},
        after: act('after', toEnd),
        end: {},
      },
      { playbook_variables: { __x__: text('todo') } },
    )
  const thirdTime = (): World => {
    let asked = 0
    return command => (command === 'ask' && ++asked === 3 ? answers({ x: 'done' }) : works)
  }
  check([
    {
      name: 'a condition that holds takes on_true',
      playbook: ways("__x__:value = 'a'", 'a'),
      effects: ['yes', 'after'],
    },
    {
      name: 'one that does not takes on_false',
      playbook: ways("__x__:value = 'a'", 'b'),
      effects: ['no', 'after'],
    },
    {
      name: 'one that cannot be decided fails the step',
      playbook: ways('__x__:value = ', 'a'),
      state: 'failed',
      effects: [],
      reason: /cannot be decided/,
    },
    {
      name: 'a switch takes the case of the value',
      playbook: chosen('1', { 1: 'a', 2: 'b' }),
      effects: ['a'],
    },
    {
      name: 'a switch takes its default for anything else',
      playbook: chosen('3', { 1: 'a', default: 'b' }),
      effects: ['b'],
    },
    { name: 'without a default it goes on', playbook: chosen('3', { 1: 'a', 2: 'b' }), effects: [] },
    {
      name: 'a while goes round until its condition does not hold',
      playbook: loop(5),
      world: thirdTime(),
      effects: ['ask', 'ask', 'ask', 'after'],
    },
    {
      name: 'a while ends with a failure when its rounds are used up',
      playbook: loop(2),
      world: thirdTime(),
      state: 'failed',
      effects: ['ask', 'ask'],
      reason: /all of its 2 rounds/,
    },
  ])
})

describe('parallel', () => {
  const both = (left: string, right: string, members = {}) =>
    playbookOf(
      {
        p: { type: 'parallel', next_steps: ['l', 'r'], on_success: 'after', on_failure: 'sorry' },
        l: act(left, { out_args: ['__x__'], on_completion: 'l2' }),
        l2: act('left sees __x__', { on_completion: 'end1' }),
        end1: {},
        r: act(right, { out_args: ['__x__'], on_completion: 'r2' }),
        r2: act('right sees __x__', { on_completion: 'end2' }),
        end2: {},
        after: act('then __x__', toEnd),
        end: {},
        sorry: act('sorry __x__', { on_completion: 'end3' }),
        end3: {},
      },
      { playbook_variables: { __x__: text('before') }, ...members },
    )

  test('branches run at the same time, each sees its own writes, and the last branch has the last word', async () => {
    const arrived = Promise.withResolvers<void>()
    let waiting = 0
    const world: World = async command => {
      if (!command.endsWith('side')) return works
      // Each waits until the other has come too.
      if (++waiting === 2) arrived.resolve()
      await arrived.promise
      return answers({ x: command })
    }
    const { state, effects, values } = await run({
      name: '',
      playbook: both('left side', 'right side'),
      world,
      effects: [],
    })
    expect(state).toBe('succeeded')
    expect(effects).toContain('left sees left side')
    expect(effects).toContain('right sees right side')
    expect(effects.at(-1)).toBe('then right side')
    expect(values).toEqual({ __x__: 'right side' })
  })

  test('the others are waited for when one branch fails, then on_failure is followed', async () => {
    const { state, effects } = await run({ name: '', playbook: both('!left', 'right'), effects: [] })
    expect(state).toBe('succeeded')
    expect([...effects].sort()).toEqual(['!left', 'right', 'right sees before', 'sorry before'])
    expect(effects.at(-1)).toBe('sorry before')
  })
})

describe('playbook-action', () => {
  const called = playbookOf(
    {
      a: act('called with __x__ and __own__', { out_args: ['__y__'], on_success: 'end', on_failure: 'f' }),
      end: {},
      f: act('!again', { on_completion: 'end2' }),
      end2: {},
    },
    {
      id: 'playbook--2',
      playbook_variables: { __x__: { type: 'string', external: true }, __own__: text('own'), __y__: text() },
    },
  )
  const caller = (members = {}) =>
    playbookOf(
      {
        c: {
          type: 'playbook-action',
          playbook_id: 'playbook--2',
          in_args: ['__x__'],
          out_args: ['__y__'],
          on_completion: 'b',
          ...members,
        },
        b: act('back with __y__ and __own__', toEnd),
        end: {},
      },
      { playbook_variables: { __x__: text('1'), __y__: text('?'), __own__: text('mine') } },
    )
  const self = playbookOf({ c: { type: 'playbook-action', playbook_id: 'playbook--1', ...toEnd }, end: {} })
  check([
    {
      name: 'passes in_args, takes out_args back, and shares nothing else',
      playbook: caller(),
      called: [called],
      world: command => (command.startsWith('called') ? answers({ y: '2' }) : works),
      effects: ['called with 1 and own', 'back with 2 and mine'],
      values: { __x__: '1', __y__: '2', __own__: 'mine' },
    },
    {
      name: 'fails when the called playbook fails',
      playbook: caller(),
      called: [called],
      world: command => (command.startsWith('called') ? fails : moody(command, undefined as never)),
      state: 'failed',
      effects: ['called with 1 and own', '!again'],
    },
    {
      name: 'fails when an input of the called playbook is missing',
      playbook: caller({ in_args: [] }),
      called: [called],
      state: 'failed',
      effects: [],
      reason: /no value is given for __x__/,
    },
    {
      name: 'a playbook that calls itself ends at the cap of depth',
      playbook: self,
      state: 'failed',
      effects: [],
      reason: /more than 8 playbooks/,
    },
  ])

  test('a playbook that calls one which is not here is not started', async () => {
    await using city = await openDesk([caller()])
    const started = await city.desk.start({
      playbookId: 'playbook--1',
      incidentId: null,
      variables: {},
      by: 'analyst',
    })
    expect(started).toMatchObject({ kind: 'refused', code: 'playbook.refused' })
  })
})
