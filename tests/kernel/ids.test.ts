import { expect, test } from 'vitest'
import {
  eventId,
  firstSequenceOfLog,
  MAX_LOGS,
  receivedMsOfEventId,
  sequenceOfEventId,
} from '#/kernel/ids.ts'

const AT = Date.parse('2026-11-30T03:00:00Z')

test.each([
  ['of a platform that runs alone', 1],
  ['the last of it', firstSequenceOfLog(1) - 1],
  ['the first of a cluster', firstSequenceOfLog(1) + 1],
  ['the last of a cluster', firstSequenceOfLog(MAX_LOGS + 1) - 1],
])('%s: the id tells time and sequence again', (_, sequence) => {
  const id = eventId(AT, sequence)
  expect(receivedMsOfEventId(id)).toBe(AT)
  expect(sequenceOfEventId(id)).toBe(sequence)
})

test('ids sort by time of receipt, whichever log an event is in', () => {
  const later = eventId(AT + 1, 1)
  const earlier = eventId(AT, firstSequenceOfLog(200) + 5)
  expect([later, earlier].sort()).toEqual([earlier, later])
})

test('a text that is no id tells nothing', () => {
  for (const text of ['', 'x'.repeat(21), eventId(AT, 1).slice(1), `${eventId(AT, 1)}0`]) {
    expect(receivedMsOfEventId(text)).toBeUndefined()
    expect(sequenceOfEventId(text)).toBeUndefined()
  }
})

test('the sequences of a log fit what the raw log keeps of them', () => {
  expect(firstSequenceOfLog(MAX_LOGS + 1)).toBeLessThanOrEqual(2 ** 48)
})
