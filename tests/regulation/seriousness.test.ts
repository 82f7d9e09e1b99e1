// The test of Decision 05/2017 art. 9: it proposes, and says what it does not know.

import { expect, test } from 'vitest'
import type { Incident } from '#/kernel/incident.ts'
import { testSeriousness } from '#/regulation/seriousness.ts'
import { profileNamed, said } from './invented-law-incident.ts'

const law = profileNamed('vn-2026')
const at = said('2026-11-20 08:00')
const interrupted: Incident['facts'] = { interrupted: at }
const both: Incident['facts'] = { interrupted: at, 'beyond-capacity': at }

test.each([
  ['nothing known', null, null, {}, {}, 'undecided'],
  ['level 4, interrupted, beyond capacity', 4, null, both, {}, 'serious'],
  [
    'level 5, control lost, beyond capacity, said by a person',
    5,
    null,
    {},
    { d: true, 'vuot-kha-nang': true },
    'serious',
  ],
  ['level 3 that is on the national list', 3, true, both, {}, 'serious'],
  ['level 3 that is not', 3, false, both, {}, 'ordinary'],
  ['level 3 of which nobody has said', 3, null, both, {}, 'undecided'],
  ['level 4, interrupted, capacity unknown', 4, null, interrupted, {}, 'undecided'],
  ['level 4, interrupted, within capacity', 4, null, interrupted, { 'vuot-kha-nang': false }, 'ordinary'],
  [
    'level 4, beyond capacity, every sign denied',
    4,
    null,
    {},
    { a: false, b: false, c: false, d: false, dd: false, 'vuot-kha-nang': true },
    'ordinary',
  ],
  [
    'level 4, beyond capacity, one sign unanswered',
    4,
    null,
    {},
    { a: false, b: false, c: false, d: false, 'vuot-kha-nang': true },
    'undecided',
  ],
  ['a person’s answer counts before a fact', 4, null, both, { 'vuot-kha-nang': false }, 'ordinary'],
] as const)('%s', (_, level, critical, facts, answers, proposal) => {
  expect(testSeriousness(law, { level, critical, facts }, answers).proposal).toBe(proposal)
})

test('it says which answers the platform knows and which a person must give', () => {
  const { groups } = testSeriousness(law, { level: 4, critical: null, facts: interrupted }, {})
  const asked = groups.flatMap(({ questions }) => questions.filter(({ answer }) => answer === null))
  expect(asked.map(({ question }) => question.id)).toEqual([
    'quan-trong',
    'b',
    'c',
    'd',
    'dd',
    'vuot-kha-nang',
  ])
  expect(groups.map(({ holds }) => holds)).toEqual([true, true, null])
  expect(groups[1]!.questions[0]).toMatchObject({ answer: true, from: 'platform' })
})
