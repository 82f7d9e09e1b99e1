// Reads the tags of rules: ATT&CK techniques and tactics, and the kinds of Mẫu 05. Pure.

import type { IncidentView } from '#/api/contract/schemas.ts'

export interface ReadTags {
  /** `T1110`, `T1110.001`, in the order of the tags. */
  readonly techniques: readonly string[]
  /** `credential-access`, as ATT&CK spells it with hyphens. */
  readonly tactics: readonly string[]
  /** Kinds 1–10 of Mẫu 05. */
  readonly mau05: readonly number[]
}

const TACTICS = new Set(
  `reconnaissance resource-development initial-access execution persistence privilege-escalation
   defense-evasion stealth defense-impairment credential-access discovery lateral-movement collection
   command-and-control exfiltration impact`.split(/\s+/),
)

/** What the tags say; other tags (articles of law) are shown from `cites`. */
export function readTags(tags: readonly string[]): ReadTags {
  const techniques = new Set<string>()
  const tactics = new Set<string>()
  const mau05 = new Set<number>()
  for (const tag of tags) {
    const lower = tag.toLowerCase()
    const technique = /^attack\.(t\d{4}(?:\.\d{3})?)$/.exec(lower)?.[1]
    if (technique !== undefined) techniques.add(technique.toUpperCase())
    const tactic = /^attack\.([a-z_-]+)$/.exec(lower)?.[1]?.replaceAll('_', '-')
    if (tactic !== undefined && TACTICS.has(tactic)) tactics.add(tactic)
    const kind = Number(/^mau05\.(\d{1,2})$/.exec(lower)?.[1])
    if (kind >= 1 && kind <= 10) mau05.add(kind)
  }
  return { techniques: [...techniques], tactics: [...tactics], mau05: [...mau05] }
}

/** The kind a person settled on; until an incident is closed, the kinds that its rules propose. */
export function kindsOf(incident: Pick<IncidentView, 'mau05' | 'status' | 'tags'>): readonly number[] {
  if (incident.mau05 !== null) return [incident.mau05]
  return incident.status === 'closed' ? [] : readTags(incident.tags).mau05
}
