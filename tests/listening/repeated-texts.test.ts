// Groups of same texts: over chains, as originals change, and within a time.

import { expect, test } from 'vitest'
import { createRepeatedTexts } from '#/listening/repeated-texts.ts'

const text = (id: string, copyOf: string | null, publishedAt: number) => ({ id, copyOf, publishedAt })

test('a group is the same from whichever of its texts, newest first', () => {
  const texts = createRepeatedTexts([
    text('a', null, 1),
    text('b', 'a', 2),
    text('c', 'b', 3),
    text('x', null, 2),
  ])
  for (const id of ['a', 'b', 'c']) expect(texts.groupOf(id, 10, 10)).toEqual(['c', 'b', 'a'])
  expect(texts.groupOf('x', 10, 10)).toEqual(['x'])
  expect(texts.groupOf('nobody', 10, 10)).toEqual([])
})

test('copies of a text that is not known belong together', () => {
  const texts = createRepeatedTexts([text('b', 'gone', 2), text('c', 'gone', 3)])
  expect(texts.groupOf('b', 10, 10)).toEqual(['c', 'b'])
})

test('time and number are bounds', () => {
  const texts = createRepeatedTexts([text('a', null, 0), text('b', 'a', 50), text('c', 'a', 100)])
  expect(texts.groupOf('c', 60, 10)).toEqual(['c', 'b'])
  expect(texts.groupOf('b', 60, 2)).toEqual(['c', 'b'])
})

test('a text that repeats another than before leaves its group', () => {
  const texts = createRepeatedTexts([text('a', null, 1), text('b', 'a', 2), text('z', null, 0)])
  texts.move('b', 'z')
  expect(texts.groupOf('a', 10, 10)).toEqual(['a'])
  expect(texts.groupOf('b', 10, 10)).toEqual(['b', 'z'])
})

test('what is old is forgotten, and a ring does not go round for ever', () => {
  const texts = createRepeatedTexts([text('a', 'b', 1), text('b', 'a', 2)])
  expect(texts.groupOf('a', 10, 10)).toEqual(['b', 'a'])
  texts.forgetBefore(2)
  expect(texts.groupOf('b', 10, 10)).toEqual(['b'])
})
