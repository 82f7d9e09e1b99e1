// Long work in the pipeline's thread, in turns with everything else that it has to do.

import { setImmediate as othersTurn } from 'node:timers/promises'

/** A turn of the work ends after this; a single step may be longer. */
const TURN_MS = 5

/** Runs the work; between its turns the thread reads, stores and answers. */
export async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  let began = performance.now()
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
    if (performance.now() - began < TURN_MS) continue
    await othersTurn()
    began = performance.now()
  }
}
