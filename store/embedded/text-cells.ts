// The texts of one DuckDB vector, written as DuckDB keeps them: 16 bytes each, of which four are the length. A text of up
// to 12 bytes stands behind its length; of a longer one its first four bytes do, and then the address of all of it.
//
// A call into DuckDB for each text is what an append would mostly be about. So the longer ones are given together, as one
// text of which DuckDB keeps a copy as long as the vector lives; where it put it is read from the vector, and each text is
// told to be a part of that. Little-endian, as all machines are that DuckDB's bindings are built for.

import bindings from '@duckdb/node-bindings'
import { fitsText } from './value-fit.ts'

const CELL_BYTES = 16
/** 32-bit words of a cell. */
const CELL_WORDS = 4
/** Bytes of a text that stand in the cell itself. */
const SHORT_BYTES = 12
/** Characters given to DuckDB at once; a longer text is given by itself. */
const MAX_RUN_CHARS = 1024 * 1024
/** Bytes that a UTF-16 unit takes in UTF-8 at most. */
const MAX_UTF8_BYTES = 3

/** Where texts are encoded, those of one vector after the other's. */
let usual: Buffer | undefined

export class TextCells {
  private words: Uint32Array<ArrayBuffer>
  /** The longer texts, equal neighbours once, and for each cell that has one its row and which it is. */
  private readonly texts: string[] = []
  private readonly rows: number[] = []
  private readonly which: number[] = []
  /** The text that was put last, its last character, and its row: many columns repeat themselves. */
  private last = ''
  private lastEnd = NaN
  private lastRow = 0
  private isLastShort = false

  private readonly usualRows: number

  /** With room for so many rows; more is given back after use. */
  constructor(rows: number) {
    this.usualRows = rows
    this.words = new Uint32Array(rows * CELL_WORDS)
  }

  /** Makes room for so many rows. */
  reserve(rows: number): void {
    if (rows * CELL_WORDS <= this.words.length) return
    const words = new Uint32Array(rows * 2 * CELL_WORDS)
    words.set(this.words)
    this.words = words
  }

  /** False when the text does not fit (value-fit.ts). */
  put(row: number, text: string): boolean {
    // Comparing parts of lines letter by letter is dear, so most are told apart by their ends.
    const end = text.charCodeAt(text.length - 1)
    if (end === this.lastEnd && text === this.last) this.repeat(row)
    else if (text.length <= SHORT_BYTES && this.putShort(row, text)) this.isLastShort = true
    else if (fitsText(text)) {
      this.rows.push(row)
      this.which.push(this.texts.push(text) - 1)
      this.isLastShort = false
    } else return false
    this.last = text
    this.lastEnd = end
    this.lastRow = row
    return true
  }

  private repeat(row: number): void {
    if (this.isLastShort) {
      const { words } = this
      const [from, to] = [this.lastRow * CELL_WORDS, row * CELL_WORDS]
      for (let i = 0; i < CELL_WORDS; i++) words[to + i] = words[from + i]!
    } else {
      this.rows.push(row)
      this.which.push(this.texts.length - 1)
    }
  }

  /** False for a text that is not ASCII. */
  private putShort(row: number, text: string): boolean {
    let [first, second, third] = [0, 0, 0]
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code === 0 || code > 0x7f) return false
      if (i < 4) first |= code << (i << 3)
      else if (i < 8) second |= code << ((i - 4) << 3)
      else third |= code << ((i - 8) << 3)
    }
    const { words } = this
    const at = row * CELL_WORDS
    words[at] = text.length
    words[at + 1] = first
    words[at + 2] = second
    words[at + 3] = third
    return true
  }

  /** Writes the first so many cells into the vector and forgets them. */
  flush(vector: bindings.Vector, rows: number): void {
    if (this.texts.length > 0) this.placeTexts(vector)
    bindings.copy_data_to_vector(vector, 0, this.words.buffer, 0, rows * CELL_BYTES)
    const usualWords = this.usualRows * CELL_WORDS
    if (this.words.length > usualWords) this.words = new Uint32Array(usualWords)
    else this.words.fill(0, 0, rows * CELL_WORDS)
    this.lastEnd = NaN
  }

  private placeTexts(vector: bindings.Vector): void {
    const { texts, rows, which } = this
    let cell = 0
    for (let from = 0; from < texts.length;) {
      let [to, chars] = [from + 1, texts[from]!.length]
      while (to < texts.length && chars + texts[to]!.length <= MAX_RUN_CHARS) chars += texts[to++]!.length
      const run = placeRun(vector, to - from === texts.length ? texts : texts.slice(from, to), chars)
      let [placed, at] = [from, 0]
      let bytes = run.bytesOf(texts[from]!)
      for (; cell < rows.length && which[cell]! < to; cell++) {
        if (which[cell]! !== placed) {
          at += bytes
          placed = which[cell]!
          bytes = run.bytesOf(texts[placed]!)
        }
        this.pointTo(rows[cell]!, run, at, bytes)
      }
      from = to
    }
    texts.length = rows.length = which.length = 0
  }

  private pointTo(row: number, { encoded, low, high }: PlacedRun, at: number, bytes: number): void {
    const { words } = this
    const cell = row * CELL_WORDS
    words[cell] = bytes
    if (bytes > SHORT_BYTES) {
      words[cell + 1] = encoded.readUInt32LE(at)
      words[cell + 2] = low + at
      words[cell + 3] = high + (low + at > 0xffff_ffff ? 1 : 0)
    } else new Uint8Array(words.buffer, (cell + 1) * 4, bytes).set(encoded.subarray(at, at + bytes))
  }
}

interface PlacedRun {
  readonly encoded: Buffer
  /** Address of the first byte, 32 bits each. */
  readonly low: number
  readonly high: number
  readonly bytesOf: (text: string) => number
}

/** Hands the texts to the vector as one. */
function placeRun(vector: bindings.Vector, texts: readonly string[], chars: number): PlacedRun {
  const encoded = chars > MAX_RUN_CHARS ? roomFor(chars) : (usual ??= roomFor(MAX_RUN_CHARS))
  const bytes = encoded.write(texts.join(''))
  // What is short would stand in the cell and have no address.
  const length = Math.max(bytes, SHORT_BYTES + 1)
  if (length > bytes) encoded.fill(0, bytes, length)
  bindings.vector_assign_string_element_len(vector, 0, encoded.subarray(0, length))
  const cell = bindings.vector_get_data(vector, CELL_BYTES)
  const words = new DataView(cell.buffer, cell.byteOffset, CELL_BYTES)
  if (words.getUint32(0, true) !== length) throw new Error('DuckDB keeps texts otherwise than is known')
  return {
    encoded,
    low: words.getUint32(8, true),
    high: words.getUint32(12, true),
    bytesOf: bytes === chars ? text => text.length : text => Buffer.byteLength(text),
  }
}

function roomFor(chars: number): Buffer {
  return Buffer.alloc(chars * MAX_UTF8_BYTES + CELL_BYTES)
}
