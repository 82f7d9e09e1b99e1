// What makes a copy of a data folder a backup: `backup.json`, with size, mode and SHA-256 of every file. It is written last
// and renamed into place, so a folder without it is half of a backup.

import { createHash } from 'node:crypto'
import { open, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Permanent } from '#/kernel/errors.ts'

export const MANIFEST = 'backup.json'

export interface BackupFile {
  /** Relative to the folder, with `/`. */
  readonly path: string
  readonly bytes: number
  /** Permission bits, like 0o600. */
  readonly mode: number
  /** Hexadecimal. */
  readonly sha256: string
}

export interface BackupManifest {
  readonly what: 'thapcanh backup'
  readonly format: 1
  /** Version of the platform that made it. */
  readonly version: string
  /** ms UTC. */
  readonly madeAt: number
  /** By path. */
  readonly files: readonly BackupFile[]
}

const CHUNK_BYTES = 1024 * 1024
/** No step upwards, no root, nothing empty: a manifest must not name files elsewhere. */
const SAFE_PATH = /^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[^\0]+$/

/** Sums up the files of the folder, makes them durable, and writes the manifest. */
export async function sealBackup(
  directory: string,
  version: string,
  madeAt: number,
): Promise<BackupManifest> {
  const files: BackupFile[] = []
  for (const path of await filesUnder(directory)) {
    await using file = await open(join(directory, path), 'r')
    await file.sync()
    const { mode } = await file.stat()
    files.push({ path, mode: mode & 0o777, ...(await sumOf(file)) })
  }
  const manifest: BackupManifest = { what: 'thapcanh backup', format: 1, version, madeAt, files }
  const beside = join(directory, `${MANIFEST}.new`)
  {
    await using file = await open(beside, 'w', 0o600)
    await file.writeFile(`${JSON.stringify(manifest, null, 1)}\n`)
    await file.sync()
  }
  await rename(beside, join(directory, MANIFEST))
  await syncFolders(directory, files)
  return manifest
}

/** Throws Permanent (`backup.damaged`) when there is none, or it is none. */
export async function readManifest(directory: string): Promise<BackupManifest> {
  const path = join(directory, MANIFEST)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const why = isAbsent ? 'it was not finished, or is no backup' : (error as Error).message
    throw new Permanent('backup.damaged', `${path} cannot be read: ${why}`, { cause: error })
  }
  const manifest = parseManifest(text)
  if (manifest === undefined) throw new Permanent('backup.damaged', `${path} is not as \`backup\` writes it`)
  return manifest
}

function parseManifest(text: string): BackupManifest | undefined {
  try {
    const manifest = JSON.parse(text) as BackupManifest
    const isOne =
      manifest.what === 'thapcanh backup' &&
      manifest.format === 1 &&
      Number.isSafeInteger(manifest.madeAt) &&
      manifest.files.every(
        ({ path, bytes, mode, sha256 }) =>
          typeof path === 'string' &&
          SAFE_PATH.test(path) &&
          Number.isSafeInteger(bytes) &&
          Number.isSafeInteger(mode) &&
          /^[0-9a-f]{64}$/.test(sha256),
      )
    return isOne ? manifest : undefined
  } catch {
    return undefined
  }
}

/** Throws Permanent (`backup.damaged`) that names the first file, by path, that is not as the manifest says. */
export async function verifyBackup(directory: string, { files }: BackupManifest): Promise<void> {
  const listed = new Map(files.map(file => [file.path, file]))
  const found = new Set(await filesUnder(directory))
  for (const path of [...new Set([...listed.keys(), ...found])].sort()) {
    const expected = listed.get(path)
    if (expected === undefined) throw damaged(directory, path, 'is not in the manifest')
    if (!found.has(path)) throw damaged(directory, path, 'is absent')
    await using file = await open(join(directory, path), 'r')
    mustFit(directory, expected, await sumOf(file))
  }
}

/** Throws as `verifyBackup` does when what was read of a file is not what the manifest says. */
export function mustFit(
  directory: string,
  expected: BackupFile,
  { bytes, sha256 }: Pick<BackupFile, 'bytes' | 'sha256'>,
): void {
  if (bytes !== expected.bytes)
    throw damaged(directory, expected.path, `has ${bytes} bytes, and had ${expected.bytes}`)
  if (sha256 !== expected.sha256) throw damaged(directory, expected.path, 'was altered: its SHA-256 differs')
}

function damaged(directory: string, path: string, how: string): Permanent {
  return new Permanent('backup.damaged', `${join(directory, path)} ${how}; nothing was restored`)
}

interface Readable {
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: null,
  ): Promise<{ readonly bytesRead: number }>
}

/** Reads a file to its end, handing each piece on before the next is read. */
export async function sumOf(
  file: Readable,
  hand: (piece: Buffer) => Promise<void> = async () => {},
): Promise<Pick<BackupFile, 'bytes' | 'sha256'>> {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  let bytes = 0
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, null)
    if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') }
    const piece = buffer.subarray(0, bytesRead)
    hash.update(piece)
    bytes += bytesRead
    await hand(piece)
  }
}

/** Relative paths of all files but the manifest, sorted. */
async function filesUnder(directory: string, below = ''): Promise<readonly string[]> {
  const found: string[] = []
  for (const entry of await readdir(join(directory, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) found.push(...(await filesUnder(directory, path)))
    else if (path !== MANIFEST) found.push(path)
  }
  return found.sort()
}

/** Makes the names of the files durable. */
export async function syncFolders(directory: string, files: readonly BackupFile[]): Promise<void> {
  const folders = new Set(['', ...files.flatMap(({ path }) => parentsOf(path))])
  for (const folder of folders) {
    await using opened = await open(join(directory, folder), 'r')
    await opened.sync()
  }
}

/** `a/b/c` → `a/b`, `a`. */
function parentsOf(path: string): readonly string[] {
  const at = path.lastIndexOf('/')
  return at === -1 ? [] : [path.slice(0, at), ...parentsOf(path.slice(0, at))]
}
