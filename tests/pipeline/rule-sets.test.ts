// Imported rule sets of a running platform: a change is in force when it is answered, a command line beside it is
// noticed, and rules go on and off with their log sources.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Event } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'
import { loadRuleFolders } from '#/pipeline/load-rule-folders.ts'
import { openRuleSets, type RuleSets } from '#/pipeline/open-rule-sets.ts'
import { openRuleWatch } from '#/pipeline/watch-rules.ts'
import { createRuleSetDesk } from '#/rulesets/desk.ts'
import { DEFAULT_POLICY } from '#/rulesets/policy.ts'
import { noSources } from '#/rulesets/seen-sources.ts'
import { stageVersion } from '#/rulesets/version-folder.ts'
import { writeRuleSetZip } from '#/rulesets/write-zip.ts'
import { createAudit } from '#/store/audit.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { contentOf, correlationText, idOf, ruleText } from '../rulesets/invented-rules.ts'

const NOW = Date.UTC(2026, 10, 29)
const clock = { now: () => NOW }
const SSHD: Event = { 'event.dataset': 'system.auth', 'log.syslog.appname': 'sshd' }
const CONTENT = contentOf({ 'a.yml': ruleText(1), 'b.yml': ruleText(2, { level: 'low' }) })
const OF_SET = { name: 'thu', by: 'lead', reason: 'thử' }

let directory = ''
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'thapcanh-running-sets-'))))
afterEach(() => rmSync(directory, { recursive: true, force: true }))

interface Running extends AsyncDisposable {
  readonly sets: RuleSets
  readonly state: ReturnType<typeof openEmbeddedStateStore>
  readonly problems: readonly Problem[]
  kinds: readonly Event[]
  /** Ids in force, as of the last reload. */
  inForce: readonly string[]
  reload: () => Promise<void>
}

async function run(lookEveryMs: number): Promise<Running> {
  const state = openEmbeddedStateStore({ path: ':memory:', clock })
  const problems: Problem[] = []
  const running = {
    state,
    problems,
    kinds: [] as readonly Event[],
    inForce: [] as readonly string[],
    async reload() {
      running.inForce = (await loadRuleFolders([directory])).rules.map(({ summary }) => summary.id)
    },
  }
  const sets = await openRuleSets({
    directory,
    version: '1',
    state,
    audit: createAudit(state.records, clock),
    clock,
    pipeline: {
      events: {
        kinds: async () => running.kinds,
      },
      reloadRules: () => running.reload(),
    },
    report: problem => void problems.push(problem),
    lookEveryMs,
  })
  return Object.assign(running, {
    sets,
    async [Symbol.asyncDispose]() {
      await sets[Symbol.asyncDispose]()
      state[Symbol.dispose]()
    },
  })
}

const NEVER_MS = 3_600_000

test('what is applied is in force when the change is answered, and taken back as well', async () => {
  await using running = await run(NEVER_MS)
  running.kinds = [SSHD]
  const { desk, archives } = running.sets
  const { version } = await archives.stage(writeRuleSetZip(CONTENT.files), {
    name: 'thu',
    source: 'a.zip',
    by: 'lead',
  })
  await desk.apply({ ...OF_SET, version, policy: null, seen: 0 })
  expect(running.inForce).toEqual([idOf(1)])
  await desk.setPolicy({ ...OF_SET, policy: { ...DEFAULT_POLICY, minimumLevel: 'low' }, seen: 1 })
  expect(running.inForce).toEqual([idOf(1), idOf(2)])
  await desk.switchSet({ ...OF_SET, enabled: false, seen: 2 })
  expect(running.inForce).toEqual([])
})

test('with a correlation that the policy leaves off goes what only feeds it, and comes back with it', async () => {
  await using running = await run(NEVER_MS)
  running.kinds = [SSHD]
  const { desk, archives } = running.sets
  const correlation = correlationText(3, 1).replace('status: test', 'status: experimental')
  const files = contentOf({ 'a.yml': ruleText(1), 'b.yml': ruleText(2), 'c.yml': correlation }).files
  const { version } = await archives.stage(writeRuleSetZip(files), {
    name: 'thu',
    source: 'a.zip',
    by: 'lead',
  })
  await desk.apply({ ...OF_SET, version, policy: null, seen: 0 })
  expect(running.inForce).toEqual([idOf(2)])
  const policy = { ...DEFAULT_POLICY, statuses: ['test', 'experimental'] as const }
  await desk.setPolicy({ ...OF_SET, policy, seen: 1 })
  expect(running.inForce).toEqual([idOf(1), idOf(2)])
})

test('one archive is read at a time; whoever comes meanwhile is told', async () => {
  await using running = await run(NEVER_MS)
  const { archives } = running.sets
  const what = { name: 'thu', source: 'a.zip', by: 'lead' }
  const first = archives.stage(writeRuleSetZip(CONTENT.files), what)
  await expect(archives.stage(Buffer.alloc(0), what)).rejects.toMatchObject({ code: 'rule-set.busy' })
  await first
  // A bad one is refused by its reason, and the next is read.
  await expect(archives.stage(Buffer.alloc(0), what)).rejects.toMatchObject({ code: 'rule-set.refused' })
  expect(await archives.stage(writeRuleSetZip(CONTENT.files), what)).toMatchObject({ name: 'thu' })
})

test('a set changed by a command line gets its log sources looked for', async () => {
  await using running = await run(20)
  running.kinds = [SSHD]
  const { records } = running.state
  const beside = createRuleSetDesk({
    directory,
    records,
    audit: createAudit(records, clock),
    clock,
    program: '1',
    lookForSources: noSources,
    onChanged: async () => {},
    report: () => {},
  })
  const options = { directory, name: 'thu', source: 'x', by: 'thapcanh', clock, program: '1' }
  const { manifest } = await stageVersion(CONTENT, options)
  await beside.apply({ ...OF_SET, version: manifest.version, policy: null, seen: 0 })
  await vi.waitFor(() => expect(running.inForce).toEqual([idOf(1)]), { timeout: 60_000 })
  running.kinds = []
  await vi.waitFor(() => expect(running.inForce).toEqual([]), { timeout: 60_000 })
  expect(running.problems).toEqual([])
})

test('rules that cannot be reloaded are a counted problem, and the change is kept', async () => {
  await using running = await run(NEVER_MS)
  running.kinds = [SSHD]
  running.reload = () => Promise.reject(new Error('no room'))
  const options = { directory, name: 'thu', source: 'x', by: 'lead', clock, program: '1' }
  const { manifest } = await stageVersion(CONTENT, options)
  const outcome = await running.sets.desk.apply({
    ...OF_SET,
    version: manifest.version,
    policy: null,
    seen: 0,
  })
  expect(outcome).toMatchObject({ atWork: { on: 1 } })
  expect(running.problems).toEqual([
    { code: 'rule.invalid', where: 'imported rule sets', detail: 'the rules stay as they were: no room' },
  ])
})

test('the watch on rule folders notices that other rules were put to work', async () => {
  await using running = await run(NEVER_MS)
  running.kinds = [SSHD]
  const options = { directory, name: 'thu', source: 'x', by: 'lead', clock, program: '1' }
  const { manifest } = await stageVersion(CONTENT, options)
  const watch = await openRuleWatch([directory])
  const stop = new AbortController()
  const changed = vi.fn<() => Promise<void>>(async () => {})
  const watching = watch.run(5, changed, stop.signal)
  await running.sets.desk.apply({ ...OF_SET, version: manifest.version, policy: null, seen: 0 })
  await vi.waitFor(() => expect(changed).toHaveBeenCalled(), { timeout: 60_000 })
  stop.abort()
  await watching
})
