// A drawing as a list of shapes, the same for every renderer: PDF draws them as lines and letters, HTML as SVG,
// DOCX as the picture of that SVG. Lengths in millimetres from the top left, sizes of type in points.

export interface Drawing {
  readonly kind: 'drawing'
  readonly widthMm: number
  readonly heightMm: number
  readonly shapes: readonly Shape[]
  /** All of it in words, for who cannot see it. */
  readonly alt: string
}

export type Shape =
  | {
      readonly kind: 'rect'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly fill: Ink
    }
  | {
      readonly kind: 'line'
      readonly x1: number
      readonly y1: number
      readonly x2: number
      readonly y2: number
      readonly dashed?: boolean
    }
  | {
      readonly kind: 'text'
      /** Of the line of writing, at its left end, middle or right end. */
      readonly x: number
      readonly y: number
      readonly text: string
      readonly sizePt: number
      readonly align: 'left' | 'center' | 'right'
      readonly bold?: boolean
    }

/** Inks by what they mean; as different in greyscale as in colour. */
export const INKS = {
  plain: '#3d5a80',
  neg: '#8c2f2b',
  neu: '#c9ced6',
  pos: '#5fa08a',
  unsure: '#eef0f3',
} as const
export type Ink = keyof typeof INKS
export const LINE_INK = '#5b6470'
export const TEXT_INK = '#000000'
