// Writes `field:value` terms of the search syntax, quoting what needs it. Pure; the server reads them.

/** A value as it must stand in a query so that it is taken literally. */
export function quoted(value: string): string {
  const plain = /^[\p{L}\p{N}_./@%+=-]+$/u.test(value) && !/^[-/]/.test(value)
  if (plain && !/^(AND|OR|NOT)$/.test(value)) return value
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** One term: `source.ip:203.0.113.9`, or `-user.name:"an binh"` when negated. */
export function term(field: string, value: string, negated = false): string {
  return `${negated ? '-' : ''}${field}:${quoted(value)}`
}

/** The query with a term added; one that is there already is not repeated, its opposite is replaced. */
export function withTerm(query: string, field: string, value: string, negated: boolean): string {
  const wanted = term(field, value, negated)
  const opposite = term(field, value, !negated)
  const words = ` ${query.trim()} `
  if (words.includes(` ${wanted} `)) return query.trim()
  if (words.includes(` ${opposite} `)) return words.replace(` ${opposite} `, ` ${wanted} `).trim()
  const before = query.trim()
  return `${hasOr(before) ? `(${before})` : before} ${wanted}`.trim()
}

/** True when OR stands in the query outside of quotation marks: what is added must hold for all of it. */
function hasOr(query: string): boolean {
  return /(?:^|\s)(?:OR|\|\|)(?=[\s(]|$)/.test(query.replaceAll(/"(?:\\.|[^"\\])*"/g, '""'))
}
