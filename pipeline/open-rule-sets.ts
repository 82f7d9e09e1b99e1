// Imported rule sets of a running platform: their desk, archives read in a thread, and a look once in six hours, and
// soon after a command line has changed a set, at which log sources have come and gone. What changes is in force
// when the change is answered.

import type { Clock } from '#/kernel/clock.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { createRuleSetDesk, type RuleSetDesk } from '#/rulesets/desk.ts'
import { createLookForSources } from '#/rulesets/seen-sources.ts'
import { createArchiveStage, type ArchiveStage } from '#/rulesets/stage-archive.ts'
import type { Audit } from '#/store/audit.ts'
import type { EventStore } from '#/store/event-store.ts'
import type { StateStore } from '#/store/state-store.ts'

export interface RuleSets extends AsyncDisposable {
  readonly desk: RuleSetDesk
  readonly archives: ArchiveStage
}

export interface RuleSetsOptions {
  readonly directory: string
  /** Of the program. */
  readonly version: string
  readonly state: Pick<StateStore, 'records'>
  readonly audit: Audit
  readonly clock: Clock
  readonly pipeline: {
    readonly events: Pick<EventStore, 'kinds'>
    readonly reloadRules: () => Promise<unknown>
  }
  readonly report: ReportProblem
  /** Time between two looks at log sources; six hours when absent. */
  readonly lookEveryMs?: number
}

const LOOK_EVERY_MS = 6 * 60 * 60_000
const ASK_EVERY_MS = 15_000
/** The first look: events of the start have come in by then. */
const FIRST_LOOK_MS = 60_000

export async function openRuleSets(options: RuleSetsOptions): Promise<RuleSets> {
  const { directory, version, clock, pipeline, report } = options
  const failed = (what: string, error: unknown): void => {
    const detail = `${what}: ${error instanceof Error ? error.message : String(error)}`
    report({ code: 'rule.invalid', where: 'imported rule sets', detail })
  }
  const desk = createRuleSetDesk({
    directory,
    records: options.state.records,
    audit: options.audit,
    clock,
    program: version,
    lookForSources: createLookForSources(pipeline.events, clock),
    async onChanged() {
      // The change is made all the same; the rules in force stay until the files can be read.
      await pipeline.reloadRules().catch((error: unknown) => failed('the rules stay as they were', error))
    },
    report,
  })
  const stopping = new AbortController()
  let looking: Promise<void> = Promise.resolve()
  const look = (): void => {
    looking = desk.refresh(stopping.signal).catch((error: unknown) => {
      if (!stopping.signal.aborted) failed('log sources could not be looked for', error)
    })
  }
  const first = setTimeout(look, options.lookEveryMs ?? FIRST_LOOK_MS)
  const every = setInterval(look, options.lookEveryMs ?? LOOK_EVERY_MS)
  const ask = setInterval(() => {
    void desk
      .isUnlooked()
      .then(isUnlooked => (isUnlooked ? look() : undefined))
      .catch((error: unknown) => failed('rule sets could not be read', error))
  }, options.lookEveryMs ?? ASK_EVERY_MS)
  // What a crash kept from being written after a change, and rules as this version of the program reads them.
  await desk.writeAtWork().catch((error: unknown) => failed('what is at work could not be written', error))
  return {
    desk,
    archives: createArchiveStage({ directory, program: version, clock }),
    async [Symbol.asyncDispose]() {
      clearTimeout(first)
      clearInterval(every)
      clearInterval(ask)
      stopping.abort()
      await looking
    },
  }
}
