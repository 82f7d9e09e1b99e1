// How long it takes to take in a whole set of rules, from the folder to what the pipeline loads: read, load and lint,
// keep durably, plan, put to work. `--rules DIR` names the folder; the public one beside the repository else.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '#/kernel/clock.ts'
import { loadRuleFolders } from '#/pipeline/load-rule-folders.ts'
import { createRuleSetDesk } from '#/rulesets/desk.ts'
import { DEFAULT_POLICY } from '#/rulesets/policy.ts'
import { readRuleSetFolder } from '#/rulesets/read-folder.ts'
import { readRuleSetZip } from '#/rulesets/read-zip.ts'
import { stageVersion } from '#/rulesets/version-folder.ts'
import { writeRuleSetZip } from '#/rulesets/write-zip.ts'
import { createAudit } from '#/store/audit.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'

export async function ruleSetsBench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args: [...args],
    options: { rules: { type: 'string', default: '../shared/sigma/rules' } },
  })
  const directory = mkdtempSync(join(tmpdir(), 'thapcanh-bench-rules-'))
  using state = openEmbeddedStateStore({ path: join(directory, 'state.sqlite'), clock: systemClock })
  const sets = join(directory, 'rulesets')
  const program = 'bench'
  const desk = createRuleSetDesk({
    directory: sets,
    records: state.records,
    audit: createAudit(state.records, systemClock),
    clock: systemClock,
    program,
    lookForSources: async () => ({ at: 0, sources: [] }),
    onChanged: async () => {},
    report: () => {},
  })
  const seconds: Record<string, number> = {}
  const timed = async <T>(step: string, work: () => T | Promise<T>): Promise<T> => {
    const began = performance.now()
    const done = await work()
    seconds[step] = Math.round(performance.now() - began) / 1000
    return done
  }
  try {
    const name = 'bench'
    const content = await timed('read', () => readRuleSetFolder(values.rules))
    const options = { directory: sets, name, source: values.rules, by: 'bench', clock: systemClock, program }
    const { manifest, catalogue } = await timed('loadAndKeep', () => stageVersion(content, options))
    const policy = { ...DEFAULT_POLICY, seenWithinDays: null }
    const plan = await timed('plan', () => desk.plan(name, manifest.version, policy))
    const change = { name, version: manifest.version, policy, seen: 0, by: 'bench', reason: '' }
    await timed('apply', () => desk.apply(change))
    const total = Object.values(seconds).reduce((sum, each) => sum + each, 0)
    const running = await timed('loadWhatIsOn', () => loadRuleFolders([sets]))
    const archive = await timed('export', () => writeRuleSetZip(content.files))
    await timed('readArchive', () => readRuleSetZip(archive))
    return {
      rules: catalogue.rules.length,
      errors: plan?.errors,
      on: running.rules.length,
      importSeconds: Math.round(total * 1000) / 1000,
      seconds,
      archiveBytes: archive.length,
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
