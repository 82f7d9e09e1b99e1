// Spikes as they are kept: what the statistics say, and what people made of it. The two are written apart, so that
// an hour's new figures never take back a word of a person. The watch's own state is read back from here.

import type { Clock } from '#/kernel/clock.ts'
import type { Topic } from '#/kernel/mention.ts'
import { put, type Collection, type RecordPage, type Records, type Stored } from '#/store/records.ts'
import type { CrisisLevel } from './crisis-level.ts'
import type { Spike } from './spike.ts'
import type { SpikeWatchState } from './spike-watch.ts'

export const SPIKE_WORK = ['new', 'seen', 'answering', 'answered', 'dismissed'] as const
/** What people made of it. */
export type SpikeWork = (typeof SPIKE_WORK)[number]

export interface SpikeFindings {
  readonly spike: Spike
  readonly crisis: CrisisLevel
  /** Name of today of the spike's place; null for the whole city. */
  readonly placeName: string | null
  /** Its main stories, largest first. */
  readonly storyIds: readonly string[]
}

export interface SpikeRecord extends SpikeFindings {
  readonly work: SpikeWork
  /** In the words of a person; empty until then. */
  readonly cause: string
  readonly answer: string
  readonly changedBy: string | null
  readonly changedAt: number | null
  readonly incidentId: string | null
}

export interface SpikeChange {
  readonly work?: SpikeWork
  readonly cause?: string
  readonly answer?: string
}

export interface SpikeFind {
  readonly state?: Spike['state']
  readonly topic?: Topic
  readonly place?: string
  readonly limit: number
  readonly after?: string
}

export interface SpikeRecords {
  /** Writes what a look found; what people wrote stays. Answers whether the spike is new. */
  keep(findings: SpikeFindings): Promise<'new' | 'known'>
  get(id: string): Promise<Stored<SpikeRecord> | undefined>
  /** Newest first. */
  find(find: SpikeFind): Promise<RecordPage<SpikeRecord>>
  /** That were open at some moment of the time, oldest first. */
  between(fromMs: number, toMs: number): Promise<readonly SpikeRecord[]>
  /** `seen`: the version that the person saw. */
  change(id: string, seen: number, change: SpikeChange, by: string): Promise<'done' | 'conflict' | 'unknown'>
  /** False when there is no such spike. */
  linkIncident(id: string, incidentId: string): Promise<boolean>
  /** What the watch needs to go on after a restart; spikes that ended before `sinceMs` are left out. */
  watchState(sinceMs: number): Promise<SpikeWatchState>
}

/** Stands for the end of an open spike. */
const NOT_ENDED = Number.MAX_SAFE_INTEGER
const PAGE = 500

const SPIKES: Collection<SpikeRecord> = {
  name: 'media-spike',
  keys: ({ spike, incidentId }) => ({
    state: spike.state,
    topic: spike.topic,
    place: spike.place,
    from: spike.from,
    ended: spike.closedAt ?? NOT_ENDED,
    incident: incidentId,
  }),
}

export function createSpikeRecords(records: Records, clock: Clock): SpikeRecords {
  /** Until no other writer came between. */
  async function rewrite(
    id: string,
    make: (known: SpikeRecord | undefined) => SpikeRecord | undefined,
  ): Promise<SpikeRecord | undefined> {
    for (;;) {
      const known = await records.get(SPIKES, id)
      const next = make(known?.record)
      if (next === undefined) return undefined
      if ((await records.commit([put(SPIKES, id, next, known?.version ?? 0)])) === 'done') return next
    }
  }

  async function all(range: { readonly from?: number }): Promise<readonly SpikeRecord[]> {
    const found: SpikeRecord[] = []
    for (let after: string | undefined; ;) {
      const page = await records.find(SPIKES, {
        range: { key: 'ended', ...range },
        order: { key: 'from', direction: 'up' },
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      })
      found.push(...page.records.map(({ record }) => record))
      if (page.next === null) return found
      after = page.next
    }
  }

  return {
    async keep(findings) {
      let isNew = false
      await rewrite(findings.spike.id, known => {
        isNew = known === undefined
        return { ...(known ?? UNTOUCHED), ...findings }
      })
      return isNew ? 'new' : 'known'
    },

    get: id => records.get(SPIKES, id),

    find: ({ state, topic, place, limit, after }) =>
      records.find(SPIKES, {
        where: {
          ...(state === undefined ? {} : { state }),
          ...(topic === undefined ? {} : { topic }),
          ...(place === undefined ? {} : { place }),
        },
        order: { key: 'from', direction: 'down' },
        limit,
        ...(after === undefined ? {} : { after }),
      }),

    between: async (fromMs, toMs) => (await all({ from: fromMs })).filter(({ spike }) => spike.from < toMs),

    async change(id, seen, change, by) {
      const known = await records.get(SPIKES, id)
      if (known === undefined) return 'unknown'
      const changed = { ...known.record, ...change, changedBy: by, changedAt: clock.now() }
      return await records.commit([put(SPIKES, id, changed, seen)])
    },

    linkIncident: async (id, incidentId) =>
      (await rewrite(id, known => (known === undefined ? undefined : { ...known, incidentId }))) !==
      undefined,

    async watchState(sinceMs) {
      const spikes = (await all({ from: sinceMs })).map(({ spike }) => spike)
      return {
        open: spikes.filter(({ state }) => state === 'open'),
        past: spikes
          .filter(({ state, calmSince }) => state === 'closed' && calmSince !== null)
          .map(({ topic, place, from, last }) => ({ topic, place, from, to: last })),
      }
    },
  }
}

const UNTOUCHED = {
  work: 'new',
  cause: '',
  answer: '',
  changedBy: null,
  changedAt: null,
  incidentId: null,
} as const
