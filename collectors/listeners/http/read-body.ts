// Reads a request's body: whole, decompressed, and within LIMITS.maxBodyBytes before and after. The bytes of
// all bodies held at once are bounded too. A body that is not taken is let run out unread, so that the
// sender gets to hear why.

import type { IncomingMessage } from 'node:http'
import { PassThrough, type Duplex } from 'node:stream'
import { createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib'
import { LIMITS } from '#/kernel/limits.ts'

/** Why a request was not taken. */
export interface Refusal {
  readonly refused:
    | 'unauthorized'
    | 'forbidden'
    | 'too-large'
    | 'malformed'
    | 'unsupported-encoding'
    | 'busy'
    | 'disk-full'
    | 'gone'
  readonly reason: string
}

export function isRefusal(value: object): value is Refusal {
  return 'refused' in value
}

/** Bytes of bodies in memory, all requests of a listener together. */
export interface BodyBudget {
  held: number
}

/** The body, or why it was not taken. The caller takes the body's bytes off the budget when it is done with it. */
export async function readBody(request: IncomingMessage, budget: BodyBudget): Promise<Buffer | Refusal> {
  const refusal = refuseByHeaders(request, budget)
  if (refusal) return letRunOut(request, refusal)
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  const decoder = decoderOf(encoding)
  if (decoder === undefined) {
    return letRunOut(request, {
      refused: 'unsupported-encoding',
      reason: `Content-Encoding ${encoding} is not known`,
    })
  }
  return new BodyReader(request, budget).read(decoder)
}

function refuseByHeaders(request: IncomingMessage, budget: BodyBudget): Refusal | undefined {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > LIMITS.maxBodyBytes) return tooLarge(`${announced} bytes`)
  if (budget.held + announced > LIMITS.maxHttpBytes)
    return { refused: 'busy', reason: 'too many requests at once' }
  return undefined
}

function tooLarge(what: string): Refusal {
  return { refused: 'too-large', reason: `${what}; at most ${LIMITS.maxBodyBytes} bytes are taken` }
}

function letRunOut(request: IncomingMessage, refusal: Refusal): Refusal {
  request.resume()
  return refusal
}

/** A stream that decodes; undefined for an encoding that is not known. */
function decoderOf(encoding: string): ((first: Buffer) => Duplex) | undefined {
  switch (encoding) {
    case 'identity':
    case '':
      return () => new PassThrough()
    case 'gzip':
    case 'x-gzip':
      return () => createGunzip()
    case 'deflate':
      // Meant is zlib's format; some send the bare stream. Zlib's header is a multiple of 31.
      return first => {
        const isZlib = first.length >= 2 && (first[0]! & 0x0f) === 8 && first.readUInt16BE(0) % 31 === 0
        return isZlib ? createInflate() : createInflateRaw()
      }
    case 'zstd':
      return () => createZstdDecompress()
    default:
      return undefined
  }
}

class BodyReader {
  readonly #request: IncomingMessage
  readonly #budget: BodyBudget
  readonly #pieces: Buffer[] = []
  readonly #done = Promise.withResolvers<Buffer | Refusal>()
  #decoder: Duplex | undefined
  #received = 0
  #decoded = 0
  #settled = false

  constructor(request: IncomingMessage, budget: BodyBudget) {
    this.#request = request
    this.#budget = budget
  }

  read(makeDecoder: (first: Buffer) => Duplex): Promise<Buffer | Refusal> {
    const request = this.#request
    request.on('data', (chunk: Buffer) => {
      if (this.#settled) return
      this.#received += chunk.length
      if (this.#received > LIMITS.maxBodyBytes)
        return this.#refuse(tooLarge(`more than ${LIMITS.maxBodyBytes} bytes`))
      this.#decoder ??= this.#listenTo(makeDecoder(chunk))
      if (!this.#decoder.write(chunk)) request.pause()
    })
    request.on('end', () => {
      if (this.#settled) return
      if (this.#decoder) this.#decoder.end()
      else this.#finish(Buffer.concat(this.#pieces))
    })
    request.on('error', () => this.#gone())
    request.on('close', () => {
      if (!request.complete) this.#gone()
    })
    return this.#done.promise
  }

  #listenTo(decoder: Duplex): Duplex {
    decoder.on('data', (piece: Buffer) => {
      if (this.#settled) return
      this.#decoded += piece.length
      this.#budget.held += piece.length
      this.#pieces.push(piece)
      if (this.#decoded > LIMITS.maxBodyBytes) {
        this.#refuse(tooLarge(`more than ${LIMITS.maxBodyBytes} bytes once decompressed`))
      } else if (this.#budget.held > LIMITS.maxHttpBytes)
        this.#refuse({ refused: 'busy', reason: 'too many requests at once' })
    })
    decoder.on('drain', () => this.#request.resume())
    decoder.on('end', () => this.#finish(Buffer.concat(this.#pieces)))
    decoder.on('error', (error: Error) => {
      this.#refuse({ refused: 'malformed', reason: `cannot be decompressed: ${error.message}` })
    })
    return decoder
  }

  #gone(): void {
    this.#refuse({ refused: 'gone', reason: `the sender hung up after ${this.#received} bytes of the body` })
  }

  #refuse(refusal: Refusal): void {
    if (this.#settled) return
    this.#budget.held -= this.#decoded
    this.#finish(refusal)
    this.#decoder?.destroy()
    this.#request.resume()
  }

  #finish(result: Buffer | Refusal): void {
    if (this.#settled) return
    this.#settled = true
    this.#done.resolve(result)
  }
}
