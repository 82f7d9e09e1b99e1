// What of a text a model of tone sees: words, short forms written out, polarity with its surroundings.

import { describe, expect, test } from 'vitest'
import { parseLexicon, readAfinn } from '#/crawler/sentiment/lexicon-files.ts'
import { asWords, compileLexicon, findPolarity } from '#/crawler/sentiment/polarity-lexicon.ts'
import { toneTokens } from '#/crawler/sentiment/tone-tokens.ts'

test.each([
  ['short forms', 'ko đẹp, ng ta nói vs mình', ['không', 'đẹp', ',', 'người', 'ta', 'nói', 'với', 'mình']],
  ['short forms without accents', 'duong nay ko di dc', ['duong', 'nay', 'khong', 'di', 'duoc']],
  ['drawn-out words', 'đẹpppp quáaaa quaáá trờiiii', ['đẹp', 'quá', 'quá', 'trời']],
  [
    'links and numbers',
    'xem https://example.com/a 25.000 đồng, 10 điểm',
    ['xem', '⟨link⟩', '⟨số⟩', 'đồng', ',', '10', 'điểm'],
  ],
  ['signs', 'Hả?!?? Thôi!!!!! Ừ… (vậy) ...', ['hả', '?!??', 'thôi', '!!', 'ừ', '…', '(', 'vậy', ')', '…']],
  ['emoji and faces', 'tốt 👍🏽 :))))', ['tốt', '👍', ':))']],
  ['old tone placement', 'hoà khoẻ', ['hòa', 'khỏe']],
])('%s', (_name, text, words) => {
  expect(toneTokens(text).words).toEqual(words)
})

test('what letters do not tell is counted', () => {
  expect(toneTokens('NGẬP quááá!!! Sao “vậy”?... …')).toMatchObject({
    bare: false,
    exclamations: 3,
    questions: 1,
    ellipses: 2,
    quotes: 1,
    drawnOut: 1,
    shouted: 1,
  })
  expect(toneTokens('duong ngap').bare).toBe(true)
})

describe('polarity', () => {
  const lexicon = compileLexicon(
    [
      { term: 'ngập', weight: -2 },
      { term: 'hết ngập', weight: 2 },
      { term: 'đẹp', weight: 2 },
      { term: 'chó', weight: -1 },
      { term: 'điểm ngập', weight: 0 },
    ],
    new Map([
      ['cho', 99],
      ['đẹp', 4],
    ]),
  )
  const hits = (text: string) => {
    const { words, bare } = toneTokens(text)
    return findPolarity(words, bare, lexicon)
  }

  test.each([
    [
      'the longest phrase counts',
      'đường hết ngập',
      [{ at: 1, words: 2, weight: 2, negated: false, degree: 1 }],
    ],
    ['a negation before it', 'không hề đẹp', [{ weight: 2, negated: true }]],
    ['a negation in the clause before', 'tôi không, đẹp', [{ negated: false }]],
    ['a negation of a negation', 'không phải chưa đẹp', [{ negated: false }]],
    ['strengthened', 'rất đẹp', [{ degree: 1.5 }]],
    ['weakened', 'hơi ngập', [{ degree: 0.5 }]],
    ['without accents', 'duong het ngap', [{ weight: 2 }]],
    ['weight 0 hides a phrase', 'có một điểm ngập', []],
    ['nothing', 'thông báo', []],
  ])('%s', (_name, text, expected) => {
    expect(hits(text)).toEqual(expected.map(hit => expect.objectContaining(hit)))
  })

  test('a word that without accents is mostly another one says little', () => {
    expect(hits('đưa cho em')).toEqual([])
    expect(hits('dua cho em').map(hit => hit.weight)).toEqual([-0.01])
    expect(hits('dep').map(hit => hit.weight)).toEqual([2])
  })
})

describe('lexicon files', () => {
  const text = '# remark\nngập\t-2\tboth\n\nphấn khởi\t3\tnews\nhay quá\t2\tcomment\n'

  test('each voice has its terms', () => {
    expect(parseLexicon(text, 'x.tsv', 'news').map(({ term }) => term)).toEqual(['ngập', 'phấn khởi'])
    expect(parseLexicon(text, 'x.tsv', 'both')).toHaveLength(3)
  })

  test.each(['ngập\t-2', 'ngập\t-4\tboth', 'ngập\tx\tboth', '\t1\tboth', 'ngập\t1\tradio'])(
    'a malformed line is named: %j',
    line => {
      expect(() => parseLexicon(`a\t1\tboth\n${line}`, 'x.tsv', 'both')).toThrow('x.tsv:2')
    },
  )

  test('AFINN has Vietnamese words and emoji', () => {
    const weights = new Map(readAfinn().map(({ term, weight }) => [term, weight]))
    expect(weights.get('ấm áp')).toBeGreaterThan(0)
    expect(weights.get('😍')).toBeGreaterThan(0)
  })
})

test('terms are written out as texts are, so that either finds the other', () => {
  const lexicon = compileLexicon(
    asWords([
      { term: 'iu quá', weight: 2 },
      { term: 'Hoà nhã', weight: 1 },
    ]),
    new Map(),
  )
  for (const text of ['iu quá', 'yêu wá', 'hòa nhã']) {
    const { words, bare } = toneTokens(text)
    expect(findPolarity(words, bare, lexicon)).toMatchObject([{ at: 0, words: 2 }])
  }
})
