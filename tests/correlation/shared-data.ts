// The public reference data that lies beside the repository in some places (`../shared/sigma`). Tests read it when
// it is there; where it is not, they are skipped and say so.

import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RuleFile } from '#/correlation/load-rules.ts'

export const SIGMA_DATA = join(import.meta.dirname, '../../../shared/sigma')

export const hasSigmaData = existsSync(join(SIGMA_DATA, 'README.md'))

export function readLines(path: string): string[] {
  return readFileSync(join(SIGMA_DATA, path), 'utf8')
    .split('\n')
    .filter(line => line !== '')
}

/** All rule files of SigmaHQ. */
export function publicRuleFiles(): RuleFile[] {
  const folder = join(SIGMA_DATA, 'rules')
  return globSync('**/*.yml', { cwd: folder })
    .sort()
    .map(path => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
}
