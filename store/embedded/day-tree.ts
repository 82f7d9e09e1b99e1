// The tree of a sealed file: its leaves are the events' lines (event-line.ts), table by table in the order of their
// names, rows as they lie there. Nothing is written to a sealed file, so places stay. Beside the file lie the roots of
// groups, `events-2026-11-22.l3.duckdb.tree`, 32 bytes for each 1024 events; the manifest has the root of all.

import type { DuckDBConnection } from '@duckdb/node-api'
import type { EventProof } from '../event-days.ts'
import { eventLine } from '../event-line.ts'
import { GROUP_LEAVES, HASH_BYTES, leafHash, levelsOf, pathOf, rootOf, splitHashes } from '../merkle-tree.ts'
import { quoteName } from './event-columns.ts'
import type { Shape } from './event-shapes.ts'
import { rowLeaves, type FieldsApart } from './row-leaves.ts'
import { readRows } from './row-reader.ts'
import { SqlParameters } from './sql-parameters.ts'

/** Of the file with the sealed events. */
export function treePath(path: string): string {
  return `${path}.tree`
}

export interface DayTree {
  /** Hexadecimal. */
  readonly root: string
  /** Roots of the groups, one after the other. */
  readonly groups: Uint8Array
}

interface SealedTables {
  /** Name inside DuckDB. */
  readonly alias: string
  readonly shapes: readonly Shape[]
}

function inOrder(shapes: readonly Shape[]): readonly Shape[] {
  return shapes.toSorted((a, b) => (a.table < b.table ? -1 : 1))
}

/**
 * Reads an attached file whole; throws when it holds no event, or as soon as it is stopped. `apart` is what files before
 * it taught of their fields.
 */
export async function buildTree(
  connection: DuckDBConnection,
  { alias, shapes }: SealedTables,
  isStopped: () => boolean,
  apart: FieldsApart = new Map(),
): Promise<DayTree> {
  const groups: Uint8Array[] = []
  let leaves: Uint8Array[] = []
  const close = (): void => {
    if (leaves.length > 0) groups.push(rootOf(leaves))
    leaves = []
  }
  for (const shape of inOrder(shapes)) {
    for await (const block of rowLeaves(connection, alias, shape, apart)) {
      if (isStopped()) throw new Error('building the tree was stopped')
      for (const leaf of block) {
        leaves.push(leaf)
        if (leaves.length === GROUP_LEAVES) close()
      }
    }
  }
  close()
  return { root: hex(rootOf(groups)), groups: Buffer.concat(groups) }
}

/**
 * Proofs of those events that the attached file has, by place; only the places without a tree. Throws when the groups made
 * again are not those of the tree.
 */
export async function proveEvents(
  connection: DuckDBConnection,
  tables: SealedTables,
  tree: Uint8Array | undefined,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly EventProof[]> {
  const stretches = await stretchesOf(connection, tables)
  const found = await placesOf(connection, tables, stretches, ids)
  if (tree === undefined) return found.map(place => ({ ...place, path: null }))
  const roots = splitHashes(tree)
  const groupLevels = roots.length === 0 ? [] : levelsOf(roots)
  const proofs: EventProof[] = []
  for (const [group, ofGroup] of Map.groupBy(found, ({ index }) => Math.floor(index / GROUP_LEAVES))) {
    signal?.throwIfAborted()
    const leaves = await leavesOf(connection, tables, stretches, group)
    const levels = levelsOf(leaves)
    if (roots[group] === undefined || Buffer.compare(levels.at(-1)![0]!, roots[group]) !== 0)
      throw new Error(`its events ${group * GROUP_LEAVES} and following are not those that were sealed`)
    const fromGroup = pathOf(groupLevels, group).map(hex)
    for (const { id, index } of ofGroup) {
      const path = [...pathOf(levels, index % GROUP_LEAVES).map(hex), ...fromGroup]
      proofs.push({ id, index, path })
    }
  }
  return proofs
}

/** A table and the places of its rows in the tree. */
interface Stretch {
  readonly shape: Shape
  readonly first: number
  readonly rows: number
}

async function stretchesOf(
  connection: DuckDBConnection,
  { alias, shapes }: SealedTables,
): Promise<readonly Stretch[]> {
  const stretches: Stretch[] = []
  let first = 0
  for (const shape of inOrder(shapes)) {
    const counted = await connection.runAndReadAll(
      `SELECT count(*)::BIGINT FROM ${quoteName(alias)}.${quoteName(shape.table)}`,
    )
    const rows = Number(counted.getRows()[0]![0])
    stretches.push({ shape, first, rows })
    first += rows
  }
  return stretches
}

async function placesOf(
  connection: DuckDBConnection,
  { alias }: SealedTables,
  stretches: readonly Stretch[],
  ids: readonly string[],
): Promise<readonly { readonly id: string; readonly index: number }[]> {
  const found: { id: string; index: number }[] = []
  for (const { shape, first } of stretches) {
    const parameters = new SqlParameters()
    const sql = `SELECT id, rowid FROM ${quoteName(alias)}.${quoteName(shape.table)} WHERE id IN (SELECT unnest(${parameters.texts(ids)}))`
    const rows = await connection.runAndReadAll(sql, parameters.values, parameters.types)
    for (const [id, row] of rows.getRows()) found.push({ id: id as string, index: first + Number(row) })
  }
  return found.sort((a, b) => a.index - b.index)
}

/** The leaves of one group, which may reach over several tables. */
async function leavesOf(
  connection: DuckDBConnection,
  { alias }: SealedTables,
  stretches: readonly Stretch[],
  group: number,
): Promise<readonly Buffer[]> {
  const leaves: Buffer[] = []
  for (const { shape, first, rows } of stretches) {
    const from = Math.max(0, group * GROUP_LEAVES - first)
    const to = Math.min(rows, (group + 1) * GROUP_LEAVES - first)
    if (from >= to) continue
    const within = `rowid >= ${from} AND rowid < ${to}`
    const hits = await readRows(connection, alias, shape, within, new SqlParameters(), 'ORDER BY rowid')
    leaves.push(...hits.map(({ id, event }) => leafHash(eventLine(id, event))))
  }
  return leaves
}

/** Bytes of the tree's file of so many events. */
export function treeBytes(events: number): number {
  return Math.ceil(events / GROUP_LEAVES) * HASH_BYTES
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
