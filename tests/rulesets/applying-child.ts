// A process that imports and applies one version of a rule set after the other, until it is killed. It says on
// stdout what it is about to do, and with `stop` as its last argument it stands still between staging and switch.

import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { systemClock } from '#/kernel/clock.ts'
import { createRuleSetDesk } from '#/rulesets/desk.ts'
import { stageVersion } from '#/rulesets/version-folder.ts'
import { createAudit } from '#/store/audit.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { contentOf, ruleText } from './invented-rules.ts'
import { ANY_SOURCE, PROGRAM, SET } from './open-desk.ts'

const [data = '', first = '1', mode = 'run'] = process.argv.slice(2)
const state = openEmbeddedStateStore({ path: join(data, 'state.sqlite'), clock: systemClock })
const directory = join(data, 'rulesets')
const desk = createRuleSetDesk({
  directory,
  records: state.records,
  audit: createAudit(state.records, systemClock),
  clock: systemClock,
  program: PROGRAM,
  lookForSources: async () => ({ at: 1, sources: [] }),
  onChanged: async () => {},
  report: () => {},
})

/** Forty rules; a version half-written would miss some. */
function versionOf(number: number) {
  const files = Array.from({ length: 40 }, (_, at) => [
    `d${at % 4}/${at}.yml`,
    ruleText(at, { text: `v${number}` }),
  ])
  return contentOf(Object.fromEntries(files) as Record<string, string>)
}

for (let number = Number(first); ; number++) {
  const options = { directory, name: SET, source: `v${number}`, by: 'lead', clock: systemClock }
  const { manifest } = await stageVersion(versionOf(number), { ...options, program: PROGRAM })
  process.stdout.write(`staged ${manifest.version}\n`)
  if (mode === 'stop') await sleep(600_000)
  const seen = (await desk.get(SET))?.atWork?.recordVersion ?? 0
  const change = { name: SET, version: manifest.version, policy: ANY_SOURCE, seen, by: 'lead', reason: '' }
  const outcome = await desk.apply(change)
  if (typeof outcome === 'string') throw new Error(outcome)
  process.stdout.write(`applied ${manifest.version}\n`)
}
