// Reads rule files from disk (correlation/ itself touches no files) and has them compiled. Of a folder of imported
// rule sets only those rules are loaded that are at work.

import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadRulesInSteps, type RuleFile } from '#/correlation/load-rules.ts'
import type { LoadedRule } from '#/correlation/loaded-rule.ts'
import type { LoadedRules } from '#/correlation/loaded-rules.ts'
import type { Problem } from '#/kernel/problem.ts'
import { readAtWork, type LoadedAtWork } from '#/rulesets/at-work.ts'
import { inTurns } from './in-turns.ts'

/**
 * Loads every .yml and .yaml below the folders, in path order, after `first`; a file that cannot be read is a
 * Problem.
 */
export async function loadRuleFolders(
  folders: readonly string[],
  first: readonly RuleFile[] = [],
): Promise<LoadedRules> {
  const documents: RuleFile[] = [...first]
  const problems: Problem[] = []
  const unwanted: LoadedAtWork['isOff'][] = []
  const imported = new Set<string>()
  const refuse = (where: string, detail: string): void =>
    void problems.push({ code: 'rule.invalid', where, detail })
  for (const folder of folders) {
    if (!existsSync(folder)) refuse(folder, 'there is no such folder')
    const { files, isOff } = await wantedFiles(folder).catch((error: Error) => {
      refuse(folder, `cannot be read: ${error.message}`)
      return NOTHING
    })
    if (isOff !== undefined) unwanted.push(isOff)
    for (const path of files) {
      if (isOff !== undefined) imported.add(path)
      try {
        documents.push({ path, text: await readFile(path, 'utf8') })
      } catch (error) {
        refuse(path, `cannot be read: ${(error as Error).message}`)
      }
    }
  }
  const loaded = await inTurns(loadRulesInSteps(documents))
  const isOn = ({ summary, path }: Pick<LoadedRule, 'summary' | 'path'>): boolean =>
    !unwanted.some(isOff => isOff(summary.id, path))
  return {
    rules: loaded.rules.filter(isOn),
    correlations: loaded.correlations.filter(isOn),
    // Nobody has reviewed what an imported filter would hide; the import says that it is left out.
    filters: loaded.filters.filter(({ path }) => !imported.has(path)),
    problems: [...problems, ...loaded.problems],
  }
}

interface WantedFiles {
  readonly files: readonly string[]
  /** Absent: all rules of the files are wanted. */
  readonly isOff?: LoadedAtWork['isOff']
}

const NOTHING: WantedFiles = { files: [] }

async function wantedFiles(folder: string): Promise<WantedFiles> {
  const atWork = await readAtWork(folder)
  if (atWork !== undefined) return atWork
  const found: string[] = []
  for await (const name of glob('**/*.{yml,yaml}', { cwd: folder })) found.push(join(folder, name))
  return { files: found.sort() }
}
