// Cuts a body into its top-level JSON values without parsing them: objects after each other (Splunk HEC), or
// the members of one array. Works on bytes: in UTF-8 no byte of a multi-byte character looks like JSON's
// punctuation. Whether a value is valid inside is for whoever parses it.

const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c
const isOpening = (byte: number): boolean => byte === 0x7b || byte === 0x5b
const isClosing = (byte: number): boolean => byte === 0x7d || byte === 0x5d
const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

export type JsonValues =
  | { readonly kind: 'values'; readonly values: readonly Buffer[] }
  /** Not JSON: what is wrong, and after how many values. */
  | { readonly kind: 'malformed'; readonly reason: string; readonly after: number }

/** Splits `bytes`; calls `breathe` now and then, so that a large body does not hold up everything else. */
export async function splitJsonValues(bytes: Buffer, breathe: () => Promise<unknown>): Promise<JsonValues> {
  const values: Buffer[] = []
  const malformed = (reason: string): JsonValues => ({ kind: 'malformed', reason, after: values.length })
  const inArray = bytes.find(byte => !isBlank(byte)) === 0x5b
  let at = inArray ? bytes.indexOf(0x5b) + 1 : 0
  let breatheAt = BREATHE_BYTES
  let wantsComma = false
  for (;;) {
    while (at < bytes.length && isBlank(bytes[at]!)) at++
    if (at >= bytes.length) return inArray ? malformed('the array has no end') : { kind: 'values', values }
    const byte = bytes[at]!
    if (inArray && byte === 0x5d) {
      const rest = bytes.subarray(at + 1).every(isBlank)
      return rest ? { kind: 'values', values } : malformed('something follows the array')
    }
    if (inArray && wantsComma) {
      if (byte !== COMMA) return malformed('a comma is missing between two values')
      wantsComma = false
      at++
      continue
    }
    const end = valueEnd(bytes, at)
    if (end === undefined) return malformed('a value has no end')
    if (end === at) return malformed(`unexpected ${JSON.stringify(String.fromCharCode(byte))}`)
    values.push(bytes.subarray(at, end))
    at = end
    wantsComma = true
    if (at >= breatheAt) {
      await breathe()
      breatheAt = at + BREATHE_BYTES
    }
  }
}

const BREATHE_BYTES = 256 * 1024

/** End of the value that begins at `from`: `from` itself when none does, undefined when it has no end. */
function valueEnd(bytes: Buffer, from: number): number | undefined {
  const first = bytes[from]!
  if (first === QUOTE) return stringEnd(bytes, from)
  if (!isOpening(first)) {
    let at = from
    while (at < bytes.length && /[\w+.-]/.test(String.fromCharCode(bytes[at]!))) at++
    return at
  }
  let depth = 0
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === QUOTE) {
      const end = stringEnd(bytes, at)
      if (end === undefined) return undefined
      at = end - 1
    } else if (isOpening(byte)) depth++
    else if (isClosing(byte) && --depth === 0) return at + 1
  }
  return undefined
}

function stringEnd(bytes: Buffer, from: number): number | undefined {
  for (let end = bytes.indexOf(QUOTE, from + 1); end !== -1; end = bytes.indexOf(QUOTE, end + 1)) {
    let backslashes = 0
    while (bytes[end - 1 - backslashes] === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return end + 1
  }
  return undefined
}
