// Who was heard when: last line and count of each source (listener and peer), and which of them have been
// silent for longer than their listener allows. A listener that was never heard at all is silent too, since
// the start. Bounded: when too many sources are known, the one heard longest ago is forgotten.

import type { Clock } from '#/kernel/clock.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { spanMs } from './listener-config.ts'

const MAX_SOURCES = 20_000
/** Peer shown for a listener that nobody has sent anything to. */
const NOBODY = '–'

export interface SilentSource {
  readonly listener: string
  readonly peer: string
  /** Ms UTC; the start for a listener never heard. */
  readonly lastSeenAt: number
  readonly silentMs: number
}

export interface SourceActivity {
  seen(listener: string, peer: string, count: number): void
  /** Sources silent for longer than `silentAfter` of their listener, longest first. */
  silent(): SilentSource[]
  /** Everything heard, latest first. */
  sources(): {
    readonly listener: string
    readonly peer: string
    readonly lastSeenAt: number
    readonly count: number
  }[]
}

export interface SourceActivityOptions {
  readonly clock: Clock
  readonly listeners: readonly { readonly id: string; readonly silentAfter?: string }[]
  /** Told once of each silence, when `silent` first finds it. */
  readonly report?: ReportProblem
}

interface Source {
  readonly listener: string
  readonly peer: string
  lastSeenAt: number
  count: number
}

export function createSourceActivity({ clock, listeners, report }: SourceActivityOptions): SourceActivity {
  const startedAt = clock.now()
  const allowedMs = new Map<string, number>()
  for (const { id, silentAfter } of listeners) {
    if (silentAfter !== undefined) allowedMs.set(id, spanMs(silentAfter))
  }
  // In order of the last line: a source that is heard moves to the end.
  const known = new Map<string, Source>()
  const heard = new Set<string>()
  const told = new Set<string>()
  const tell = (sources: readonly SilentSource[]): void => {
    for (const { listener, peer, silentMs } of sources) {
      const where = `${listener} ${peer}`
      if (told.has(where)) continue
      told.add(where)
      report?.({ code: 'source.silent', where, detail: `nothing heard for ${Math.round(silentMs / 1000)} s` })
    }
  }

  return {
    seen(listener, peer, count) {
      const key = `${listener}\n${peer}`
      const source = known.get(key) ?? { listener, peer, lastSeenAt: 0, count: 0 }
      known.delete(key)
      told.delete(`${listener} ${peer}`)
      if (known.size >= MAX_SOURCES) known.delete(known.keys().next().value!)
      source.lastSeenAt = clock.now()
      source.count += count
      known.set(key, source)
      heard.add(listener)
    },
    silent() {
      const now = clock.now()
      const silent: SilentSource[] = []
      for (const [listener, allowed] of allowedMs) {
        const silentMs = now - startedAt
        if (!heard.has(listener) && silentMs > allowed) {
          silent.push({ listener, peer: NOBODY, lastSeenAt: startedAt, silentMs })
        }
      }
      for (const { listener, peer, lastSeenAt } of known.values()) {
        const silentMs = now - lastSeenAt
        if (silentMs > (allowedMs.get(listener) ?? Infinity))
          silent.push({ listener, peer, lastSeenAt, silentMs })
      }
      tell(silent)
      return silent.sort((a, b) => b.silentMs - a.silentMs)
    },
    sources: () => [...known.values()].map(source => ({ ...source })).toReversed(),
  }
}
