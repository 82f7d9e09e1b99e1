// Where whoever leads is called. The address stands in the name under which it holds the lead (leader-lock.ts), so
// that it is known exactly as long as the lead is held, and no second key can say otherwise.

import { hostname } from 'node:os'
import type { LeaderLock } from '../leader-lock.ts'

const WILDCARDS = new Set(['0.0.0.0', '::'])

/** The holder's name for the lock: the node's, then `host:port`. Someone who listens everywhere is called by name. */
export function holderAt(node: string, host: string, port: number): string {
  const reachable = WILDCARDS.has(host) ? hostname() : host
  return `${node} ${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

/** Who leads, as far as calling it goes; undefined when nobody does. */
export interface LeaderAddress {
  readonly node: string
  /** `host:port` */
  readonly address: string
  readonly fence: number
}

export async function findLeader(
  lock: Pick<LeaderLock, 'leader'>,
  name: string,
): Promise<LeaderAddress | undefined> {
  const led = await lock.leader(name)
  if (led === undefined) return undefined
  const at = led.holder.lastIndexOf(' ')
  return { node: led.holder.slice(0, at), address: led.holder.slice(at + 1), fence: led.fence }
}
