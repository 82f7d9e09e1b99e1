// A desk of rule sets over a folder of its own and a state store in memory, with a clock that is turned by hand and
// log sources that are seen when the test says so.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Problem } from '#/kernel/problem.ts'
import { createRuleSetDesk, type RuleSetDesk } from '#/rulesets/desk.ts'
import { DEFAULT_POLICY, type RuleSetPolicy } from '#/rulesets/policy.ts'
import type { RuleSetContent } from '#/rulesets/rule-set.ts'
import { stageVersion } from '#/rulesets/version-folder.ts'
import { createAudit, type AuditEntry } from '#/store/audit.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { StateStore } from '#/store/state-store.ts'

export const ANY_SOURCE: RuleSetPolicy = { ...DEFAULT_POLICY, seenWithinDays: null }
export const SET = 'thu'
/** The version of the program that reads the rules. */
export const PROGRAM = '1'

export interface OpenedDesk extends Disposable {
  readonly desk: RuleSetDesk
  readonly directory: string
  readonly state: StateStore
  readonly problems: readonly Problem[]
  /** How often other rules came to be at work. */
  readonly changes: () => number
  readonly turn: (ms: number) => void
  seen: { at: number | null; sources: readonly string[] }
  readonly stage: (content: RuleSetContent) => Promise<string>
  /** Stages and applies; the set's record may be at any version. */
  readonly apply: (content: RuleSetContent, policy?: RuleSetPolicy | null) => Promise<string>
  readonly recordVersion: () => Promise<number>
  /** Ids of the rules that are on, sorted. */
  readonly on: () => Promise<readonly string[]>
  readonly audit: () => Promise<readonly AuditEntry[]>
}

/** A second desk over folder and store of the first, as after a restart; the first one disposes of both. */
export function openDeskAgain({ directory, state }: OpenedDesk): Omit<OpenedDesk, typeof Symbol.dispose> {
  return openDesk({ directory, state })
}

export function openDesk(over: Partial<Pick<OpenedDesk, 'directory' | 'state'>> = {}): OpenedDesk {
  const directory = over.directory ?? mkdtempSync(join(tmpdir(), 'thapcanh-desk-'))
  let now = Date.UTC(2026, 10, 29)
  const clock = { now: () => now }
  const state = over.state ?? openEmbeddedStateStore({ path: ':memory:', clock })
  const audit = createAudit(state.records, clock)
  const problems: Problem[] = []
  let changes = 0
  const desk = createRuleSetDesk({
    directory,
    records: state.records,
    audit,
    clock,
    program: PROGRAM,
    lookForSources: async () => opened.seen,
    onChanged: async () => void changes++,
    report: problem => void problems.push(problem),
  })
  const options = { directory, name: SET, source: 'example.com', by: 'lead', clock, program: PROGRAM }
  const opened: OpenedDesk = {
    desk,
    directory,
    state,
    problems,
    changes: () => changes,
    turn: ms => void (now += ms),
    seen: { at: now, sources: [] },
    async stage(content) {
      now += 1000
      return (await stageVersion(content, options)).manifest.version
    },
    async apply(content, policy = ANY_SOURCE) {
      const version = await opened.stage(content)
      const seen = await opened.recordVersion()
      const outcome = await desk.apply({ name: SET, version, policy, seen, by: 'lead', reason: '' })
      if (typeof outcome === 'string') throw new Error(outcome)
      return version
    },
    recordVersion: async () => (await desk.get(SET))?.atWork?.recordVersion ?? 0,
    on: async () =>
      ((await desk.rules(SET)) ?? [])
        .filter(({ verdict }) => verdict.on)
        .map(({ rule }) => rule.id)
        .sort(),
    audit: async () => (await audit.entries(0, 1000)).map(({ entry }) => entry),
    [Symbol.dispose]() {
      state[Symbol.dispose]()
      rmSync(directory, { recursive: true, force: true })
    },
  }
  return opened
}
