// A proposal for an id, made from a name: `Sở Y tế` → `so-y-te`.

import { folded } from '../state/queue-view.ts'

/** Small letters, digits and hyphens; empty when the name has none of them. */
export function slugOf(name: string): string {
  return folded(name)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replaceAll(/^-+|-+$/g, '')
}
