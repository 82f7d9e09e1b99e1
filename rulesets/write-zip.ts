// Writes the files of a rule set as a ZIP archive; `read-zip.ts` and every unpacker read it. Times are those of the
// beginning of ZIP, so that the same content always gives the same archive.

import { crc32, deflateRawSync } from 'node:zlib'
import type { RuleSetFile } from './rule-set.ts'

const VERSION = 20
const UTF8_NAMES = 0x0800
const DEFLATED = 8
/** 1980-01-01. */
const FIRST_DATE = 0x21

/** At most 65,534 files (`LIMITS.maxRuleSetFiles` is less). */
export function writeRuleSetZip(files: readonly RuleSetFile[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { path, text } of files) {
    const name = Buffer.from(path)
    const bytes = Buffer.from(text)
    const packed = deflateRawSync(bytes)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(VERSION, 0)
    facts.writeUInt16LE(UTF8_NAMES, 2)
    facts.writeUInt16LE(DEFLATED, 4)
    facts.writeUInt16LE(FIRST_DATE, 8)
    facts.writeUInt32LE(crc32(bytes), 10)
    facts.writeUInt32LE(packed.length, 14)
    facts.writeUInt32LE(bytes.length, 18)
    facts.writeUInt16LE(name.length, 22)
    const local = [Buffer.from('PK\x03\x04', 'latin1'), facts, name, packed]
    const places = Buffer.alloc(14)
    places.writeUInt32LE(offset, 10)
    directory.push(Buffer.from(`PK\x01\x02${String.fromCharCode(VERSION)}\0`, 'latin1'), facts, places, name)
    parts.push(...local)
    offset += local.reduce((sum, { length }) => sum + length, 0)
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, listed, end])
}
