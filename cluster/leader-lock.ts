// One of several processes leads: it does what must be done once in a cluster (closing old indices, the weekly
// report, watching that sources speak). The contract; redis-leader-lock.ts keeps it.
//
// Nobody can be kept from *believing* that it leads: a process may be stopped for an hour between looking at its
// watch and writing. So each term has a number greater than that of every term before, its fence, and whatever a
// leader writes to carries it: a store that has seen a greater one refuses (snapshot-store.ts does).

export interface Term {
  /** What is led. */
  readonly name: string
  /** Greater than that of every earlier term of this name. */
  readonly fence: number
  /** Fires with a Retryable (`leader.lost`) before anyone else can lead, in a process that runs. */
  readonly signal: AbortSignal
  /** False once the time is over, also when no timer could say so yet: ask before what cannot be fenced. */
  readonly isHeld: () => boolean
}

export interface LeaderLock {
  /** Tries once. undefined: another leads. Disposing the term gives the lead away at once. */
  acquire(name: string): Promise<(Term & AsyncDisposable) | undefined>
  /**
   * Runs `task` whenever this process leads, until `signal` fires. The task ends when its term's signal fires,
   * which it also does with `signal`. Losing the lead, or a task that throws Retryable, is followed by waiting for
   * the lead again; any other error of the task ends all and is thrown.
   */
  lead(name: string, task: (term: Term) => Promise<void>, signal: AbortSignal): Promise<void>
  /** Who leads now and since which term; undefined when nobody does. */
  leader(name: string): Promise<{ readonly holder: string; readonly fence: number } | undefined>
}
