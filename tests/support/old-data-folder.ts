// The data folder that an earlier version left behind, unpacked to a throwaway place.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface OldDataFolder extends Disposable {
  readonly path: string
}

export function unpackOldDataFolder(version: '0.2.0'): OldDataFolder {
  const place = mkdtempSync(join(tmpdir(), 'thapcanh-old-'))
  const archive = join(import.meta.dirname, '..', 'fixtures', `data-folder-${version}`, 'data.tar.gz')
  execFileSync('tar', ['-xzf', archive, '-C', place])
  return {
    path: join(place, 'data'),
    [Symbol.dispose]: () => rmSync(place, { recursive: true, force: true }),
  }
}
