// The playbooks of the invented city: one playbook, and one run of it that nobody drives, in which an approval, a
// manual task and an outcome that is not known wait for the analyst.

import type { Clock } from '#/kernel/clock.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Action } from '#/playbooks/action.ts'
import { manualAction } from '#/playbooks/actions/manual.ts'
import type { Playbook } from '#/playbooks/cacao/playbook.ts'
import { createPlaybookDesk, type PlaybookDesk } from '#/playbooks/desk.ts'
import { digestOf } from '#/playbooks/engine/digest.ts'
import { commitRun, loadRun } from '#/playbooks/engine/run-records.ts'
import type { Move } from '#/playbooks/engine/transition.ts'
import { THAPCANH_EXTENSION } from '#/playbooks/extension.ts'
import type { Records } from '#/store/records.ts'

export const PLAYBOOK_ID = 'playbook--6f1b0a52-3d47-4b6c-9c59-2f0d8a7e1c01'
export const EXTENSION_DEFINITION = {
  type: 'extension-definition',
  name: 'Thápcanh',
  description: 'approvals and forms',
  created_by: 'identity--6f1b0a52-3d47-4b6c-9c59-2f0d8a7e1c02',
  schema: 'https://example.com/schema',
  version: '1.0',
}

/** A document that the validator of imports takes; `id` and steps are its own. */
export function inventedPlaybook(id = PLAYBOOK_ID): Playbook {
  const uuid = (at: number) => `6f1b0a52-3d47-4b6c-9c59-2f0d8a7e1d0${at}`
  const extension = (members: object) => ({ [THAPCANH_EXTENSION]: members })
  const agent = `http-api--${uuid(9)}`
  return {
    type: 'playbook',
    spec_version: 'cacao-2.0',
    id,
    name: 'Chặn địa chỉ tấn công',
    created_by: EXTENSION_DEFINITION.created_by,
    created: '2026-01-01T00:00:00.000Z',
    modified: '2026-01-01T00:00:00.000Z',
    playbook_extensions: extension({
      name_en: 'Block an attacking address',
      cites: ['TT 20/2017 Đ11.1.b'],
      trigger: { mau05: [1] },
    }),
    extension_definitions: { [THAPCANH_EXTENSION]: EXTENSION_DEFINITION },
    playbook_variables: {
      __address__: { type: 'ipv4-addr', external: true, value: '203.0.113.9' },
      __answer__: { type: 'string' },
    },
    agent_definitions: {
      [agent]: { type: 'http-api', name: 'Tường lửa', address: { url: ['https://fw.example.com'] } },
    },
    workflow_start: `start--${uuid(1)}`,
    workflow: {
      [`start--${uuid(1)}`]: { type: 'start', on_completion: `parallel--${uuid(2)}` },
      [`parallel--${uuid(2)}`]: {
        type: 'parallel',
        next_steps: [`action--${uuid(3)}`, `action--${uuid(4)}`],
        on_completion: `end--${uuid(7)}`,
      },
      [`action--${uuid(3)}`]: {
        type: 'action',
        name: 'Chặn',
        agent,
        commands: [{ type: 'http-api', command: 'POST /blocks/__address__:value HTTP/1.1' }],
        on_completion: `end--${uuid(5)}`,
        step_extensions: extension({
          approval: { role: 'analyst', quorum: 2, expires_ms: 3_600_000, reason: 'Cắt kết nối' },
        }),
      },
      [`action--${uuid(4)}`]: {
        type: 'action',
        name: 'Hỏi đơn vị',
        agent,
        commands: [{ type: 'manual', command: 'Gọi đơn vị vận hành' }],
        out_args: ['__answer__'],
        on_completion: `end--${uuid(6)}`,
        step_extensions: extension({
          role: 'analyst',
          form: [{ variable: '__answer__', label: 'Trả lời', kind: 'text', required: true }],
        }),
      },
      [`end--${uuid(5)}`]: { type: 'end' },
      [`end--${uuid(6)}`]: { type: 'end' },
      [`end--${uuid(7)}`]: { type: 'end' },
    },
  }
}

/** Renders and never sends. */
export const silentAction: Action = {
  type: 'http-api',
  render: ({ command, agent, substitute }) => ({
    type: 'http-api',
    summary: substitute(String(command['command'])),
    details: { address: agent?.address ?? {} },
    target: agent?.name ?? '',
    changes: [`chặn ${substitute('__address__:value')}`],
    cutsOff: [],
  }),
  perform: () => Promise.reject(new Error('nothing is sent here')),
}

/** Takes every job and does none. */
const idleQueue: JobQueue = {
  add: async () => 'added',
  wake: async () => false,
  cancel: async () => false,
  work: () => ({ [Symbol.asyncDispose]: async () => {} }),
  job: async () => undefined,
  jobs: async () => [],
  counts: async () => ({ waiting: 0, running: 0, done: 0, failed: 0, cancelled: 0 }),
  [Symbol.asyncDispose]: async () => {},
}

/** Opens the one approval for whoever comes with it. */
export const OWN_LINK = 'a-link-of-ones-own'
export const RUN_ID = `run-${'07'.repeat(12)}`

export async function inventedPlaybooks(records: Records, clock: Clock): Promise<PlaybookDesk> {
  let at = 7
  const desk = createPlaybookDesk({
    records,
    clock,
    jobs: idleQueue,
    random: () => 0.5,
    randomBytes: count => Buffer.alloc(count, at++),
    library: [inventedPlaybook()],
    actions: type => ({ manual: manualAction, 'http-api': silentAction })[type as 'manual'],
    guard: () => undefined,
    secret: name => `secret-${name}`,
    verify: () => ({ state: 'unsigned', signatures: [] }),
    policy: 'warn',
    prepareManual: async () => ({}),
    onPending: async () => {},
    onRunChanged: () => {},
    report: () => {},
  })
  const started = await desk.start({
    playbookId: PLAYBOOK_ID,
    incidentId: 'i-new',
    variables: {},
    by: 'analyst',
  })
  if (started.kind === 'refused') throw new Error(started.reason)
  const run = (await loadRun(records, RUN_ID))!
  const [start, parallel, block, ask] = Object.keys(inventedPlaybook().workflow)
  const branch = (number: number) => `main/${parallel!}[branch ${number}]`
  const begun = (branch: string, stepId: string, name: string): Move => ({
    kind: 'step-begun',
    path: `${branch}/${stepId}`,
    branch,
    stepId,
    type: stepId.startsWith('action') ? 'action' : stepId.startsWith('start') ? 'start' : 'parallel',
    name,
    startsAt: clock.now(),
    deadline: null,
    variables: {},
  })
  const rendered = {
    type: 'http-api' as const,
    summary: 'POST /blocks/203.0.113.9 HTTP/1.1',
    details: {},
    target: 'Tường lửa',
    changes: ['chặn 203.0.113.9'],
    cutsOff: ['203.0.113.9'],
  }
  const blocking = { path: `${branch(1)}/${block!}`, index: 0, target: 0 }
  const asking = { path: `${branch(2)}/${ask!}`, index: 0, target: 0 }
  const again = { ...blocking, index: 1 }
  const rule = { role: 'analyst' as const, quorum: 2, expires_ms: 3_600_000, reason: 'Cắt kết nối' }
  const moves: readonly Move[] = [
    { kind: 'driver-began', driver: 'invented' },
    begun('main', start!, 'Bắt đầu'),
    {
      kind: 'step-ended',
      path: `main/${start!}`,
      outcome: 'succeeded',
      reason: '',
      next: parallel!,
      values: {},
    },
    begun('main', parallel!, 'Cùng lúc'),
    {
      kind: 'branches-opened',
      path: `main/${parallel!}`,
      fork: true,
      branches: [
        { id: branch(1), label: 'branch 1', first: block! },
        { id: branch(2), label: 'branch 2', first: ask! },
      ],
    },
    begun(branch(1), block!, 'Chặn'),
    begun(branch(2), ask!, 'Hỏi đơn vị'),
    {
      kind: 'approval-requested',
      id: `${RUN_ID}.1`,
      ...blocking,
      rendered: [rendered],
      digest: DIGEST,
      rule,
      expiresAt: clock.now() + rule.expires_ms,
    },
    {
      kind: 'task-opened',
      id: `${RUN_ID}.2`,
      ...asking,
      text: 'Gọi đơn vị vận hành',
      form: [{ variable: '__answer__', label: 'Trả lời', kind: 'text', required: true }],
      role: 'analyst',
      document: null,
    },
    { kind: 'command-sent', ...again, key: 'k', attempt: 1, rendered },
    {
      kind: 'command-ended',
      ...again,
      attempt: 1,
      outcome: 'unknown',
      reason: 'mất kết nối',
      log: '',
      retryable: true,
      values: {},
    },
    { kind: 'outcome-asked', id: `${RUN_ID}.3`, ...again, reason: 'mất kết nối' },
  ]
  const transitions = moves.map(move => ({ ...move, at: clock.now() }))
  if ((await commitRun(records, run, transitions)) === 'conflict') throw new Error('somebody drives it')
  return {
    ...desk,
    // Everybody has a link of their own to the one approval; links that were made serve as they do.
    async openLink(token, by) {
      if (token !== OWN_LINK) return await desk.openLink(token, by)
      const link = await desk.link(`${RUN_ID}.1`, by.name)
      return 'kind' in link ? link : await desk.openLink(link.token, by)
    },
  }
}

export const DIGEST = digestOf(['what waits for approval in the invented city'])
