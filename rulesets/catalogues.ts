// Catalogues of versions, read once: a version never changes, so what was read stays true.

import type { RuleCatalogue } from './rule-set.ts'
import { readCatalogue } from './version-folder.ts'

export interface Catalogues {
  /** Throws Permanent (`rule-set.damaged`) when it cannot be read. */
  of(name: string, version: string): Promise<RuleCatalogue>
}

/** What is held in memory; one of SigmaHQ takes about 5 MB. */
const HELD = 6

export function createCatalogues(directory: string, program: string): Catalogues {
  const held = new Map<string, RuleCatalogue>()
  return {
    async of(name, version) {
      const key = `${name}/${version}`
      const catalogue = held.get(key) ?? (await readCatalogue(directory, name, version, program))
      held.delete(key)
      held.set(key, catalogue)
      for (const oldest of held.keys()) {
        if (held.size <= HELD) break
        held.delete(oldest)
      }
      return catalogue
    },
  }
}
