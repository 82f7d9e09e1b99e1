// Reads the files of a rule set from a folder of this machine, a git checkout included. Symbolic links are not
// followed: what they lead to may be anything of the machine.

import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Permanent } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import { isWanted, makeContent, type NamedBytes } from './content.ts'
import type { RuleSetContent } from './rule-set.ts'

/** Throws Permanent when the folder cannot be read or holds more than a rule set may. */
export async function readRuleSetFolder(folder: string): Promise<RuleSetContent> {
  const files: NamedBytes[] = []
  const problems: Problem[] = []
  let ignored = 0
  let bytes = 0
  const waiting = ['']
  for (let inside = waiting.pop(); inside !== undefined; inside = waiting.pop()) {
    for (const entry of await list(join(folder, inside))) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.')) waiting.push(path)
      } else if (!isWanted(path)) ignored += 1
      else if (entry.isSymbolicLink())
        problems.push({
          code: 'rule.invalid',
          where: path,
          detail: 'is a symbolic link, which is not followed',
        })
      else if (!entry.isFile()) ignored += 1
      else {
        const read = await readFile(join(folder, path)).catch((error: unknown) => {
          throw unreadable(join(folder, path), error)
        })
        bytes += read.length
        files.push({ path, bytes: read })
        checkSize(files.length, bytes)
      }
    }
  }
  return makeContent(files, ignored, problems)
}

/** Throws Permanent when a set would be larger than one may be. */
export function checkSize(files: number, bytes: number): void {
  if (files > LIMITS.maxRuleSetFiles)
    throw new Permanent('rule-set.refused', `more than ${LIMITS.maxRuleSetFiles} files of rules`)
  if (bytes > LIMITS.maxRuleSetBytes)
    throw new Permanent('rule-set.refused', `more than ${LIMITS.maxRuleSetBytes} bytes of rules`)
}

async function list(folder: string) {
  return await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(folder, error)
  })
}

function unreadable(path: string, error: unknown): Permanent {
  const reason = error instanceof Error ? error.message : String(error)
  return new Permanent('rule-set.unreadable', `${path} cannot be read: ${reason}`, { cause: error })
}
