// Manual tasks and outcomes that are not known: what people are asked, and what becomes of their answers.

import { expect, test } from 'vitest'
import type { ActionOutcome } from '#/playbooks/action.ts'
import type { Person } from '#/playbooks/desk.ts'
import type { FormField } from '#/playbooks/extension.ts'
import { act, answers, openDesk, playbookOf, text, works } from './invented-desk.ts'

const analyst: Person = { name: 'binh', role: 'analyst' }
const lead: Person = { name: 'lan', role: 'lead' }

const FORM: readonly FormField[] = [
  {
    variable: '__kind__',
    label: 'Loại',
    kind: 'choice',
    choices: [{ value: 'ddos', label: 'DDoS' }],
    required: true,
  },
  { variable: '__count__', label: 'Số máy', kind: 'number', required: true },
  { variable: '__sure__', label: 'Chắc chắn', kind: 'yes-no', required: false },
]
const asking = playbookOf(
  {
    a: {
      type: 'action',
      commands: [{ type: 'manual', command: 'Hỏi về __x__:value' }],
      out_args: ['__kind__', '__count__', '__sure__'],
      on_success: 'b',
      on_failure: 'f',
      extension: { role: 'lead', form: FORM, description_en: 'Ask' },
    },
    b: act('kind __kind__ count __count__', { on_completion: 'end' }),
    end: {},
    f: act('not done', { on_completion: 'end2' }),
    end2: {},
  },
  {
    playbook_variables: {
      __x__: text('máy chủ 1'),
      __kind__: text(),
      __count__: { type: 'integer' },
      __sure__: { type: 'bool', value: 'false' },
    },
  },
)

test('a manual task asks with its form, and its answers are checked and kept', async () => {
  await using city = await openDesk([asking])
  const runId = await city.start()
  const [task] = (await city.settled(runId)).pending
  expect(task).toMatchObject({
    kind: 'manual',
    role: 'lead',
    manual: { text: 'Hỏi về máy chủ 1', textEnglish: 'Ask', form: FORM, document: null },
  })
  const answer = async (answers: Record<string, string>, by = lead) => {
    const settled = await city.desk.answer(task!.id, { done: true, answers, note: '', by })
    return settled.kind === 'refused' ? `${settled.code} ${settled.reason}` : 'done'
  }
  expect(await answer({ __kind__: 'ddos', __count__: '3' }, analyst)).toMatch(/^role.too-low/)
  expect(await answer({ __kind__: 'ddos' })).toMatch(/Số máy: an answer is required/)
  expect(await answer({ __kind__: 'virus', __count__: '3' })).toMatch(/Loại: must be one of the choices/)
  expect(await answer({ __kind__: 'ddos', __count__: '3.5' })).toMatch(/Số máy: .*is not a whole number/)
  expect(await answer({ __kind__: 'ddos', __count__: '3', __x__: 'y' })).toMatch(/does not ask for __x__/)
  expect(await answer({ __kind__: 'ddos', __count__: '3', __sure__: 'có' })).toMatch(/must be true or false/)
  expect(await answer({ __kind__: ' ddos ', __count__: '3', __sure__: '' })).toBe('done')
  expect(await answer({ __kind__: 'ddos', __count__: '4' })).toMatch(/^pending.settled/)
  expect((await city.settled(runId)).run.state).toBe('succeeded')
  expect(city.effects).toEqual(['kind ddos count 3'])
})

test('a task that cannot be done fails its step, with the reason', async () => {
  await using city = await openDesk([asking])
  const runId = await city.start()
  const [task] = (await city.settled(runId)).pending
  const answer = (note: string) => city.desk.answer(task!.id, { done: false, answers: {}, note, by: lead })
  expect(await answer('')).toMatchObject({ code: 'answer.invalid' })
  await answer('Không ai nghe máy')
  const { steps } = await city.settled(runId)
  expect(steps.find(({ stepId }) => stepId === 'a')).toMatchObject({
    state: 'failed',
    reason: 'Không ai nghe máy',
  })
  expect(city.effects).toEqual(['not done'])
})

test('a task with a document has it drafted when it begins, and is completed by the signed document', async () => {
  const asked: string[] = []
  const playbook = playbookOf({
    a: {
      type: 'action',
      commands: [{ type: 'manual', command: 'Lập báo cáo ban đầu' }],
      on_completion: 'end',
      extension: { role: 'lead', document: 'mau-03' },
    },
    end: {},
  })
  await using city = await openDesk([playbook], {
    prepareManual: async task => {
      asked.push(task.id)
      if (asked.length === 1) throw new Error('the printer is on fire')
      return { documentId: 'd-1' }
    },
  })
  const runId = await city.start()
  await city.settled(runId)
  expect(city.problems).toMatchObject([{ code: 'playbook.follow-up-failed' }])
  // Tried again by itself.
  city.clock.turn(30_000)
  const [task] = (await city.settled(runId)).pending
  expect(task!.manual).toMatchObject({ document: 'mau-03', documentId: 'd-1' })
  expect(asked).toEqual([task!.id, task!.id])
  await city.desk.completeTask(task!.id, { by: analyst, note: 'Mẫu số 03 đã ký' })
  expect((await city.settled(runId)).run.state).toBe('succeeded')
})

const lost: ActionOutcome = { kind: 'unknown', reason: 'connection lost', log: '' }
const risky = playbookOf(
  {
    a: act('do it', { out_args: ['__id__'], on_success: 'b', on_failure: 'f' }),
    b: act('go on with __id__', { on_completion: 'end' }),
    end: {},
    f: act('not done', { on_completion: 'end2' }),
    end2: {},
  },
  { playbook_variables: { __id__: text('none') } },
)

test.each([
  ['happened', ['do it', 'go on with 42']],
  ['did-not-happen', ['do it', 'do it', 'go on with 7']],
  ['give-up', ['do it', 'not done']],
] as const)('an unknown outcome is asked of a person: %s', async (resolution, effects) => {
  let times = 0
  await using city = await openDesk([risky], {
    world: command => {
      if (command !== 'do it') return works
      return ++times === 1 ? lost : answers({ id: '7' })
    },
  })
  const runId = await city.start()
  const { pending, steps } = await city.settled(runId)
  expect(city.effects).toEqual(['do it'])
  expect(pending).toMatchObject([
    { kind: 'outcome', outcome: { reason: 'connection lost' }, rendered: [{ summary: 'do it' }] },
  ])
  expect(steps.at(-1)?.commands).toMatchObject([{ state: 'unknown', attempts: 1 }])
  const values: Record<string, string> = resolution === 'happened' ? { __id__: '42' } : {}
  const answer = { resolution, answers: values, note: '', by: analyst }
  expect((await city.desk.resolveUnknown(pending[0]!.id, answer)).kind).toBe('done')
  expect((await city.settled(runId)).run.state).toBe('succeeded')
  expect(city.effects).toEqual(effects)
})

test('what waits is listed with approvals first, over all runs', async () => {
  const gated = playbookOf(
    {
      a: {
        ...act('a', { on_completion: 'end' }),
        extension: { approval: { role: 'lead', quorum: 1, expires_ms: 1000, reason: 'x' } },
      },
      end: {},
    },
    { id: 'playbook--3' },
  )
  await using city = await openDesk([asking, gated, { ...risky, id: 'playbook--4' }], { world: () => lost })
  for (const id of ['playbook--1', 'playbook--4', 'playbook--3']) await city.settled(await city.start({}, id))
  expect((await city.desk.pending()).map(({ kind }) => kind)).toEqual(['approval', 'outcome', 'manual'])
  expect(city.told).toHaveLength(3)
})
