// The desk of playbooks: everything that the rest of the platform does with them. It lists and imports them,
// starts runs and dry runs, shows how runs go, and takes what people decide. The engine behind it is in engine/.

import type { Clock } from '#/kernel/clock.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Change, LogEntry, Records } from '#/store/records.ts'
import type { Playbook } from './cacao/playbook.ts'
import type { SignatureVerdict } from './cacao/signature.ts'
import { checkLink, createLink, type ApprovalLink } from './engine/approval-links.ts'
import { createCatalogue, type CataloguedPlaybook } from './engine/catalogue.ts'
import {
  answerTask,
  cancelRun,
  decideApproval,
  refused,
  resolveOutcome,
  runOfQuestion,
  type Decided,
  type OutcomeAnswer,
  type Person,
  type Refusal,
  type TaskAnswer,
} from './engine/decisions.ts'
import { dryRun, type DryRun } from './engine/dry-run.ts'
import {
  pendingOf,
  progressOf,
  showQuestion,
  type PendingQuestion,
  type StepProgress,
} from './engine/progress.ts'
import type { FindAction, Guard } from './engine/render-command.ts'
import { logOf, PENDING, RUNS, type LoadedRun, type RunRecord } from './engine/run-records.ts'
import type { RunState } from './engine/run-state.ts'
import { createRunService, type Acted, type OpenedRun } from './engine/run-service.ts'
import { prepareStart, type StartRequest } from './engine/start-run.ts'
import type { Transition, Values } from './engine/transition.ts'

export type { CataloguedPlaybook } from './engine/catalogue.ts'
export type { Person, Refusal, RefusalCode } from './engine/decisions.ts'
export type { DryRun } from './engine/dry-run.ts'
export type { CommandProgress, PendingQuestion, StepProgress } from './engine/progress.ts'
export type { RunRecord } from './engine/run-records.ts'
export type { StartRequest } from './engine/start-run.ts'
export type { Transition } from './engine/transition.ts'

export interface PlaybookDeskOptions {
  readonly records: Records
  readonly jobs: JobQueue
  readonly clock: Clock
  /** 0 ≤ x < 1; for the chance in pauses. */
  readonly random: () => number
  /** For ids and link tokens: unguessable. */
  readonly randomBytes: (count: number) => Buffer
  /** Playbooks that come with the platform. */
  readonly library: readonly Playbook[]
  readonly actions: FindAction
  /** Protected assets. */
  readonly guard: Guard
  /** Throws Permanent (`secret.missing`). */
  readonly secret: (name: string) => string
  readonly verify: (playbook: Playbook) => SignatureVerdict
  /** `required`: imported playbooks run only with a good signature; `warn`: a bad one is shown. */
  readonly policy: 'required' | 'warn'
  /** A manual task with a document has begun: drafts it. May be called again for the same task. */
  readonly prepareManual: (task: PendingQuestion) => Promise<{ readonly documentId?: string }>
  /**
   * Something waits for a person: tells them. `link` makes a link for one user name (approvals only).
   * May be called again for the same question.
   */
  readonly onPending: (
    question: PendingQuestion,
    link: (person: string) => Promise<ApprovalLink>,
  ) => Promise<void>
  /** After each change of a run, with what was added to its log. */
  readonly onRunChanged: (run: RunSummary, transitions: readonly Transition[]) => void
  readonly report: ReportProblem
}

export type RunSummary = RunRecord & { readonly id: string }

export interface RunDetail {
  readonly run: RunSummary
  /** In the order in which they began. */
  readonly steps: readonly StepProgress[]
  /** Approvals first. */
  readonly pending: readonly PendingQuestion[]
  readonly variables: readonly { readonly name: string; readonly type: string; readonly value: string }[]
}

export interface RunFilter {
  readonly incidentId?: string | null
  readonly state?: RunRecord['state']
  readonly limit: number
  readonly after?: string
}

export type Settled = { readonly kind: 'done'; readonly run: RunSummary } | Refusal

export interface PlaybookDesk {
  /** Newest version of each, by name. */
  list(): Promise<readonly CataloguedPlaybook[]>
  get(id: string, version?: string): Promise<CataloguedPlaybook | undefined>
  /** Newest first. */
  versions(id: string): Promise<readonly CataloguedPlaybook[]>
  verify(playbook: Playbook): SignatureVerdict
  /** A document that has been validated. 'exists': the version is taken by another document. */
  import(document: Playbook, by: string): Promise<'added' | 'known' | 'exists'>
  start(request: StartRequest): Promise<Settled>
  dryRun(request: Omit<StartRequest, 'by'>): Promise<DryRun | Refusal>
  run(id: string): Promise<RunDetail | undefined>
  log(id: string, after: number, limit: number): Promise<readonly LogEntry<Transition>[]>
  logLength(id: string): Promise<number>
  /** Newest first. */
  runs(filter: RunFilter): Promise<{ readonly runs: readonly RunSummary[]; readonly next: string | null }>
  /** Approvals first, then outcomes that are not known, then manual tasks. */
  pending(filter?: { readonly incidentId?: string }): Promise<readonly PendingQuestion[]>
  /** Undefined: there is none, or it no longer waits. */
  question(id: string): Promise<PendingQuestion | undefined>
  link(approvalId: string, person: string): Promise<ApprovalLink | Refusal>
  /** What a link is about; does not use it up. */
  openLink(token: string, by: Person): Promise<PendingQuestion | Refusal>
  decide(
    approvalId: string,
    decision: {
      readonly approve: boolean
      readonly reason: string
      readonly by: Person
      /** Of what the person saw; may be absent with a link, which says it. */
      readonly digest?: string
      readonly linkToken?: string
    },
  ): Promise<Settled>
  answer(taskId: string, answer: TaskAnswer): Promise<Settled>
  /** A document has been signed that a manual task waits for. */
  completeTask(
    taskId: string,
    completed: { readonly by: Person; readonly note: string; readonly answers?: Values },
  ): Promise<Settled>
  resolveUnknown(questionId: string, answer: OutcomeAnswer): Promise<Settled>
  cancel(runId: string, by: string, reason: string): Promise<Settled>
  /** Starts driving runs, those of before a restart included. */
  work(): Promise<AsyncDisposable>
}

export function createPlaybookDesk(options: PlaybookDeskOptions): PlaybookDesk {
  const { records, clock, randomBytes, library, actions, guard, verify, onPending, prepareManual } = options
  const catalogue = createCatalogue(records, library)
  const newId = (): string => randomBytes(12).toString('hex')

  async function shown(run: LoadedRun, id: string): Promise<PendingQuestion> {
    const opened = (await runs.open(run.state.runId))!
    return showQuestion(run.state, run.state.questions.get(id)!, opened.playbook)
  }

  const runs = createRunService({
    records,
    clock,
    catalogue,
    newId,
    guard,
    findAction: actions,
    jobs: options.jobs,
    random: options.random,
    secret: options.secret,
    report: options.report,
    prepareManual: async (run, task) => await prepareManual(await shown(run, task.id)),
    announce: async (run, question) =>
      await onPending(await shown(run, question.id), async person => {
        if (question.kind !== 'approval') throw new Error(`${question.id} is no approval`)
        return await createLink(records, question, person, randomBytes)
      }),
    committed: (run, transitions) => options.onRunChanged(summaryOf(run), transitions),
  })

  const settled = (acted: Acted): Settled =>
    acted.kind === 'refused' ? acted : { kind: 'done', run: summaryOf(acted.run) }

  async function settle(
    questionId: string,
    decide: (state: RunState) => Decided | Promise<Decided>,
    also?: () => readonly Change[],
  ): Promise<Settled> {
    const acted = await runs.act(runOfQuestion(questionId), decide, also)
    if (acted.kind === 'refused' && acted.code === 'run.not-found')
      return refused('pending.not-found', 'There is no such question.')
    return settled(acted)
  }

  async function questionOf(
    id: string,
  ): Promise<{ opened: OpenedRun; question: PendingQuestion } | undefined> {
    const opened = await runs.open(runOfQuestion(id))
    const found = opened === undefined ? undefined : pendingOf(opened.run.state, opened.playbook)
    const question = found?.find(each => each.id === id)
    return opened === undefined || question === undefined ? undefined : { opened, question }
  }

  return {
    list: () => catalogue.list(),
    get: (id, version) => catalogue.get(id, version),
    versions: id => catalogue.versions(id),
    verify,
    import: (document, by) => catalogue.add(document, by, clock.now()),

    async start(request) {
      const prepared = await prepareStart(catalogue, request, { ...options, now: clock.now() })
      if (prepared.kind === 'refused') return prepared
      const runId = `run-${newId()}`
      await runs.begin(runId, prepared.began, await catalogue.snapshots(prepared.playbooks))
      return { kind: 'done', run: summaryOf((await runs.open(runId))!.run) }
    },

    async dryRun({ playbookId, version, variables }) {
      const found = await catalogue.get(playbookId, version)
      if (found === undefined) return refused('playbook.not-found', 'There is no such playbook.')
      const { pinned, playbooks } = await catalogue.pin(found.playbook)
      const byDigest = new Map(playbooks.map(each => [each.digest, each.playbook]))
      const called = (name: string) => byDigest.get(pinned[name] ?? '')
      return dryRun({ playbook: found.playbook, variables, called, findAction: actions, guard })
    },

    async run(id) {
      const opened = await runs.open(id)
      if (opened === undefined) return undefined
      const { run, playbook } = opened
      const variables = Object.entries(run.state.scopes.get('playbook')!.variables)
      return {
        run: summaryOf(run),
        steps: progressOf(run.state, playbook, clock.now()),
        pending: run.state.status === 'running' ? pendingOf(run.state, playbook) : [],
        variables: variables.map(([name, { type, value = '' }]) => ({ name, type, value })),
      }
    },

    log: (id, after, limit) => records.entries<Transition>(logOf(id), after, limit),
    logLength: id => records.lastNumber(logOf(id)),

    async runs({ incidentId, state, limit, after }) {
      const where = {
        ...(incidentId === undefined ? {} : { incident: incidentId }),
        ...(state === undefined ? {} : { state }),
      }
      const page = await records.find(RUNS, {
        where,
        order: { key: 'startedAt', direction: 'down' },
        limit,
        ...(after === undefined ? {} : { after }),
      })
      return { runs: page.records.map(({ id, record }) => ({ id, ...record })), next: page.next }
    },

    async pending({ incidentId } = {}) {
      const where = incidentId === undefined ? {} : { incident: incidentId }
      const runIds = new Set<string>()
      for (let after: string | undefined; ;) {
        const page = await records.find(PENDING, {
          where,
          limit: 1000,
          ...(after === undefined ? {} : { after }),
        })
        for (const { record } of page.records) runIds.add(record.runId)
        if (page.next === null) break
        after = page.next
      }
      const found: PendingQuestion[] = []
      for (const runId of runIds) {
        const opened = await runs.open(runId)
        if (opened !== undefined) found.push(...pendingOf(opened.run.state, opened.playbook))
      }
      const order = { approval: 0, outcome: 1, manual: 2 }
      return found.sort((a, b) => order[a.kind] - order[b.kind] || a.at - b.at)
    },

    question: async id => (await questionOf(id))?.question,

    async link(approvalId, person) {
      const found = await questionOf(approvalId)
      const approval = found?.opened.run.state.questions.get(approvalId)
      if (approval?.kind !== 'approval')
        return refused('pending.not-found', 'There is no approval that waits under this id.')
      return await createLink(records, approval, person, randomBytes)
    },

    async openLink(token, by) {
      const checked = await checkLink(records, token, by.name, clock.now())
      if (checked.kind === 'refused') return checked
      const found = await questionOf(checked.link.approvalId)
      if (found !== undefined) return found.question
      const run = await runs.open(runOfQuestion(checked.link.approvalId))
      return run?.run.state.questions.get(checked.link.approvalId)?.state === 'void'
        ? refused('approval.changed', 'The command has changed since; there is a new approval for it.')
        : refused('pending.settled', 'Nothing waits for this any more.')
    },

    async decide(approvalId, { approve, reason, by, digest, linkToken }) {
      const judge = (state: RunState, shownDigest: string, via: 'console' | 'link'): Decided =>
        decideApproval(state, approvalId, { approve, reason, by, digest: shownDigest, via }, clock.now())
      if (linkToken === undefined)
        return await settle(approvalId, state => judge(state, digest ?? '', 'console'))
      let checked: Awaited<ReturnType<typeof checkLink>> | undefined
      return await settle(
        approvalId,
        async state => {
          checked = await checkLink(records, linkToken, by.name, clock.now())
          if (checked.kind === 'refused') return checked
          if (checked.link.approvalId !== approvalId)
            return refused('approval-link.foreign', 'This link is for another approval.')
          // What the person saw, when it is said, must be what the link was made for.
          return judge(state, digest === undefined ? checked.link.digest : digest, 'link')
        },
        () => (checked?.kind === 'good' ? [checked.use] : []),
      )
    },

    answer: (taskId, answer) => settle(taskId, state => answerTask(state, taskId, answer)),

    completeTask: (taskId, { by, note, answers = {} }) =>
      settle(taskId, state => answerTask(state, taskId, { done: true, answers, note, by }, true)),

    resolveUnknown: (id, answer) => settle(id, state => resolveOutcome(state, id, answer)),

    cancel: async (runId, by, reason) =>
      settled(await runs.act(runId, state => cancelRun(state, by, reason))),

    work: () => runs.work(),
  }
}

function summaryOf({ state, record }: LoadedRun): RunSummary {
  return { id: state.runId, ...record }
}
