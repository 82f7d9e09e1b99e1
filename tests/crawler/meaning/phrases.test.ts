import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePhrases } from '#/crawler/meaning/phrases.ts'
import { readWords } from '#/crawler/meaning/read-words.ts'

const found = (phrases: readonly string[], text: string): readonly string[] =>
  compilePhrases(phrases.map(phrase => [phrase, phrase] as const))
    .allIn(readWords('', text))
    .flatMap(hit => hit.values)

describe('phrases', () => {
  test.each<{ name: string; phrases: readonly string[]; text: string; hits: readonly string[] }>([
    { name: 'whole words only', phrases: ['rác', 'cháy'], text: 'rắc rối, chạy nhanh, ráctrôi', hits: [] },
    {
      name: 'any case, either place of the tone, NFD',
      phrases: ['hỏa hoạn'],
      text: 'HỎA HOẠN, hoả hoạn'.normalize('NFD'),
      hits: ['hỏa hoạn', 'hỏa hoạn'],
    },
    {
      name: 'the longest wins',
      phrases: ['cháy', 'cháy hàng'],
      text: 'cháy hàng rồi cháy',
      hits: ['cháy hàng', 'cháy'],
    },
    {
      name: 'a text without accents, phrases of two words',
      phrases: ['ngập nước', 'cháy'],
      text: 'duong ngap nuoc chay nhanh',
      hits: ['ngập nước'],
    },
    {
      name: 'a text with accents is not read without',
      phrases: ['ngập nước'],
      text: 'ngắp nước ngầm ở đường này',
      hits: [],
    },
    { name: 'not across a sentence', phrases: ['nước ngoài'], text: 'Không có nước. Ngoài ra', hits: [] },
    {
      name: 'across a comma',
      phrases: ['văn hóa thể thao'],
      text: 'Văn hóa, Thể thao',
      hits: ['văn hóa thể thao'],
    },
  ])('$name', ({ phrases, text, hits }) => {
    expect(found(phrases, text)).toEqual(hits)
  })

  test('finds what a naive search from left to right finds', () => {
    const word = fc.constantFrom('đá', 'đa', 'ong', 'rừng', 'cát', 'nước')
    const phrase = fc.array(word, { minLength: 1, maxLength: 3 }).map(words => words.join(' '))
    fc.assert(
      fc.property(fc.array(phrase, { maxLength: 8 }), fc.array(word, { maxLength: 25 }), (phrases, words) => {
        const naive: string[] = []
        for (let at = 0; at < words.length;) {
          const best = phrases
            .filter(one => words.slice(at, at + one.split(' ').length).join(' ') === one)
            .sort((one, other) => other.length - one.length)[0]
          if (best !== undefined) naive.push(best)
          at += best?.split(' ').length ?? 1
        }
        // The last word keeps the text one with accents.
        expect(found([...new Set(phrases)], `${words.join(' ')} đó đó đó`)).toEqual(naive)
      }),
      { seed: 21, numRuns: 400 },
    )
  })
})
