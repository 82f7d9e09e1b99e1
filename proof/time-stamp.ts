// A time stamp of RFC 3161: the request for a SHA-256, and what an answer says. Its signature is checked with the
// authority's certificate, which the platform does not judge: `openssl ts -verify` does (docs/proof.md).

import { Permanent } from '#/kernel/errors.ts'

/** 2.16.840.1.101.3.4.2.1 with NULL parameters: SHA-256. */
const SHA256_ALGORITHM = Buffer.from('300d06096086480165030402010500', 'hex')
const GRANTED = [0, 1]

/** Eight bytes of chance as a number that DER writes in eight bytes: positive, and without a leading zero. */
export function timeStampNonce(chance: Uint8Array): Buffer {
  const nonce = Buffer.from(chance)
  nonce[0] = (nonce[0]! & 0x3f) | 0x40
  return nonce
}

/** DER of a TimeStampReq that asks for the authority's certificate too. Digest: 32 bytes; nonce: of `timeStampNonce`. */
export function timeStampRequest(digest: Uint8Array, nonce: Uint8Array): Buffer {
  const imprint = sequence(SHA256_ALGORITHM, value(0x04, digest))
  return sequence(Buffer.of(0x02, 1, 1), imprint, value(0x02, nonce), Buffer.of(0x01, 1, 0xff))
}

/**
 * The TimeStampToken (DER) of a granted answer to that request. Throws Permanent (`anchor.refused`) for an answer
 * that is none, refuses, or speaks of another digest or nonce.
 */
export function timeStampToken(answer: Uint8Array, digest: Uint8Array, nonce: Uint8Array): Buffer {
  const response = Buffer.from(answer)
  const whole = readValue(response, 0, 0x30)
  const status = readValue(response, whole.start, 0x30)
  const number = readValue(response, status.start, 0x02)
  const code = response.readUIntBE(number.start, Math.min(number.end - number.start, 6))
  if (!GRANTED.includes(code))
    throw refused(`its status is ${code}: ${printable(response.subarray(status.start, status.end))}`)
  const token = response.subarray(status.end, whole.end)
  if (token.length === 0) throw refused('it holds no token')
  if (!token.includes(Buffer.from(digest))) throw refused('it speaks of another digest')
  if (!token.includes(Buffer.from(nonce))) throw refused('it does not repeat the nonce')
  return token
}

function readValue(der: Buffer, at: number, tag: number): { readonly start: number; readonly end: number } {
  const first = der[at + 1]
  if (der[at] !== tag || first === undefined) throw refused('it is no TimeStampResp')
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  if (lengthBytes > 4 || at + 2 + lengthBytes > der.length) throw refused('it is no TimeStampResp')
  const length = lengthBytes === 0 ? first : der.readUIntBE(at + 2, lengthBytes)
  const start = at + 2 + lengthBytes
  if (length === 0 || start + length > der.length) throw refused('it is cut off')
  return { start, end: start + length }
}

function refused(detail: string): Permanent {
  return new Permanent('anchor.refused', `the authority's answer cannot be used: ${detail}`)
}

function printable(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 200)
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return value(0x30, Buffer.concat(parts))
}

/** Contents here are shorter than 128 bytes. */
function value(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(tag, content.length), content])
}
