// Quiet hours, in Việt Nam's time.

import { expect, test } from 'vitest'
import { quietUntil } from '#/notices/quiet-hours.ts'

/** A moment of 2026 in Việt Nam. */
const at = (text: string): number => Date.parse(`2026-${text}:00+07:00`)
const NIGHT = { from: '22:00', to: '06:00' }
const LUNCH = { from: '11:30', to: '13:00' }

test.each([
  ['just before', NIGHT, '11-22T21:59', null],
  ['at the first moment', NIGHT, '11-22T22:00', '11-23T06:00'],
  ['before midnight', NIGHT, '11-22T23:59', '11-23T06:00'],
  ['at midnight', NIGHT, '11-23T00:00', '11-23T06:00'],
  ['after midnight', NIGHT, '11-23T05:59', '11-23T06:00'],
  ['at the end', NIGHT, '11-23T06:00', null],
  ['across the end of a month', NIGHT, '11-30T23:00', '12-01T06:00'],
  ['in Europe’s night of the clock change', NIGHT, '03-29T00:30', '03-29T06:00'],
  ['within a day', LUNCH, '11-22T12:00', '11-22T13:00'],
  ['after it', LUNCH, '11-22T13:00', null],
  ['before it', LUNCH, '11-22T11:29', null],
  ['when both are the same, never', { from: '06:00', to: '06:00' }, '11-22T06:00', null],
])('%s', (_, quiet, now, until) => {
  expect(quietUntil(quiet, 'high', at(now))).toBe(until === null ? null : at(until))
})

test('severities from the named one on break through; critical when none is named', () => {
  const night = at('11-22T23:00')
  expect(quietUntil(NIGHT, 'critical', night)).toBeNull()
  expect(quietUntil({ ...NIGHT, except: 'medium' }, 'medium', night)).toBeNull()
  expect(quietUntil({ ...NIGHT, except: 'medium' }, 'low', night)).not.toBeNull()
})
