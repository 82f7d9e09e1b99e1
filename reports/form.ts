// The shape of a form: what it asks, in the official words and order, and how it is laid out. Each form is data
// in forms/; what fills it is in fill/, what draws it in layout/ and render/. A question's key is stable: drafts
// keep their answers under it.

import type { FormId } from '#/kernel/form.ts'
import type { Ink } from './layout/drawing.ts'

export interface TextQuestion {
  readonly kind: 'text'
  readonly key: string
  readonly label: string
  /** The (*) of the official form. */
  readonly required?: boolean
  /** What the form tells who fills it in. */
  readonly hint?: string
  /** Free text of several lines, printed under its label. */
  readonly long?: boolean
}

export interface Choice {
  readonly id: string
  readonly label: string
  /** There is room for words after the box (`Khác, đó là …`). */
  readonly hasWords?: boolean
}

export interface ChoicesQuestion {
  readonly kind: 'choices'
  readonly key: string
  readonly label: string
  readonly required?: boolean
  readonly hint?: string
  readonly options: readonly Choice[]
  /** At most one box may be ticked. */
  readonly single?: boolean
  /** The label stands as a heading of its own. */
  readonly asHeading?: boolean
}

export interface Column {
  readonly label: string
  /** Share of the table's width. */
  readonly width: number
  readonly align?: 'left' | 'center' | 'right'
}

export interface TableQuestion {
  readonly kind: 'table'
  readonly key: string
  /** Empty when the heading above says it. */
  readonly label: string
  readonly required?: boolean
  readonly hint?: string
  readonly columns: readonly Column[]
  /** Printed under the labels: (1) (2) (3) …, as Mẫu 08 does. */
  readonly numbered?: boolean
  /** Rows whose first cell is a heading over the whole width begin with this mark. */
  readonly empty: string
}

export interface ListQuestion {
  readonly kind: 'list'
  readonly key: string
  readonly label: string
  readonly required?: boolean
  readonly hint?: string
  /** Printed when it is known that there are none. */
  readonly empty: string
}

export type Question = TextQuestion | ChoicesQuestion | TableQuestion | ListQuestion

/** A table of the form once more as a chart. */
export interface ChartBlock {
  readonly kind: 'chart'
  /** Key of the table's question. */
  readonly of: string
  readonly title: string
  /** `bars` lie, their parts side by side; `columns` stand, for days. */
  readonly shape: 'bars' | 'columns'
  /** Column of the names. */
  readonly names: number
  /** Columns of the numbers; several are parts of one bar. */
  readonly values: readonly { readonly column: number; readonly ink?: Ink }[]
  readonly maxRows: number
}

/** `Q` is a question of a form, or a question with its answer in a document. */
export type Block<Q> =
  | { readonly kind: 'heading'; readonly text: string; readonly level: 1 | 2 | 3 }
  | { readonly kind: 'paragraph'; readonly text: string; readonly style: 'body' | 'note' }
  | { readonly kind: 'question'; readonly question: Q }
  /** Short questions side by side: `Điện thoại (*) … Email (*) …`. */
  | { readonly kind: 'row'; readonly questions: readonly Q[] }
  /** A bordered table of two columns, label and answer. */
  | { readonly kind: 'sheet'; readonly rows: readonly Q[] }
  /** A part on pages of its own; wide tables lie on landscape pages. */
  | {
      readonly kind: 'part'
      readonly orientation: 'portrait' | 'landscape'
      readonly blocks: readonly Block<Q>[]
    }
  | ChartBlock
  /** Where the signature stands when more follows after it. */
  | { readonly kind: 'signature' }

/** How sure it is that form and labels are the official ones. */
export type Standing =
  /** The official form, read in its text. */
  | 'official'
  /** The law names the contents, but prescribes no form. */
  | 'contents-prescribed'
  /** The law asks for it and prescribes nothing more: the layout is ours. */
  | 'own-layout'
  /** There is an official form that was not found: the document itself says so. */
  | 'draft-layout'

export interface Form {
  readonly id: FormId
  /** Name in lists, `Mẫu số 03: Báo cáo ban đầu sự cố`. */
  readonly name: string
  readonly nameEnglish: string
  /** What it is about. */
  readonly scope: 'incident' | 'period'
  /** Usual period of a periodic one. */
  readonly period?: 'day' | 'week' | 'month' | 'half-year' | 'year'
  readonly standing: Standing
  /** Article that asks for it, as cited in the law profile. */
  readonly cites: string
  /** Top right of the first page: `Mẫu số 03` and the circular it belongs to. */
  readonly formMark?: readonly string[]
  /** Capitals, centred; `letter` puts `about` under the number instead. */
  readonly title: readonly string[]
  readonly about?: string
  /** Abbreviation of the kind of document after the number: `BC`, `TB`; empty for a letter. */
  readonly sign: string
  readonly signatureTitle: string
  readonly signatureNote: string
  /** Said in the document under its title. */
  readonly draftNote?: string
  readonly blocks: readonly Block<Question>[]
}

export const isTable = (question: Question): question is TableQuestion => question.kind === 'table'
