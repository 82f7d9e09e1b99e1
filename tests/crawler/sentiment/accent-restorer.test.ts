// Accents put back by what was met in texts.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { learnAccents, restoreAccents } from '#/crawler/sentiment/accent-restorer.ts'
import { stripAccents } from '#/crawler/text/strip-accents.ts'

const words = (text: string): string[] => text.split(' ')
const TEXTS = [
  'đường ngập nặng quá',
  'con đường này đẹp',
  'cho em hỏi đường này',
  'cho em hỏi',
  'đưa con chó đi',
  'con chó này hiền',
].map(words)
const restorer = learnAccents(TEXTS, [words('phấn khởi')])

test.each([
  ['words that have one spelling', 'duong ngap nang', 'đường ngập nặng'],
  ['a word by the one before it', 'con cho nay', 'con chó này'],
  ['the same word in other company', 'cho em hoi', 'cho em hỏi'],
  ['a phrase of the lexicon', 'phan khoi', 'phấn khởi'],
  ['words never met, left as they are', 'xyz duong abc', 'xyz đường abc'],
  ['nothing', '', ''],
])('%s', (_name, bare, restored) => {
  expect(restoreAccents(words(bare), restorer).join(' ')).toBe(restored)
})

test('a pair met once outweighs a word that is met more often in other company', () => {
  const others = Array.from({ length: 40 }, (_, at) => `từ${at} khác${at}`)
  const learnt = learnAccents(['cho em', 'cho anh', 'cho con', 'chó sủa', ...others].map(words), [])
  expect(restoreAccents(words('cho sua'), learnt)).toEqual(['chó', 'sủa'])
  expect(restoreAccents(words('cho em'), learnt)).toEqual(['cho', 'em'])
})

test('letters stay, whatever is restored', () => {
  const word = fc.oneof(
    fc.constantFrom('duong', 'cho', 'con', 'nay', 'em', '!', '10'),
    fc.string({ maxLength: 5 }),
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 15 }), text => {
      const restored = restoreAccents(text, restorer)
      expect(restored).toHaveLength(text.length)
      expect(restored.map(stripAccents)).toEqual(text.map(stripAccents))
    }),
  )
})
