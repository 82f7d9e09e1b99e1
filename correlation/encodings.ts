// The encodings a rule may ask of its value before it is looked for: UTF-16 in its forms, Base64, and Base64 at
// an unknown offset. Bytes in, bytes or text out.

export type Utf16Form = 'utf16' | 'utf16le' | 'utf16be' | 'wide'

/** `wide` is utf16le; `utf16` begins with the byte order mark FF FE. */
export function encodeUtf16(text: string, form: Utf16Form): Uint8Array {
  const bytes: number[] = form === 'utf16' ? [0xff, 0xfe] : []
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (form === 'utf16be') bytes.push(unit >> 8, unit & 0xff)
    else bytes.push(unit & 0xff, unit >> 8)
  }
  return Uint8Array.from(bytes)
}

/** Standard alphabet, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

const LEADING = [0, 2, 3] as const
const TRAILING = [0, 3, 2] as const

/**
 * What the bytes look like inside a longer Base64 text at each of the three offsets, without the characters
 * that the neighbours change; undefined when an offset would leave nothing to look for.
 */
export function encodeBase64Offsets(bytes: Uint8Array): readonly string[] | undefined {
  const patterns = LEADING.map((leading, offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset, 0x20), bytes])
    const encoded = padded.toString('base64')
    return encoded.slice(leading, encoded.length - TRAILING[padded.length % 3]!)
  })
  return patterns.some(pattern => pattern === '') ? undefined : patterns
}
