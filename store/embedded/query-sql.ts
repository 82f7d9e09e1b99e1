// A query → the condition of one table of one day file. Every leaf is true or false, never NULL, so NOT means
// what it says; leaves that no row of the table can satisfy are folded away before SQL sees them.

import { escapeGlob } from '../glob.ts'
import { anyOf, FREE_TEXT, type Query, type QueryLeaf, type QueryTerm, TEXT_FIELDS } from '../query-tree.ts'
import { quoteName } from './event-columns.ts'
import type { Shape } from './event-shapes.ts'
import { rangeTest } from './range-sql.ts'
import type { SqlParameters } from './sql-parameters.ts'
import { EXISTS, regexTest, termTest, textTest } from './term-sql.ts'
import { columnMatches, jsonHas, jsonMatches, type ValueTest } from './value-sql.ts'

/**
 * The condition that the query holds: 'false' when none of the table's events can satisfy it, 'true' when all do.
 * `fields` are all that have a column in some table of the file: an event with such a field is in a table that
 * has it.
 */
export function queryCondition(
  query: Query,
  shape: Shape,
  fields: ReadonlySet<string>,
  parameters: SqlParameters,
): string {
  const before = parameters.count
  const condition = treeCondition(query, shape, fields, parameters)
  if (condition === 'true' || condition === 'false') parameters.forget(before)
  return condition
}

function treeCondition(
  query: Query,
  shape: Shape,
  fields: ReadonlySet<string>,
  parameters: SqlParameters,
): string {
  switch (query.kind) {
    case 'and':
    case 'or': {
      const [neutral, settles] = query.kind === 'and' ? ['true', 'false'] : ['false', 'true']
      const parts = query.parts
        .map(part => queryCondition(part, shape, fields, parameters))
        .filter(part => part !== neutral)
      if (parts.includes(settles)) return settles
      if (parts.length === 0) return neutral
      return `(${parts.join(query.kind === 'and' ? ' AND ' : ' OR ')})`
    }
    case 'not': {
      const part = queryCondition(query.part, shape, fields, parameters)
      return part === 'true' ? 'false' : part === 'false' ? 'true' : `(NOT ${part})`
    }
    default: {
      const condition = leafCondition(query, shape, fields, parameters)
      return condition === 'false' ? 'false' : `coalesce(${condition}, false)`
    }
  }
}

/** The condition that an event is of one of the systems; 'true' when all may be found. */
export function systemsCondition(
  systems: readonly string[] | undefined,
  shape: Shape,
  fields: ReadonlySet<string>,
  parameters: SqlParameters,
): string {
  if (systems === undefined) return 'true'
  const ofSystem = (id: string): QueryTerm => ({
    kind: 'term',
    field: 'thapcanh.system.id',
    value: escapeGlob(id),
  })
  return queryCondition(anyOf(systems.map(ofSystem)), shape, fields, parameters)
}

function leafCondition(
  leaf: QueryLeaf,
  shape: Shape,
  fields: ReadonlySet<string>,
  parameters: SqlParameters,
): string {
  const isFree = leaf.kind === 'text' || (leaf.kind === 'regex' && leaf.field === null)
  if (!isFree) return fieldCondition(leaf.field!, testOf(leaf, parameters), shape, fields, parameters)
  // What a part of a line matches, the whole line does, unless it is held to begin or end there. So of a column that
  // repeats the line only what the line does not say needs to be looked at.
  const isAnywhere = leaf.kind === 'text' || (!leaf.fromStart && !leaf.toEnd)
  const conditions = FREE_TEXT.map(field =>
    fieldCondition(field, testOf(leaf, parameters), shape, fields, parameters, isAnywhere),
  ).filter(condition => condition !== 'false')
  return conditions.length === 0
    ? 'false'
    : `(${conditions.map(condition => `coalesce(${condition}, false)`).join(' OR ')})`
}

function testOf(leaf: QueryLeaf, parameters: SqlParameters): ValueTest {
  switch (leaf.kind) {
    case 'exists':
      return EXISTS
    case 'text':
      return textTest(leaf, parameters)
    case 'term':
      return termTest(leaf, TEXT_FIELDS.has(leaf.field), parameters)
    case 'regex':
      return regexTest(leaf, leaf.field === null || TEXT_FIELDS.has(leaf.field), parameters)
    case 'range':
      return rangeTest(leaf, parameters)
  }
}

function fieldCondition(
  field: string,
  test: ValueTest,
  shape: Shape,
  fields: ReadonlySet<string>,
  parameters: SqlParameters,
  ownOnly = false,
): string {
  const column = shape.columns.find(({ name }) => name === field)
  if (column === undefined) return fields.has(field) ? 'false' : jsonMatches('rest', field, test, parameters)
  const looked = ownOnly ? (column.own ?? column.name) : column.name
  const inColumn = columnMatches(quoteName(looked), column.type, test)
  const isAddress = column.type === 'ip' || column.type === 'ip[]'
  const inMisfit = jsonMatches('misfit', column.name, test, parameters, isAddress)
  if (column.type !== 'date') return `((${inColumn}) OR (misfit IS NOT NULL AND ${inMisfit}))`
  // A date that is spelled otherwise is in both places, and only the misfit is the event's.
  return `CASE WHEN misfit IS NOT NULL AND ${jsonHas('misfit', column.name, parameters)} THEN ${inMisfit} ELSE ${inColumn} END`
}
