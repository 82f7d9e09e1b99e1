// Approvals: who may give them, how many it takes, what exactly is approved, and the links that lead there.

import { expect, test } from 'vitest'
import type { Person, PlaybookDesk, Settled } from '#/playbooks/desk.ts'
import type { ApprovalRule } from '#/playbooks/extension.ts'
import { act, openDesk, playbookOf, text } from './invented-desk.ts'

const RULE: ApprovalRule = { role: 'lead', quorum: 1, expires_ms: 3_600_000, reason: 'Cắt kết nối' }
const lead: Person = { name: 'lan', role: 'lead' }
const other: Person = { name: 'minh', role: 'admin' }
const analyst: Person = { name: 'binh', role: 'analyst' }

function guarded(rule: Partial<ApprovalRule> = {}, members = {}) {
  return playbookOf(
    {
      a: {
        ...act('cuts __x__:value', { on_success: 'end', on_failure: 'f', ...members }),
        extension: { approval: { ...RULE, ...rule } },
      },
      end: {},
      f: act('not done', { on_completion: 'end2' }),
      end2: {},
    },
    { playbook_variables: { __x__: text('203.0.113.9') } },
  )
}

async function waiting(rule: Partial<ApprovalRule> = {}, members = {}) {
  const city = await openDesk([guarded(rule, members)])
  const runId = await city.start()
  const { pending, run } = await city.settled(runId)
  expect(run).toMatchObject({ state: 'waiting', pending: 1 })
  const [approval] = pending
  return { city, runId, approval: approval!, digest: approval!.approval!.digest }
}

function codeOf(settled: Settled): string {
  return settled.kind === 'refused' ? settled.code : 'done'
}

function decide(desk: PlaybookDesk, id: string, digest: string, by: Person, approve = true) {
  return desk.decide(id, { approve, reason: 'Đã xem', by, digest })
}

test('nothing is sent before the approval, and what is shown is what is sent', async () => {
  const { city, runId, approval, digest } = await waiting()
  await using _ = city
  expect(city.effects).toEqual([])
  expect(approval.rendered).toMatchObject([{ summary: 'cuts 203.0.113.9', cutsOff: ['203.0.113.9'] }])
  expect(city.told.map(({ id }) => id)).toEqual([approval.id])
  expect(codeOf(await decide(city.desk, approval.id, digest, lead))).toBe('done')
  expect((await city.settled(runId)).run.state).toBe('succeeded')
  expect(city.effects).toEqual(['cuts 203.0.113.9'])
})

test('a role that is too low is refused', async () => {
  const { city, approval, digest } = await waiting()
  await using _ = city
  expect(codeOf(await decide(city.desk, approval.id, digest, analyst))).toBe('role.too-low')
  expect(codeOf(await decide(city.desk, approval.id, digest, { name: 'v', role: 'viewer' }))).toBe(
    'role.too-low',
  )
  expect(city.effects).toEqual([])
})

test('a quorum of two needs two different persons', async () => {
  const { city, runId, approval, digest } = await waiting({ quorum: 2 })
  await using _ = city
  expect(codeOf(await decide(city.desk, approval.id, digest, lead))).toBe('done')
  expect(codeOf(await decide(city.desk, approval.id, digest, lead))).toBe('approval.already-given')
  await new Promise(resolve => setTimeout(resolve, 50))
  expect((await city.desk.run(runId))!.run.state).toBe('waiting')
  expect(city.effects).toEqual([])
  expect(codeOf(await decide(city.desk, approval.id, digest, other))).toBe('done')
  expect((await city.settled(runId)).run.state).toBe('succeeded')
  expect(city.effects).toEqual(['cuts 203.0.113.9'])
})

test('two who approve at the same moment are both counted', async () => {
  const { city, runId, approval, digest } = await waiting({ quorum: 2 })
  await using _ = city
  const both = await Promise.all([lead, other].map(by => decide(city.desk, approval.id, digest, by)))
  expect(both.map(codeOf)).toEqual(['done', 'done'])
  expect((await city.settled(runId)).run.state).toBe('succeeded')
})

test('one refusal is enough, wants a reason, and leads to on_failure', async () => {
  const { city, runId, approval, digest } = await waiting({ quorum: 2 })
  await using _ = city
  const without = await city.desk.decide(approval.id, { approve: false, reason: ' ', by: lead, digest })
  expect(codeOf(without)).toBe('answer.invalid')
  expect(codeOf(await decide(city.desk, approval.id, digest, lead, false))).toBe('done')
  expect((await city.settled(runId)).run.state).toBe('succeeded')
  expect(city.effects).toEqual(['not done'])
  expect(codeOf(await decide(city.desk, approval.id, digest, other))).toBe('pending.settled')
})

test('an approval expires by itself and counts as refused', async () => {
  const { city, runId, approval, digest } = await waiting()
  await using _ = city
  city.clock.turn(RULE.expires_ms)
  expect(codeOf(await decide(city.desk, approval.id, digest, lead))).toBe('pending.settled')
  await city.settled(runId)
  expect(city.effects).toEqual(['not done'])
})

test('a decision about another command than the one that waits is refused', async () => {
  const { city, approval } = await waiting()
  await using _ = city
  expect(codeOf(await decide(city.desk, approval.id, '0'.repeat(64), lead))).toBe('approval.changed')
  expect(codeOf(await city.desk.decide(approval.id, { approve: true, reason: '', by: lead }))).toBe(
    'approval.changed',
  )
  expect(codeOf(await decide(city.desk, 'run-1.1', '0'.repeat(64), lead))).toBe('pending.not-found')
})

test('when what would be sent changes after the approval, it is void and asked anew', async () => {
  // Two commands of one step, under one rule; the first changes what the second would send to its second target.
  const playbook = playbookOf(
    {
      a: {
        ...act('cuts __x__:value', {
          targets: ['t1', 't2'],
          out_args: ['__x__'],
          on_completion: 'end',
        }),
        extension: { approval: RULE },
      },
      end: {},
    },
    {
      playbook_variables: { __x__: text('203.0.113.9') },
      target_definitions: { t1: { type: 'ssh', name: 'fw1' }, t2: { type: 'ssh', name: 'fw2' } },
    },
  )
  await using city = await openDesk([playbook], {
    world: () => ({ kind: 'succeeded', outputs: { x: '203.0.113.10' }, log: '' }),
  })
  const runId = await city.start()
  const [first] = (await city.settled(runId)).pending
  expect(first!.rendered.map(({ summary }) => summary)).toEqual([
    'cuts 203.0.113.9 @ fw1',
    'cuts 203.0.113.9 @ fw2',
  ])
  const link = await city.desk.link(first!.id, other.name)
  if ('kind' in link) throw new Error(link.reason)
  await decide(city.desk, first!.id, first!.approval!.digest, lead)
  const [second] = (await city.settled(runId)).pending
  // Whoever comes late, by a link or not, is told that it is another command now.
  expect(await city.desk.openLink(link.token, other)).toMatchObject({ code: 'approval.changed' })
  expect(codeOf(await decide(city.desk, first!.id, first!.approval!.digest, other))).toBe('approval.changed')
  expect(city.effects).toEqual(['cuts 203.0.113.9 @ fw1'])
  expect(second!.id).not.toBe(first!.id)
  expect(second!.rendered.map(({ summary }) => summary)).toEqual(['cuts 203.0.113.10 @ fw2'])
  await decide(city.desk, second!.id, second!.approval!.digest, lead)
  expect((await city.settled(runId)).run.state).toBe('succeeded')
  expect(city.effects).toEqual(['cuts 203.0.113.9 @ fw1', 'cuts 203.0.113.10 @ fw2'])
})

test('what the guard protects is not even put up for approval', async () => {
  await using city = await openDesk([guarded()], {
    guard: ({ cutsOff }) =>
      cutsOff.includes('203.0.113.9')
        ? { code: 'command.protected', where: 'a', detail: '203.0.113.9 is the DNS server' }
        : undefined,
  })
  const { run, steps } = await city.settled(await city.start())
  expect(run).toMatchObject({ state: 'succeeded', pending: 0 })
  expect(steps.find(({ stepId }) => stepId === 'a')?.reason).toMatch(/is the DNS server/)
  expect(city.effects).toEqual(['not done'])
})

test('a link serves its person, its approval and one decision, and keeps no token', async () => {
  const { city, approval } = await waiting({ quorum: 2 })
  await using _ = city
  const link = await city.desk.link(approval.id, lead.name)
  if ('kind' in link) throw new Error(link.reason)
  const stored = JSON.stringify(
    await city.records.find({ name: 'approval-link', keys: () => ({}) }, { limit: 10 }),
  )
  expect(stored).toContain(lead.name)
  expect(stored).not.toContain(link.token)
  // Looking does not use it up.
  for (let look = 0; look < 2; look++)
    expect(await city.desk.openLink(link.token, lead)).toMatchObject({ id: approval.id })
  expect(await city.desk.openLink(link.token, other)).toMatchObject({ code: 'approval-link.foreign' })
  expect(await city.desk.openLink(`${link.token}x`, lead)).toMatchObject({ code: 'approval-link.unknown' })
  const by = (person: Person, linkToken: string, id = approval.id) =>
    city.desk.decide(id, { approve: true, reason: '', by: person, linkToken })
  expect(codeOf(await by(other, link.token))).toBe('approval-link.foreign')
  expect(codeOf(await by(lead, link.token))).toBe('done')
  expect(codeOf(await by(lead, link.token))).toBe('approval-link.used')
  expect(await city.desk.openLink(link.token, lead)).toMatchObject({ code: 'approval-link.used' })
})

test('a link made for one approval does not serve another, nor another command', async () => {
  const { city, approval } = await waiting()
  await using _ = city
  const secondRun = await city.start()
  const [second] = (await city.settled(secondRun)).pending
  const link = await city.desk.link(approval.id, lead.name)
  if ('kind' in link) throw new Error(link.reason)
  const decision = { approve: true, reason: '', by: lead, linkToken: link.token }
  expect(codeOf(await city.desk.decide(second!.id, decision))).toBe('approval-link.foreign')
  expect(codeOf(await city.desk.decide(approval.id, { ...decision, digest: 'f'.repeat(64) }))).toBe(
    'approval.changed',
  )
  expect(city.effects).toEqual([])
})

test('a link expires with its approval, and a low role gains nothing by one', async () => {
  const { city, approval } = await waiting()
  await using _ = city
  const mine = await city.desk.link(approval.id, analyst.name)
  if ('kind' in mine) throw new Error(mine.reason)
  const decision = { approve: true, reason: '', by: analyst, linkToken: mine.token }
  expect(codeOf(await city.desk.decide(approval.id, decision))).toBe('role.too-low')
  city.clock.turn(RULE.expires_ms)
  expect(codeOf(await city.desk.decide(approval.id, decision))).toBe('approval-link.expired')
  expect(await city.desk.openLink(mine.token, analyst)).toMatchObject({ code: 'approval-link.expired' })
})
