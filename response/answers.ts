// What people answer to a playbook establishes things about the incident, so that nobody says them twice: the
// answer "signs of infringing national security" starts the clock that the law ties to it. The link is the name
// of the variable that takes the answer; the playbooks of the library use these names, and imported ones may.

import type { Incident, IncidentFact } from '#/kernel/incident.ts'
import type { IncidentChange } from '#/incidents/change.ts'
import type { TransitionOf } from '#/playbooks/engine/transition.ts'

type Answered = TransitionOf<'task-answered'>

const FACTS = {
  __national_security__: 'national-security',
  __interrupted__: 'interrupted',
  __beyond_capacity__: 'beyond-capacity',
  __personal_data__: 'personal-data',
  __complex__: 'complex',
} as const satisfies Readonly<Record<string, IncidentFact>>

/** What an answered task establishes, in the order in which it is to be applied. */
export function establishedBy(
  { values, at, note }: Answered,
  incident: Pick<Incident, 'handling'>,
): readonly IncidentChange[] {
  const text = (name: string): string => (values[name] ?? '').trim()
  const isTrue = (name: string): boolean => text(name) === 'true'
  const why = (name: string): string => [`trả lời trong quy trình (${name})`, note].filter(Boolean).join(': ')
  const changes: IncidentChange[] = []
  if (isTrue('__confirmed__')) changes.push({ kind: 'milestone', milestone: 'triaged', at, reason: '' })
  for (const [name, fact] of Object.entries(FACTS))
    if (isTrue(name)) changes.push({ kind: 'fact', fact, at, reason: why(name) })
  const upgrade = text('__upgrade__')
  if (upgrade === 'serious' || upgrade === 'ordinary')
    changes.push({ kind: 'gravity', value: upgrade, reason: why('__upgrade__') })
  if (text('__containment__') !== '')
    changes.push({ kind: 'milestone', milestone: 'contained', at, reason: '' })
  if (isTrue('__stable__')) changes.push({ kind: 'milestone', milestone: 'resolved', at, reason: '' })
  const helpers = namesIn(text('__helpers__'))
  const damage = text('__damage__')
  if (helpers.length > 0 || damage !== '') {
    const { foreignHelpers = [], coordinatorAsked = false } = incident.handling ?? {}
    const handling = {
      self: helpers.length === 0,
      domesticHelpers: helpers,
      foreignHelpers,
      coordinatorAsked,
      damage,
    }
    changes.push({ kind: 'handling', handling })
  }
  return changes
}

function namesIn(text: string): readonly string[] {
  return text
    .split(/[;\n]/)
    .map(name => name.trim())
    .filter(name => name !== '')
}
