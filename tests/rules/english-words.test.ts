// What a rule says in English reaches the console's contract; what it does not say is left to the Vietnamese.

import { expect, it } from 'vitest'
import { showAlert } from '#/api/incident-view.ts'
import { AlertView } from '#/api/contract/schemas.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import { makeAlert } from '#/correlation/make-alert.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import { Value } from 'typebox/value'

const RULE = `title: Thử
title_en: Proof
description_en: A proof.
level: low
logsource: {product: test}
falsepositives: [Sao lưu]
detection: {s: {f: 1}, condition: s}
`

function shownEnglish(text: string): unknown {
  const event = { f: 1, 'event.module': 'test' }
  const [match] = createMatcher(loadRules([{ path: 'r.yml', text }]).rules).match(event)
  const shown = showAlert(makeAlert(match!, event, 'event-1', 0))
  expect(Value.Check(AlertView, shown)).toBe(true)
  return shown.rule.english
}

it('an alert shows the English false positives and advice of its rule', () => {
  expect(shownEnglish(`${RULE}response_en: Look.\nfalsepositives_en: [A backup]\n`)).toEqual({
    title: 'Proof',
    description: 'A proof.',
    response: 'Look.',
    falsePositives: ['A backup'],
  })
})

it('an alert of a rule without them shows title and description only', () => {
  expect(shownEnglish(RULE)).toEqual({ title: 'Proof', description: 'A proof.' })
})
