// What must stand in the text of an event for a query to hold, so that filters over texts (text-filters.ts) can pass whole
// stretches of rows over. Only what looks into `message` and `event.original` needs anything of them.

import { parseGlobParts } from '../glob.ts'
import { FREE_TEXT, type Query } from '../query-tree.ts'
import { foldText } from './fold-text.ts'
import { gramsOf } from './gram-filter.ts'

/** Whether texts that have these grams may satisfy the query. */
export type TextNeed = (has: (gram: number) => boolean) => boolean

/** Undefined when any text may do. */
export function textNeed(query: Query): TextNeed | undefined {
  switch (query.kind) {
    case 'and': {
      const needs = query.parts.map(textNeed).filter(need => need !== undefined)
      return needs.length === 0 ? undefined : has => needs.every(need => need(has))
    }
    case 'or': {
      const needs = query.parts.map(textNeed)
      return needs.includes(undefined) ? undefined : has => needs.some(need => need!(has))
    }
    case 'text':
      return literalNeed(query.value, query.folded === true)
    case 'term':
      return (FREE_TEXT as readonly string[]).includes(query.field)
        ? literalNeed(query.value, query.folded === true)
        : undefined
    case 'not':
    case 'exists':
    case 'range':
    case 'regex':
      return undefined
  }
}

/** The letters of a value stand in every text that it is found in; what stands between its wildcards, each for itself. */
function literalNeed(value: string, folded: boolean): TextNeed | undefined {
  const grams = parseGlobParts(folded ? foldText(value) : value).flatMap(text =>
    // Only ASCII letters are the same ones in the folded text, so no other is made one of them here.
    gramsOf(text.replaceAll(/[A-Z]/g, letter => letter.toLowerCase())),
  )
  return grams.length === 0 ? undefined : has => grams.every(has)
}
