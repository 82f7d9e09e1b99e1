// A small file system in memory, for tests of a full disk. Mounting needs root.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export function mountSmall(megabytes: number): { directory: string; [Symbol.dispose](): void } {
  const directory = mkdtempSync(join(tmpdir(), 'thapcanh-small-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory], { stdio: 'pipe' })
  return {
    directory,
    [Symbol.dispose]() {
      execFileSync('umount', [directory])
      rmSync(directory, { recursive: true })
    },
  }
}

export const canMount = (() => {
  try {
    using _ = mountSmall(1)
    return true
  } catch {
    return false
  }
})()

/** Leaves so many bytes of the file system free. */
export function fill(directory: string, name: string, freeBytes: number): string {
  const { bavail, bsize } = statfsSync(directory)
  const path = join(directory, name)
  writeFileSync(path, Buffer.alloc(Math.max(0, bavail * bsize - freeBytes)))
  return path
}
