// The Merkle tree of RFC 6962 (section 2.1) over lines: whoever has the root can be shown that one line was among them
// without seeing the others. Leaves and nodes are hashed apart (0x00, 0x01), so neither can be passed off as the other.
// A tree of many leaves is kept as the roots of its groups of GROUP_LEAVES; a group's leaves are made again when a path
// through it is wanted.

import { hash } from 'node:crypto'

/** A power of two, so that groups are whole subtrees. */
export const GROUP_LEAVES = 1024
export const HASH_BYTES = 32

/** Of one line without its end. */
export function leafHash(line: string): Buffer {
  return hash('sha256', `\0${line}`, 'buffer')
}

/** Of a line's bytes that are led by the byte 0x00. */
export function leafHashOfBytes(led: Uint8Array): Buffer {
  return hash('sha256', led, 'buffer')
}

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  NODE.set(left, 1)
  NODE.set(right, 1 + HASH_BYTES)
  return hash('sha256', NODE, 'buffer')
}

/** What a node is the hash of. */
const NODE = new Uint8Array(1 + 2 * HASH_BYTES).fill(1, 0, 1)

/** One level up; a node without a neighbour goes up as it is. */
function parentsOf(hashes: readonly Uint8Array[]): readonly Uint8Array[] {
  const parents: Uint8Array[] = []
  for (let at = 0; at < hashes.length; at += 2) {
    const right = hashes[at + 1]
    parents.push(right === undefined ? hashes[at]! : nodeHash(hashes[at]!, right))
  }
  return parents
}

/** The hashes of a tree, level by level from its leaves to its root. */
export type TreeLevels = readonly (readonly Uint8Array[])[]

/** Over at least one hash; also over the roots of groups, in their order. */
export function levelsOf(hashes: readonly Uint8Array[]): TreeLevels {
  if (hashes.length === 0) throw new Error('a tree without leaves has no root')
  const levels = [hashes]
  for (let level = hashes; level.length > 1; levels.push(level)) level = parentsOf(level)
  return levels
}

/** Of at least one hash; also of the roots of groups, in their order. */
export function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  return levelsOf(hashes).at(-1)![0]!
}

/** The neighbours on the way from the hash at that place to the root, from below. */
export function pathOf(levels: TreeLevels, index: number): readonly Uint8Array[] {
  return levels.flatMap((level, height) => {
    const at = Math.floor(index / 2 ** height)
    const neighbour = level[at % 2 === 0 ? at + 1 : at - 1]
    return neighbour === undefined ? [] : [neighbour]
  })
}

/** Whether the path leads from the leaf at that place of a tree of `size` leaves to the root (RFC 9162, 2.1.3.2). */
export function leadsToRoot(
  leaf: Uint8Array,
  {
    index,
    size,
    path,
  }: { readonly index: number; readonly size: number; readonly path: readonly Uint8Array[] },
  root: Uint8Array,
): boolean {
  if (index >= size) return false
  let [at, last] = [index, size - 1]
  let reached = leaf
  for (const neighbour of path) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      reached = nodeHash(neighbour, reached)
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    } else reached = nodeHash(reached, neighbour)
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 && Buffer.compare(reached, root) === 0
}

/** The roots of groups as they lie in a file, one after the other. */
export function splitHashes(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.length % HASH_BYTES !== 0) throw new Error(`${bytes.length} bytes are no list of hashes`)
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, at) =>
    bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  )
}
