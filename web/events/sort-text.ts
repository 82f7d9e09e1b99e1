// The order of a search in words.

import { w } from './events-words.ts'
import { type Sort, sortOf, TIME } from './sort.ts'

/** What the direction means. */
export function directionText({ field, descending }: Sort): string {
  if (field === TIME) return descending ? w('newestFirst') : w('oldestFirst')
  return descending ? w('descending') : w('ascending')
}

/** By what and which way, of an order as the address and the API write it. */
export function orderText(text: string): string {
  const sort = sortOf(text)
  const direction = directionText(sort)
  return sort.field === TIME ? direction : w('inOrder', { field: sort.field, direction })
}
