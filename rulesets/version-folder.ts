// The versions of rule sets on disk: `DIRECTORY/NAME/VERSION/` with the files as they came below `files/`, what was
// made of them in `catalogue.json`, and `manifest.json`. A version is written beside its place, synced, and renamed
// into it, so it is there whole or not at all; it never changes afterwards, and its name is the beginning of its
// content's hash. Only the catalogue is made anew when another version of the program reads it.

import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { Clock } from '#/kernel/clock.ts'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { authorsOf, licencesOf, makeCatalogue } from './catalogue.ts'
import { hashOf } from './content.ts'
import { AT_WORK, SET_NAME, VERSION_NAME } from './rule-set.ts'
import type { RuleCatalogue, RuleSetContent, RuleSetFile, RuleSetManifest } from './rule-set.ts'

export interface StageOptions {
  /** Folder of all rule sets. */
  readonly directory: string
  readonly name: string
  /** Where it came from, for people. */
  readonly source: string
  readonly by: string
  readonly clock: Clock
  /** Version of the program. */
  readonly program: string
}

export interface StagedVersion {
  readonly manifest: RuleSetManifest
  readonly catalogue: RuleCatalogue
}

const FILES = 'files'
const CATALOGUE = 'catalogue.json'
const MANIFEST = 'manifest.json'
const HALF = '.half-'
const FILES_AT_ONCE = 32
/** What a process that died left half-written is removed after this. */
const HALF_KEPT_MS = 60 * 60_000

/** Loads and keeps a content as a version; one that is there already is taken as it is. */
export async function stageVersion(content: RuleSetContent, options: StageOptions): Promise<StagedVersion> {
  const { directory, name, clock, program } = options
  if (!SET_NAME.test(name))
    throw new Permanent(
      'rule-set.name',
      `"${name}" is no name of a rule set: a-z, 0-9 and hyphens, 48 at most`,
    )
  if (content.files.every(({ path }) => !/\.ya?ml$/i.test(path)))
    throw new Permanent('rule-set.refused', 'There is no rule file in it.')
  const version = content.sha256.slice(0, 16)
  await markAsSets(directory)
  const known = await readStaged(directory, name, version, program)
  if (known !== undefined) return known
  const catalogue = makeCatalogue(content, program)
  const manifest: RuleSetManifest = {
    name,
    version,
    sha256: content.sha256,
    source: options.source,
    stagedAt: clock.now(),
    stagedBy: options.by,
    files: content.files.length,
    bytes: content.files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
    ignored: content.ignored,
    licences: licencesOf(content.files),
    authors: authorsOf(catalogue.rules),
  }
  await writeVersion(join(directory, name), version, content.files, [
    { path: CATALOGUE, text: JSON.stringify(catalogue) },
    { path: MANIFEST, text: `${JSON.stringify(manifest, null, 2)}\n` },
  ])
  return { manifest, catalogue }
}

/** Without the file that says what is at work, whoever loads rules would take the folder for one of plain rules. */
async function markAsSets(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o750 })
  await writeFile(join(directory, AT_WORK), '[]\n', { flag: 'wx', mode: 0o640 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw unwritable(directory, error)
    },
  )
}

/** Undefined when there is no such version, or it is damaged. */
async function readStaged(
  directory: string,
  name: string,
  version: string,
  program: string,
): Promise<StagedVersion | undefined> {
  const manifest = await readManifest(directory, name, version)
  if (manifest === undefined) return undefined
  try {
    await readVersionFiles(directory, name, version)
    return { manifest, catalogue: await readCatalogue(directory, name, version, program) }
  } catch (error) {
    if (error instanceof Permanent) return undefined
    throw error
  }
}

async function writeVersion(
  folder: string,
  version: string,
  files: readonly RuleSetFile[],
  facts: readonly RuleSetFile[],
): Promise<void> {
  const half = join(folder, `${HALF}${randomBytes(8).toString('hex')}`)
  try {
    const folders = new Set(files.map(({ path }) => dirname(join(half, FILES, path))))
    for (const each of folders) await mkdir(each, { recursive: true, mode: 0o750 })
    await eachAtOnce(files, ({ path, text }) => writeSynced(join(half, FILES, path), text))
    for (const { path, text } of facts) await writeSynced(join(half, path), text)
    for (const each of folders) await syncFolder(each)
    await syncFolder(half)
    await rm(join(folder, version), { recursive: true, force: true })
    await rename(half, join(folder, version))
    await syncFolder(folder)
    await syncFolder(dirname(folder))
  } catch (error) {
    await rm(half, { recursive: true, force: true }).catch(() => {})
    throw unwritable(folder, error as Error)
  }
}

/** Undefined when there is no such version. */
export async function readManifest(
  directory: string,
  name: string,
  version: string,
): Promise<RuleSetManifest | undefined> {
  if (!SET_NAME.test(name) || !VERSION_NAME.test(version)) return undefined
  const path = join(directory, name, version, MANIFEST)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw damaged(path, error.message)
  })
  return text === undefined ? undefined : (parseOrThrow(path, text) as RuleSetManifest)
}

/** Where the files of a version lie. */
export function filesFolder(directory: string, name: string, version: string): string {
  return join(directory, name, version, FILES)
}

/** The files of a version; throws Permanent (`rule-set.damaged`) unless they are those that were staged. */
export async function readVersionFiles(
  directory: string,
  name: string,
  version: string,
): Promise<readonly RuleSetFile[]> {
  const folder = filesFolder(directory, name, version)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: Error) => {
    throw damaged(folder, error.message)
  })
  const paths = entries
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
  const files: RuleSetFile[] = []
  await eachAtOnce(paths, async path => {
    files.push({ path, text: await readOrThrow(join(folder, path)) })
  })
  files.sort((a, b) => (a.path < b.path ? -1 : 1))
  if (!hashOf(files).startsWith(version)) throw damaged(folder, 'it is not what was imported')
  return files
}

/** What the loader makes of a version, made anew when it was another program's. */
export async function readCatalogue(
  directory: string,
  name: string,
  version: string,
  program: string,
): Promise<RuleCatalogue> {
  const path = join(directory, name, version, CATALOGUE)
  const known = parseOrThrow(path, await readOrThrow(path)) as RuleCatalogue
  if (known.program === program) return known
  const files = await readVersionFiles(directory, name, version)
  const isOfReader = ({ where }: { where: string }): boolean => !/:\d/.test(where)
  const catalogue = makeCatalogue({ files, problems: known.problems.filter(isOfReader) }, program)
  await writeSynced(`${path}.new`, JSON.stringify(catalogue))
  await rename(`${path}.new`, path)
  return catalogue
}

/** Staged versions of a set, newest first. */
export async function listVersions(directory: string, name: string): Promise<readonly RuleSetManifest[]> {
  const found: RuleSetManifest[] = []
  for (const version of await namesIn(join(directory, name))) {
    const manifest = await readManifest(directory, name, version)
    if (manifest !== undefined) found.push(manifest)
  }
  return found.sort((a, b) => b.stagedAt - a.stagedAt || (a.version < b.version ? -1 : 1))
}

/** Names of the sets that have a folder. */
export async function listSetFolders(directory: string): Promise<readonly string[]> {
  return (await namesIn(directory)).filter(name => SET_NAME.test(name))
}

/** Removes versions that nobody needs: all but those kept and the newest few staged ones. */
export async function pruneVersions(
  directory: string,
  name: string,
  keep: readonly string[],
  now: number,
): Promise<void> {
  const folder = join(directory, name)
  const spare = (await listVersions(directory, name)).filter(({ version }) => !keep.includes(version))
  for (const { version } of spare.slice(LIMITS.maxStagedVersions))
    await rm(join(folder, version), { recursive: true, force: true })
  for (const half of (await namesIn(folder)).filter(entry => entry.startsWith(HALF))) {
    const found = await stat(join(folder, half)).catch(() => undefined)
    if (found !== undefined && now - found.mtimeMs > HALF_KEPT_MS)
      await rm(join(folder, half), { recursive: true, force: true })
  }
}

/** Removes everything of a set from the disk. */
export async function removeSetFolder(directory: string, name: string): Promise<void> {
  if (SET_NAME.test(name)) await rm(join(directory, name), { recursive: true, force: true })
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
}

/** Syncs of many small files are quick only side by side. */
async function eachAtOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values()
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item)
  }
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, worker))
}

async function writeSynced(path: string, text: string): Promise<void> {
  await using file = await open(path, 'w', 0o640)
  await file.writeFile(text)
  await file.sync()
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync()
}

async function readOrThrow(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: Error) => {
    throw damaged(path, error.message)
  })
}

function parseOrThrow(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw damaged(path, (error as Error).message)
  }
}

function unwritable(folder: string, cause: Error): Retryable {
  return new Retryable('rule-set.unwritable', `${folder} cannot be written: ${cause.message}`, { cause })
}

function damaged(path: string, reason: string): Permanent {
  return new Permanent('rule-set.damaged', `${path} is damaged: ${reason}; import the rules again`)
}
