// What a worker asks of the leader beside its records: a run that is driven elsewhere asks people through the leader.

import { randomBytes } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import { systemClock as clock } from '#/kernel/clock.ts'
import { manualAction } from '#/playbooks/actions/manual.ts'
import { createPlaybookDesk, type PendingQuestion } from '#/playbooks/desk.ts'
import { createRunHooks } from '#/response/run-hooks.ts'
import { remoteRecords } from '#/roles/remote-records.ts'
import { leaderServices, serveWorkers } from '#/roles/worker-calls.ts'
import { act, openDesk, playbookOf, worldAction, works } from '../playbooks/engine/invented-desk.ts'
import { openCallPair } from './call-pair.ts'

const APPROVAL = { role: 'lead', quorum: 1, expires_ms: 3_600_000, reason: 'Cắt kết nối' } as const

test('an approval of a run that a worker drives is asked for by the leader, with a link that works', async () => {
  const playbook = playbookOf({
    cut: { ...act('cuts 203.0.113.9', { on_completion: 'end' }), extension: { approval: APPROVAL } },
    end: {},
  })
  await using pair = await openCallPair()
  // The leader's desk plans and is asked; it drives nothing.
  await using leader = await openDesk([playbook], { idle: true })
  const told: { readonly question: PendingQuestion; readonly token: string }[] = []
  const nobody = () => Promise.reject(new Error('nobody asks for this here'))
  const hooks = createRunHooks(
    { list: nobody, create: nobody },
    async (question, link) => void told.push({ question, token: (await link('lead')).token }),
    leader.desk,
  )
  const written = new Set<string>()
  using _served = serveWorkers(pair.server, {
    records: leader.records,
    clock,
    listening: {
      mentions: {} as never,
      keeper: { keep: nobody },
      reading: { settings: nobody, model: nobody },
    },
    response: { runHooks: hooks, runWritten: runId => void written.add(runId) },
    events: { search: nobody },
    isLeading: () => true,
  })
  const runId = await leader.start()
  expect(written.size).toBe(0)

  const { runHooks } = leaderServices(pair.client)
  await using jobs = openEmbeddedJobQueue({
    path: ':memory:',
    clock: leader.clock,
    report: () => {},
    longestSleepMs: 5,
  })
  const world = worldAction(async () => works)
  const worker = createPlaybookDesk({
    records: remoteRecords(pair.client),
    jobs,
    clock: leader.clock,
    random: () => 0.5,
    randomBytes,
    library: [playbook],
    actions: type => ({ manual: manualAction, 'http-api': world })[type as 'manual'],
    guard: () => undefined,
    secret: name => name,
    verify: () => ({ state: 'unsigned', signatures: [] }),
    policy: 'warn',
    prepareManual: task => runHooks.prepareManual(task),
    onPending: question => runHooks.announce(question),
    onRunChanged: () => {},
    report: () => {},
  })
  await using _working = await worker.work()
  await vi.waitUntil(() => told.length === 1, 60_000)
  expect(written).toEqual(new Set([runId]))
  const [{ question, token }] = told as [(typeof told)[0]]
  const by = { name: 'lead', role: 'lead' } as const
  expect(await leader.desk.openLink(token, by)).toEqual(question)
  const decided = await leader.desk.decide(question.id, { approve: true, reason: '', by, linkToken: token })
  expect(decided).toMatchObject({ kind: 'done' })
  // Settled: who asks to tell people once more is told why it cannot be.
  await expect(runHooks.announce(question)).rejects.toThrow(question.id)
})
