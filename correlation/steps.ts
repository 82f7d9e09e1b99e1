// Long work as a generator that yields now and then: one who has nothing else to do runs it through, a thread that
// has runs it step by step.

/** Runs the work through. */
export function runThrough<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}
