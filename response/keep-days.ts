// Sealed files of events whose time is over are deleted, and the disk is watched: how many days it still lasts. A legal
// hold in force keeps every file whose times it touches. What is over is judged by a time that a clock set far ahead does
// not move (believed-time.ts).

import { statfs } from 'node:fs/promises'
import type { Clock } from '#/kernel/clock.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { DAY_DELETED } from '#/proof/verify-days.ts'
import {
  judgeDay,
  type KeepingRules,
  type KeptDay,
  type KeptLevel,
  keptLevels,
} from '#/regulation/day-retention.ts'
import type { Audit } from '#/store/audit.ts'
import { forecastDisk, type DiskForecast } from '#/store/disk-forecast.ts'
import type { EventDay, EventDays, SealedFile } from '#/store/event-days.ts'
import type { LegalHolds } from '#/store/legal-holds.ts'
import { put, type Collection, type Records } from '#/store/records.ts'
import type { BelievedTime, TimeBelief } from './believed-time.ts'

const DAY_MS = 86_400_000

/** Files whose deletion is in the trail; the id is the name. */
const DELETED: Collection<{ readonly at: number }> = { name: 'deleted-days', keys: () => ({}) }

export interface KeepOptions {
  readonly days: Pick<EventDays, 'days' | 'manifests' | 'remove'>
  readonly rules: KeepingRules
  readonly holds: LegalHolds
  /** The folder whose disk is watched. */
  readonly directory: string
  readonly audit: Audit
  readonly records: Records
  readonly clock: Clock
  readonly time: BelievedTime
  readonly report: ReportProblem
}

export interface DayKeeper {
  /** One turn: deletes what is over, then looks at the disk. Ends early when the signal aborts. */
  turn(signal: AbortSignal): Promise<void>
  /** Every file of events with what keeps it, oldest first, for how long and why, and disk and time as they are now. */
  look(): Promise<{
    readonly days: readonly KeptDay[]
    readonly levels: readonly KeptLevel[]
    readonly forecast: DiskForecast
    readonly time: TimeBelief
  }>
  /** Believes the clock as it stands. */
  confirmTime(): Promise<TimeBelief>
  /** Of the latest look; undefined before the first. */
  forecast(): DiskForecast | undefined
  /** As of the latest look; undefined before the first. */
  time(): TimeBelief | undefined
}

export function createDayKeeper(options: KeepOptions): DayKeeper {
  const { days, rules, holds, directory, audit, records, clock, time, report } = options
  let latest: DiskForecast | undefined

  async function sealedFiles(): Promise<ReadonlyMap<string, SealedFile>> {
    const manifests = await days.manifests()
    return new Map(manifests.flatMap(({ files }) => files.map(file => [file.name, file] as const)))
  }

  /** Before the file goes: a crash in between leaves a file too many, and never an absence that nobody can explain. */
  async function enter(file: string, detail: string): Promise<void> {
    if ((await records.get(DELETED, file)) !== undefined) return
    await audit.record('thapcanh', DAY_DELETED, file, detail)
    await records.commit([put(DELETED, file, { at: clock.now() }, 0)])
  }

  async function remove(day: KeptDay, isLastOfItsDay: boolean): Promise<void> {
    const until = new Date(day.keptUntilMs!).toISOString()
    await enter(day.file, `${day.events} events, ${day.bytes} bytes, kept until ${until}`)
    if (isLastOfItsDay) await enter(manifestOf(day.file), 'the last file of the day was deleted')
    await days.remove(day.file)
  }

  async function removeOver(signal: AbortSignal): Promise<void> {
    const sealed = await sealedFiles()
    const found = await days.days()
    const { believedMs } = await time.look(latestFinished(found, clock.now()))
    const left = new Set(found.filter(({ level }) => level !== null).map(({ file }) => file))
    for (const day of found) {
      if (signal.aborted) return
      if (!isOver(judgeDay(day, sealed.get(day.file), rules, []), believedMs)) continue
      // The holds are read for each file: one may have been laid meanwhile.
      await holds.undisturbed(async inForce => {
        const kept = judgeDay(day, sealed.get(day.file), rules, inForce)
        if (kept.heldBy.length > 0) return
        const isLast = ![...left].some(
          other => other !== day.file && manifestOf(other) === manifestOf(day.file),
        )
        try {
          await remove(kept, isLast)
          left.delete(day.file)
        } catch (error) {
          const detail = `could not be deleted: ${(error as Error).message}`
          report({ code: 'store.failed', where: day.file, detail })
        }
      })
    }
  }

  async function look(): ReturnType<DayKeeper['look']> {
    const inForce = (await holds.list()).filter(({ releasedAt }) => releasedAt === null)
    const sealed = await sealedFiles()
    const found = await days.days()
    const belief = await time.look(latestFinished(found, clock.now()))
    const all = found.map(day => judgeDay(day, sealed.get(day.file), rules, inForce))
    const { bavail, blocks, bsize } = await statfs(directory)
    const files = all.map(({ dayMs, bytes, keptUntilMs, heldBy, isNewest }) => ({
      dayMs,
      bytes,
      goneMs: heldBy.length > 0 || isNewest ? null : keptUntilMs,
    }))
    latest = forecastDisk(files, { freeBytes: bavail * bsize, totalBytes: blocks * bsize }, clock.now())
    return { days: all, levels: keptLevels(rules), forecast: latest, time: belief }
  }

  return {
    async turn(signal) {
      await removeOver(signal)
      if (signal.aborted) return
      const { forecast } = await look()
      if (forecast.low) report({ code: 'disk.low', where: directory, detail: wordsOf(forecast) })
    },
    look,
    confirmTime: () => time.confirm(),
    forecast: () => latest,
    time: () => time.latest(),
  }
}

/** The newest files say how far events are stored, and stay until newer ones are there. */
function isOver({ keptUntilMs, isNewest }: KeptDay, nowMs: number): boolean {
  return keptUntilMs !== null && keptUntilMs <= nowMs && !isNewest
}

/** Begin of the latest day of receipt with events that is over by the clock, ms UTC. */
function latestFinished(days: readonly EventDay[], nowMs: number): number | undefined {
  const finished = days.map(({ dayMs }) => dayMs).filter(dayMs => dayMs + DAY_MS <= nowMs)
  return finished.length === 0 ? undefined : Math.max(...finished)
}

/** `events-2026-11-22.l3.duckdb` → `events-2026-11-22.sealed.json`. */
function manifestOf(file: string): string {
  return file.replace(/\.l\d\.duckdb$/, '.sealed.json')
}

function wordsOf({ freeBytes, totalBytes, daysLeft }: DiskForecast): string {
  const gib = (bytes: number): string => (bytes / 1024 ** 3).toFixed(1)
  const left = daysLeft === null ? '' : `; at the pace of the last days it lasts ${daysLeft} more days`
  return `${gib(freeBytes)} of ${gib(totalBytes)} GiB are free${left}`
}
