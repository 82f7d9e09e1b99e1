// What the demo sends: one log line of an invented city, when, and by which road.

/** The roads into the platform that the demo uses; each is a real protocol over a real socket. */
export type Road = 'syslog-udp' | 'syslog-tcp' | 'relp' | 'ingest' | 'bulk'

export interface DemoLine {
  /** Time of the event, ms UTC. */
  readonly at: number
  readonly road: Road
  /** A syslog message, or a JSON document for the HTTP roads. */
  readonly text: string
}

/** Makes random choices that are the same for the same seed (mulberry32). */
export interface Dice {
  /** 0 ≤ x < 1. */
  next(): number
  /** A whole number, from inclusive, to exclusive. */
  between(from: number, to: number): number
  pick<T>(choices: readonly T[]): T
}

export function createDice(seed: number): Dice {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from))
  return { next, between, pick: choices => choices[between(0, choices.length)]! }
}
