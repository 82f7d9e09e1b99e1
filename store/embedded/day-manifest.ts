// The manifest of a sealed day, `events-2026-11-22.sealed.json`: canonical JSON, written last and renamed into place,
// so that its presence is the moment in which the sealed files take the place of the first one.

import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalText } from '#/kernel/hash-link.ts'
import type { DayManifest } from '../event-days.ts'

/** Files of a sealing that a crash interrupted. */
export const UNFINISHED = /^events-.*\.new(?:\.wal)?$/

const MANIFEST_NAME = /^events-(.+)\.sealed\.json$/

/** `2026-11-22`, or `2026-11-22-2` for the second file of the day. */
export function dayName(dayMs: number, part: number): string {
  const day = new Date(dayMs).toISOString().slice(0, 10)
  return part === 1 ? day : `${day}-${part}`
}

function manifestName(day: string): string {
  return `events-${day}.sealed.json`
}

/** Whether, among the names of a folder, is the manifest of that file's day and part. */
export function isSealed(
  names: readonly string[],
  { dayMs, part }: { readonly dayMs: number; readonly part: number },
): boolean {
  return names.includes(manifestName(dayName(dayMs, part)))
}

/** Durable when it resolves. */
export async function writeManifest(directory: string, manifest: DayManifest): Promise<void> {
  const path = join(directory, manifestName(manifest.day))
  {
    await using file = await open(`${path}.new`, 'w', 0o640)
    await file.writeFile(canonicalText(manifest))
    await file.sync()
  }
  await rename(`${path}.new`, path)
  await syncFolder(directory)
}

/** Makes renames in the folder durable. */
export async function syncFolder(directory: string): Promise<void> {
  await using folder = await open(directory, 'r')
  await folder.sync()
}

export async function removeManifest(directory: string, day: string): Promise<void> {
  await rm(join(directory, manifestName(day)), { force: true })
  await syncFolder(directory)
}

/** Name and text of each manifest of a folder, oldest first. */
export async function readManifests(
  directory: string,
): Promise<readonly { readonly name: string; readonly text: string }[]> {
  const names = (await readdir(directory)).filter(name => MANIFEST_NAME.test(name)).sort()
  return await Promise.all(
    names.map(async name => ({ name, text: await readFile(join(directory, name), 'utf8') })),
  )
}

/** The manifest of a text; undefined when it is none. */
export function parseManifest(text: string): DayManifest | undefined {
  try {
    const manifest = JSON.parse(text) as DayManifest
    const isOne =
      manifest.what === 'thapcanh sealed day' &&
      typeof manifest.day === 'string' &&
      Number.isSafeInteger(manifest.position) &&
      Number.isSafeInteger(manifest.sealedAt) &&
      Array.isArray(manifest.files) &&
      manifest.files.every(file => typeof file.name === 'string' && /^[0-9a-f]{64}$/.test(file.sha256))
    return isOne && canonicalText(manifest) === text ? manifest : undefined
  } catch {
    return undefined
  }
}
