// The tree is that of RFC 6962: checked against its recursive definition, and every path of every small tree.

import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { leadsToRoot, leafHash, levelsOf, pathOf, rootOf } from '#/store/merkle-tree.ts'

const sha256 = (...parts: readonly (Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** MTH of RFC 6962, 2.1, as it is written there. */
function treeHead(lines: readonly string[]): Buffer {
  if (lines.length === 1) return sha256(Uint8Array.of(0), lines[0]!)
  let k = 1
  while (k * 2 < lines.length) k *= 2
  return sha256(Uint8Array.of(1), treeHead(lines.slice(0, k)), treeHead(lines.slice(k)))
}

/** PATH of RFC 6962, 2.1.1. */
function auditPath(m: number, lines: readonly string[]): readonly Buffer[] {
  if (lines.length === 1) return []
  let k = 1
  while (k * 2 < lines.length) k *= 2
  return m < k
    ? [...auditPath(m, lines.slice(0, k)), treeHead(lines.slice(k))]
    : [...auditPath(m - k, lines.slice(k)), treeHead(lines.slice(0, k))]
}

const linesOf = (size: number): string[] => Array.from({ length: size }, (_, at) => `{"_id":"sự kiện ${at}"}`)

describe('trees of each size up to 70', () => {
  test.each(Array.from({ length: 70 }, (_, at) => at + 1))('%i leaves', size => {
    const lines = linesOf(size)
    const leaves = lines.map(leafHash)
    const root = rootOf(leaves)
    expect(Buffer.compare(root, treeHead(lines))).toBe(0)
    for (let index = 0; index < size; index++) {
      const path = pathOf(levelsOf(leaves), index)
      expect(path.map(each => Buffer.from(each).toString('hex'))).toEqual(
        auditPath(index, lines).map(each => each.toString('hex')),
      )
      expect(leadsToRoot(leaves[index]!, { index, size, path }, root)).toBe(true)
      // Another place, another size, another leaf, a shorter and a longer path.
      expect(leadsToRoot(leaves[index]!, { index: index + 1, size, path }, root)).toBe(false)
      expect(leadsToRoot(leafHash('x'), { index, size, path }, root)).toBe(false)
      // Of a tree with one leaf the path is empty, and nothing is shorter.
      for (const shorter of path.length === 0 ? [] : [path.slice(1), path.slice(0, -1)])
        expect(leadsToRoot(leaves[index]!, { index, size, path: shorter }, root)).toBe(false)
      expect(leadsToRoot(leaves[index]!, { index, size, path: [...path, root] }, root)).toBe(false)
    }
  })
})

test('a node is not a leaf', () => {
  const [left, right] = linesOf(2).map(leafHash)
  const asLine = `\u0001${left!.toString('latin1')}${right!.toString('latin1')}`
  expect(Buffer.compare(leafHash(asLine), rootOf([left!, right!]))).not.toBe(0)
})
