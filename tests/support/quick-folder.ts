// Folders for tests that look at what is stored, not at whether a disk keeps it: in memory where the machine has plenty,
// because on a disk such tests mostly wait for its syncs.

import { mkdtempSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'

const IN_MEMORY = '/dev/shm'
/** A file system with less room makes a store refuse events; the machine needs its memory for more than this. */
const PLENTY_BYTES = 8 * 1024 ** 3

/** A new folder, to be removed by who asked for it. */
export function quickFolder(prefix: string): string {
  return mkdtempSync(join(hasPlenty() ? IN_MEMORY : tmpdir(), prefix))
}

function hasPlenty(): boolean {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY)
    return bavail * bsize >= PLENTY_BYTES && freemem() >= PLENTY_BYTES
  } catch {
    return false
  }
}
