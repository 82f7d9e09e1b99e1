// Reads the files of a rule set from a ZIP archive (PKWARE APPNOTE 6.3), as strangers may have made it: every size,
// place and name is checked before anything is unpacked, and unpacking stops at the size that was announced. An
// archive that lies is refused whole; encrypted, multi-volume and ZIP64 archives are refused too.

import { crc32, inflateRawSync } from 'node:zlib'
import { Permanent } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import { isWanted, makeContent, type NamedBytes } from './content.ts'
import { checkSize } from './read-folder.ts'
import type { RuleSetContent } from './rule-set.ts'

interface Entry {
  readonly path: string
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  /** Of its local header. */
  readonly offset: number
  readonly isLink: boolean
}

const END = 0x06054b50
const END_BYTES = 22
const CENTRAL = 0x02014b50
const CENTRAL_BYTES = 46
const LOCAL = 0x04034b50
const LOCAL_BYTES = 30
const STORED = 0
const DEFLATED = 8
/** Upper half of the external attributes, when made on Unix: the mode. */
const FILE_TYPE = 0xf000
const LINK_TYPE = 0xa000
/** Text of rules packs to a tenth; small files may pack better. */
const MAX_RATIO = 200
const RATIO_MATTERS_FROM = 256 * 1024

/** Throws Permanent (`rule-set.refused`) with the reason when it is no archive that may be read. */
export function readRuleSetZip(archive: Buffer): RuleSetContent {
  if (archive.length > LIMITS.maxRuleSetZipBytes)
    throw refused(`has more than ${LIMITS.maxRuleSetZipBytes} bytes`)
  const entries = readDirectory(archive)
  const files: NamedBytes[] = []
  const problems: Problem[] = []
  const paths = new Set<string>()
  const ranges: { from: number; to: number }[] = []
  let ignored = 0
  let bytes = 0
  for (const entry of entries) {
    checkName(entry.path)
    if (paths.has(entry.path)) throw refused(`has ${shown(entry.path)} twice`)
    paths.add(entry.path)
    if (entry.path.endsWith('/')) continue
    if (!isWanted(entry.path)) {
      ignored += 1
      continue
    }
    if (entry.isLink) {
      const detail = 'is a symbolic link, which is not followed'
      problems.push({ code: 'rule.invalid', where: entry.path, detail })
      continue
    }
    bytes += entry.size
    checkSize(files.length + 1, bytes)
    const from = dataOffset(archive, entry)
    ranges.push({ from: entry.offset, to: from + entry.packed })
    files.push({ path: entry.path, bytes: unpack(archive, entry, from) })
  }
  checkOverlaps(ranges)
  for (const { path } of files) {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1))
      if (paths.has(path.slice(0, at))) throw refused(`has ${shown(path.slice(0, at))} as file and as folder`)
  }
  return makeContent(files, ignored, problems)
}

function readDirectory(archive: Buffer): readonly Entry[] {
  const end = findEnd(archive)
  const disk = archive.readUInt16LE(end + 4)
  const count = archive.readUInt16LE(end + 10)
  const size = archive.readUInt32LE(end + 12)
  const start = archive.readUInt32LE(end + 16)
  if (disk !== 0 || archive.readUInt16LE(end + 8) !== count) throw refused('is one volume of several')
  if (count === 0xffff || size === 0xffffffff || start === 0xffffffff)
    throw refused('is ZIP64; an archive of rules need not be that large')
  if (count > LIMITS.maxZipEntries) throw refused(`has more than ${LIMITS.maxZipEntries} entries`)
  if (start + size > end) throw refused('its directory lies outside of it')
  const entries: Entry[] = []
  let at = start
  for (let number = 0; number < count; number++) {
    if (at + CENTRAL_BYTES > end || archive.readUInt32LE(at) !== CENTRAL)
      throw refused(`entry ${number + 1} of its directory is broken`)
    const flags = archive.readUInt16LE(at + 8)
    const nameBytes = archive.readUInt16LE(at + 28)
    const after = at + CENTRAL_BYTES + nameBytes
    if (after > end) throw refused(`entry ${number + 1} of its directory is broken`)
    const path = nameOf(archive.subarray(at + CENTRAL_BYTES, after))
    if ((flags & 0x2041) !== 0) throw refused(`${shown(path)} is encrypted`)
    const mode = archive.readUInt16LE(at + 40)
    entries.push({
      path,
      method: archive.readUInt16LE(at + 10),
      crc: archive.readUInt32LE(at + 16),
      packed: archive.readUInt32LE(at + 20),
      size: archive.readUInt32LE(at + 24),
      offset: archive.readUInt32LE(at + 42),
      isLink: (mode & FILE_TYPE) === LINK_TYPE,
    })
    at = after + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
  return entries
}

/** Place of the end record: the last one whose comment reaches exactly to the end of the file. */
function findEnd(archive: Buffer): number {
  const earliest = Math.max(0, archive.length - END_BYTES - 0xffff)
  for (let at = archive.length - END_BYTES; at >= earliest; at--) {
    const isEnd = archive.readUInt32LE(at) === END
    if (isEnd && at + END_BYTES + archive.readUInt16LE(at + 20) === archive.length) return at
  }
  throw refused('is no ZIP archive, or is cut off')
}

function nameOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refused('has a file name that is not UTF-8')
  }
}

function checkName(path: string): void {
  const parts = path.endsWith('/') ? path.slice(0, -1).split('/') : path.split('/')
  const isOutside = parts.some(part => part === '' || part === '.' || part === '..')
  // eslint-disable-next-line no-control-regex
  const isOdd = /[\0-\x1f\\\x7f]|^[a-z]:/i.test(path)
  if (isOutside || isOdd || path.length > MAX_NAME)
    throw refused(`has a file name that leads astray: ${shown(path)}`)
}

const MAX_NAME = 1000

/** Where the bytes of an entry begin; the header before them must be of the same file. */
function dataOffset(archive: Buffer, entry: Entry): number {
  const { offset, path, packed } = entry
  if (offset + LOCAL_BYTES > archive.length || archive.readUInt32LE(offset) !== LOCAL)
    throw refused(`${shown(path)} is not where the directory says`)
  const nameEnd = offset + LOCAL_BYTES + archive.readUInt16LE(offset + 26)
  const from = nameEnd + archive.readUInt16LE(offset + 28)
  if (from + packed > archive.length) throw refused(`${shown(path)} is cut off`)
  if (!archive.subarray(offset + LOCAL_BYTES, nameEnd).equals(Buffer.from(path)))
    throw refused(`${shown(path)} has another name in its own header`)
  return from
}

function unpack(archive: Buffer, { path, method, crc, packed, size }: Entry, from: number): Uint8Array {
  const data = archive.subarray(from, from + packed)
  if (size > RATIO_MATTERS_FROM && size > packed * MAX_RATIO)
    throw refused(`${shown(path)} is packed more than ${MAX_RATIO} to one`)
  const unpacked = method === STORED ? data : method === DEFLATED ? inflate(data, path, size) : undefined
  if (unpacked === undefined)
    throw refused(`${shown(path)} is packed by method ${method}, which is not known`)
  if (unpacked.length !== size) throw refused(`${shown(path)} is of another size than announced`)
  if (crc32(unpacked) !== crc) throw refused(`${shown(path)} is damaged`)
  return unpacked
}

function inflate(data: Uint8Array, path: string, size: number): Uint8Array {
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(1, size) })
  } catch {
    throw refused(`${shown(path)} is damaged, or larger than announced`)
  }
}

/** Bytes that several entries share make a small archive unpack to a huge one. */
function checkOverlaps(ranges: { from: number; to: number }[]): void {
  ranges.sort((a, b) => a.from - b.from)
  for (const [at, { from }] of ranges.entries()) {
    const before = ranges[at - 1]
    if (before !== undefined && from < before.to) throw refused('has entries that share their bytes')
  }
}

function shown(path: string): string {
  return JSON.stringify(path.length > 100 ? `${path.slice(0, 100)}…` : path)
}

function refused(reason: string): Permanent {
  return new Permanent('rule-set.refused', `The archive ${reason}.`)
}
