// Lists inside one cell: items parted by `|` (or by lines, as people write them), the parts of an item by `;`.
// A backslash makes either of them an ordinary character, so that every text comes back as it was.

/** Items as one cell; blank ones are left out. */
export function joinItems(items: readonly (readonly string[])[]): string {
  return items.map(parts => parts.map(escape).join('; ')).join(' | ')
}

/** Items of a cell, each with its parts, trimmed; blank items are left out. */
export function splitItems(cell: string): readonly (readonly string[])[] {
  const items: string[][] = []
  let parts: string[] = []
  let part = ''
  // Blanks that were written as ordinary characters stay; those around separators do not.
  const endPart = (): void => {
    parts.push(unescape(part.replace(/^\s+/, '').replace(/(?<!\\)\s+$/, '')))
    part = ''
  }
  const endItem = (): void => {
    endPart()
    if (parts.some(text => text !== '')) items.push(parts)
    parts = []
  }
  for (let at = 0; at < cell.length; at++) {
    const sign = cell[at]!
    if (sign === '\\' && at + 1 < cell.length) part += sign + cell[++at]!
    else if (sign === '|' || sign === '\n') endItem()
    else if (sign === ';') endPart()
    else part += sign
  }
  endItem()
  return items
}

/** A list whose items have one part each: `;` separates items here too, as people write it. */
export function splitTexts(cell: string): readonly string[] {
  return splitItems(cell)
    .flat()
    .filter(text => text !== '')
}

function escape(text: string): string {
  return text
    .replaceAll(/[\\|;]/g, sign => `\\${sign}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/gs, (_, sign: string) => (sign === 'n' ? '\n' : sign === 'r' ? '\r' : sign))
}
