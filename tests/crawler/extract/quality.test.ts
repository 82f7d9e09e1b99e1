// The floor under the quality of reading, on the public pages beside the repository; how they are scored stands in
// bench/extract-score.ts.

import { describe, expect, test } from 'vitest'
import { loadExtractSamples, loadVietnameseSample } from '#/bench/extract-samples.ts'
import { scoreOf, scorePage } from '#/bench/extract-score.ts'
import { decodePage } from '#/crawler/text/decode-page.ts'
import { extractPage } from '#/crawler/extract/extract-page.ts'

const NOW = Date.parse('2026-06-22T10:00:00+07:00')
const samples = loadExtractSamples()
const vietnamese = loadVietnameseSample()

describe('a score', () => {
  test.each([
    ['the same', 'a b c d e', 'a b c d e', { precision: 1, recall: 1 }],
    ['one word more', 'a b c d', 'a b c d e', { precision: 0.5, recall: 1 }],
    ['words missing', 'a b c d e f', 'a b c d', { precision: 1, recall: 1 / 3 }],
    ['short texts', 'a b', 'a c', { precision: 0, recall: 0 }],
    ['nothing read', 'a b', '', { precision: null, recall: 0 }],
  ])('%s', (_name, truth, read, score) => {
    expect(scorePage(truth, read)).toEqual(score)
  })

  test('of pages is F1 of the means', () => {
    expect(scoreOf([scorePage('a', 'a'), scorePage('a', 'b'), scorePage('a', '')])).toEqual({
      f1: 0.4,
      precision: 0.5,
      recall: 0.3333,
    })
  })
})

test.skipIf(samples === undefined)(
  'public pages are read with F1 of 0.965 at least (skipped when ../shared/media/extraction is not there)',
  { timeout: 120_000 },
  () => {
    const scores = samples!.map(({ bytes, url, truth }) =>
      scorePage(truth, extractPage(decodePage(bytes, null).text, { url, nowMs: NOW }).text),
    )
    expect(scoreOf(scores).f1).toBeGreaterThanOrEqual(0.965)
  },
)

test.skipIf(vietnamese === undefined)(
  'a page of a Vietnamese newspaper is read whole (skipped when ../shared/media/extraction is not there)',
  () => {
    const { bytes, url, truth } = vietnamese!
    const page = extractPage(decodePage(bytes, null).text, { url, nowMs: NOW })
    expect(scoreOf([scorePage(truth, page.text)]).f1).toBeGreaterThanOrEqual(0.95)
    expect(page).toMatchObject({ language: 'vi', author: expect.any(String), published: expect.any(Number) })
  },
)
