// Proves sealed days of events from the audit trail, without the platform: the trail has the digest of each manifest,
// the manifest the hash of each file.

import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { linkHash } from '#/kernel/hash-link.ts'
import { parseManifest } from '#/store/embedded/day-manifest.ts'
import { treeBytes, treePath } from '#/store/embedded/day-tree.ts'
import type { SealedFile } from '#/store/event-days.ts'
import { rootOf, splitHashes } from '#/store/merkle-tree.ts'
import type { Damage } from './damage.ts'

/** The audit entries: subject `events 2026-11-22`, detail the manifest's digest. */
export const DAY_SEALED = 'day.sealed'
/** Subject the file's name. */
export const DAY_DELETED = 'day.deleted'

/** What the trail says of sealed days. */
export interface SealedBook {
  /** Day → digest of its manifest. */
  readonly digests: ReadonlyMap<string, string>
  /** Names of files, manifests among them, that were deleted because their time was over. */
  readonly deleted: ReadonlySet<string>
}

export interface DaysProof {
  readonly days: number
  readonly files: number
  readonly damage: readonly Damage[]
}

/** `directory` is the folder of day files. Reads every sealed file whole; throws the disk's error for one that cannot be read. */
export async function verifyDays(directory: string, book: SealedBook): Promise<DaysProof> {
  const damage: Damage[] = []
  let files = 0
  for (const [day, digest] of [...book.digests].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = `events-${day}.sealed.json`
    const found = readManifest(join(directory, name))
    if (found === undefined) {
      // With its last file the manifest goes too.
      if (!book.deleted.has(name))
        damage.push({ kind: 'absent', where: name, detail: 'the manifest of a sealed day is missing' })
      continue
    }
    const manifest = parseManifest(found)
    if (manifest === undefined || linkHash(manifest) !== digest) {
      damage.push({ kind: 'altered', where: name, detail: 'is not the manifest that the audit trail names' })
      continue
    }
    for (const file of manifest.files) {
      if (book.deleted.has(file.name)) continue
      files++
      const wrong = await damageOf(directory, file)
      if (wrong !== undefined) damage.push(wrong)
      const wrongTree = damageOfTree(directory, file)
      if (wrongTree !== undefined) damage.push(wrongTree)
    }
  }
  return { days: book.digests.size, files, damage }
}

/** Throws when that cannot be known: what may not be looked at is not absent. */
function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

function readManifest(path: string): string | undefined {
  return isThere(path) ? readFileSync(path, 'utf8') : undefined
}

async function damageOf(directory: string, { name, bytes, sha256 }: SealedFile): Promise<Damage | undefined> {
  const path = join(directory, name)
  if (!isThere(path)) return { kind: 'absent', where: name, detail: 'a sealed file is missing' }
  const { size } = await stat(path)
  if (size < bytes) return { kind: 'truncated', where: name, detail: `has ${size} of its ${bytes} bytes` }
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  return hash.digest('hex') === sha256
    ? undefined
    : { kind: 'altered', where: name, detail: 'does not have the SHA-256 of its manifest' }
}

/** The roots of groups beside the file, by which single events are proven; days of earlier versions have none. */
function damageOfTree(directory: string, { name, events, tree }: SealedFile): Damage | undefined {
  if (tree === undefined) return undefined
  const where = treePath(name)
  const path = join(directory, where)
  if (!isThere(path)) return { kind: 'absent', where, detail: 'the tree of a sealed file is missing' }
  const bytes = readFileSync(path)
  if (bytes.length < treeBytes(events))
    return { kind: 'truncated', where, detail: `has ${bytes.length} of its ${treeBytes(events)} bytes` }
  const isWhole = bytes.length === treeBytes(events) && hexRootOf(bytes) === tree
  return isWhole ? undefined : { kind: 'altered', where, detail: 'does not have the root of its manifest' }
}

function hexRootOf(bytes: Uint8Array): string {
  return Buffer.from(rootOf(splitHashes(bytes))).toString('hex')
}
