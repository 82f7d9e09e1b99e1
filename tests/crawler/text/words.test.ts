// Tokens of a text.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { tokensOf, wordsOf } from '#/crawler/text/words.ts'

test.each([
  ['words and punctuation', 'Rác thải, ngập lụt… (Covid-19)!', ['Rác', 'thải', 'ngập', 'lụt', 'Covid', '19']],
  [
    'numbers as they are written',
    '10.000đ lúc 10:30 ngày 22/6/2026, 5G',
    ['10.000', 'đ', 'lúc', '10:30', 'ngày', '22/6/2026', '5G'],
  ],
  ['emoticons', 'đẹp:)) :( :v =)) <3 ^^ T_T xD', ['đẹp', ':))', ':(', ':v', '=))', '<3', '^^', 'T_T', 'xD']],
  ['what only looks like an emoticon', 'mục 8) a:b f(x) 2:3', ['mục', '8', 'a', 'b', 'f', 'x', '2:3']],
  ['emoji without tone of skin and selector', 'tốt 👍🏽 ❤️ 👩‍⚕️ 🇻🇳', ['tốt', '👍', '❤', '👩‍⚕', '🇻🇳']],
  [
    'links',
    'xem https://example.com/a?b=1. (www.example.com/x)',
    ['xem', 'https://example.com/a?b=1', 'www.example.com/x'],
  ],
  ['nothing', ' … ', []],
])('%s', (_name, text, words) => {
  expect(wordsOf(text)).toEqual(words)
})

test('a token stands in the text where it says', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...Array.from('aầ1 .:)(=D<3/-^\n,x')), maxLength: 40 }),
      text => {
        let end = 0
        for (const { text: token, at } of tokensOf(text)) {
          expect(text.startsWith(token, at)).toBe(true)
          expect(at).toBeGreaterThanOrEqual(end)
          expect(token).not.toBe('')
          end = at + token.length
        }
      },
    ),
  )
})
