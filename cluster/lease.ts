// Something that is ours for a time and must be asked for again before the time is over: the lead of a cluster,
// the lock of a job that runs. That it was lost is known here *before* anyone else can have it: the time counts
// from when the last good renewal was sent, not from when its answer came, and ends a fifth early.
//
// Times are of the monotonic clock, which no correction of the wall clock moves. A process that is stopped
// (SIGSTOP, a paused virtual machine) notices only when it goes on; against that no timer helps, and what it then
// writes is refused by its fencing number (leader-lock.ts) or its lock token.

export interface LeaseOptions {
  /** How long each renewal holds. */
  readonly leaseMs: number
  /** `performance.now()` when the first hold was asked for. */
  readonly heldSince: number
  /** True when it is ours for another `leaseMs`; false when it is someone else's; throws when nobody could be asked. */
  readonly renew: () => Promise<boolean>
  /** Called once, at most `leaseMs` after the last good renewal was sent. Not called after disposal. */
  readonly lost: (reason: string) => void
}

export interface Lease extends Disposable {
  /** False as soon as the time is over, also when no timer could say so yet. */
  readonly isHeld: () => boolean
}

/** Renewals are sent this many times in a lease. */
const RENEWALS = 4
/** The part of a lease that is trusted. */
const TRUSTED = 0.8

export function keepLease({ leaseMs, heldSince, renew, lost }: LeaseOptions): Lease {
  let until = heldSince + TRUSTED * leaseMs
  let over = false
  let asking = false

  const end = (reason: string): void => {
    if (over) return
    stop()
    lost(reason)
  }
  const ask = async (): Promise<void> => {
    if (asking) return
    asking = true
    const sent = performance.now()
    try {
      if (!(await renew())) end('it was taken by another')
      else until = Math.max(until, sent + TRUSTED * leaseMs)
    } catch {
      // Asked again at the next turn; the time goes on running meanwhile.
    } finally {
      asking = false
    }
  }
  const look = (): void => {
    if (performance.now() >= until) end('it could not be renewed in time')
    else void ask()
  }
  const timer = setInterval(look, leaseMs / RENEWALS)
  // The last look before the end must not come after it.
  const watch = setInterval(() => performance.now() >= until && look(), Math.max(5, leaseMs / 50))

  function stop(): void {
    over = true
    clearInterval(timer)
    clearInterval(watch)
  }
  return { isHeld: () => !over && performance.now() < until, [Symbol.dispose]: stop }
}
