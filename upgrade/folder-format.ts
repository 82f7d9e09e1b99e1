// The format of a data folder as a whole, beside the versions that its database files bear themselves: what days of
// events, raw log and other files look like. `format.json` says it; folders of versions before 0.3 have none.
//
//   1   until 0.2: days of events that are written for good
//   2   from 0.3:  days that are over are sealed: files by level and a manifest take their place

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fatal } from '#/kernel/errors.ts'
import { newerThanProgram } from '#/store/embedded/migrate.ts'

export const FORMAT_FILE = 'format.json'
export const FOLDER_FORMAT = 2
/** Of a folder without the file. */
const FIRST_FORMAT = 1

export interface FolderFormat {
  readonly format: number
  /** Of the program that last brought the folder up to date; null before 0.3. */
  readonly version: string | null
}

/** Throws Fatal: `data.newer` when a later program wrote the folder, `data.unusable` when the file is none of ours. */
export async function readFolderFormat(directory: string): Promise<FolderFormat> {
  const path = join(directory, FORMAT_FILE)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { format: FIRST_FORMAT, version: null }
    throw unusable(path, error)
  }
  const found = parseFormat(path, text)
  if (found.format > FOLDER_FORMAT) throw newerThanProgram(path, found.format, FOLDER_FORMAT)
  return found
}

/** What `format.json` says for this program. */
export function formatText(version: string): string {
  return `${JSON.stringify({ what: 'thapcanh data folder', format: FOLDER_FORMAT, version }, null, 2)}\n`
}

function parseFormat(path: string, text: string): FolderFormat {
  try {
    const { what, format, version } = JSON.parse(text) as Record<string, unknown>
    if (what === 'thapcanh data folder' && Number.isSafeInteger(format) && typeof version === 'string')
      return { format: format as number, version }
  } catch (error) {
    throw unusable(path, error)
  }
  throw unusable(path, new Error('it is not as the platform writes it'))
}

function unusable(path: string, error: unknown): Fatal {
  return new Fatal('data.unusable', `${path} cannot be read: ${(error as Error).message}`, { cause: error })
}
