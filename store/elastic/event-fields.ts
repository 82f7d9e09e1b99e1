// Names of the fields that the store itself adds to each document, beside those of the event.
//
//   id, micros          order of a search: newest event time first, ties by id
//   received, sequence  when the event came in, and its number in the raw log of its writer
//   values, fields      tokens by which every field of every event is found (search-tokens.ts)
//   grams               three-letter pieces of the running texts, folded
//   unclear             fields of this event that the indexes above do not tell all of; `*` for any
//   misfit              JSON of fields that cannot stand in the document as they are

const NAMES = [
  'id',
  'micros',
  'received',
  'sequence',
  'writer',
  'values',
  'fields',
  'grams',
  'unclear',
  'misfit',
] as const

/** Events have no fields of this beginning in the document. */
export const OWN_PREFIX = 'thapcanh.store.'

export const OWN = Object.fromEntries(NAMES.map(name => [name, `${OWN_PREFIX}${name}`])) as Readonly<
  Record<(typeof NAMES)[number], string>
>

/** In `unclear`: any field of the event. */
export const ANY_FIELD = '*'
