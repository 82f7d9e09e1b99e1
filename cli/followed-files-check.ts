// What `doctor` says of listeners that follow files: whether there are any, and whether this user may read them.

import { constants } from 'node:fs'
import { access, glob } from 'node:fs/promises'
import type { Config } from '#/config-schema.ts'
import type { Finding } from './finding.ts'

/** So many files of a pattern are tried. */
const TRIED = 1000

/** One finding for each path or pattern. */
export async function checkFollowedFiles({ listeners }: Pick<Config, 'listeners'>): Promise<Finding[]> {
  const followed = listeners.flatMap(listener =>
    listener.kind === 'files' ? listener.paths.map(path => ({ id: listener.id, path })) : [],
  )
  return await Promise.all(
    followed.map(async ({ id, path }) => ({ check: `files of ${id}`, ...(await tryFiles(path)) })),
  )
}

async function tryFiles(pattern: string): Promise<Pick<Finding, 'ok' | 'detail'>> {
  let readable = 0
  for await (const path of glob(pattern)) {
    try {
      await access(path, constants.R_OK)
    } catch (error) {
      return { ok: false, detail: `${path} cannot be read by this user: ${(error as Error).message}` }
    }
    if (++readable === TRIED) break
  }
  return readable === 0
    ? { ok: false, detail: `${pattern}: there is no such file, and nothing is read until there is one` }
    : { ok: true, detail: `${pattern}: ${readable} can be read` }
}
