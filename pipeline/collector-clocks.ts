// What time it is for windows that are fed by several collectors: what the slowest has reached, since nothing older
// comes any more. One that falls silent is waited for, so that what it received and has not sent yet is still counted in
// its place; for so long only, then it goes on without it. Judged by what the collectors told, never by a clock of this
// process: who reads the same again decides the same.

export interface CollectorState {
  readonly node: string
  /** ms UTC; what it told last. */
  readonly clock: number
  /** Raw-log sequence up to which its sightings were taken. */
  readonly through: number
}

export interface CollectorClocks {
  /** The collector has come so far. */
  tell(node: string, clock: number, through: number): void
  /** Sequence of what was taken from it last; 0 for a new one. */
  through(node: string): number
  /** What time it is, ms UTC; -Infinity before any collector told. Never goes back. */
  now(): number
  save(): readonly CollectorState[]
}

export interface CollectorClocksOptions {
  readonly waitMs: number
  readonly saved?: readonly CollectorState[]
  /** Collectors that are known to be there, though they have told nothing yet. */
  readonly expected?: readonly string[]
}

export function createCollectorClocks(options: CollectorClocksOptions): CollectorClocks {
  const { waitMs, saved = [], expected = [] } = options
  const known = new Map(saved.map(one => [one.node, one]))
  /** Those that are waited for and have told nothing → the time at which the waiting began. */
  const awaited = new Map<string, number>(
    expected.filter(node => !known.has(node)).map(node => [node, Infinity]),
  )
  let reached = -Infinity

  return {
    tell(node, clock, through) {
      const before = known.get(node)
      known.set(node, {
        node,
        clock: Math.max(clock, before?.clock ?? -Infinity),
        through: Math.max(through, before?.through ?? 0),
      })
      awaited.delete(node)
      for (const [other, since] of awaited) awaited.set(other, Math.min(since, clock))
    },
    through: node => known.get(node)?.through ?? 0,
    now() {
      const told = [...Array.from(known.values(), ({ clock }) => clock), ...awaited.values()]
      const latest = Math.max(-Infinity, ...told.filter(Number.isFinite))
      const slowest = Math.min(...told.filter(clock => clock >= latest - waitMs))
      if (Number.isFinite(slowest)) reached = Math.max(reached, slowest)
      return reached
    },
    save: () => [...known.values()],
  }
}
