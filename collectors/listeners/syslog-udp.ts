// Syslog over UDP: one datagram, one message. UDP cannot be told to wait, so datagrams queue here up to a
// bound while the disk catches up; what is over it, and what the kernel dropped, is counted as lost.

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RawLine } from '#/collectors/raw-log/record.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { trimEnd } from './framing.ts'
import { createInlet, type Inlet } from './inlet.ts'
import { formatAddress, keepListening, peerAddress, type Endpoint } from './keep-listening.ts'
import { readKernelDrops } from './kernel-drops.ts'
import type { SyslogUdpConfig } from './listener-config.ts'
import type { Listener, ListenerDeps } from './listener.ts'

const MAX_QUEUED_BYTES = LIMITS.maxUnsyncedBytes / 2
/** What a queued datagram costs beside its bytes. */
const DATAGRAM_OVERHEAD_BYTES = 200
const DROPS_EVERY_MS = 1000
const CLOSING_MS = 1500

export function openSyslogUdpListener(config: SyslogUdpConfig, deps: ListenerDeps): Promise<Listener> {
  const inlet = createInlet(config.id, deps)
  return keepListening({
    config,
    configuredAddress: formatAddress({ address: config.host, port: config.port }),
    inlet,
    deps,
    open: () => openUdpEndpoint(config, inlet),
  })
}

async function openUdpEndpoint(config: SyslogUdpConfig, inlet: Inlet): Promise<Endpoint> {
  const socket = createSocket(isIPv6(config.host) ? 'udp6' : 'udp4')
  const closing = new AbortController()
  const queue = new DatagramQueue(config.id, inlet, closing.signal)
  socket.on('message', (bytes, sender) => queue.take(bytes, sender))
  try {
    socket.bind({ address: config.host, port: config.port, exclusive: true })
    await once(socket, 'listening')
    socket.setRecvBufferSize(config.receiveBufferBytes)
  } catch (error) {
    socket.close()
    throw error
  }
  const broken = new Promise<Error>(resolve => socket.once('error', resolve))
  const countingDrops = countKernelDrops(socket, inlet, closing.signal)
  return {
    address: formatAddress(socket.address()),
    broken,
    async close() {
      const closed = once(socket, 'close')
      closing.abort()
      await countingDrops
      socket.close()
      await closed
      await Promise.race([queue.settled(), sleep(CLOSING_MS, undefined, { ref: false })])
    },
  }
}

class DatagramQueue {
  readonly #listener: string
  readonly #inlet: Inlet
  readonly #closing: AbortSignal
  #waiting: RawLine[] = []
  #waitingBytes = 0
  #keeping: Promise<void> | undefined

  constructor(listener: string, inlet: Inlet, closing: AbortSignal) {
    this.#listener = listener
    this.#inlet = inlet
    this.#closing = closing
  }

  take(datagram: Buffer, sender: RemoteInfo): void {
    const peer = peerAddress(sender.address)
    const bytes = trimEnd(datagram)
    if (bytes.length === 0) {
      this.#inlet.problem('frame.malformed', peer, 'an empty datagram')
      return
    }
    if (this.#waitingBytes >= MAX_QUEUED_BYTES) {
      this.#inlet.lost('udp.dropped', peer, `${MAX_QUEUED_BYTES} bytes already wait for the disk`, 1)
      return
    }
    const receivedMs = this.#inlet.now()
    this.#waiting.push({ bytes, envelope: 'syslog', receivedMs, listener: this.#listener, peer })
    this.#waitingBytes += bytes.length + DATAGRAM_OVERHEAD_BYTES
    this.#keeping ??= this.#keepAll()
  }

  async settled(): Promise<void> {
    await this.#keeping
  }

  async #keepAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting
      this.#waiting = []
      const bytes = this.#waitingBytes
      const kept = await this.#inlet.keep(lines, this.#closing)
      this.#waitingBytes -= bytes
      if (kept) continue
      for (const { peer } of lines) {
        this.#inlet.lost('udp.dropped', peer, 'could not be written before the listener was closed', 1)
      }
    }
    this.#keeping = undefined
  }
}

/** Looks at the kernel's count until closed, and once more then. */
async function countKernelDrops(socket: Socket, inlet: Inlet, closing: AbortSignal): Promise<void> {
  const address = socket.address()
  let known = 0
  for (;;) {
    const drops = (await readKernelDrops(address)) ?? known
    if (drops > known)
      inlet.lost(
        'udp.dropped',
        '',
        'the kernel dropped a datagram: the receive buffer was full',
        drops - known,
      )
    known = Math.max(known, drops)
    if (closing.aborted) return
    try {
      await sleep(DROPS_EVERY_MS, undefined, { signal: closing, ref: false })
    } catch {
      continue // closed: `sleep` rejects for no other reason; look once more
    }
  }
}
