// The test of a serious incident, as the profile words it: every group must hold, a group holds when any of its
// questions is answered yes. It proposes and says what is still unanswered; whether an incident is serious is for
// an authorised person to decide.

import type { Incident } from '#/kernel/incident.ts'
import type { SystemLevel } from '#/kernel/monitored-system.ts'
import type { LawProfile } from './profile-schema.ts'

type Group = LawProfile['seriousness']['groups'][number]
type Question = Group['questions'][number]

export interface SeriousnessKnown {
  readonly facts: Incident['facts']
  /** Of the system it happened on; null when unknown. */
  readonly level: SystemLevel | null
  /** On the national list of critical systems; null when nobody has said. */
  readonly critical: boolean | null
}

export interface AskedQuestion {
  readonly question: Question
  /** Null: unanswered. */
  readonly answer: boolean | null
  /** Who answered, or must. */
  readonly from: 'person' | 'platform'
}

export interface SeriousnessTest {
  readonly proposal: 'serious' | 'ordinary' | 'undecided'
  readonly groups: readonly {
    readonly group: Group
    /** Null: not enough is known. */
    readonly holds: boolean | null
    readonly questions: readonly AskedQuestion[]
  }[]
}

/** `answers` are a person's, by id of the question; they count before what the platform knows. */
export function testSeriousness(
  { seriousness }: LawProfile,
  known: SeriousnessKnown,
  answers: Readonly<Record<string, boolean>>,
): SeriousnessTest {
  const groups = seriousness.groups.map(group => {
    const questions = group.questions.map((question): AskedQuestion => {
      const own = answers[question.id]
      const found = own ?? knownAnswer(question, known)
      return { question, answer: found, from: own === undefined && found !== null ? 'platform' : 'person' }
    })
    return { group, questions, holds: anyHolds(questions.map(({ answer }) => answer)) }
  })
  const held = groups.map(({ holds }) => holds)
  const proposal = held.includes(false) ? 'ordinary' : held.includes(null) ? 'undecided' : 'serious'
  return { proposal, groups }
}

function anyHolds(answers: readonly (boolean | null)[]): boolean | null {
  return answers.includes(true) ? true : answers.includes(null) ? null : false
}

/** A fact that nobody has established is not known to be false. */
function knownAnswer({ from }: Question, { facts, level, critical }: SeriousnessKnown): boolean | null {
  if (from === 'person') return null
  if (from === 'critical') return critical
  if (from.startsWith('level:')) return level === null ? null : level >= Number(from.slice('level:'.length))
  return facts[from.slice('fact:'.length) as keyof typeof facts] === undefined ? null : true
}
