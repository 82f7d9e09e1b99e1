// Lighting the matched values in a raw line.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { litParts } from '#/web/incident/lit-line.ts'

const shown = (line: string, values: readonly string[]): string =>
  litParts(line, values)
    .map(part => (part.lit ? `⟦${part.text}⟧` : part.text))
    .join('')

describe('a raw line with its matched values lit', () => {
  test.each([
    ['a value is lit wherever it stands', 'root from root', ['root'], '⟦root⟧ from ⟦root⟧'],
    ['case does not matter', 'User ROOT', ['root'], 'User ⟦ROOT⟧'],
    ['a short number lights no part of another', 'pid=1 port=51514', ['1'], 'pid=⟦1⟧ port=51514'],
    ['an address lights no longer address', '10.0.0.1 10.0.0.12', ['10.0.0.1'], '⟦10.0.0.1⟧ 10.0.0.12'],
    [
      'a path is found as JSON writes it',
      '{"p":"C:\\\\Temp\\\\a.exe"}',
      ['C:\\Temp\\a.exe'],
      '{"p":"⟦C:\\\\Temp\\\\a.exe⟧"}',
    ],
    ['touching and overlapping values become one', 'abcdef', ['abcd', 'cdef'], '⟦abcdef⟧'],
    [
      'a longer value inside a word is lit when it stands nowhere else',
      'evilscript',
      ['evil'],
      '⟦evil⟧script',
    ],
    ['Vietnamese letters belong to words', 'đăng nhập', ['ng'], 'đăng nhập'],
    [
      'signs of regular expressions are only signs',
      'GET /a.php?x=(1)',
      ['/a.php?x=(1)'],
      'GET ⟦/a.php?x=(1)⟧',
    ],
    ['a value that is not there lights nothing', 'quiet', ['success'], 'quiet'],
    ['an empty value lights nothing', 'quiet', ['', ' '], 'quiet'],
  ])('%s', (_, line, values, expected) => {
    expect(shown(line, values)).toBe(expected)
  })

  test('the parts are always the whole line, whatever the values', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' })), (line, values) => {
        expect(
          litParts(line, values)
            .map(part => part.text)
            .join(''),
        ).toBe(line)
      }),
    )
  })
})
