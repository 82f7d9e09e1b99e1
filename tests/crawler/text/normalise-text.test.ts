// One spelling for every way of writing the same text.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldForMatching } from '#/crawler/text/fold-for-matching.ts'
import { normaliseText } from '#/crawler/text/normalise-text.ts'
import { stripAccents } from '#/crawler/text/strip-accents.ts'
import { isVietnameseSyllable } from '#/crawler/text/vietnamese-syllable.ts'

describe('tone marks', () => {
  test.each([
    ['oa, oe, uy at the end of a word', 'hoà hoá khoẻ loè thuỷ tuý', 'hòa hóa khỏe lòe thủy túy'],
    ['oa, oe, uy before a coda', 'hòan tóan khóet hùynh thúyt', 'hoàn toán khoét huỳnh thuýt'],
    ['three vowels', 'ngòai xóay khủyu chuyển ngoẻo', 'ngoài xoáy khuỷu chuyển ngoẻo'],
    ['qu and gi, whose vowel is no vowel', 'qúy qúa gìa gíup quả giữ gìn', 'quý quá già giúp quả giữ gìn'],
    ['a vowel with a mark of its own', 'ngừơi đựơc bíêt qúôc thúê thuở', 'người được biết quốc thuế thuở'],
    ['two vowels without a coda', 'múa mía cài tàu cứu bùi lựu', 'múa mía cài tàu cứu bùi lựu'],
    ['at the beginning of a word', 'uỷ oà oẳn uyên ủy', 'ủy òa oẳn uyên ủy'],
    ['capitals', 'UỶ BAN Hoà HÒAN Thuỷ', 'ỦY BAN Hòa HOÀN Thủy'],
    ['words of other languages', 'café voilà São João naïve déjà où', 'café voilà São João naïve déjà où'],
  ])('%s', (_name, written, canonical) => {
    expect(normaliseText(written)).toBe(canonical)
    expect(normaliseText(written.normalize('NFD'))).toBe(canonical)
  })
})

test.each([
  ['a tone typed before its hat', 'a\u0301\u0302m', 'ấm'],
  ['deprecated tone marks', 'a\u0341 a\u0340', 'á à'],
  ['eth for đ', 'ð \u00d0\u1ebf', 'đ Đế'],
  ['Cyrillic letters in a Latin word', 'р\u0430ssw\u043erd', 'password'],
  ['a Russian word', 'море', 'море'],
  ['full-width and mathematical letters', '\uff28\uff2f\uff34 \u{1d400}\u{1d401}', 'HOT AB'],
  ['zero-width characters inside a word', 'lũ\u200b \u200dlụ\ufefft\u00ad', 'lũ lụt'],
  ['an emoji of several parts', '👩\u200d⚕\ufe0f tốt', '👩\u200d⚕\ufe0f tốt'],
  ['direction marks and control characters', 'a\u202eb\u0007c', 'abc'],
  ['spaces of all kinds', ' a\u00a0\u2003b\tc ', 'a b c'],
  ['line ends', 'a \r\n b\u2028c\r\r\r\rd', 'a\nb\nc\n\nd'],
  ['half a surrogate pair', 'a\ud800b', 'a\ufffdb'],
])('%s', (_name, written, canonical) => {
  expect(normaliseText(written)).toBe(canonical)
})

const LETTERS = [
  ...Array.from(
    'aăâeêioôơuưybcdđghklmnprstvxqu ĐÂ\n\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323\u200d\ufe0f😀',
  ),
  'а',
  'Ӓ',
  'ﬁ',
  '１',
  'İ',
]
const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
)
/** Texts as a decent newspaper has them: no marks piled up. */
const vietnamese = fc.string({
  unit: fc.constantFrom(...Array.from('aáàảãạăắằâấầeéêếiíoóôốơớuúưứyýbcdđghklmnprstvxĐÂ ,.')),
  maxLength: 60,
})

describe('whatever is written', () => {
  test('normalising again changes nothing', () => {
    fc.assert(
      fc.property(texts, text => {
        expect(normaliseText(normaliseText(text))).toBe(normaliseText(text))
      }),
    )
  })

  test('composed or decomposed, it is the same', () => {
    fc.assert(
      fc.property(texts, text => {
        const wellFormed = text.toWellFormed()
        expect(normaliseText(wellFormed.normalize('NFD'))).toBe(normaliseText(wellFormed.normalize('NFC')))
      }),
    )
  })

  test('tone placement moves marks and nothing else', () => {
    fc.assert(
      fc.property(vietnamese, text => {
        const normal = normaliseText(text)
        expect(normal).toHaveLength(text.replace(/ +/g, ' ').trim().length)
        expect(stripAccents(normal)).toBe(stripAccents(text).replace(/ +/g, ' ').trim())
      }),
    )
  })

  test('folded with and without accents, places are the same', () => {
    fc.assert(
      fc.property(texts, text => {
        const { accented, bare } = foldForMatching(text)
        expect(bare).toHaveLength(accented.length)
        expect(stripAccents(accented)).toBe(bare)
      }),
    )
  })
})

test.each([
  ['Đường Nguyễn Huệ, quận Một', 'Duong Nguyen Hue, quan Mot'],
  ['ĐẶNG ưỡn ẫ Ỵ', 'DANG uon a Y'],
  ['plain', 'plain'],
  ['emoji 😀 and 中文', 'emoji 😀 and 中文'],
])('%s without accents', (text, bare) => {
  expect(stripAccents(text)).toBe(bare)
})

test.each([
  ['nghiêng', true],
  ['quýt', true],
  ['giếng', true],
  ['quôc', false],
  ['phaán', false],
  ['été', false],
  ['THỦY', true],
])('%s is a syllable: %s', (word, is) => {
  expect(isVietnameseSyllable(word)).toBe(is)
})
