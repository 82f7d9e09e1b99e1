// Which of the ten kinds of Mẫu 05 (Circular 20/2017) an incident may be, from the tags of its rules: a rule
// may name the kind itself; otherwise its ATT&CK techniques and tactics speak for one. A person decides.

import type { Mau05Kind } from '#/kernel/incident.ts'

export interface KindProposal {
  readonly kind: Mau05Kind
  /** The tags that speak for it. */
  readonly because: readonly string[]
}

/** Sub-techniques count as their technique unless named themselves. */
const TECHNIQUES: Readonly<Record<string, Mau05Kind>> = {
  t1498: 1,
  t1499: 1,
  t1566: 2,
  t1598: 2,
  t1656: 2,
  t1557: 2,
  t1204: 3,
  t1059: 3,
  t1105: 3,
  t1027: 3,
  t1055: 3,
  t1071: 3,
  t1505: 4,
  t1190: 4,
  t1110: 4,
  t1078: 4,
  t1133: 4,
  t1068: 4,
  t1548: 4,
  t1136: 4,
  t1098: 4,
  t1021: 4,
  t1003: 4,
  t1491: 5,
  t1486: 6,
  t1485: 7,
  t1490: 7,
  t1561: 7,
  t1565: 7,
  t1070: 7,
  't1685.005': 7,
  't1685.006': 7,
  t1489: 7,
  t1040: 8,
  t1041: 8,
  t1048: 8,
  t1567: 8,
  t1056: 8,
  t1114: 8,
  t1005: 8,
  t1039: 8,
  t1213: 8,
}

const TACTICS: Readonly<Record<string, Mau05Kind>> = {
  'initial-access': 4,
  persistence: 4,
  'privilege-escalation': 4,
  'credential-access': 4,
  'lateral-movement': 4,
  execution: 3,
  'command-and-control': 3,
  collection: 8,
  exfiltration: 8,
  reconnaissance: 10,
  discovery: 10,
}

const BY_RULE = 4
const BY_TECHNIQUE = 2
const BY_TACTIC = 1
/** So many kinds at once are an attack that combines several forms (kind 9). */
const COMBINED = 3

/** Likeliest first; empty when no tag speaks for any. */
export function proposeKinds(tags: readonly string[]): readonly KindProposal[] {
  const found = new Map<Mau05Kind, { weight: number; because: string[] }>()
  const speak = (kind: Mau05Kind, weight: number, tag: string): void => {
    const known = found.get(kind) ?? { weight: 0, because: [] }
    found.set(kind, { weight: known.weight + weight, because: [...known.because, tag] })
  }
  for (const tag of tags) {
    const [, named] = /^mau05\.([1-9]|10)$/.exec(tag) ?? []
    if (named !== undefined) speak(Number(named) as Mau05Kind, BY_RULE, tag)
    const attack = tag.startsWith('attack.') ? tag.slice('attack.'.length) : ''
    const technique = TECHNIQUES[attack] ?? TECHNIQUES[attack.replace(/\..*/, '')]
    if (technique !== undefined) speak(technique, BY_TECHNIQUE, tag)
    const tactic = TACTICS[attack]
    if (tactic !== undefined) speak(tactic, BY_TACTIC, tag)
  }
  // A tactic alone does not make an attack one of several forms.
  const forms = [...found].filter(([kind, { weight }]) => kind < 9 && weight >= BY_TECHNIQUE)
  if (forms.length >= COMBINED)
    for (const [, { because }] of forms) for (const tag of because) speak(9, BY_TECHNIQUE, tag)
  return [...found]
    .sort(([a, one], [b, other]) => other.weight - one.weight || a - b)
    .map(([kind, { because }]) => ({ kind, because: [...new Set(because)] }))
}
