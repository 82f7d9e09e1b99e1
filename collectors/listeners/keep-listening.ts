// Binds an address and keeps it bound: a port that is taken is a problem, counted, and tried again every few
// seconds; so is an endpoint that breaks later. The process lives on in either case.

import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Inlet } from './inlet.ts'
import type { ListenerConfig } from './listener-config.ts'
import type { Listener, ListenerDeps, ListenerHealthView } from './listener.ts'

const RETRY_MS = 3000

/** Something bound. */
export interface Endpoint {
  readonly address: string
  /** Resolves with the reason when the endpoint broke by itself. */
  readonly broken: Promise<Error>
  /** Ends all that hangs on it. */
  close(): Promise<void>
}

export interface ListeningOptions {
  readonly config: { readonly id: string; readonly kind: ListenerConfig['kind'] }
  /** Shown while nothing is bound. */
  readonly configuredAddress: string
  readonly inlet: Inlet
  readonly deps: ListenerDeps
  readonly open: () => Promise<Endpoint>
}

/** Resolves after the first attempt, whether it succeeded or not; `health()` tells. */
export async function keepListening(options: ListeningOptions): Promise<Listener> {
  const listener = new KeptListener(options)
  await listener.bind()
  return listener
}

class KeptListener implements Listener {
  readonly #options: ListeningOptions
  readonly #closing = new AbortController()
  #endpoint: Endpoint | undefined
  #failure: string | undefined
  #retrying: Promise<void> | undefined

  constructor(options: ListeningOptions) {
    this.#options = options
  }

  get id(): string {
    return this.#options.config.id
  }

  get kind(): ListenerConfig['kind'] {
    return this.#options.config.kind
  }

  health(): ListenerHealthView {
    const { inlet, configuredAddress } = this.#options
    const { received, dropped } = inlet
    const address = this.#endpoint?.address ?? configuredAddress
    const base = { id: this.id, kind: this.kind, address, received, dropped }
    if (this.#closing.signal.aborted) return { ...base, state: 'stopped', detail: '' }
    if (this.#failure !== undefined) return { ...base, state: 'failed', detail: this.#failure }
    if (inlet.stuck !== undefined) return { ...base, state: 'paused', detail: inlet.stuck }
    return { ...base, state: 'listening', detail: '' }
  }

  async bind(): Promise<void> {
    try {
      const endpoint = await this.#options.open()
      this.#endpoint = endpoint
      this.#failure = undefined
      void endpoint.broken.then(error => this.#fail(error))
    } catch (error) {
      this.#fail(error as Error)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#retrying
    await this.#endpoint?.close()
  }

  #fail(error: Error): void {
    if (this.#closing.signal.aborted) return
    this.#failure = `${this.#options.configuredAddress}: ${error.message}`
    this.#options.inlet.problem('listener.failed', '', this.#failure)
    this.#retrying = this.#retry()
  }

  async #retry(): Promise<void> {
    const broken = this.#endpoint
    this.#endpoint = undefined
    await broken?.close()
    try {
      await sleep(this.#options.deps.retryMs ?? RETRY_MS, undefined, { signal: this.#closing.signal })
    } catch {
      return // closed meanwhile: `sleep` rejects for no other reason
    }
    await this.bind()
  }
}

/** Starts a TCP server and gives its address; rejects when it cannot be bound. */
export async function listen(server: Server, host: string, port: number): Promise<string> {
  server.listen({ host, port })
  await once(server, 'listening')
  return formatAddress(server.address() as AddressInfo)
}

/** Resolves at the first error of a server that already listens. */
export function breakage(server: Server): Promise<Error> {
  return new Promise(resolve => server.once('error', resolve))
}

export function formatAddress({
  address,
  port,
}: {
  readonly address: string
  readonly port: number
}): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** `::ffff:192.0.2.1` → `192.0.2.1`: one sender is one source, whichever socket heard it. */
export function peerAddress(address: string | undefined): string {
  if (address === undefined) return 'unknown'
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address
}
