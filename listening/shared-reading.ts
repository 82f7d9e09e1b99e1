// What all who read pages in a cluster must read with: the same key of the authors' hashes, the same systems and
// domains to look for, the same models of tone. The leader has them; workers ask for them every few seconds
// (follow-reading.ts).

import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { VOICES, type Voice } from '#/kernel/mention.ts'
import type { MeaningSettings } from './reading-messages.ts'

/** A list of departments of the city's own is a file on each machine. */
export type SharedMeaning = Omit<MeaningSettings, 'departmentsFile'>

export interface SharedSettings {
  /** Of all of it: the same settings have the same version. */
  readonly version: string
  /** 64 hex digits, as in its file. */
  readonly authorKey: string
  readonly meaning: SharedMeaning
  /** SHA-256 of the city's own model; null: the one that ships, or one that the configuration names. */
  readonly models: Readonly<Record<Voice, string | null>>
}

export interface SharedReading {
  /** Undefined when they are those of version `known`. */
  settings(known: string | null): Promise<SharedSettings | undefined>
  /** The bytes of the city's own model; undefined when there is none any more. */
  model(voice: Voice): Promise<Uint8Array | undefined>
}

export interface SharedReadingOptions {
  /** Made by who reads first; read once `ready` has resolved. */
  readonly authorKeyFile: string
  readonly ready: () => Promise<unknown>
  readonly meaning: () => Promise<MeaningSettings>
  /** Where the city's own model of a voice lies; undefined when it has none. */
  readonly modelFile: (voice: Voice) => string | undefined
}

export function createSharedReading(options: SharedReadingOptions): SharedReading {
  const { authorKeyFile, ready, meaning, modelFile } = options
  /** By voice: of the file as it was at that time. */
  const digests = new Map<Voice, { readonly changedMs: number; readonly digest: string }>()

  async function model(voice: Voice): Promise<Buffer | undefined> {
    const file = modelFile(voice)
    return file === undefined ? undefined : await readFile(file)
  }

  async function modelDigest(voice: Voice): Promise<string | null> {
    const file = modelFile(voice)
    if (file === undefined) return null
    const { mtimeMs: changedMs } = await stat(file)
    const known = digests.get(voice)
    if (known?.changedMs === changedMs) return known.digest
    const digest = digestOf(await readFile(file))
    digests.set(voice, { changedMs, digest })
    return digest
  }

  return {
    async settings(known) {
      await ready()
      const { departmentsFile: _own, ...shared } = await meaning()
      const found = await Promise.all(VOICES.map(async voice => [voice, await modelDigest(voice)] as const))
      const models = Object.fromEntries(found) as SharedSettings['models']
      const authorKey = (await readFile(authorKeyFile, 'utf8')).trim()
      const told = { authorKey, meaning: shared, models }
      const version = digestOf(Buffer.from(JSON.stringify(told)))
      return version === known ? undefined : { version, ...told }
    },
    model,
  }
}

/** SHA-256 in hex. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
