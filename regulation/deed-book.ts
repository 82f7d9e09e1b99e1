// The deeds on clocks in the record store: of one incident as they are now, and of all incidents together from
// memory, kept up with what others wrote. Deeds are numbered within their incident, so that two people who state
// the same at the same time cannot both succeed.

import type { Records } from '#/store/records.ts'
import { put } from '#/store/records.ts'
import { CLOCK_DEEDS, REGISTER, type ClockDeed } from './clock-deeds.ts'

/** A page of the record store. */
const PAGE = 1000
/** Another process's clock may be behind ours; what it recorded this long ago is looked at again. */
const OVERLAP_MS = 60_000

export interface DeedBook {
  /** Of an incident, or of the register (null); oldest first. */
  of(incidentId: string | null): Promise<readonly ClockDeed[]>
  /** Of all incidents by id; those without any are not in it. */
  all(): Promise<ReadonlyMap<string, readonly ClockDeed[]>>
  /**
   * Adds the deed that `decide` makes of those there are, with the id it is given; asked again when somebody else
   * wrote meanwhile. Answers what `decide` answered.
   */
  add<R>(
    incidentId: string | null,
    decide: (
      deeds: readonly ClockDeed[],
      id: string,
    ) => { readonly deed: ClockDeed | null; readonly answer: R },
  ): Promise<R>
}

export function createDeedBook(records: Records): DeedBook {
  const known = new Map<string, Map<string, ClockDeed>>()
  let readUntilMs = Number.NEGATIVE_INFINITY

  async function of(incidentId: string | null): Promise<readonly ClockDeed[]> {
    return await find({ where: { incident: incidentId ?? REGISTER } })
  }

  async function find(
    wanted: { readonly where: Readonly<Record<string, string>> } | { readonly fromMs: number },
  ): Promise<ClockDeed[]> {
    const found: ClockDeed[] = []
    const bounds =
      'where' in wanted
        ? { where: wanted.where }
        : Number.isFinite(wanted.fromMs)
          ? { range: { key: 'recordedAt', from: wanted.fromMs } }
          : {}
    let after: string | undefined
    do {
      const page = await records.find(CLOCK_DEEDS, {
        ...bounds,
        order: { key: 'recordedAt', direction: 'up' },
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      })
      found.push(...page.records.map(({ record }) => record))
      after = page.next ?? undefined
    } while (after !== undefined)
    return found
  }

  function remember(deed: ClockDeed): void {
    const key = deed.incidentId ?? REGISTER
    const deeds = known.get(key) ?? new Map<string, ClockDeed>()
    deeds.set(deed.id, deed)
    known.set(key, deeds)
  }

  return {
    of,

    async all() {
      for (const deed of await find({ fromMs: readUntilMs - OVERLAP_MS })) {
        remember(deed)
        readUntilMs = Math.max(readUntilMs, deed.recordedAt)
      }
      return new Map(
        [...known].filter(([key]) => key !== REGISTER).map(([key, deeds]) => [key, [...deeds.values()]]),
      )
    },

    async add(incidentId, decide) {
      for (;;) {
        const deeds = await of(incidentId)
        const id = `${incidentId ?? REGISTER}.${deeds.length + 1}`
        const { deed, answer } = decide(deeds, id)
        if (deed === null || (await records.commit([put(CLOCK_DEEDS, id, deed, 0)])) === 'done') return answer
      }
    },
  }
}
