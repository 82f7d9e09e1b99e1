// What stands in a document's field, and where it comes from. A figure names the query that gave it, so that
// anybody can ask again; what a person wrote names the person. A field without data has no value: it stays
// open in the document and is never filled with a guess.

export type Source =
  /** `query` in words of the platform (`incidents detected:[… TO …] mau05:4`), asked at `at`, found `count`. */
  | { readonly kind: 'query'; readonly query: string; readonly at: number; readonly count: number }
  | { readonly kind: 'person'; readonly by: string; readonly at: number }

export type Value =
  | { readonly kind: 'text'; readonly text: string }
  /** Ids of the boxes that are ticked, and what is written beside a box that has room for words. */
  | {
      readonly kind: 'choices'
      readonly checked: readonly string[]
      readonly words: Readonly<Record<string, string>>
    }
  /** Cells by row; null is left open. */
  | { readonly kind: 'rows'; readonly rows: readonly (readonly (string | null)[])[] }
  | { readonly kind: 'items'; readonly items: readonly string[] }
export type ValueKind = Value['kind']

export interface Answer {
  /** Null: open. */
  readonly value: Value | null
  /** Null where nobody has said anything yet. */
  readonly source: Source | null
  /** Tables: where each row comes from, when rows have queries of their own. */
  readonly rowSources?: readonly Source[]
}

export const OPEN: Answer = { value: null, source: null }

/** True when there is something to print. */
export function isAnswered({ value }: Answer): boolean {
  if (value === null) return false
  switch (value.kind) {
    case 'text':
      return value.text.trim() !== ''
    case 'choices':
      return value.checked.length > 0
    case 'rows':
      return value.rows.some(row => row.some(cell => cell !== null))
    case 'items':
      return value.items.length > 0
  }
}

/** A table some of whose cells have no data. */
export function hasOpenCells({ value }: Answer): boolean {
  return value?.kind === 'rows' && value.rows.some(row => row.includes(null))
}
