// One connection of a syslog sender over TCP or TLS. Such senders hear no acknowledgement, so what was read
// is held until it is durable, and nothing more is read meanwhile: TCP's own flow control tells the sender.

import type { Socket } from 'node:net'
import type { RawLine } from '#/collectors/raw-log/record.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { createFramer, type Framer } from './framing.ts'
import type { Inlet } from './inlet.ts'

/** Bytes read and not yet durable at which a connection is paused. */
const PAUSE_BYTES = 512 * 1024

/** Reads syslog frames until the connection ends or `closing` is aborted; see `Session`. */
export function receiveSyslog(
  listener: string,
  inlet: Inlet,
): (socket: Socket, peer: string, closing: AbortSignal) => Promise<void> {
  return (socket, peer, closing) => new SyslogConnection(listener, inlet, socket, peer, closing).run()
}

class SyslogConnection {
  readonly #listener: string
  readonly #inlet: Inlet
  readonly #socket: Socket
  readonly #peer: string
  readonly #closing: AbortSignal
  readonly #framer: Framer
  #waiting: RawLine[] = []
  #waitingBytes = 0
  #keeping: Promise<void> | undefined

  constructor(listener: string, inlet: Inlet, socket: Socket, peer: string, closing: AbortSignal) {
    this.#listener = listener
    this.#inlet = inlet
    this.#socket = socket
    this.#peer = peer
    this.#closing = closing
    this.#framer = createFramer((code, detail) => inlet.problem(code, peer, detail))
  }

  async run(): Promise<void> {
    const socket = this.#socket
    const ended = Promise.withResolvers<void>()
    socket.on('data', (chunk: Buffer) => this.#take(this.#framer.push(chunk), chunk.length))
    socket.on('error', (error: Error) => this.#inlet.problem('sender.reset', this.#peer, error.message))
    socket.on('close', () => ended.resolve())
    socket.setTimeout(LIMITS.idleSenderMs)
    socket.on('timeout', () => {
      if (this.#framer.partial && !socket.isPaused()) socket.destroy()
      else socket.setTimeout(LIMITS.idleSenderMs)
    })
    const stop = (): void => void socket.destroy()
    this.#closing.addEventListener('abort', stop, { once: true })
    if (this.#closing.aborted) stop()
    await ended.promise
    this.#closing.removeEventListener('abort', stop)
    this.#take(this.#framer.end(), 0)
    await this.#keeping
  }

  #take(frames: readonly Buffer[], bytes: number): void {
    const receivedMs = this.#inlet.now()
    for (const frame of frames) {
      this.#waiting.push({
        bytes: frame,
        envelope: 'syslog',
        receivedMs,
        listener: this.#listener,
        peer: this.#peer,
      })
    }
    this.#waitingBytes += bytes
    if (this.#waitingBytes >= PAUSE_BYTES) this.#socket.pause()
    if (this.#waiting.length > 0) this.#keeping ??= this.#keepAll()
  }

  async #keepAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting
      this.#waiting = []
      this.#waitingBytes = 0
      const kept = await this.#inlet.keep(lines, this.#closing)
      if (!kept) {
        const detail =
          'could not be written before the listener was closed; the sender believes it was received'
        this.#inlet.lost('disk.full', this.#peer, detail, lines.length)
      }
      if (this.#socket.isPaused() && this.#waitingBytes < PAUSE_BYTES) this.#socket.resume()
    }
    this.#keeping = undefined
  }
}
