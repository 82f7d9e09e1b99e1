// All of SigmaHQ's rules: every file is a rule that runs or a problem with its place, none is left out in silence, and
// every rule that is off says why. Skipped where the data does not lie beside the repository.

import { globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rules } from '#/cli/rules.ts'
import { licencesOf, makeCatalogue } from '#/rulesets/catalogue.ts'
import { planUpdate } from '#/rulesets/plan-update.ts'
import { DEFAULT_POLICY, RULE_REASONS, sourceKey } from '#/rulesets/policy.ts'
import { readRuleSetFolder } from '#/rulesets/read-folder.ts'
import { readRuleSetZip } from '#/rulesets/read-zip.ts'
import { writeRuleSetZip } from '#/rulesets/write-zip.ts'
import { hasSigmaData, SIGMA_DATA } from '../correlation/shared-data.ts'
import { captureIo } from './capture-io.ts'

const FOLDER = join(SIGMA_DATA, 'rules')
const SEEN = ['linux/*/sshd', 'windows/process_creation/*']
const why = hasSigmaData ? '' : ' (skipped: ../shared/sigma is not here)'
/** Loading all of them takes seconds, on a loaded machine many. */
const PATIENCE_MS = 120_000

/** The file of a problem, relative to the folder. */
const fileOf = ({ where }: { readonly where: string }): string =>
  where.replace(`${FOLDER}/`, '').replace(/:\d.*$/, '')

describe.skipIf(!hasSigmaData)(`SigmaHQ${why}`, () => {
  test(
    'rules check reports each rule that it cannot run, with its place, and none silently',
    async () => {
      const { io, stdout, stderr } = captureIo()
      const code = await rules(['check', FOLDER], io)
      const problems = (await stdout()).map(
        line => JSON.parse(line) as { code: string; where: string; detail: string },
      )
      const [, loaded] = /^(\d+) rules/.exec(await stderr()) ?? []
      const failed = new Set(problems.filter(problem => problem.code !== 'rule.lint').map(fileOf))
      // One document a file in this corpus: what is not loaded is told of.
      expect(Number(loaded) + failed.size).toBe(globSync('**/*.yml', { cwd: FOLDER }).length)
      expect(code).toBe(failed.size === 0 ? 0 : 2)
      expect(problems.filter(({ where, detail }) => !/\.yml:\d+/.test(where) || detail === '')).toEqual([])
    },
    PATIENCE_MS,
  )

  test(
    'imported, every file is accounted for and every rule says why it is on or off',
    async () => {
      const content = await readRuleSetFolder(FOLDER)
      const catalogue = makeCatalogue(content, '1')
      const known = new Set(catalogue.rules.map(({ path }) => path))
      const told = new Set(catalogue.problems.map(fileOf))
      const paths = content.files.map(({ path }) => path).filter(path => path.endsWith('.yml'))
      expect(paths.filter(path => !known.has(path) && !told.has(path))).toEqual([])
      expect(paths).toHaveLength(globSync('**/*.yml', { cwd: FOLDER }).length)
      // The licence asks that authors are shown.
      expect(licencesOf(content.files).map(({ says }) => says)).toContainEqual(
        expect.stringContaining('Detection Rule License'),
      )
      expect(catalogue.rules.filter(({ author }) => author === '')).toEqual([])

      const choice = { policy: DEFAULT_POLICY, decisions: {}, seen: { at: 0, sources: SEEN } }
      const plan = planUpdate(undefined, { catalogue, files: content.files }, choice)
      expect(plan.added).toHaveLength(catalogue.rules.length)
      expect(RULE_REASONS.reduce((sum, reason) => sum + plan.byReason[reason], 0)).toBe(plan.added.length)
      const sourcesOn = plan.turnedOn.map(({ rule }) => sourceKey(rule.logsource!))
      expect([...new Set(sourcesOn)].sort()).toEqual(SEEN)

      expect(readRuleSetZip(writeRuleSetZip(content.files)).sha256).toBe(content.sha256)
    },
    PATIENCE_MS,
  )
})
