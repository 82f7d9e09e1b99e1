// Drives one run: writes the moves that next-moves.ts decides, carries out the commands they send, and writes
// how these ended, until the run has ended or waits for a person or a time. All it knows is in the log: another
// driver, in another process, goes on where the log ends.
//
// Two drivers of one run cannot both write (append names the last number seen). Whoever writes driver-began last
// drives; the other finds that, starts nothing more, and only adds how its own commands ended.

import { LIMITS } from '#/kernel/limits.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { Records } from '#/store/records.ts'
import type { ActionStep, Playbook } from '../cacao/playbook.ts'
import { foldTransition } from './fold-run.ts'
import type { MoveContext } from './move-context.ts'
import { nextMoves, nextWake } from './next-moves.ts'
import { performCommand, valuesOfOutputs } from './perform-command.ts'
import type { FindAction, Guard } from './render-command.ts'
import type { RunBell } from './run-bell.ts'
import { commitFolded, loadRun, markAnnounced, type LoadedRun } from './run-records.ts'
import { whyNotWritable } from './run-scopes.ts'
import { commandKey, openQuestions, type ManualTask, type Question } from './run-state.ts'
import { stepOf } from './step-definition.ts'
import type { CommandPlace, Move, Transition, TransitionOf } from './transition.ts'

export interface DriveOptions {
  readonly records: Records
  readonly clock: Clock
  readonly random: () => number
  /** The playbook of a digest; throws when a run refers to one that is not kept. */
  readonly playbook: (digest: string) => Promise<Playbook>
  readonly findAction: FindAction
  readonly guard: Guard
  readonly secret: (name: string) => string
  readonly bell: RunBell
  /** Drafts the document that a manual task asks for; may be called again for the same task. */
  readonly prepareManual: (run: LoadedRun, task: ManualTask) => Promise<{ readonly documentId?: string }>
  /** Tells people of a question; may be called again for the same one after a crash. */
  readonly announce: (run: LoadedRun, question: Question) => Promise<void>
  /** Called after each commit. */
  readonly committed: (run: LoadedRun, transitions: readonly Transition[]) => void
  readonly report: ReportProblem
  /** A name that no other driver has. */
  readonly driver: string
  /** Ends the driver: nothing new is begun, what was sent may settle. */
  readonly signal: AbortSignal
}

export type DriveEnd =
  | { readonly kind: 'ended' | 'lost' | 'stopped' | 'unknown-run' }
  | { readonly kind: 'parked'; readonly wakeAt: number | null }

/** The log is looked at so often while a command is in flight: another process may have written. */
const LOOK_MS = 500
/** Transitions of one commit; more go into the next. */
const MAX_COMMIT = 200
/** After those who are to be told could not be. */
const FOLLOW_UP_MS = 30_000

export async function driveRun(runId: string, options: DriveOptions): Promise<DriveEnd> {
  return await new RunDriver(runId, options).drive()
}

interface InFlight {
  readonly path: string
  readonly abort: AbortController
}

class RunDriver {
  private readonly runId: string
  private readonly options: DriveOptions
  private readonly playbooks = new Map<string, Playbook>()
  /** Commands whose outcome is not in the log yet. */
  private readonly inFlight = new Map<string, InFlight>()
  /** How commands ended, not written yet. */
  private facts: TransitionOf<'command-ended'>[] = []
  private run: LoadedRun | undefined
  private hasBegun = false
  private isLost = false
  private followUpAt: number | null = null

  constructor(runId: string, options: DriveOptions) {
    this.runId = runId
    this.options = options
  }

  async drive(): Promise<DriveEnd> {
    const { signal } = this.options
    for (;;) {
      const run = this.run ?? (await this.load())
      if (run === undefined) return { kind: 'unknown-run' }
      this.abortUnwanted(run)
      if (this.facts.length > 0) {
        await this.writeFacts(run)
        continue
      }
      if (run.state.status !== 'running' || this.isLost || signal.aborted) {
        if (this.inFlight.size === 0) return { kind: this.endKind(run) }
      } else {
        const moves = nextMoves(this.context(), run.state)
        if (moves.length > 0) {
          await this.write(run, moves)
          continue
        }
        if (await this.followUp(run)) continue
        if (this.inFlight.size === 0) {
          const end = await this.park(run)
          if (end !== undefined) return end
          continue
        }
      }
      await this.wait(run)
    }
  }

  private endKind({ state }: LoadedRun): 'ended' | 'lost' | 'stopped' {
    if (state.status !== 'running') return 'ended'
    return this.isLost ? 'lost' : 'stopped'
  }

  private async load(): Promise<LoadedRun | undefined> {
    const { records, driver } = this.options
    const run = await loadRun(records, this.runId)
    if (run === undefined) return undefined
    if (this.hasBegun && run.state.driver !== driver) this.isLost = true
    for (const digest of [run.state.began.playbook.digest, ...Object.values(run.state.began.pinned)])
      if (!this.playbooks.has(digest)) this.playbooks.set(digest, await this.options.playbook(digest))
    this.run = run
    return run
  }

  private context(): MoveContext {
    const { clock, random, findAction, guard } = this.options
    return {
      now: clock.now(),
      random,
      findAction,
      guard,
      playbook: digest => this.playbooks.get(digest)!,
      isInFlight: place => this.inFlight.has(flightKey(place)),
      inFlight: this.inFlight.size,
    }
  }

  /** False: somebody else has written; the run is read again. */
  private async commit(run: LoadedRun, moves: readonly Move[]): Promise<boolean> {
    const at = this.options.clock.now()
    const transitions = moves.map(move => ({ ...move, at }))
    for (const transition of transitions) foldTransition(run.state, transition)
    return await this.commitFolded(run, transitions)
  }

  private async commitFolded(run: LoadedRun, transitions: readonly Transition[]): Promise<boolean> {
    const { records, committed } = this.options
    if ((await commitFolded(records, run, transitions)) === 'conflict') {
      this.run = undefined
      return false
    }
    committed(run, transitions)
    return true
  }

  private begins(moves: readonly Move[]): readonly Move[] {
    return this.hasBegun ? moves : [{ kind: 'driver-began', driver: this.options.driver }, ...moves]
  }

  /** Writes moves and all that follow from them before the next effect, in one commit; then sends. */
  private async write(run: LoadedRun, moves: readonly Move[]): Promise<void> {
    const at = this.options.clock.now()
    const transitions: Transition[] = []
    for (let next = this.begins(moves); next.length > 0;) {
      for (const move of next) {
        const transition = { ...move, at }
        foldTransition(run.state, transition)
        transitions.push(transition)
      }
      // A command that is not in flight yet would look like one that was lost.
      const isSending = transitions.some(({ kind }) => kind === 'command-sent')
      next = isSending || transitions.length > MAX_COMMIT ? [] : nextMoves(this.context(), run.state)
    }
    if (!(await this.commitFolded(run, transitions))) return
    this.hasBegun = true
    for (const transition of transitions) if (transition.kind === 'command-sent') this.send(run, transition)
  }

  private async writeFacts(run: LoadedRun): Promise<void> {
    // Others may come in while these are written.
    const facts = [...this.facts]
    if (!(await this.commit(run, facts))) return
    this.facts = this.facts.slice(facts.length)
    for (const fact of facts) this.inFlight.delete(flightKey(fact))
  }

  private send(run: LoadedRun, sent: TransitionOf<'command-sent'>): void {
    const { clock, findAction, secret } = this.options
    const { state } = run
    const step = state.steps.get(sent.path)!
    const abort = new AbortController()
    const untilMs = Math.min((step.deadline ?? Infinity) - clock.now(), LIMITS.maxCommandMs)
    const timer = setTimeout(() => abort.abort(new Error('ACTION_TIMEOUT')), Math.max(0, untilMs))
    this.inFlight.set(flightKey(sent), { path: sent.path, abort })
    const performing = performCommand({
      action: findAction(sent.rendered.type)!,
      rendered: sent.rendered,
      idempotencyKey: sent.key,
      secret,
      runId: this.runId,
      incidentId: state.began.incidentId,
      signal: abort.signal,
    })
    void performing.then(outcome => {
      clearTimeout(timer)
      const place = { path: sent.path, index: sent.index, target: sent.target }
      const fact = { kind: 'command-ended', at: clock.now(), ...place, attempt: sent.attempt } as const
      if (outcome.kind === 'succeeded') this.facts.push({ ...fact, ...this.success(run, sent, outcome) })
      else {
        const { kind, reason, log } = outcome
        const retryable = kind === 'unknown' || outcome.retryable
        this.facts.push({ ...fact, outcome: kind, reason, log, retryable, values: {} })
      }
      this.options.bell.ring(this.runId)
    })
  }

  private success(
    { state }: LoadedRun,
    sent: CommandPlace,
    { outputs, log }: { readonly outputs: Readonly<Record<string, string>>; readonly log: string },
  ) {
    const step = state.steps.get(sent.path)!
    const playbook = this.playbooks.get(step.branch.frame.playbook.digest)!
    const definition = stepOf(playbook, step.stepId) as ActionStep
    const values = valuesOfOutputs(definition.out_args ?? [], outputs)
    const wrong = Object.entries(values)
      .map(([name, value]) => whyNotWritable(state.scopes, step.scope, name, value))
      .filter(why => why !== undefined)
    if (wrong.length === 0)
      return { outcome: 'succeeded', reason: '', log, retryable: false, values } as const
    const reason = `it was done, but what it answered cannot be kept: ${wrong.join('; ')}`
    return { outcome: 'failed', reason, log, retryable: false, values: {} } as const
  }

  /** Commands of steps that have ended, of a cancelled run, or of a platform that stops. */
  private abortUnwanted({ state }: LoadedRun): void {
    for (const { path, abort } of this.inFlight.values())
      if (state.steps.get(path)?.state !== 'running' || this.options.signal.aborted)
        abort.abort(new Error('its step has ended'))
  }

  /** Drafts documents and tells people, for whatever is new; true when something was written. */
  private async followUp(run: LoadedRun): Promise<boolean> {
    const { clock, prepareManual, announce, records, report } = this.options
    if (this.followUpAt !== null && clock.now() < this.followUpAt) return false
    this.followUpAt = null
    for (const question of openQuestions(run.state)) {
      try {
        if (question.kind === 'manual' && question.documentId === undefined) {
          const { documentId = null } = await prepareManual(run, question)
          await this.write(run, [{ kind: 'task-prepared', id: question.id, documentId }])
          return true
        }
        if (run.pending.get(question.id)?.record.announced !== false) continue
        await announce(run, question)
        await markAnnounced(records, run, question.id)
      } catch (error) {
        this.followUpAt = clock.now() + FOLLOW_UP_MS
        const detail = `${question.id}: ${error instanceof Error ? error.message : String(error)}`
        report({ code: 'playbook.follow-up-failed', where: this.runId, detail })
      }
    }
    return false
  }

  private async park(run: LoadedRun): Promise<DriveEnd | undefined> {
    const wakes = [nextWake(run.state, this.options.clock.now()), this.followUpAt].filter(at => at !== null)
    const wakeAt = wakes.length === 0 ? null : Math.min(...wakes)
    const isParked = !this.hasBegun && run.state.parked !== null && run.state.parked.wakeAt === wakeAt
    const park: Move = { kind: 'driver-parked', driver: this.options.driver, wakeAt }
    if (!isParked && !(await this.commit(run, this.begins([park])))) return undefined
    return { kind: 'parked', wakeAt }
  }

  private async wait(run: LoadedRun): Promise<void> {
    const { bell, clock, records, signal } = this.options
    const wake = nextWake(run.state, clock.now())
    const ms = Math.max(1, Math.min(LOOK_MS, wake === null ? LOOK_MS : wake - clock.now()))
    // A signal that has ended would not let us wait for what is still in flight.
    if (this.facts.length === 0)
      await bell.wait(this.runId, ms, signal.aborted ? new AbortController().signal : signal)
    if ((await records.lastNumber(`run/${this.runId}`)) !== run.number) this.run = undefined
  }
}

function flightKey(place: CommandPlace): string {
  return `${place.path} ${commandKey(place)}`
}
