// Dotted names of the members of JSON documents, each made once: `winlog.event_data.` + `Image` is a new text every
// time it is put together, and a table has to read it through before it knows where it belongs. Sources write few
// names, so they are kept; all are forgotten when there are too many, as names are the sender's to choose.

import { LIMITS } from '#/kernel/limits.ts'

/** A member's full name, and what is known of the members inside it. */
export interface FieldPath {
  readonly name: string
  /** What the names of members inside begin with. */
  readonly prefix: string
  readonly members: Map<string, FieldPath>
}

/** Longer names are made anew each time. */
const MAX_KEPT_LENGTH = 128

const roots = new Map<string, FieldPath>()
let kept = 0

/** The path whose members' names begin with the prefix (`winlog.event_data.`, or nothing). */
export function pathOfPrefix(prefix: string): FieldPath {
  return roots.get(prefix) ?? keep(roots, prefix, { name: prefix, prefix, members: new Map() })
}

/** The path of a member. */
export function memberPath(parent: FieldPath, key: string): FieldPath {
  const known = parent.members.get(key)
  if (known !== undefined) return known
  const name = parent.prefix + key
  return keep(parent.members, key, { name, prefix: `${name}.`, members: new Map() })
}

function keep(among: Map<string, FieldPath>, key: string, path: FieldPath): FieldPath {
  if (path.name.length > MAX_KEPT_LENGTH) return path
  if (kept >= LIMITS.maxFieldPaths) {
    roots.clear()
    kept = 0
  }
  among.set(key, path)
  kept += 1
  return path
}
