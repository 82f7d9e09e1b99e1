// The bytes of a raw-log segment. A segment begins with a header (magic, salt, checksum); records follow:
//
//   0  mark 'R' 0xF5 'l' '1'   4  body bytes (u32)   8  CRC-32 of the body, seeded with the salt (u32)
//   12 sequence (u48)  18 receivedMs (u48)  24 envelope (u8)  25 listener, peer, mark bytes (3 × u8)
//   28 listener · peer · mark · payload
//
// The salt is random per segment: a sender cannot forge a record inside its payload that would be taken
// for one when a damaged segment is searched for its next good record. All numbers are little-endian.

import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { LIMITS } from '#/kernel/limits.ts'
import type { Envelope, RawLine, RawRecord } from './record.ts'

export const SEGMENT_HEADER_BYTES = 16
const SEGMENT_MAGIC = Buffer.from('thapraw1', 'latin1')

/** The four bytes every record begins with. */
export const RECORD_MARK = Buffer.from([0x52, 0xf5, 0x6c, 0x31])
const RECORD_MARK_U32 = RECORD_MARK.readUInt32LE(0)
/** Bytes before the texts and the payload of a record. */
export const RECORD_FIXED_BYTES = 28
const BODY_AT = 12
const MAX_TEXT_BYTES = 255
/** Largest record believed: one HTTP body and the texts around it. */
export const MAX_RECORD_BYTES = LIMITS.maxBodyBytes + RECORD_FIXED_BYTES + 3 * MAX_TEXT_BYTES

const ENVELOPES: readonly Envelope[] = ['syslog', 'json', 'hec', 'line']
const ENVELOPE_CODES = { syslog: 0, json: 1, hec: 2, line: 3 } as const satisfies Record<Envelope, number>

/** A fresh segment header with a salt of its own. */
export function encodeSegmentHeader(): Buffer {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES)
  SEGMENT_MAGIC.copy(header)
  randomBytes(4).copy(header, 8)
  header.writeUInt32LE(crc32(header.subarray(0, 12)), 12)
  return header
}

/** The salt of a segment, or undefined when these bytes are not a whole and good header. */
export function decodeSegmentHeader(bytes: Buffer): number | undefined {
  if (bytes.length < SEGMENT_HEADER_BYTES || !bytes.subarray(0, 8).equals(SEGMENT_MAGIC)) return undefined
  return bytes.readUInt32LE(12) === crc32(bytes.subarray(0, 12)) ? bytes.readUInt32LE(8) : undefined
}

/** Bytes the line will take in the log, at most. */
export function recordBytesBound(line: RawLine): number {
  return (
    RECORD_FIXED_BYTES +
    textBound(line.listener) +
    textBound(line.peer) +
    textBound(line.mark ?? '') +
    line.bytes.length
  )
}

/** A character takes at most three bytes for each of its UTF-16 units. */
function textBound(text: string): number {
  return Math.min(MAX_TEXT_BYTES, text.length * 3)
}

/** Writes the record without sequence and checksum (see `sealRecord`) and returns where it ends. */
export function encodeRecord(target: Buffer, at: number, line: RawLine): number {
  target.writeUInt32LE(RECORD_MARK_U32, at)
  target.writeUIntLE(line.receivedMs, at + 18, 6)
  target[at + 24] = ENVELOPE_CODES[line.envelope]
  let end = at + RECORD_FIXED_BYTES
  const texts = [line.listener, line.peer, line.mark ?? '']
  for (let index = 0; index < 3; index++) {
    const written = target.write(texts[index]!, end, MAX_TEXT_BYTES, 'utf8')
    target[at + 25 + index] = written
    end += written
  }
  target.set(line.bytes, end)
  end += line.bytes.length
  target.writeUInt32LE(end - at - BODY_AT, at + 4)
  return end
}

/** Gives an encoded record its sequence and checksum; returns where it ends. */
export function sealRecord(target: Buffer, at: number, sequence: number, salt: number): number {
  const end = at + BODY_AT + target.readUInt32LE(at + 4)
  target.writeUIntLE(sequence, at + BODY_AT, 6)
  target.writeUInt32LE(crc32(target.subarray(at + BODY_AT, end), salt), at + 8)
  return end
}

export type DecodedRecord =
  | { readonly kind: 'record'; readonly record: RawRecord; readonly end: number }
  /** More bytes are needed to tell; the record would take `bytes` of them. */
  | { readonly kind: 'partial'; readonly bytes: number }
  | { readonly kind: 'bad' }

const BAD: DecodedRecord = { kind: 'bad' }

/** Reads the record at `at`; its payload is a view into `bytes`, which must not be reused. */
export function decodeRecord(bytes: Buffer, at: number, salt: number): DecodedRecord {
  const available = bytes.length - at
  if (available < BODY_AT) return { kind: 'partial', bytes: BODY_AT }
  if (bytes.readUInt32LE(at) !== RECORD_MARK_U32) return BAD
  const size = BODY_AT + bytes.readUInt32LE(at + 4)
  if (size < RECORD_FIXED_BYTES || size > MAX_RECORD_BYTES) return BAD
  if (available < size) return { kind: 'partial', bytes: size }
  const end = at + size
  if (bytes.readUInt32LE(at + 8) !== crc32(bytes.subarray(at + BODY_AT, end), salt)) return BAD
  const envelope = ENVELOPES[bytes[at + 24]!]
  const listenerAt = at + RECORD_FIXED_BYTES
  const peerAt = listenerAt + bytes[at + 25]!
  const markAt = peerAt + bytes[at + 26]!
  const payloadAt = markAt + bytes[at + 27]!
  if (envelope === undefined || payloadAt > end) return BAD
  const record = {
    sequence: bytes.readUIntLE(at + BODY_AT, 6),
    receivedMs: bytes.readUIntLE(at + 18, 6),
    envelope,
    listener: bytes.toString('utf8', listenerAt, peerAt),
    peer: bytes.toString('utf8', peerAt, markAt),
    bytes: bytes.subarray(payloadAt, end),
  }
  if (payloadAt === markAt) return { kind: 'record', record, end }
  return { kind: 'record', record: { ...record, mark: bytes.toString('utf8', markAt, payloadAt) }, end }
}
