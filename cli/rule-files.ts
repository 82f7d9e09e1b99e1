// Rule files named on the command line: folders are searched for .yml and .yaml, files are taken as they are.

import { glob, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RuleFile } from '#/correlation/load-rules.ts'
import { Permanent } from '#/kernel/errors.ts'

/** All rule files below the paths, in path order, each once. Throws Permanent when a path cannot be read. */
export async function readRuleFiles(paths: readonly string[]): Promise<readonly RuleFile[]> {
  const files: RuleFile[] = []
  const seen = new Set<string>()
  for (const path of paths) {
    for (const file of await filesUnder(path)) {
      if (seen.has(file)) continue
      seen.add(file)
      files.push({ path: file, text: await readOrThrow(file) })
    }
  }
  return files
}

async function filesUnder(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  if (!found.isDirectory()) return [path]
  const files: string[] = []
  for await (const name of glob('**/*.{yml,yaml}', { cwd: path })) files.push(join(path, name))
  return files.sort()
}

async function readOrThrow(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unreadable(path: string, cause: unknown): Permanent {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new Permanent('rules.unreadable', `rules: ${path} cannot be read: ${reason}`, { cause })
}
