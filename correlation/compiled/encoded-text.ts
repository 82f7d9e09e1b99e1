// Texts as bytes: to read four bytes of an array at once costs less than to read one unit of a text. Of ASCII a byte is a
// unit; other texts are UTF-8, in which whatever is ASCII stands as it is.

/** Longer texts are read as they are. */
const MAX_UNITS = 64 * 1024
/** Behind the last byte there is room to read four. */
const bytes = new Uint8Array(MAX_UNITS + 4)
const words = new DataView(bytes.buffer)
const room = bytes.subarray(0, MAX_UNITS)
const encoder = new TextEncoder()

/** The bytes of the text that was encoded last. */
export const encoded: Uint8Array = bytes
/** The same, for reading four at once. */
export const encodedWords: DataView = words

export type Encoding = 'ascii' | 'utf8' | 'too-long'

/** How many bytes the text encoded last has. */
export let encodedLength = 0

/** Encodes the text, which lasts until the next is encoded. */
export function encode(text: string): Encoding {
  if (text.length > MAX_UNITS) return 'too-long'
  const { read, written } = encoder.encodeInto(text, room)
  encodedLength = written
  if (read < text.length) return 'too-long'
  return written === read ? 'ascii' : 'utf8'
}
