// Our own rules and correlations as they are loaded, for the tests about them.

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadRules } from '#/correlation/load-rules.ts'

export const OWN_FOLDER = join(import.meta.dirname, '../../rules')

export const OWN_FILES = globSync('**/*.yml', { cwd: OWN_FOLDER })
  .sort()
  .map(path => ({ path, text: readFileSync(join(OWN_FOLDER, path), 'utf8') }))

const { rules, correlations, problems } = loadRules(OWN_FILES)

export const OWN_PROBLEMS = problems
/** Rules that raise alerts. */
export const OWN_RULES = rules.filter(({ summary }) => summary.buildingBlock !== true)
/** Rules that are only part of correlations. */
export const BUILDING_BLOCKS = rules.filter(({ summary }) => summary.buildingBlock === true)
export const OWN_CORRELATIONS = correlations
/** Correlations that raise alerts. */
export const TELLING_CORRELATIONS = correlations.filter(({ summary }) => summary.buildingBlock !== true)
