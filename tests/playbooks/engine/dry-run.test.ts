// Dry runs: everything rendered, nothing sent, and both ways where nobody can know yet.

import { expect, test } from 'vitest'
import type { Playbook } from '#/playbooks/cacao/playbook.ts'
import type { DryRun } from '#/playbooks/desk.ts'
import { act, openDesk, playbookOf, text, type DeskSettings } from './invented-desk.ts'

async function dry(
  playbooks: readonly Playbook[],
  variables = {},
  settings: DeskSettings = {},
): Promise<DryRun> {
  await using city = await openDesk(playbooks, settings)
  const outcome = await city.desk.dryRun({ playbookId: playbooks[0]!.id, incidentId: null, variables })
  if ('kind' in outcome) throw new Error(outcome.reason)
  expect(city.effects).toEqual([])
  expect((await city.desk.runs({ limit: 10 })).runs).toEqual([])
  return outcome
}

/** `name`, or `name?` when it is not sure, with the texts of its commands. */
function outline({ steps }: DryRun): readonly string[] {
  return steps
    .filter(({ type }) => type !== 'start' && type !== 'end')
    .map(({ name, sure, commands }) => {
      const texts = commands.map(({ rendered }) => rendered?.summary ?? '-')
      return `${name}${sure ? '' : '?'} ${texts.join(', ')}`.trim()
    })
}

test('every command is rendered with what is known, and what it would change is listed', async () => {
  const playbook = playbookOf(
    {
      a: {
        ...act('cuts __x__:value', { on_completion: 'b' }),
        extension: { approval: { role: 'lead', quorum: 2, expires_ms: 1000, reason: 'Cắt kết nối' } },
      },
      b: act('tell __y__', { on_completion: 'end' }),
      end: {},
    },
    { playbook_variables: { __x__: { type: 'ipv4-addr', external: true }, __y__: text('you') } },
  )
  const run = await dry([playbook], { __x__: '203.0.113.9' })
  expect(outline(run)).toEqual(['a cuts 203.0.113.9', 'b tell you'])
  expect(run.steps[1]).toMatchObject({ name: 'a', approval: { quorum: 2 } })
  expect(run.changes).toEqual([{ path: 'main/a', change: 'cut off 203.0.113.9', sure: true }])
  expect(run.problems).toEqual([])
})

test('a missing or wrong input is a problem, and the rest is shown all the same', async () => {
  const playbook = playbookOf(
    { a: act('block __x__', { on_completion: 'end' }), end: {} },
    { playbook_variables: { __x__: { type: 'ipv4-addr', external: true } } },
  )
  const without = await dry([playbook])
  expect(without.problems).toMatchObject([{ detail: 'no value is given for __x__' }])
  expect(without.steps.find(({ name }) => name === 'a')?.commands).toMatchObject([
    { rendered: { summary: 'block ‹__x__›' }, problems: [{ detail: '__x__ has no value yet' }] },
  ])
  expect((await dry([playbook], { __x__: 'here' })).problems[0]?.detail).toMatch(/is not an IPv4 address/)
})

test('what a command would answer is unknown, and both ways that hang on it are shown', async () => {
  const playbook = playbookOf(
    {
      a: act('ask', { out_args: ['__x__'], on_completion: 'if' }),
      if: {
        type: 'if-condition',
        condition: "__x__:value = 'yes'",
        on_true: 'y',
        on_false: 'n',
        on_completion: 'after',
      },
      y: act('cuts 203.0.113.1', { on_completion: 'end1' }),
      end1: {},
      n: act('no __x__', { on_completion: 'end2' }),
      end2: {},
      after: act('after __x__ __k__', { on_completion: 'end' }),
      end: {},
    },
    { playbook_variables: { __x__: text('old'), __k__: text('known') } },
  )
  const run = await dry([playbook])
  expect(outline(run)).toEqual([
    'a ask',
    'if',
    'y? cuts 203.0.113.1',
    'n? no ‹__x__›',
    'after after ‹__x__› known',
  ])
  expect(run.steps.find(({ name }) => name === 'if')?.condition).toMatchObject({ value: 'unknown' })
  expect(run.steps.find(({ name }) => name === 'after')?.commands[0]?.unknowns).toEqual(['__x__'])
  expect(run.changes).toMatchObject([{ change: 'cut off 203.0.113.1', sure: false }])
})

test('a condition over known values shows the one way that is taken', async () => {
  const playbook = playbookOf(
    {
      if: {
        type: 'if-condition',
        condition: "__x__:value = 'yes'",
        on_true: 'y',
        on_false: 'n',
        on_completion: 's',
      },
      y: act('yes', { on_completion: 'end1' }),
      end1: {},
      n: act('no', { on_completion: 'end2' }),
      end2: {},
      s: {
        type: 'switch-condition',
        switch: '__x__:value',
        cases: { yes: 'c', default: 'd' },
        on_completion: 'end',
      },
      c: act('case yes', { on_completion: 'end3' }),
      end3: {},
      d: act('other', { on_completion: 'end4' }),
      end4: {},
      end: {},
    },
    { playbook_variables: { __x__: text('yes') } },
  )
  expect(outline(await dry([playbook]))).toEqual(['if', 'y yes', 's', 'c case yes'])
})

test('a loop is shown once with its cap, failures and exceptions as not sure', async () => {
  const playbook = playbookOf(
    {
      w: {
        type: 'while-condition',
        condition: "__x__:value != 'done'",
        on_true: 'a',
        on_completion: 'b',
        extension: { max_rounds: 4 },
      },
      a: act('ask', { out_args: ['__x__'], on_completion: 'end1' }),
      end1: {},
      b: act('then', { on_success: 'end', on_failure: 'f' }),
      end: {},
      f: act('sorry', { on_completion: 'end2' }),
      end2: {},
      x: act('tidy up', { on_completion: 'end3' }),
      end3: {},
    },
    { playbook_variables: { __x__: text('todo') }, workflow_exception: 'x' },
  )
  const run = await dry([playbook])
  expect(outline(run)).toEqual(['w', 'a ask', 'b then', 'f? sorry', 'x? tidy up'])
  expect(run.steps.find(({ name }) => name === 'w')?.note).toMatch(/at most 4 rounds/)
})

test('parallel branches and called playbooks are gone into, and own variables stay inside', async () => {
  const called = playbookOf(
    { c: act('called __x__', { out_args: ['__y__'], on_completion: 'end' }), end: {} },
    { id: 'playbook--2', playbook_variables: { __x__: { type: 'string', external: true }, __y__: text() } },
  )
  const playbook = playbookOf(
    {
      p: { type: 'parallel', next_steps: ['l', 'r'], on_completion: 'after' },
      l: {
        type: 'playbook-action',
        playbook_id: 'playbook--2',
        in_args: ['__x__'],
        out_args: ['__y__'],
        on_completion: 'end1',
      },
      end1: {},
      r: act('own __x__', { step_variables: { __x__: text('inner') }, on_completion: 'end2' }),
      end2: {},
      after: act('after __x__ __y__', { on_completion: 'end' }),
      end: {},
    },
    { playbook_variables: { __x__: text('outer'), __y__: text('old') } },
  )
  const run = await dry([playbook, called])
  expect(outline(run)).toEqual(['p', 'l', 'c called outer', 'r own inner', 'after after outer ‹__y__›'])
})

test('what the guard protects is a problem of the command', async () => {
  const playbook = playbookOf({ a: act('cuts 192.0.2.53', { on_completion: 'end' }), end: {} })
  const run = await dry(
    [playbook],
    {},
    {
      guard: () => ({ code: 'command.protected', where: 'a', detail: 'the DNS server' }),
    },
  )
  expect(run.steps.find(({ name }) => name === 'a')?.commands[0]?.problems).toMatchObject([
    { code: 'command.protected' },
  ])
})

test('a playbook that calls itself does not go on for ever', async () => {
  const playbook = playbookOf({
    c: { type: 'playbook-action', playbook_id: 'playbook--1', on_completion: 'end' },
    end: {},
  })
  const run = await dry([playbook])
  expect(run.steps.length).toBeLessThan(100)
  expect(run.problems[0]?.detail).toMatch(/more than 8 playbooks/)
})
