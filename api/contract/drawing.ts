// A chart of a document on the wire: shapes, which the console draws as the printed page has them.

import { Type, type Static } from 'typebox'

const Length = Type.Number({ description: 'mm' })
/** A chart of a table of the document, as shapes from the top left. */
export const DrawingView = Type.Object({
  widthMm: Length,
  heightMm: Length,
  alt: Type.String({ description: 'all of it in words' }),
  shapes: Type.Array(
    Type.Union([
      Type.Object({
        kind: Type.Literal('rect'),
        x: Length,
        y: Length,
        width: Length,
        height: Length,
        fill: Type.Enum(['plain', 'neg', 'neu', 'pos', 'unsure']),
      }),
      Type.Object({
        kind: Type.Literal('line'),
        x1: Length,
        y1: Length,
        x2: Length,
        y2: Length,
        dashed: Type.Optional(Type.Boolean()),
      }),
      Type.Object({
        kind: Type.Literal('text'),
        x: Length,
        y: Length,
        text: Type.String(),
        sizePt: Type.Number(),
        align: Type.Enum(['left', 'center', 'right']),
        bold: Type.Optional(Type.Boolean()),
      }),
    ]),
  ),
})
export type DrawingView = Static<typeof DrawingView>
