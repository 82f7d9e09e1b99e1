// What a page is made of, the same for every renderer: paragraphs of runs, short rules, tables, and sheets of
// pages. Sizes are in points, lengths in millimetres, widths of columns in shares.

import type { Drawing } from './drawing.ts'

export interface Run {
  readonly text: string
  readonly bold?: boolean
  readonly italic?: boolean
}

export interface Paragraph {
  readonly kind: 'paragraph'
  readonly runs: readonly Run[]
  readonly align: 'left' | 'center' | 'right' | 'justify'
  readonly sizePt: number
  readonly beforePt: number
  readonly afterPt: number
  readonly firstLineMm?: number
  readonly indentMm?: number
  /** Dots fill the last line to its end: an open field. */
  readonly dots?: boolean
  /** Stays on the page of what follows. */
  readonly keepWithNext?: boolean
  /** A heading of this depth, for outlines and tags. */
  readonly heading?: 1 | 2 | 3
}

/** A thin centred line under the paragraph before, `share` of the width there is. */
export interface Rule {
  readonly kind: 'rule'
  readonly share: number
}

export interface Cell {
  readonly pieces: readonly (Paragraph | Rule)[]
  /** Columns that it covers; 1 when absent. */
  readonly span?: number
}

export interface Table {
  readonly kind: 'table'
  /** Shares of the width. */
  readonly widths: readonly number[]
  readonly bordered: boolean
  /** Rows repeated on every page. */
  readonly headerRows: number
  readonly rows: readonly (readonly Cell[])[]
  /** Rows do not go over the end of a page. */
  readonly whole?: boolean
}

export type Piece = Paragraph | Rule | Table | Drawing

/** Pages of one orientation; each sheet begins on a new page. */
export interface Sheet {
  readonly orientation: 'portrait' | 'landscape'
  readonly pieces: readonly Piece[]
}

export interface LaidOut {
  readonly title: string
  /** ms since 1970; the only time a file's metadata may hold. */
  readonly dateMs: number
  readonly author: string
  readonly sheets: readonly Sheet[]
}

/** A4 and the margins of Decree 30/2020, Phụ lục I, in mm. The page number stands in the top margin. */
export const PAGE = {
  shortMm: 210,
  longMm: 297,
  topMm: 20,
  bottomMm: 20,
  leftMm: 30,
  rightMm: 15,
  pageNumberPt: 13,
  pageNumberMm: 10,
} as const

export function textWidthMm(orientation: Sheet['orientation']): number {
  return (orientation === 'portrait' ? PAGE.shortMm : PAGE.longMm) - PAGE.leftMm - PAGE.rightMm
}

/** Type sizes of Decree 30/2020, Phụ lục I. */
export const SIZE = {
  nation: 12,
  motto: 13,
  agency: 12,
  number: 13,
  date: 13,
  title: 14,
  body: 13,
  table: 12,
  wideTable: 9.5,
  copiesTitle: 12,
  copies: 11,
  formMark: 11,
  note: 11,
} as const

/** Room inside a bordered cell. */
export const CELL_PADDING = { xMm: 1.6, yMm: 0.7 } as const

export const LINE_SPACING = 1.15
export const BOX = { empty: '□', ticked: '☒' } as const

export function paragraph(
  runs: string | readonly Run[],
  fields: Partial<Omit<Paragraph, 'kind' | 'runs'>> = {},
): Paragraph {
  return {
    kind: 'paragraph',
    runs: typeof runs === 'string' ? [{ text: runs }] : runs,
    align: 'left',
    sizePt: SIZE.body,
    beforePt: 0,
    afterPt: 0,
    ...fields,
  }
}
