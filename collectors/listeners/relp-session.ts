// One RELP session: open, syslog …, close. A frame is answered when it is durable, in order; a frame that an
// earlier session has kept is answered and not kept again. What is not RELP ends the session.

import type { Socket } from 'node:net'
import type { RawLine } from '#/collectors/raw-log/record.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { trimEnd } from './framing.ts'
import type { Inlet } from './inlet.ts'
import { createRelpParser, RELP_SERVER_CLOSE, relpResponse, type RelpFrame } from './relp-frames.ts'
import type { PeerSession, RepeatFilter } from './repeat-filter.ts'
import type { Session } from './stream-listener.ts'

/** Bytes read and not yet answered at which a sender is paused; librelp's own window is 128 frames. */
const PAUSE_BYTES = 512 * 1024
const OFFERS = '200 OK\nrelp_version=0\nrelp_software=thapcanh\ncommands=syslog'

/** Serves RELP senders of this listener; see `Session`. */
export function receiveRelp(listener: string, inlet: Inlet, repeats: RepeatFilter): Session {
  return (socket, peer, closing) => new RelpSession(listener, inlet, socket, peer, closing).run(repeats)
}

class RelpSession {
  readonly #listener: string
  readonly #inlet: Inlet
  readonly #socket: Socket
  readonly #peer: string
  readonly #closing: AbortSignal
  readonly #parser = createRelpParser()
  #waiting: RelpFrame[] = []
  #waitingBytes = 0
  #malformed: string | undefined
  #answering: Promise<void> | undefined
  #memory!: PeerSession
  #state: 'new' | 'open' | 'closed' | 'broken' = 'new'

  constructor(listener: string, inlet: Inlet, socket: Socket, peer: string, closing: AbortSignal) {
    this.#listener = listener
    this.#inlet = inlet
    this.#socket = socket
    this.#peer = peer
    this.#closing = closing
  }

  async run(repeats: RepeatFilter): Promise<void> {
    const socket = this.#socket
    const gone = Promise.withResolvers<void>()
    socket.on('error', (error: Error) => this.#inlet.problem('sender.reset', this.#peer, error.message))
    socket.on('close', () => gone.resolve())
    const stop = (): void => this.#stop()
    this.#closing.addEventListener('abort', stop, { once: true })
    this.#memory = await repeats.begin(this.#peer)
    if (this.#closing.aborted) stop()
    else {
      socket.setTimeout(LIMITS.idleSenderMs, () => this.#idle())
      socket.on('data', (chunk: Buffer) => this.#take(chunk))
    }
    await gone.promise
    this.#closing.removeEventListener('abort', stop)
    this.#memory.broken(this.#state === 'closed')
    if (this.#parser.partial && this.#malformed === undefined) {
      this.#inlet.problem(
        'sender.reset',
        this.#peer,
        'the connection ended inside a frame; it was not acknowledged',
      )
    }
    await this.#answering
    this.#memory.settled()
  }

  /** Reads no more, answers what was read, and ends. */
  #stop(): void {
    this.#socket.pause()
    const answered = this.#answering ?? Promise.resolve()
    void answered.then(() => this.#end())
  }

  #idle(): void {
    if (this.#parser.partial && !this.#socket.isPaused()) this.#end()
    else this.#socket.setTimeout(LIMITS.idleSenderMs)
  }

  #take(chunk: Buffer): void {
    if (this.#malformed !== undefined) return
    const { frames, malformed } = this.#parser.push(chunk)
    this.#malformed = malformed
    this.#waiting.push(...frames)
    this.#waitingBytes += chunk.length
    if (this.#waitingBytes >= PAUSE_BYTES) this.#socket.pause()
    if (this.#waiting.length > 0 || malformed !== undefined) this.#answering ??= this.#answerAll()
  }

  async #answerAll(): Promise<void> {
    while (this.#waiting.length > 0 && this.#state !== 'broken') {
      const frames = this.#waiting
      this.#waiting = []
      this.#waitingBytes = 0
      await this.#answer(frames)
      const mayGoOn = this.#waitingBytes < PAUSE_BYTES && !this.#closing.aborted
      if (mayGoOn && this.#socket.isPaused()) this.#socket.resume()
    }
    if (this.#malformed !== undefined) this.#refuse(this.#malformed)
    this.#answering = undefined
  }

  /** Keeps the lines of these frames, then answers them all in order. */
  async #answer(frames: readonly RelpFrame[]): Promise<void> {
    const lines: RawLine[] = []
    let answers = ''
    for (const frame of frames) {
      const answer = this.#answerTo(frame, lines)
      if (answer === undefined) break
      answers += answer
    }
    if (lines.length > 0) {
      const kept = await this.#inlet.keep(lines, this.#closing)
      if (!kept) return this.#end()
      this.#memory.remember(lines.map(line => line.bytes))
    }
    if (answers !== '' && this.#socket.writable) this.#socket.write(answers)
    if (this.#state === 'closed') this.#end()
  }

  /** The answer to a frame once `lines` are kept; undefined when the session ends here. */
  #answerTo(frame: RelpFrame, lines: RawLine[]): string | undefined {
    const { transaction, command } = frame
    if (this.#state === 'closed') return undefined
    if (command === 'open') {
      this.#state = 'open'
      return relpResponse(transaction, OFFERS)
    }
    if (command === 'close') {
      this.#state = 'closed'
      return relpResponse(transaction, '')
    }
    if (command !== 'syslog') {
      this.#inlet.problem('frame.malformed', this.#peer, `unknown RELP command "${command}"`)
      return relpResponse(transaction, '500 unknown command')
    }
    if (this.#state !== 'open') {
      this.#malformed ??= '"syslog" before "open"'
      return undefined
    }
    this.#addLine(frame, lines)
    return relpResponse(transaction, '200 OK')
  }

  #addLine({ data, announced }: RelpFrame, lines: RawLine[]): void {
    const bytes = trimEnd(data)
    if (announced > data.length) {
      this.#inlet.problem('frame.too-long', this.#peer, `${announced} bytes cut to ${data.length}`)
    }
    if (bytes.length === 0) {
      this.#inlet.problem('frame.malformed', this.#peer, 'a frame without a message')
      return
    }
    if (this.#memory.isRepeat(bytes)) {
      this.#inlet.problem('sender.repeated', this.#peer, 'sent again after a broken session; kept once')
      return
    }
    const receivedMs = this.#inlet.now()
    lines.push({ bytes, envelope: 'syslog', receivedMs, listener: this.#listener, peer: this.#peer })
  }

  #refuse(reason: string): void {
    this.#state = 'broken'
    this.#inlet.problem('frame.malformed', this.#peer, `not RELP: ${reason}`)
    this.#end()
  }

  /** Says goodbye and hangs up. */
  #end(): void {
    if (this.#state !== 'closed') this.#state = 'broken'
    if (this.#socket.writable) this.#socket.end(RELP_SERVER_CLOSE)
    this.#socket.destroySoon()
  }
}
