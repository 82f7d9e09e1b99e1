// The order of a search as its address and the API write it: `newest`, `oldest`, `source.bytes:desc`. Pure.

export interface Sort {
  readonly field: string
  readonly descending: boolean
}

/** Event time: what a search is sorted by unless something else is said. */
export const TIME = '@timestamp'

/** The order that a text names; newest first for none, and for one that names none. */
export function sortOf(text: string | undefined): Sort {
  if (text === 'oldest') return { field: TIME, descending: false }
  const [, field, direction] = /^(.+):(asc|desc)$/.exec(text ?? '') ?? []
  return field === undefined ? { field: TIME, descending: true } : { field, descending: direction === 'desc' }
}

/** The other way round; undefined for newest first. */
export function sortText({ field, descending }: Sort): string | undefined {
  if (field === TIME) return descending ? undefined : 'oldest'
  return `${field}:${descending ? 'desc' : 'asc'}`
}
