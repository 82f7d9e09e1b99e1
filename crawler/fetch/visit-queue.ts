// The durable frontier as crawlee's queue: crawlee asks for the next request and says when it is done with it;
// what waits, and what became of it, stands in the records and nowhere else.

import type { Request } from '@crawlee/cheerio'
import type { Records, Stored } from '#/store/records.ts'
import { waitingAddresses, type Address } from './addresses.ts'

/** crawlee's IRequestManager, as far as a crawl that finds its links itself needs it. */
export interface VisitQueue {
  isFinished(): Promise<boolean>
  isEmpty(): Promise<boolean>
  handledCount(): Promise<number>
  getTotalCount(): number
  getPendingCount(): number
  fetchNextRequest(): Promise<Request | null>
  markRequestHandled(request: Request): Promise<null>
  reclaimRequest(request: Request): Promise<null>
  addRequest(): Promise<never>
  addRequestsBatched(): Promise<never>
  /** The address of a request that was given out. */
  addressOf(request: Request): Stored<Address>
  /** Given out, and not done with. */
  inHand(): readonly Stored<Address>[]
  /** Gives out no more. */
  stop(): void
  /** Whether something waits that this crawl should have visited: its work was ended from outside. */
  isInterrupted(): Promise<boolean>
}

const BATCH = 20

export function createVisitQueue(options: {
  readonly records: Records
  readonly sourceId: string
  readonly maxVisits: number
  readonly requestOf: (address: Stored<Address>) => Request
}): VisitQueue {
  const { records, sourceId, maxVisits, requestOf } = options
  const taken = new Set<string>()
  const inHand = new Map<string, Stored<Address>>()
  /** crawlee tells of a failure after it is done with the request. */
  const addresses = new WeakMap<Request, Stored<Address>>()
  let buffer: Stored<Address>[] = []
  let filling: Promise<void> | undefined
  let stopped = false

  const isOver = (): boolean => stopped || taken.size >= maxVisits

  async function fill(): Promise<void> {
    filling ??= (async () => {
      try {
        buffer = [...(await waitingAddresses(records, sourceId, taken, BATCH))]
      } finally {
        filling = undefined
      }
    })()
    await filling
  }

  async function isEmpty(): Promise<boolean> {
    // Looked up anew each time one is wanted: what was found meanwhile may come before what was known.
    if (!isOver() && buffer.length === 0) await fill()
    return isOver() || buffer.length === 0
  }

  const handled = async (request: Request): Promise<null> => {
    inHand.delete(request.uniqueKey)
    return null
  }
  const foreign = async (): Promise<never> => {
    throw new Error('links are found by the visits, not by crawlee')
  }

  return {
    isEmpty,
    isFinished: async () => inHand.size === 0 && (await isEmpty()) && inHand.size === 0,
    handledCount: async () => taken.size - inHand.size,
    getTotalCount: () => taken.size,
    getPendingCount: () => inHand.size,
    async fetchNextRequest() {
      if (await isEmpty()) return null
      const address = buffer.shift()
      if (address === undefined || taken.has(address.id)) return null
      // A few at once may be asked for; the next look finds newer ones, and lists first.
      if (address.record.role === 'list') buffer = []
      taken.add(address.id)
      inHand.set(address.id, address)
      const request = requestOf(address)
      addresses.set(request, address)
      return request
    },
    markRequestHandled: handled,
    reclaimRequest: handled,
    addRequest: foreign,
    addRequestsBatched: foreign,
    addressOf: request => addresses.get(request)!,
    inHand: () => [...inHand.values()],
    stop: () => void (stopped = true),
    isInterrupted: async () => !isOver() && (await waitingAddresses(records, sourceId, taken, 1)).length > 0,
  }
}
