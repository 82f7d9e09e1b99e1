// The number of a mention: its time of publication in the upper bits, and a tie below, so that numbers stand
// in the order of time in every table and index. Numbers are 64 bits wide and go between SQL and us as bigint
// or text.

const TIE_BITS = 21n
/** So many mentions of the very same millisecond fit. */
export const NUMBERS_PER_MS = 2n ** TIE_BITS
/** Times that fit, 1830 to 2109; what lies outside stands at the bound. */
const FURTHEST_MS = 2n ** 42n - 1n

/** SQL: time of publication, ms UTC, of a column that holds numbers. */
export function millisecondsOf(column: string): string {
  return `(${column} >> ${TIE_BITS})`
}

/** The lowest number of this millisecond: bounds of time, inclusive below and exclusive above, as numbers. */
export function lowestNumber(ms: number): bigint {
  if (ms >= Number(FURTHEST_MS)) return FURTHEST_MS << TIE_BITS
  if (ms <= -Number(FURTHEST_MS)) return -FURTHEST_MS << TIE_BITS
  // A fraction of a millisecond above a mention excludes it.
  return BigInt(Math.ceil(ms)) << TIE_BITS
}

/** The lowest number of the millisecond that this number belongs to. */
export function startOfMs(number: bigint): bigint {
  return (number >> TIE_BITS) << TIE_BITS
}

/** A number that was given out as text; undefined for a text that is none. */
export function readNumber(text: string): bigint | undefined {
  if (!/^-?\d{1,19}$/.test(text)) return undefined
  const number = BigInt(text)
  return BigInt.asIntN(64, number) === number ? number : undefined
}
