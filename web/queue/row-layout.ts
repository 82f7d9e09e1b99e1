// How a row of the queue is laid out at a given width, and how high it is. Pure. The heights stand here and
// nowhere else: the list needs them to know which rows are in sight, and writes them to the style.

export type RowLayout = 'line' | 'stack' | 'card'

const LINE_FROM = 1120
const STACK_FROM = 520

/** One line with columns, two lines, or a card of a telephone. */
export function rowLayout(width: number): RowLayout {
  if (width >= LINE_FROM) return 'line'
  return width >= STACK_FROM ? 'stack' : 'card'
}

const HEIGHTS = {
  line: { dense: 34, roomy: 44 },
  stack: { dense: 56, roomy: 64 },
  card: { dense: 100, roomy: 106 },
} satisfies Record<RowLayout, Record<'dense' | 'roomy', number>>

/** Height of a row in px. */
export function rowHeight(layout: RowLayout, density: 'dense' | 'roomy'): number {
  return HEIGHTS[layout][density]
}

/** Which rows to draw: those in sight and a few on either side; `to` is exclusive. */
export function rowsInSight(
  count: number,
  height: number,
  scrollTop: number,
  viewHeight: number,
): { readonly from: number; readonly to: number } {
  const around = 8
  const first = Math.floor(scrollTop / height) - around
  const last = Math.ceil((scrollTop + viewHeight) / height) + around
  return { from: Math.max(0, Math.min(first, count)), to: Math.max(0, Math.min(count, last)) }
}
