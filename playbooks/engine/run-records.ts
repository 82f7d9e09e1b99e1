// Where runs are kept: the log of each, a record for lists, and a record for each question that waits for a
// person. A commit writes all three together, against the last number of the log that the writer saw: of two
// writers only one succeeds, and the other reads again.

import { append, put, remove, type Change, type Collection, type Records } from '#/store/records.ts'
import { beginRun, foldRun, foldTransition } from './fold-run.ts'
import { openQuestions, type Question, type RunState } from './run-state.ts'
import type { PlaybookRef, Transition } from './transition.ts'

/** One row of a list of runs. */
export interface RunRecord {
  readonly playbook: PlaybookRef
  readonly incidentId: string | null
  readonly state: 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled'
  readonly startedAt: number
  readonly startedBy: string
  readonly endedAt: number | null
  readonly reason: string
  /** Questions that wait for a person. */
  readonly pending: number
}

export const RUNS: Collection<RunRecord> = {
  name: 'playbook-run',
  keys: ({ incidentId, state, playbook, startedAt, endedAt }) => ({
    incident: incidentId,
    state,
    playbook: playbook.id,
    startedAt,
    ended: endedAt === null ? 'no' : 'yes',
  }),
}

export interface PendingRecord {
  readonly runId: string
  readonly incidentId: string | null
  readonly kind: Question['kind']
  readonly at: number
  /** Those who are to be told have been told. */
  readonly announced: boolean
}

export const PENDING: Collection<PendingRecord> = {
  name: 'playbook-pending',
  keys: ({ runId, incidentId, kind, at }) => ({ run: runId, incident: incidentId, kind, at }),
}

/** A run in memory, as of one number of its log. Only commitRun changes it. */
export interface LoadedRun {
  readonly state: RunState
  number: number
  version: number
  record: RunRecord
  /** Of each stored question: the version of its record. */
  readonly pending: Map<string, { version: number; record: PendingRecord }>
}

const PAGE = 1000

export function logOf(runId: string): string {
  return `run/${runId}`
}

/** The run whose log has this name; undefined: it is another's. */
export function runOfLog(log: string): string | undefined {
  return log.startsWith('run/') ? log.slice('run/'.length) : undefined
}

/** Undefined: there is no such run. */
export async function loadRun(records: Records, runId: string): Promise<LoadedRun | undefined> {
  const log: Transition[] = []
  // A read between two pages of one commit cannot be: commits are whole.
  for (let page = PAGE; page === PAGE;) {
    const entries = await records.entries<Transition>(logOf(runId), log.length, PAGE)
    for (const { entry } of entries) log.push(entry)
    page = entries.length
  }
  const state = foldRun(runId, log)
  if (state === undefined) return undefined
  const stored = await records.get(RUNS, runId)
  const pending: LoadedRun['pending'] = new Map()
  for (const { id } of openQuestions(state)) {
    const found = await records.get(PENDING, id)
    if (found !== undefined) pending.set(id, { version: found.version, record: found.record })
  }
  return { state, number: log.length, version: stored?.version ?? 0, record: recordOf(state), pending }
}

/** Writes a new run; 'conflict' when there is one of that id. */
export async function createRun(
  records: Records,
  runId: string,
  began: Transition,
  also: readonly Change[] = [],
): Promise<'done' | 'conflict'> {
  const state = beginRun(runId, began)
  return await records.commit([
    append(logOf(runId), [began], 0),
    put(RUNS, runId, recordOf(state), 0),
    ...also,
  ])
}

/**
 * Folds the transitions and writes them. After 'conflict' the loaded run is of no use any more: load it again.
 */
export async function commitRun(
  records: Records,
  run: LoadedRun,
  transitions: readonly Transition[],
  also: readonly Change[] = [],
): Promise<'done' | 'conflict'> {
  for (const transition of transitions) foldTransition(run.state, transition)
  return await commitFolded(records, run, transitions, also)
}

/** Writes transitions that have been folded into the run already. */
export async function commitFolded(
  records: Records,
  run: LoadedRun,
  transitions: readonly Transition[],
  also: readonly Change[] = [],
): Promise<'done' | 'conflict'> {
  const { state } = run
  const record = recordOf(state)
  const changes: Change[] = [append(logOf(state.runId), transitions, run.number), ...also]
  const isChanged = JSON.stringify(record) !== JSON.stringify(run.record)
  if (isChanged) changes.push(put(RUNS, state.runId, record, run.version))
  const open = new Map(openQuestions(state).map(question => [question.id, question]))
  const gone = [...run.pending.keys()].filter(id => !open.has(id) || state.status !== 'running')
  const fresh = [...open.values()].filter(({ id }) => !run.pending.has(id))
  for (const id of gone) changes.push(remove(PENDING, id, run.pending.get(id)!.version))
  for (const question of fresh) changes.push(put(PENDING, question.id, pendingOf(state, question), 0))
  if ((await records.commit(changes)) === 'conflict') return 'conflict'
  run.number += transitions.length
  if (isChanged) run.version++
  run.record = record
  for (const id of gone) run.pending.delete(id)
  for (const question of fresh)
    run.pending.set(question.id, { version: 1, record: pendingOf(state, question) })
  return 'done'
}

/** Notes that those who are to be told of a question have been told. */
export async function markAnnounced(records: Records, run: LoadedRun, id: string): Promise<void> {
  const known = run.pending.get(id)
  if (known === undefined) return
  const record = { ...known.record, announced: true }
  if ((await records.commit([put(PENDING, id, record, known.version)])) === 'conflict') return
  known.version++
  known.record = record
}

function pendingOf({ runId, began }: RunState, { kind, at }: Question): PendingRecord {
  return { runId, incidentId: began.incidentId, kind, at, announced: false }
}

function recordOf(state: RunState): RunRecord {
  const { began, status } = state
  const pending = status === 'running' ? openQuestions(state).length : 0
  return {
    playbook: began.playbook,
    incidentId: began.incidentId,
    state: status === 'running' && pending > 0 ? 'waiting' : status,
    startedAt: began.at,
    startedBy: began.by,
    endedAt: state.endedAt,
    reason: state.reason,
    pending,
  }
}
