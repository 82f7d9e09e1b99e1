// Search terms → the condition of one table of one day file.

import { escapeGlob, escapeRegex, parseGlob, type Glob } from '../glob.ts'
import type { SearchTerm } from '../event-store.ts'
import { quoteName } from './event-columns.ts'
import type { Shape } from './event-shapes.ts'
import type { SqlParameters } from './sql-parameters.ts'
import { columnMatches, jsonHas, jsonMatches, textContains } from './value-sql.ts'

/** Where a term without a field looks. */
const FREE_TEXT = ['message', 'event.original']

/**
 * The condition that all terms hold, 'false' when none of the table's events can satisfy them. `fields` are
 * all that have a column in some table of the file: an event with such a field is in a table that has it.
 */
export function termsCondition(
  terms: readonly SearchTerm[],
  shape: Shape,
  fields: ReadonlySet<string>,
  parameters: SqlParameters,
): string {
  const conditions: string[] = []
  for (const term of terms) {
    const condition = termCondition(term, shape, fields, parameters)
    if (condition === 'false' && !term.negated) return 'false'
    conditions.push(`${term.negated ? 'NOT ' : ''}coalesce(${condition}, false)`)
  }
  return conditions.length === 0 ? 'true' : conditions.join(' AND ')
}

/** The condition that an event is of one of the systems; 'true' when all may be found. */
export function systemsCondition(
  systems: readonly string[] | undefined,
  shape: Shape,
  fields: ReadonlySet<string>,
  parameters: SqlParameters,
): string {
  if (systems === undefined) return 'true'
  const conditions = systems
    .map(id =>
      termCondition(
        { field: 'thapcanh.system.id', value: escapeGlob(id), negated: false },
        shape,
        fields,
        parameters,
      ),
    )
    .filter(condition => condition !== 'false')
  return conditions.length === 0 ? 'false' : `coalesce(${conditions.join(' OR ')}, false)`
}

function termCondition(
  term: SearchTerm,
  shape: Shape,
  fields: ReadonlySet<string>,
  parameters: SqlParameters,
): string {
  const glob = parseGlob(term.value)
  if (term.field === null) {
    return `(${FREE_TEXT.map(field => freeTextCondition(field, shape, glob, parameters)).join(' OR ')})`
  }
  const column = shape.columns.find(({ name }) => name === term.field)
  if (column === undefined)
    return fields.has(term.field) ? 'false' : jsonMatches('rest', term.field, glob, parameters)
  const inColumn = columnMatches(quoteName(column.name), column.type, glob, parameters)
  const isAddress = column.type === 'ip' || column.type === 'ip[]'
  const inMisfit = jsonMatches('misfit', column.name, glob, parameters, isAddress)
  if (column.type !== 'date') return `((${inColumn}) OR (misfit IS NOT NULL AND ${inMisfit}))`
  // A date that is spelled otherwise is in both places, and only the misfit is the event's.
  return `CASE WHEN misfit IS NOT NULL AND ${jsonHas('misfit', column.name, parameters)} THEN ${inMisfit} ELSE ${inColumn} END`
}

function freeTextCondition(field: string, shape: Shape, glob: Glob, parameters: SqlParameters): string {
  if (!shape.columns.some(({ name }) => name === field)) return 'false'
  const around: Glob =
    glob.kind === 'anything'
      ? glob
      : { kind: 'pattern', regex: `.*${glob.kind === 'text' ? escapeRegex(glob.text) : glob.regex}.*` }
  const inMisfit = jsonMatches('misfit', field, around, parameters)
  return `(coalesce(${textContains(quoteName(field), glob, parameters)}, false) OR (misfit IS NOT NULL AND ${inMisfit}))`
}
