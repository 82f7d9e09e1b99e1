// Reads rule files from disk (correlation/ itself touches no files) and has them compiled.

import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadRules, type LoadedRules } from '#/correlation/load-rules.ts'
import type { Problem } from '#/kernel/problem.ts'

/** Loads every .yml and .yaml below the folders, in path order; a file that cannot be read is a Problem. */
export async function loadRuleFolders(folders: readonly string[]): Promise<LoadedRules> {
  const documents: { path: string; text: string }[] = []
  const problems: Problem[] = []
  for (const folder of folders) {
    if (!existsSync(folder))
      problems.push({ code: 'rule.invalid', where: folder, detail: 'there is no such folder' })
    for (const path of await ruleFiles(folder)) {
      try {
        documents.push({ path, text: await readFile(path, 'utf8') })
      } catch (error) {
        problems.push({
          code: 'rule.invalid',
          where: path,
          detail: `cannot be read: ${(error as Error).message}`,
        })
      }
    }
  }
  const loaded = loadRules(documents)
  return { ...loaded, problems: [...problems, ...loaded.problems] }
}

async function ruleFiles(folder: string): Promise<string[]> {
  const found: string[] = []
  for await (const name of glob('**/*.{yml,yaml}', { cwd: folder })) found.push(join(folder, name))
  return found.sort()
}
