// A question for records → SQL. One row of `record_key` stands for each key of a record (each member of a list
// key), null included, so that order and bounds walk one index.

import { Permanent } from '#/kernel/errors.ts'
import type { Find } from '../records.ts'

type Value = string | number | null
export interface Query {
  readonly sql: string
  readonly values: readonly Value[]
}

const MAX_PAGE = 1000

export function pageSize(find: Pick<Find, 'limit'>): number {
  return Math.max(1, Math.min(Math.floor(find.limit), MAX_PAGE))
}

/** One row more than the page, to know whether there is a next one. Rows: id, version, body, place. */
export function findQuery(collection: string, find: Find): Query {
  const { conditions, values } = conditionsOf(collection, find)
  const { order } = find
  const operator = order?.direction === 'down' ? '<' : '>'
  const direction = order?.direction === 'down' ? 'DESC' : 'ASC'
  const place = find.after === undefined ? undefined : readPlace(find.after)
  if (order === undefined) {
    if (place !== undefined) {
      conditions.push('r.id > ?')
      values.push(place.id)
    }
    const sql = `SELECT r.id, r.version, r.body, NULL AS place FROM record r WHERE ${conditions.join(' AND ')} ORDER BY r.id LIMIT ?`
    return { sql, values: [...values, pageSize(find) + 1] }
  }
  if (place !== undefined) {
    const after = afterPlace(place, operator)
    conditions.push(after.sql)
    values.push(...after.values)
  }
  const sql = `SELECT r.id, r.version, r.body, o.value AS place
    FROM record_key o JOIN record r ON r.collection = o.collection AND r.id = o.id
    WHERE o.collection = ? AND o.key = ? AND ${conditions.join(' AND ')}
    ORDER BY o.value ${direction}, o.id ${direction} LIMIT ?`
  return { sql, values: [collection, order.key, ...values, pageSize(find) + 1] }
}

export function countQuery(collection: string, find: Pick<Find, 'where' | 'range'>): Query {
  const { conditions, values } = conditionsOf(collection, find)
  return { sql: `SELECT count(*) AS n FROM record r WHERE ${conditions.join(' AND ')}`, values }
}

/** The `next` of a page whose last row is this. */
export function placeOf(id: string, value: unknown): string {
  return Buffer.from(JSON.stringify([id, value])).toString('base64url')
}

function readPlace(text: string): { id: string; value: Value } {
  try {
    const [id, value] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [string, Value]
    if (typeof id === 'string') return { id, value }
  } catch {
    // Not ours: told below.
  }
  throw new Permanent('request.malformed', 'This continuation was not given by an earlier answer.')
}

function conditionsOf(collection: string, { where = {}, range }: Pick<Find, 'where' | 'range'>) {
  const conditions = ['r.collection = ?']
  const values: Value[] = [collection]
  const keyed = 'r.id IN (SELECT id FROM record_key WHERE collection = ? AND key = ? AND'
  for (const [key, value] of Object.entries(where)) {
    conditions.push(`${keyed} value IS ?)`)
    values.push(collection, key, value)
  }
  if (range?.from !== undefined) {
    conditions.push(`${keyed} value >= ?)`)
    values.push(collection, range.key, range.from)
  }
  if (range?.to !== undefined) {
    conditions.push(`${keyed} value <= ?)`)
    values.push(collection, range.key, range.to)
  }
  return { conditions, values }
}

/** Rows behind a place in the order; null stands before every value. */
function afterPlace({ id, value }: { id: string; value: Value }, operator: '<' | '>'): Query {
  if (value === null) {
    const sameValue = `(o.value IS NULL AND o.id ${operator} ?)`
    return { sql: operator === '>' ? `(${sameValue} OR o.value IS NOT NULL)` : sameValue, values: [id] }
  }
  const nulls = operator === '<' ? ' OR o.value IS NULL' : ''
  return {
    sql: `(o.value ${operator} ? OR (o.value = ? AND o.id ${operator} ?)${nulls})`,
    values: [value, value, id],
  }
}
