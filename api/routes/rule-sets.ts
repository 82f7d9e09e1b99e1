// Imported rule sets: archives taken in and looked at, versions put to work and taken back, rules decided one by one.
// They concern the whole city.

import type { Readable } from 'node:stream'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { PlannedUpdate, RuleSetOutcome, RuleSetRefusal } from '#/rulesets/desk.ts'
import { tidyPolicy } from '#/rulesets/policy-schema.ts'
import { sourceKey } from '#/rulesets/policy.ts'
import type { RuleRow } from '#/rulesets/rule-set.ts'
import { writeRuleSetZip } from '#/rulesets/write-zip.ts'
import type { RuleSetPlanView, RuleSetView } from '../contract/rule-sets.ts'
import { ApiError } from '../errors.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { showPlan, showRule, showRuleProblem, showRuleSet } from '../rule-set-view.ts'

type RuleSetHandlers = Handlers<
  | 'listRuleSets'
  | 'listRuleSetRules'
  | 'listRuleSetProblems'
  | 'exportRuleSet'
  | 'stageRuleSet'
  | 'planRuleSet'
  | 'diffRuleSetRule'
  | 'applyRuleSet'
  | 'rollBackRuleSet'
  | 'setRuleSetPolicy'
  | 'switchRuleSet'
  | 'decideRuleSetRule'
  | 'removeRuleSet'
>

const REFUSALS = {
  'not-found': () => new ApiError('rule-set.not-found', 'There is no such rule set or version of it.'),
  conflict: () => new ApiError('rule-set.changed', 'Someone changed the rule set since; look again.'),
  'nothing-before': () => new ApiError('rule-set.nothing-before', 'There is no version before this one.'),
  'no-such-rule': () => new ApiError('rule-set.rule-not-found', 'The version at work has no such rule.'),
} as const satisfies Record<RuleSetRefusal, () => ApiError>

export function ruleSetRoutes(platform: Platform): RuleSetHandlers {
  const { ruleSets, ruleArchives } = platform

  return {
    listRuleSets: async () => (await guarded(() => ruleSets.list())).map(showRuleSet),

    async listRuleSetRules({ params, query }) {
      const { on, why, text = '', limit = 200, offset = 0 } = query
      const wanted = text.toLowerCase()
      const rules = found(await guarded(() => ruleSets.rules(params.name))).filter(
        ({ rule, verdict }) =>
          (on === undefined || verdict.on === on) &&
          (why === undefined || verdict.why === why) &&
          (wanted === '' || searchedText(rule).includes(wanted)),
      )
      return { rules: rules.slice(offset, offset + limit).map(showRule), total: rules.length }
    },

    async listRuleSetProblems({ params, query }) {
      const { limit = 500, offset = 0 } = query
      const problems = found(await guarded(() => ruleSets.problems(params.name)))
      return {
        problems: problems.slice(offset, offset + limit).map(showRuleProblem),
        total: problems.length,
      }
    },

    async exportRuleSet({ params, reply }) {
      const files = found(await guarded(() => ruleSets.files(params.name)))
      void reply.header('content-disposition', `attachment; filename="${params.name}.zip"`)
      return writeRuleSetZip(files)
    },

    async stageRuleSet({ params, query, body, principal }) {
      const archive = await readArchive(body)
      const what = { name: params.name, source: query.source, by: principal.name }
      const { version } = await guarded(() => ruleArchives.stage(archive, what))
      return planned(await guarded(() => ruleSets.plan(params.name, version, null)))
    },

    planRuleSet: async ({ params, body }) =>
      planned(
        await guarded(() =>
          ruleSets.plan(params.name, params.version, body.policy === null ? null : tidyPolicy(body.policy)),
        ),
      ),

    diffRuleSetRule: async ({ params, query }) => ({
      diff: found(await guarded(() => ruleSets.diff(params.name, params.version, query.rule))),
    }),

    applyRuleSet: async ({ params, body, principal }) =>
      settled(
        await guarded(() =>
          ruleSets.apply({
            ...params,
            ...body,
            policy: body.policy === null ? null : tidyPolicy(body.policy),
            by: principal.name,
          }),
        ),
      ),

    rollBackRuleSet: async ({ params, body, principal }) =>
      settled(await guarded(() => ruleSets.rollBack({ ...params, ...body, by: principal.name }))),

    setRuleSetPolicy: async ({ params, body, principal }) =>
      settled(
        await guarded(() =>
          ruleSets.setPolicy({ ...params, ...body, policy: tidyPolicy(body.policy), by: principal.name }),
        ),
      ),

    switchRuleSet: async ({ params, body, principal }) =>
      settled(await guarded(() => ruleSets.switchSet({ ...params, ...body, by: principal.name }))),

    decideRuleSetRule: async ({ params, body, principal }) =>
      settled(await guarded(() => ruleSets.decide({ ...params, ...body, by: principal.name }))),

    async removeRuleSet({ params, query, principal }) {
      const outcome = await guarded(() => ruleSets.remove({ ...params, ...query, by: principal.name }))
      if (outcome !== 'removed') throw REFUSALS[outcome]()
    },
  }
}

function settled(outcome: RuleSetOutcome): RuleSetView {
  if (typeof outcome === 'string') throw REFUSALS[outcome]()
  return showRuleSet(outcome)
}

function planned(plan: PlannedUpdate | undefined): RuleSetPlanView {
  return showPlan(found(plan))
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw REFUSALS['not-found']()
  return value
}

function searchedText({ id, title, author, path, logsource }: RuleRow): string {
  const source = logsource === undefined ? '' : sourceKey(logsource)
  return [id, title, author, path, source].join('\n').toLowerCase()
}

/** What is wrong with an archive or with a version on disk, in the API's words. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Permanent && error.code === 'rule-set.damaged')
      throw new ApiError('rule-set.damaged', error.message)
    if (error instanceof Permanent && error.code.startsWith('rule-set.'))
      throw new ApiError('rule-set.refused', error.message)
    if (error instanceof Retryable && error.code === 'rule-set.busy')
      throw new ApiError('rule-set.busy', error.message, { retryAfterSeconds: 10 })
    throw error
  }
}

async function readArchive(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > LIMITS.maxRuleSetZipBytes)
      throw new ApiError('request.too-large', `The archive has more than ${LIMITS.maxRuleSetZipBytes} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
