// Work as a user who owns nothing: what a test may read is then what everybody may. Only root can become another user;
// anybody else has the same from `closeFolder`.

import { accessSync, chmodSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Of `nobody`, on Debian and everywhere else that matters. */
const NOBODY = 65534

function become(user: number): void {
  process.seteuid!(user)
}

/** Whether this process may become another, and that one gets to where tests keep their files. */
const canBecome = ((): boolean => {
  if (process.geteuid?.() !== 0) return false
  try {
    become(NOBODY)
    accessSync(tmpdir())
    return true
  } catch {
    return false
  } finally {
    become(0)
  }
})()

/** Runs the work as `nobody`, or as oneself where that cannot be. Everything the work imports must be loaded before. */
export async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (!canBecome) return await work()
  become(NOBODY)
  try {
    return await work()
  } finally {
    become(0)
  }
}

/** Everybody may read the folder and what is in it, and nobody write. */
export function closeFolder(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) closeFolder(path)
    else chmodSync(path, 0o444)
  }
  chmodSync(directory, 0o555)
}

/** The owner may write the folder again, and so remove it. */
export function openFolder(directory: string): void {
  chmodSync(directory, 0o755)
  for (const entry of readdirSync(directory, { withFileTypes: true }))
    if (entry.isDirectory()) openFolder(join(directory, entry.name))
}

/** Names, sizes and times of writing of all that is in the folder. */
export function lookOf(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .sort()
    .map(name => {
      const { size, mtimeMs } = statSync(join(directory, name))
      return `${name} ${size} ${mtimeMs}`
    })
}
