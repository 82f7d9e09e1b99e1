// The correlations of a set of rules over a stream of events as it arrives: late, out of order, from sources with
// clocks of their own. Pure: what time it is comes with the events and with `advance`.
//
// Time is that of the events. A prompt source's events are received within the allowed lateness after they
// happen; all prompt sources share one course of time, which follows receipt at that distance. A source whose
// events come later than that (an import of old files, a relay that was cut off, a clock that is behind) is
// correlated by itself, in a course of time that follows its own latest event at that distance, until it has
// been prompt again for a while. So no slow source delays the others or loses its own windows. An event that
// says it happens later than it can counts as happening at its receipt, and moves nothing.
//
// Of a whole input that is read at once (a file) nothing is late: all of it is put in order first.

import type { RuleSummary } from '#/kernel/alert.ts'
import { textOf, type Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { LoadedCorrelation } from '../correlation-rule.ts'
import { raisesAlerts, silencedBy } from '../link-correlations.ts'
import type { Match, Rule } from '../rule.ts'
import { PROMPT_AGAIN_MS, type Arrival, type Sighting } from './arrival.ts'
import { happenedAt } from './happened-at.ts'
import { createObserving } from './observing.ts'
import type { Observing } from './observing.ts'
import type { Firing, Observation } from './observation.ts'
import { readSnapshot, SNAPSHOT_VERSION, stampsOf } from './snapshot.ts'
import type { CorrelatorSnapshot } from './snapshot.ts'
import { Timeline } from './timeline.ts'
import type { EngineOptions } from './window-engine.ts'

export const DEFAULT_LATENESS_MS = 10_000

export interface CorrelatorOptions {
  readonly correlations: readonly LoadedCorrelation[]
  /** Ids of what raises no alerts of its own; absent: as these correlations say. */
  readonly silenced?: ReadonlySet<string>
  readonly report: ReportProblem
  /** How long after it happened an event may come; 'whole-input' waits for the end. */
  readonly latenessMs?: number | 'whole-input'
  /** Bytes of one correlation's windows; for tests. */
  readonly maxRuleBytes?: number
}

/** A source that is behind and silent for so long, and for the longest timespan, is at its end. */
const SILENT_MS = 5 * 60_000

/** A leap of time so large must be borne out by the source's next event: a wrong date is no leap. */
const LEAP_MS = 60 * 60_000

interface Behind {
  readonly timeline: Timeline
  latest: number
  /** The time after a leap that is not borne out yet. */
  leapt: number
  lastReceivedMs: number
  lastBehindMs: number
}

export class Correlator {
  readonly correlations: readonly LoadedCorrelation[]
  readonly #report: ReportProblem
  readonly #latenessMs: number
  /** The longest timespan. */
  readonly #longestMs: number
  readonly #observing: Observing
  readonly #silenced: ReadonlySet<string>
  readonly #engineOptions: EngineOptions
  readonly #prompt: Timeline
  readonly #behind = new Map<string, Behind>()
  #firings: Firing[] = []
  /** The latest time of receipt, ms; what time it is, as far as is known. */
  #clock = -Infinity
  /** The earliest and latest times of a whole input. */
  #first = Infinity
  #end = -Infinity

  constructor(options: CorrelatorOptions) {
    const { correlations, report } = options
    this.correlations = correlations
    this.#report = report
    const lateness = options.latenessMs ?? DEFAULT_LATENESS_MS
    this.#latenessMs = lateness === 'whole-input' ? Infinity : lateness
    this.#longestMs = Math.max(0, ...correlations.map(({ correlation }) => correlation.timespanMs))
    this.#observing = createObserving(correlations, report)
    this.#silenced = options.silenced ?? silencedBy(correlations)
    this.#engineOptions = {
      correlations,
      report,
      observeFiring: this.#observing.observeFiring,
      onFiring: firing => {
        if (this.raisesAlerts(firing.correlation.summary)) this.#firings.push(firing)
      },
      ...(options.maxRuleBytes === undefined ? {} : { maxRuleBytes: options.maxRuleBytes }),
    }
    this.#prompt = new Timeline(this.#engineOptions)
  }

  /** False for a rule that only feeds correlations. */
  raisesAlerts(rule: Pick<RuleSummary, 'id' | 'buildingBlock'>): boolean {
    return raisesAlerts(this.#silenced, rule)
  }

  /** The latest time that is known, ms UTC; -Infinity before there is any. */
  get clock(): number {
    return this.#clock
  }

  /** Bytes that windows take, all together. */
  get bytes(): number {
    let bytes = this.#prompt.engine.bytes
    for (const { timeline } of this.#behind.values()) bytes += timeline.engine.bytes
    return bytes
  }

  /** An event that arrived, with the rules that matched it. Events come in the order of their arrival. */
  see(event: Event, matches: readonly Match[], arrival: Arrival): void {
    if (this.correlations.length === 0) return
    if (this.#latenessMs === Infinity) return this.#seeWhole(event, matches, arrival)
    this.advance(arrival.receivedMs)
    if (matches.length === 0 && this.#behind.size === 0) return
    const concerned = matches.filter(match => this.#observing.concerns(match.rule))
    const own = this.#behind.get(arrival.source)
    if (concerned.length === 0 && own === undefined) return
    const time = this.#timeOf(event, arrival, concerned[0]?.rule)
    const behind = this.#behindAt(own, time, arrival)
    if (behind !== undefined) this.#follow(behind, time, arrival)
    const timeline = behind?.timeline ?? this.#prompt
    for (const { rule } of concerned) this.#give(timeline, rule, event, { ...arrival, time })
  }

  /**
   * An event that was looked at elsewhere (observer.ts), of a source whose events come in the order of their arrival.
   * What time it is is told by `advance` alone: where several processes receive, that is what the slowest has reached.
   */
  seeSighting({ observations, ...at }: Sighting): void {
    const own = this.#behind.get(at.source)
    if (observations.length === 0 && own === undefined) return
    const behind = this.#behindAt(own, at.time, at)
    if (behind !== undefined) this.#follow(behind, at.time, at)
    for (const observation of observations)
      this.#add(behind?.timeline ?? this.#prompt, observation, at.source)
  }

  /** It is `nowMs`: nothing more arrives that was received before. */
  advance(nowMs: number): void {
    if (this.correlations.length === 0 || nowMs <= this.#clock || this.#latenessMs === Infinity) return
    const before = this.#clock
    this.#clock = nowMs
    if (before === -Infinity) this.#prompt.engine.begin(nowMs - this.#latenessMs)
    this.#prompt.advance(nowMs - this.#latenessMs - 1)
    if (Math.floor(nowMs / 1000) === Math.floor(before / 1000)) return
    for (const [source, behind] of this.#behind) this.#mindSilence(source, behind, nowMs)
    this.#limitBytes()
  }

  /** Watches again from `nowMs` on: windows that ask what did not happen begin anew. */
  resume(nowMs: number): void {
    // What was seen before is judged by what was known then.
    this.#prompt.advance(this.#clock)
    const open = this.#prompt.engine.beginAgain(nowMs - this.#latenessMs)
    if (open === 0) return
    const detail = `${open} windows were open while the platform was away`
    this.#report({ code: 'correlation.not-judged', where: 'correlation', detail })
  }

  /** The input has ended: what waits is correlated, windows that hold events are judged. */
  finish(): void {
    if (this.#latenessMs === Infinity && this.#first < Infinity) this.#prompt.engine.begin(this.#first)
    this.#prompt.finish(this.#latenessMs === Infinity ? this.#end : this.#prompt.watermark)
    for (const [source, behind] of this.#behind) this.#close(source, behind)
  }

  /** What fired since the last call. Those of correlations that only feed others are left out. */
  takeFirings(): readonly Firing[] {
    const firings = this.#firings
    this.#firings = []
    return firings
  }

  /** Everything that is to be known after a restart; plain data. Take the firings first. */
  save(): CorrelatorSnapshot {
    return {
      version: SNAPSHOT_VERSION,
      stamps: stampsOf(this.correlations),
      clock: this.#clock,
      prompt: this.#prompt.save(),
      behind: Array.from(this.#behind, ([source, { timeline, ...times }]) => ({
        source,
        ...times,
        timeline: timeline.save(),
      })),
    }
  }

  /** Goes on from a snapshot; correlations that are new or have changed begin anew. Returns why it cannot. */
  load(data: unknown): string | undefined {
    const snapshot = readSnapshot(data)
    if (typeof snapshot === 'string') return snapshot
    const now = new Map(stampsOf(this.correlations).map((stamp, place) => [stamp, place]))
    const places = snapshot.stamps.map(stamp => now.get(stamp))
    this.#clock = snapshot.clock
    this.#prompt.load(snapshot.prompt, places)
    this.#prompt.engine.begin(snapshot.prompt.watermark)
    for (const { source, timeline: saved, ...times } of snapshot.behind) {
      const timeline = new Timeline(this.#engineOptions)
      timeline.load(saved, places)
      this.#behind.set(source, { timeline, ...times })
    }
    return undefined
  }

  #seeWhole(event: Event, matches: readonly Match[], arrival: Arrival): void {
    const own = Date.parse(textOf(event, '@timestamp') ?? '')
    const isDated = !Number.isNaN(own)
    const time = isDated ? own : Math.max(this.#end, 0)
    if (isDated) {
      this.#end = Math.max(this.#end, own)
      this.#first = Math.min(this.#first, own)
    }
    for (const { rule } of matches) this.#give(this.#prompt, rule, event, { ...arrival, time })
  }

  #give(timeline: Timeline, rule: Rule, event: Event, at: Arrival & { readonly time: number }): void {
    this.#observing.observe(rule, event, at, observation => this.#add(timeline, observation, at.source))
  }

  #add(timeline: Timeline, observation: Observation, source: string): void {
    if (observation.time > timeline.watermark) return timeline.add(observation)
    const detail = `an event of ${new Date(observation.time).toISOString()} came after newer ones`
    this.#report({ code: 'correlation.late', where: source, detail })
  }

  /** ms UTC; a time that is yet to come is told where a rule is concerned. */
  #timeOf(event: Event, { receivedMs, source }: Arrival, concerned: Rule | undefined): number {
    const { time, ahead } = happenedAt(event, receivedMs, this.#latenessMs)
    if (ahead !== undefined && concerned !== undefined) {
      const detail = `an event says it happens at ${new Date(ahead).toISOString()}`
      this.#report({ code: 'correlation.future-dated', where: source, detail })
    }
    return time
  }

  /** The source's own course of time when it has, or needs, one. */
  #behindAt(own: Behind | undefined, time: number, { source, receivedMs }: Arrival): Behind | undefined {
    const isPrompt = time > this.#prompt.watermark
    if (own === undefined) return isPrompt ? undefined : this.#fallBehind(source, receivedMs)
    if (!isPrompt) own.lastBehindMs = receivedMs
    if (receivedMs - own.lastBehindMs <= PROMPT_AGAIN_MS) return own
    this.#close(source, own)
    return undefined
  }

  #fallBehind(source: string, receivedMs: number): Behind {
    if (this.#behind.size >= LIMITS.maxBehindSources) {
      const oldest = [...this.#behind].reduce((a, b) => (a[1].lastReceivedMs <= b[1].lastReceivedMs ? a : b))
      const detail = `more than ${LIMITS.maxBehindSources} sources are behind; the windows of ${oldest[0]} were closed`
      this.#report({ code: 'correlation.state-dropped', where: 'correlation', detail })
      this.#close(...oldest)
    }
    const timeline = new Timeline(this.#engineOptions)
    const behind = {
      timeline,
      latest: -Infinity,
      leapt: Number.NaN,
      lastReceivedMs: receivedMs,
      lastBehindMs: receivedMs,
    }
    this.#behind.set(source, behind)
    return behind
  }

  #follow(behind: Behind, time: number, { receivedMs }: Arrival): void {
    behind.lastReceivedMs = receivedMs
    const isLeap = behind.latest !== -Infinity && time > behind.latest + LEAP_MS
    const isBorneOut = behind.leapt <= time + LEAP_MS
    behind.leapt = isLeap ? time : Number.NaN
    if (time <= behind.latest || (isLeap && !isBorneOut)) return
    behind.latest = time
    behind.timeline.advance(time - this.#latenessMs - 1)
  }

  /** What a silent source sent last waits no longer; one that stays silent is closed. */
  #mindSilence(source: string, behind: Behind, nowMs: number): void {
    const silentMs = nowMs - behind.lastReceivedMs
    if (silentMs > this.#longestMs + SILENT_MS) this.#close(source, behind)
    else if (silentMs > this.#latenessMs) behind.timeline.advance(behind.latest)
  }

  #close(source: string, behind: Behind): void {
    this.#behind.delete(source)
    behind.timeline.finish(behind.latest)
  }

  #limitBytes(): void {
    const timelines = [this.#prompt, ...Array.from(this.#behind.values(), ({ timeline }) => timeline)]
    while (timelines.reduce((sum, one) => sum + one.waitingBytes, 0) > LIMITS.maxCorrelationWaitingBytes)
      timelines.reduce((a, b) => (a.waitingBytes >= b.waitingBytes ? a : b)).hurry()
    while (this.bytes > LIMITS.maxCorrelationBytes) {
      const largest = timelines
        .flatMap(({ engine }) => engine.windows)
        .reduce((a, b) => (a.bytes >= b.bytes ? a : b))
      if (!largest.dropOldest(this.#report)) return
    }
  }
}
