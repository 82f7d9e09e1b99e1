// Where the events of a package lie: their places in the file of lines, in the order of the package, and in which sealed
// file each stands, with its way to the root of that file's tree.

import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Permanent } from '#/kernel/errors.ts'
import { receivedMsOfEventId } from '#/kernel/ids.ts'
import type { DayManifest, EventDays, EventProof } from '#/store/event-days.ts'

/** Where an event's line lies in the file of lines. */
export interface LinePlace {
  readonly id: string
  readonly offset: number
  readonly bytes: number
}

/** By id, each once. */
export async function placesOfLines(path: string, signal: AbortSignal): Promise<readonly LinePlace[]> {
  const places = new Map<string, LinePlace>()
  await using file = await open(path, 'r')
  let offset = 0
  for await (const line of createInterface({ input: file.createReadStream({ autoClose: false }) })) {
    signal.throwIfAborted()
    const bytes = Buffer.byteLength(line)
    const { _id: id } = JSON.parse(line) as { readonly _id: string }
    places.set(id, { id, offset, bytes })
    offset += bytes + 1
  }
  return [...places.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** An event in a sealed file. */
export interface SealedPlace {
  readonly day: string
  readonly file: string
  readonly proof: EventProof
}

export interface GatheredProofs {
  /** By event id; an event that is not among them is of a day that is not sealed. */
  readonly places: ReadonlyMap<string, SealedPlace>
  /** Of their days, by name. */
  readonly manifests: ReadonlyMap<string, DayManifest>
}

/** Throws Permanent (`evidence.unprovable`, `store.failed`) when a sealed file does not fit its tree. */
export async function gatherProofs(
  days: Pick<EventDays, 'manifests' | 'prove' | 'days'>,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<GatheredProofs> {
  const byDay = Map.groupBy(ids, dayOfId)
  const there = new Set((await days.days()).map(({ file }) => file))
  const places = new Map<string, SealedPlace>()
  const manifests = new Map<string, DayManifest>()
  for (const manifest of await days.manifests()) {
    const { day, files } = manifest
    // `2026-11-22-2` is a second part of that day.
    const ofDay = byDay.get(day.slice(0, 10))
    for (const { name: file, tree } of ofDay === undefined ? [] : files) {
      signal.throwIfAborted()
      if (!there.has(file)) continue
      for (const proof of await days.prove(file, ofDay!, signal)) {
        if (tree !== undefined && proof.path === null)
          throw new Permanent('evidence.unprovable', `${file}: its tree is missing`)
        places.set(proof.id, { day, file, proof })
        manifests.set(day, manifest)
      }
    }
  }
  return { places, manifests }
}

function dayOfId(id: string): string {
  return new Date(receivedMsOfEventId(id) ?? 0).toISOString().slice(0, 10)
}
