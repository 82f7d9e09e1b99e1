// Which files of imported rules the pipeline loads: `at-work.json` in the folder of rule sets, written when a set
// changes and read by whoever loads rules. It only repeats what records and catalogues say, so that a thread
// without a store can load rules, and so that rules which are off cost nothing: their files are not read.

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { judgeRules } from './policy.ts'
import { AT_WORK, type RuleCatalogue } from './rule-set.ts'
import type { RuleSetRecord } from './rule-set-record.ts'
import { filesFolder } from './version-folder.ts'

export interface SetAtWork {
  readonly name: string
  readonly version: string
  /** Files with rules that are on, and files that could not be loaded: their errors are to be seen. */
  readonly files: readonly string[]
  /** Rules of these files that are off all the same. */
  readonly off: readonly string[]
}

/** Which files of a set are loaded. */
export function setAtWork(record: RuleSetRecord, { rules, problems }: RuleCatalogue): SetAtWork {
  const { name, version } = record
  if (!record.enabled) return { name, version, files: [], off: [] }
  const verdicts = judgeRules(rules, record)
  const known = new Set(rules.map(({ path }) => path))
  const files = new Set<string>()
  for (const { id, path } of rules) if (verdicts.get(id)?.on === true) files.add(path)
  for (const { code, where } of problems) {
    const path = where.replace(/:\d+(:.*)?$/, '')
    if (code !== 'rule.lint' && /:\d/.test(where) && !known.has(path)) files.add(path)
  }
  const off = rules.filter(({ id, path }) => files.has(path) && verdicts.get(id)?.on === false)
  return { name, version, files: [...files].sort(), off: off.map(({ id }) => id) }
}

let written = 0

/** Replaces the file, whole, whoever else does so meanwhile; true when it said something else before. */
export async function writeAtWork(directory: string, sets: readonly SetAtWork[]): Promise<boolean> {
  const path = join(directory, AT_WORK)
  const text = `${JSON.stringify(sets)}\n`
  if ((await readFile(path, 'utf8').catch(() => '[]\n')) === text) return false
  await mkdir(directory, { recursive: true, mode: 0o750 })
  // A command line beside the platform writes it as well.
  const next = `${path}.${process.pid}-${++written}.new`
  await writeFile(next, text, { mode: 0o640 })
  await rename(next, path)
  return true
}

export interface LoadedAtWork {
  readonly files: readonly string[]
  /** Rules of these files that are not wanted; `path` is that of their file. */
  readonly isOff: (id: string, path: string) => boolean
}

/** Paths of the files to load; undefined when the folder is no folder of rule sets. Throws when it is damaged. */
export async function readAtWork(directory: string): Promise<LoadedAtWork | undefined> {
  const text = await readFile(join(directory, AT_WORK), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const sets = JSON.parse(text) as readonly SetAtWork[]
  const off = new Set<string>()
  const files: string[] = []
  for (const { name, version, files: wanted, off: unwanted } of sets) {
    const folder = filesFolder(directory, name, version)
    files.push(...wanted.map(path => join(folder, path)))
    for (const id of unwanted) off.add(`${folder}\n${id}`)
  }
  const folders = sets.map(({ name, version }) => filesFolder(directory, name, version))
  return {
    files,
    isOff(id, path) {
      const folder = folders.find(each => path.startsWith(`${each}/`))
      // A rule without an id is known by its path, which is another inside the set.
      const own = folder !== undefined && id.startsWith(path) ? id.slice(folder.length + 1) : id
      return folder !== undefined && off.has(`${folder}\n${own}`)
    },
  }
}
