import { expect, test } from 'vitest'
import { COLUMNS } from '#/kernel/field-types.ts'
import { SHAPES, SHAPES_OF_FIELD } from '#/store/embedded/event-shapes.ts'

test('tables come narrowest first, and the last has every column', () => {
  const widths = SHAPES.map(({ columns }) => columns.length)
  expect(widths).toEqual([...widths].sort((a, b) => a - b))
  expect(SHAPES.at(-1)!.columns.map(({ name }) => name)).toEqual([...COLUMNS.keys()])
})

test('every table can hold the time, the text and where an event came from', () => {
  for (const field of [
    '@timestamp',
    'message',
    'event.original',
    'thapcanh.format',
    'thapcanh.listener',
    'thapcanh.system.id',
  ]) {
    expect(SHAPES_OF_FIELD.get(field)).toBe((1 << SHAPES.length) - 1)
  }
})
