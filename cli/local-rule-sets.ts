// The desk of imported rule sets over a data folder, whether its platform runs or not. A running platform notices
// the change and looks for log sources itself, as it holds the stored events; otherwise they are read here.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '#/kernel/clock.ts'
import { Permanent } from '#/kernel/errors.ts'
import { isDataFolderInUse } from '#/pipeline/data-folder.ts'
import { createRuleSetDesk, type RuleSetDesk } from '#/rulesets/desk.ts'
import { createLookForSources, noSources } from '#/rulesets/seen-sources.ts'
import { createAudit } from '#/store/audit.ts'
import { openEmbeddedEventStore } from '#/store/embedded/event-store.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import packageFile from '../package.json' with { type: 'json' }

export interface LocalRuleSets extends AsyncDisposable {
  readonly desk: RuleSetDesk
  /** Folder of all rule sets. */
  readonly directory: string
  readonly program: string
  /** False: log sources are looked for by the platform that runs, some seconds later. */
  readonly looksForSources: boolean
}

const STORE_MEMORY_MB = 512

/** Throws Permanent when the folder is none. */
export async function openLocalRuleSets(
  dataDirectory: string,
  say: (text: string) => void,
): Promise<LocalRuleSets> {
  if (!existsSync(dataDirectory))
    throw new Permanent('data.unusable', `There is no data folder ${dataDirectory}.`)
  const report = ({ where, detail }: { readonly where: string; readonly detail: string }): void =>
    say(`${where}: ${detail}`)
  await using opened = new AsyncDisposableStack()
  const state = opened.use(
    openEmbeddedStateStore({ path: join(dataDirectory, 'state.sqlite'), clock: systemClock }),
  )
  const eventsDirectory = join(dataDirectory, 'events')
  const looksForSources = !isDataFolderInUse(dataDirectory)
  const events =
    looksForSources && existsSync(eventsDirectory)
      ? opened.use(
          await openEmbeddedEventStore({
            directory: eventsDirectory,
            clock: systemClock,
            report,
            memoryLimitMb: STORE_MEMORY_MB,
            readOnly: true,
          }),
        )
      : undefined
  const directory = join(dataDirectory, 'rulesets')
  const program = packageFile.version
  const desk = createRuleSetDesk({
    directory,
    records: state.records,
    audit: createAudit(state.records, systemClock),
    clock: systemClock,
    program,
    lookForSources: events === undefined ? noSources : createLookForSources(events, systemClock),
    // Whoever runs looks at what is at work every few seconds.
    onChanged: async () => {},
    report,
  })
  const all = opened.move()
  return { desk, directory, program, looksForSources, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
