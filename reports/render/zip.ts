// Rewrites a ZIP so that the same content always gives the same bytes: entries in their order, one fixed date,
// one compression level, and parts replaced that hold the time of writing. Reads only what the `docx` package
// writes: no encryption, no ZIP64.

import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

interface Entry {
  readonly name: string
  readonly data: Buffer
}

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
/** 1 January 1980, the first day a ZIP can name. */
const DATE = 0x0021
const UTF8_NAMES = 0x0800
const DEFLATED = 8

/** `replace` gives new text for the parts it names. */
export function rewriteZip(zip: Buffer, replace: Readonly<Record<string, (text: string) => string>>): Buffer {
  const entries = readEntries(zip).map(({ name, data }) => {
    const change = Object.hasOwn(replace, name) ? replace[name] : undefined
    return { name, data: change === undefined ? data : Buffer.from(change(data.toString('utf8')), 'utf8') }
  })
  return writeEntries(entries)
}

function readEntries(zip: Buffer): Entry[] {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end === -1 || zip.readUInt32LE(end) !== END) throw new Error('no end of central directory')
  const count = zip.readUInt16LE(end + 10)
  const entries: Entry[] = []
  let at = zip.readUInt32LE(end + 16)
  for (let read = 0; read < count; read++) {
    if (zip.readUInt32LE(at) !== CENTRAL) throw new Error('central directory is damaged')
    const method = zip.readUInt16LE(at + 10)
    const size = zip.readUInt32LE(at + 20)
    const nameLength = zip.readUInt16LE(at + 28)
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const local = zip.readUInt32LE(at + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const packed = zip.subarray(start, start + size)
    if (!name.endsWith('/'))
      entries.push({ name, data: method === DEFLATED ? inflateRawSync(packed) : packed })
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return entries
}

function writeEntries(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data } of entries) {
    const nameBytes = Buffer.from(name, 'utf8')
    const packed = deflateRawSync(data, { level: 9 })
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(UTF8_NAMES, 2)
    common.writeUInt16LE(DEFLATED, 4)
    common.writeUInt16LE(0, 6)
    common.writeUInt16LE(DATE, 8)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(data.length, 18)
    common.writeUInt16LE(nameBytes.length, 22)
    common.writeUInt16LE(0, 24)
    parts.push(uint32(LOCAL), common, nameBytes, packed)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(uint32(CENTRAL), Buffer.from([20, 0]), common, tail, nameBytes)
    offset += 30 + nameBytes.length + packed.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(END, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, end])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value, 0)
  return bytes
}
