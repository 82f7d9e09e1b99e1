// The desk of imported rule sets: look at what a staged version would change, put it to work, go back, decide of
// single rules. Staging is done elsewhere, in a thread where there is one; everything here is quick. Each change is
// one commit of the set's record, and what the pipeline loads is written after it; whoever comes with an old
// version of the record is told so, and nothing is changed.

import type { Clock } from '#/kernel/clock.ts'
import { Permanent } from '#/kernel/errors.ts'
import type { Problem, ReportProblem } from '#/kernel/problem.ts'
import type { Audit } from '#/store/audit.ts'
import { put, remove, type Records, type Stored } from '#/store/records.ts'
import { createAtWorkWriter } from './at-work-writer.ts'
import { createCatalogues } from './catalogues.ts'
import { diffOfRule, errorsFirst, planUpdate, type UpdatePlan, type VersionOnDisk } from './plan-update.ts'
import { DEFAULT_POLICY, judgeRules, type RuleChoice, type RuleSetPolicy } from './policy.ts'
import type { RuleVerdict, SeenSources } from './policy.ts'
import {
  applyVersion,
  decideRule,
  rollBack,
  ruleSetRecords,
  seeSources,
  setPolicy,
  switchSet,
  type RuleSetRecord,
} from './rule-set-record.ts'
import type { RuleRow, RuleSetFile, RuleSetManifest } from './rule-set.ts'
import type { LookForSources } from './seen-sources.ts'
import { listSetFolders, listVersions, pruneVersions, readVersionFiles } from './version-folder.ts'
import { readManifest, removeSetFolder } from './version-folder.ts'

export interface RuleSetSummary {
  readonly name: string
  /** Null: nothing of it was put to work yet. */
  readonly atWork: {
    readonly record: RuleSetRecord
    readonly recordVersion: number
    readonly manifest: RuleSetManifest
    readonly rules: number
    readonly on: number
    readonly errors: number
    readonly remarks: number
    readonly unmapped: number
  } | null
  /** Why what is at work cannot be read; none of its rules is matched then. */
  readonly damaged: string | null
  /** All versions on disk, newest first. */
  readonly versions: readonly RuleSetManifest[]
}

export interface PlannedUpdate extends UpdatePlan {
  readonly manifest: RuleSetManifest
  readonly choice: RuleChoice
  /** What applying it must name; 0: the set is new. */
  readonly recordVersion: number
  /** False: the set is switched off, and stays so. */
  readonly enabled: boolean
}

export interface JudgedRow {
  readonly rule: RuleRow
  readonly verdict: RuleVerdict
}

/** Why a change was not made; nothing has changed then. */
export type RuleSetRefusal = 'not-found' | 'conflict' | 'nothing-before' | 'no-such-rule'
export type RuleSetOutcome = RuleSetSummary | RuleSetRefusal

/** Who changes what, having seen which version of the record (0: none). */
export interface SetChangeRequest {
  readonly name: string
  readonly seen: number
  readonly by: string
  readonly reason: string
}

export interface RuleSetDesk {
  list(): Promise<readonly RuleSetSummary[]>
  get(name: string): Promise<RuleSetSummary | undefined>
  /** Null takes the policy of the set, or the default for a new one. */
  plan(name: string, version: string, policy: RuleSetPolicy | null): Promise<PlannedUpdate | undefined>
  /** Unified diff of a rule's file between what is at work and that version. */
  diff(name: string, version: string, ruleId: string): Promise<string | undefined>
  apply(
    change: SetChangeRequest & { readonly version: string; readonly policy: RuleSetPolicy | null },
  ): Promise<RuleSetOutcome>
  rollBack(change: SetChangeRequest): Promise<RuleSetOutcome>
  setPolicy(change: SetChangeRequest & { readonly policy: RuleSetPolicy }): Promise<RuleSetOutcome>
  decide(
    change: SetChangeRequest & { readonly ruleId: string; readonly decision: 'on' | 'off' | 'policy' },
  ): Promise<RuleSetOutcome>
  switchSet(change: SetChangeRequest & { readonly enabled: boolean }): Promise<RuleSetOutcome>
  /** Takes the set out with all its versions and decisions. */
  remove(change: SetChangeRequest): Promise<'removed' | RuleSetRefusal>
  /** Each rule of the version at work with its verdict. */
  rules(name: string): Promise<readonly JudgedRow[] | undefined>
  /** What was wrong or remarkable in the version at work, errors first. */
  problems(name: string): Promise<readonly Problem[] | undefined>
  /** The files of the version at work. */
  files(name: string): Promise<readonly RuleSetFile[] | undefined>
  /** Looks for log sources anew; rules go on and off with them. */
  refresh(signal?: AbortSignal): Promise<void>
  /** Whether a set was changed where nobody could look for log sources: at a command line beside the platform. */
  isUnlooked(): Promise<boolean>
  /** Sees to it that the pipeline loads what the records say. */
  writeAtWork(): Promise<void>
}

export interface RuleSetDeskOptions {
  /** Folder of all rule sets. */
  readonly directory: string
  readonly records: Records
  readonly audit: Audit
  readonly clock: Clock
  /** Version of the program. */
  readonly program: string
  readonly lookForSources: LookForSources
  /** Other files are to be loaded; resolves when they are in force. */
  readonly onChanged: () => Promise<void>
  readonly report: ReportProblem
}

export function createRuleSetDesk(options: RuleSetDeskOptions): RuleSetDesk {
  const { directory, records, audit, clock, lookForSources } = options
  const catalogues = createCatalogues(directory, options.program)
  const atWork = createAtWorkWriter({ ...options, catalogues })

  const recordOf = (name: string): Promise<Stored<RuleSetRecord> | undefined> =>
    records.get(ruleSetRecords, name)

  async function versionOnDisk(name: string, version: string): Promise<VersionOnDisk> {
    const catalogue = await catalogues.of(name, version)
    return { catalogue, files: await readVersionFiles(directory, name, version) }
  }

  async function lookAt(
    name: string,
    version: string,
    policy: RuleSetPolicy,
    signal?: AbortSignal,
  ): Promise<SeenSources> {
    return await lookForSources((await catalogues.of(name, version)).rules, policy, signal)
  }

  async function summarise(name: string): Promise<RuleSetSummary | undefined> {
    const stored = await recordOf(name)
    const versions = await listVersions(directory, name)
    if (stored === undefined)
      return versions.length === 0 ? undefined : { name, atWork: null, damaged: null, versions }
    try {
      return { name, atWork: await describeAtWork(stored), damaged: null, versions }
    } catch (error) {
      if (!(error instanceof Permanent)) throw error
      return { name, atWork: null, damaged: error.message, versions }
    }
  }

  async function describeAtWork(stored: Stored<RuleSetRecord>): Promise<RuleSetSummary['atWork']> {
    const { record, version: recordVersion } = stored
    const { name, version, enabled } = record
    const { rules, problems } = await catalogues.of(name, version)
    const manifest = await readManifest(directory, name, version)
    if (manifest === undefined)
      throw new Permanent('rule-set.damaged', `${name}/${version} is gone; import the rules again`)
    const verdicts = [...judgeRules(rules, record).values()]
    const errors = problems.filter(({ code }) => code !== 'rule.lint').length
    return {
      record,
      recordVersion,
      manifest,
      rules: rules.length,
      on: enabled ? verdicts.filter(({ on }) => on).length : 0,
      errors,
      remarks: problems.length - errors,
      unmapped: rules.filter(({ mapped }) => !mapped).length,
    }
  }

  /** Commits the changed record, tells the pipeline and the audit trail. */
  async function commit(
    { name, seen, by }: SetChangeRequest,
    changed: RuleSetRecord,
    action: string,
  ): Promise<RuleSetOutcome> {
    if ((await records.commit([put(ruleSetRecords, name, changed, seen)])) === 'conflict') return 'conflict'
    await audit.record(by, action, `rule set ${name}`, changed.history.at(-1)?.detail ?? '')
    await atWork.write()
    return (await summarise(name)) ?? 'not-found'
  }

  async function change(
    request: SetChangeRequest,
    action: string,
    make: (record: RuleSetRecord) => RuleSetRecord | RuleSetRefusal | Promise<RuleSetRecord | RuleSetRefusal>,
  ): Promise<RuleSetOutcome> {
    const stored = await recordOf(request.name)
    if (stored === undefined) return 'not-found'
    if (stored.version !== request.seen) return 'conflict'
    const made = await make(stored.record)
    return typeof made === 'string' ? made : await commit(request, made, action)
  }

  const actorOf = ({ by }: SetChangeRequest) => ({ at: clock.now(), by })

  return {
    async list() {
      const stored = await atWork.records()
      const names = new Set([...stored.map(({ id }) => id), ...(await listSetFolders(directory))])
      const summaries: RuleSetSummary[] = []
      for (const name of [...names].sort()) {
        const summary = await summarise(name)
        if (summary !== undefined) summaries.push(summary)
      }
      return summaries
    },

    get: summarise,

    async plan(name, version, policy) {
      const manifest = await readManifest(directory, name, version)
      if (manifest === undefined) return undefined
      const stored = await recordOf(name)
      const record = stored?.record
      const chosen = policy ?? record?.policy ?? DEFAULT_POLICY
      const seen = await lookAt(name, version, chosen)
      const choice: RuleChoice = { policy: chosen, decisions: record?.decisions ?? {}, seen }
      const before =
        record === undefined ? undefined : { ...(await versionOnDisk(name, record.version)), choice: record }
      const plan = planUpdate(before, await versionOnDisk(name, version), choice)
      return {
        ...plan,
        manifest,
        choice,
        recordVersion: stored?.version ?? 0,
        enabled: record?.enabled ?? true,
      }
    },

    async diff(name, version, ruleId) {
      if ((await readManifest(directory, name, version)) === undefined) return undefined
      const stored = await recordOf(name)
      const before = stored === undefined ? undefined : await versionOnDisk(name, stored.record.version)
      return diffOfRule(before, await versionOnDisk(name, version), ruleId)
    },

    async apply(request) {
      const { name, version } = request
      const manifest = await readManifest(directory, name, version)
      if (manifest === undefined) return 'not-found'
      const stored = await recordOf(name)
      if ((stored?.version ?? 0) !== request.seen) return 'conflict'
      const policy = request.policy ?? stored?.record.policy ?? DEFAULT_POLICY
      // Whole, or it is not put to work.
      await readVersionFiles(directory, name, version)
      const seen = await lookAt(name, version, policy)
      const detail = `${version} ${manifest.source}${request.reason === '' ? '' : `: ${request.reason}`}`
      const actor = { ...actorOf(request), detail }
      const changed = applyVersion(name, stored?.record, { version, policy, seen }, actor)
      const outcome = await commit(request, changed, 'rule-set.applied')
      if (typeof outcome !== 'string') {
        const keep = [changed.version, changed.previous?.version ?? changed.version]
        await pruneVersions(directory, name, keep, clock.now())
      }
      return outcome
    },

    rollBack: request =>
      change(request, 'rule-set.rolled-back', async record => {
        if (record.previous === null) return 'nothing-before'
        const { version, policy } = record.previous
        await readVersionFiles(directory, record.name, version)
        const seen = await lookAt(record.name, version, policy)
        return rollBack(record, seen, actorOf(request), request.reason) ?? 'nothing-before'
      }),

    setPolicy: request =>
      change(request, 'rule-set.policy', async record => {
        const seen = await lookAt(record.name, record.version, request.policy)
        return setPolicy(record, request.policy, seen, actorOf(request), request.reason)
      }),

    decide: request =>
      change(request, `rule-set.rule-${request.decision}`, async record => {
        const { rules } = await catalogues.of(record.name, record.version)
        // Ids are held in lower case; those made of a file's path are as the path is.
        const ids = [request.ruleId, request.ruleId.toLowerCase()]
        const known = rules.find(({ id }) => ids.includes(id))?.id
        // A decision about a rule that is gone can still be taken back.
        const ruleId = known ?? ids.find(id => Object.hasOwn(record.decisions, id))
        if (ruleId === undefined) return 'no-such-rule'
        return decideRule(record, ruleId, request.decision, actorOf(request), request.reason)
      }),

    switchSet: request =>
      change(request, request.enabled ? 'rule-set.enabled' : 'rule-set.disabled', record =>
        switchSet(record, request.enabled, actorOf(request), request.reason),
      ),

    async remove({ name, seen, by, reason }) {
      const stored = await recordOf(name)
      if (stored === undefined && (await listVersions(directory, name)).length === 0) return 'not-found'
      if ((stored?.version ?? 0) !== seen) return 'conflict'
      if (stored !== undefined) {
        if ((await records.commit([remove(ruleSetRecords, name, seen)])) === 'conflict') return 'conflict'
        await atWork.write()
      }
      await audit.record(by, 'rule-set.removed', `rule set ${name}`, reason)
      await removeSetFolder(directory, name)
      return 'removed'
    },

    async rules(name) {
      const stored = await recordOf(name)
      if (stored === undefined) return undefined
      const { rules } = await catalogues.of(name, stored.record.version)
      const verdicts = judgeRules(rules, stored.record)
      return rules.map(rule => ({ rule, verdict: verdicts.get(rule.id)! }))
    },

    async problems(name) {
      const stored = await recordOf(name)
      if (stored === undefined) return undefined
      return errorsFirst((await catalogues.of(name, stored.record.version)).problems)
    },

    async files(name) {
      const stored = await recordOf(name)
      return stored === undefined ? undefined : await readVersionFiles(directory, name, stored.record.version)
    },

    isUnlooked: async () => (await atWork.records()).some(({ record }) => record.seen.at === null),

    writeAtWork: () => atWork.write(),

    async refresh(signal) {
      for (const { id, version, record } of await atWork.records()) {
        const seen = await lookAt(id, record.version, record.policy, signal).catch(damagedIsToldElsewhere)
        if (seen === undefined || seen.at === null) continue
        const changed = seeSources(record, seen, { at: clock.now(), by: 'thapcanh' })
        // Somebody changed the set meanwhile: they looked for sources themselves.
        if (changed !== undefined) await records.commit([put(ruleSetRecords, id, changed, version)])
      }
      await atWork.write()
    },
  }
}

/** `summarise` and the writer of what is at work say it. */
function damagedIsToldElsewhere(error: unknown): undefined {
  if (!(error instanceof Permanent)) throw error
  return undefined
}
