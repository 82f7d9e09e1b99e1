// The header of one file in a tar archive: POSIX ustar, with sizes from 8 GiB on as GNU tar and libarchive write them
// (base 256). Every field that is not said is always the same, so a header has one way to be written.

export const TAR_BLOCK = 512

export interface TarEntry {
  /** Relative, with `/`; at most 100 bytes, or 255 when a `/` divides it well. */
  readonly path: string
  readonly bytes: number
  /** Permission bits, like 0o600. */
  readonly mode: number
  /** Whole seconds since 1970, UTC. */
  readonly mtime: number
}

const MAX_OCTAL_SIZE = 8 ** 11
const NAME_BYTES = 100
const PREFIX_BYTES = 155

/** Throws when the path is too long. */
export function encodeHeader({ path, bytes, mode, mtime }: TarEntry): Buffer {
  const block = Buffer.alloc(TAR_BLOCK)
  const [prefix, name] = divide(path)
  block.write(name, 0)
  octal(block, 100, 8, mode)
  octal(block, 108, 8, 0)
  octal(block, 116, 8, 0)
  writeSize(block, bytes)
  octal(block, 136, 12, mtime)
  block.write('0', 156)
  block.write('ustar\u000000', 257, 'latin1')
  octal(block, 329, 8, 0)
  octal(block, 337, 8, 0)
  block.write(prefix, 345)
  block.write(`${sumOf(block).toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}

/** Undefined for a block that `encodeHeader` does not write. */
export function decodeHeader(block: Uint8Array): TarEntry | undefined {
  const bytes = Buffer.from(block)
  const prefix = textAt(bytes, 345, PREFIX_BYTES)
  const name = textAt(bytes, 0, NAME_BYTES)
  const entry = {
    path: prefix === '' ? name : `${prefix}/${name}`,
    bytes: readSize(bytes),
    mode: readOctal(bytes, 100, 8),
    mtime: readOctal(bytes, 136, 12),
  }
  if (![entry.bytes, entry.mode, entry.mtime].every(Number.isSafeInteger) || name === '') return undefined
  try {
    return encodeHeader(entry).equals(bytes) ? entry : undefined
  } catch {
    return undefined
  }
}

/** Zeros up to the next whole block. */
export function paddingOf(bytes: number): number {
  return (TAR_BLOCK - (bytes % TAR_BLOCK)) % TAR_BLOCK
}

/** Two empty blocks. */
export const TAR_END = Buffer.alloc(2 * TAR_BLOCK)

function divide(path: string): readonly [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= NAME_BYTES) return ['', path]
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)]
    if (Buffer.byteLength(name) <= NAME_BYTES && Buffer.byteLength(prefix) <= PREFIX_BYTES && name !== '')
      return [prefix, name]
  }
  throw new Error(`${path} is too long a path for a tar archive`)
}

function octal(block: Buffer, at: number, width: number, value: number): void {
  block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1')
}

function readOctal(block: Buffer, at: number, width: number): number {
  const digits = /^([0-7]+)\0$/.exec(block.toString('latin1', at, at + width))?.[1]
  return digits === undefined ? Number.NaN : Number.parseInt(digits, 8)
}

function writeSize(block: Buffer, bytes: number): void {
  if (bytes < MAX_OCTAL_SIZE) return octal(block, 124, 12, bytes)
  block.writeUInt8(0x80, 124)
  block.writeBigUInt64BE(BigInt(bytes), 128)
}

function readSize(block: Buffer): number {
  return block[124] === 0x80 ? Number(block.readBigUInt64BE(128)) : readOctal(block, 124, 12)
}

/** Of all bytes, the sum's own place counted as spaces. */
function sumOf(block: Buffer): number {
  let sum = 8 * 0x20
  for (const [at, byte] of block.entries()) if (at < 148 || at >= 156) sum += byte
  return sum
}

function textAt(block: Buffer, at: number, width: number): string {
  const end = block.indexOf(0, at)
  return block.toString('utf8', at, end === -1 || end > at + width ? at + width : end)
}
