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

/** Renewals are sent this many times in a lease, and the clock is looked at so often. */
const RENEWALS = 4
const LOOKS = 40
/** The part of a lease that is trusted. */
const TRUSTED = 0.8

export function keepLease({ leaseMs, heldSince, renew, lost }: LeaseOptions): Lease {
  let until = heldSince + TRUSTED * leaseMs
  let asked = heldSince
  let asking = false
  let over = false
  const timer = setInterval(look, leaseMs / LOOKS)

  function look(): void {
    const now = performance.now()
    if (now >= until) end('it could not be renewed in time')
    else if (!asking && now - asked >= leaseMs / RENEWALS) void ask(now)
  }

  async function ask(now: number): Promise<void> {
    asking = true
    asked = now
    try {
      if (await renew()) until = now + TRUSTED * leaseMs
      else end('it was taken by another')
    } catch {
      // Asked again at its turn; the time goes on running meanwhile.
    } finally {
      asking = false
    }
  }

  function end(reason: string): void {
    if (over) return
    stop()
    lost(reason)
  }

  function stop(): void {
    over = true
    clearInterval(timer)
  }

  return { isHeld: () => !over && performance.now() < until, [Symbol.dispose]: stop }
}
