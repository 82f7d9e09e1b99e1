// The city's monitored systems that a text names, by registered name or by domain.

import { compilePhrases } from './phrases.ts'
import type { ReadWords } from './read-words.ts'
import type { WebAddress } from './web-addresses.ts'

export interface NamedSystem {
  readonly id: string
  /** Of two words and more; a name of one word names too much. */
  readonly names: readonly string[]
  /** Host names; `*.` in front is a wildcard. */
  readonly domains: readonly string[]
}

export interface SystemFinder {
  /** Ids in the order of the list; `addresses` are those in the text. */
  find(words: ReadWords, addresses: readonly WebAddress[]): readonly string[]
}

export function createSystemFinder(systems: readonly NamedSystem[]): SystemFinder {
  const names = compilePhrases(
    systems.flatMap(({ id, names }) =>
      names.filter(name => name.trim().includes(' ')).map(name => [name, id] as const),
    ),
  )
  const domains = systems.flatMap(({ id, domains }) =>
    domains.map(domain => ({ id, domain: domain.replace(/^\*\./, '').toLowerCase() })),
  )
  return {
    find(words, addresses) {
      if (systems.length === 0) return []
      const found = new Set(names.allIn(words).flatMap(hit => hit.values))
      for (const { host } of addresses)
        for (const { id, domain } of domains)
          if (host === domain || host.endsWith(`.${domain}`)) found.add(id)
      return systems.filter(({ id }) => found.has(id)).map(({ id }) => id)
    },
  }
}
