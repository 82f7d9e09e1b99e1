// The models that ship: what their cards say of them, and how they do on texts of a city that they have not seen.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { evaluateClassifier } from '#/crawler/sentiment/evaluate-classifier.ts'
import { parseLabelledLines } from '#/crawler/sentiment/labelled-lines.ts'
import {
  ensureShippedModel,
  openShippedModel,
  readSentences,
  SHIPPED_OPTIONS,
  shippedInput,
  shippedModelPath,
} from '#/crawler/sentiment/shipped-models.ts'
import { openModel } from '#/crawler/sentiment/model-file.ts'
import { versionOf } from '#/crawler/sentiment/train-classifier.ts'
import { VOICES } from '#/kernel/mention.ts'
import type { Tone, Voice } from '#/kernel/mention.ts'

const SETS = join(import.meta.dirname, '../../../../shared/media/sentiment')
const DEVELOPMENT = { news: 'city-headlines-dev.jsonl', comment: 'city-newscomments-dev.jsonl' } as const

const PLAIN_CASES: Readonly<Record<Voice, readonly (readonly [text: string, label: Tone])[]>> = {
  news: [
    ['Mưa lớn, nhiều tuyến phố ngập sâu, giao thông tê liệt', 'neg'],
    ['Cháy lớn tại xưởng gỗ, thiệt hại hàng tỷ đồng', 'neg'],
    ['Bệnh viện cứu sống bệnh nhân nguy kịch', 'pos'],
    ['Thành phố tổ chức họp báo về kế hoạch năm tới', 'neu'],
  ],
  comment: [
    ['Rác chất đống cả tuần không ai dọn, hôi không chịu nổi', 'neg'],
    ['Cảm ơn các anh, làm tốt quá!', 'pos'],
    ['lam an kieu nay chan qua', 'neg'],
  ],
}

/** What is held on the development sets, of some 80 texts each, where one text is 1.2 points. */
const FLOORS = { accuracy: 0.66, surest: 0.8, bareLoss: 0.03 }

describe.each(VOICES)('the model of %s', voice => {
  const classifier = ensureShippedModel(voice)

  test('has a card whose figures are good enough to ship', () => {
    const { card } = classifier
    expect(card.texts).toBe(readSentences(voice).length)
    expect(card.accuracy).toBeGreaterThan(0.8)
    expect(card.macroF1).toBeGreaterThan(0.8)
    expect(card.surestAccuracy).toBeGreaterThan(0.9)
    expect(card.sureShare).toBeGreaterThanOrEqual(0.6)
    for (const { precision, recall } of Object.values(card.labels))
      expect(Math.min(precision, recall)).toBeGreaterThan(0.7)
  })

  const path = join(SETS, DEVELOPMENT[voice])
  test.skipIf(!existsSync(path))('on a city’s texts (skipped without ../shared/media)', () => {
    const { lines } = parseLabelledLines(readFileSync(path, 'utf8'))
    const { accuracy, surestAccuracy, bareAccuracy } = evaluateClassifier(classifier, lines)
    expect(accuracy).toBeGreaterThanOrEqual(FLOORS.accuracy)
    expect(surestAccuracy).toBeGreaterThanOrEqual(FLOORS.surest)
    expect(bareAccuracy).toBeGreaterThanOrEqual(accuracy - FLOORS.bareLoss)
  })

  test.each(PLAIN_CASES[voice])('finds %s %s', (text, label) => {
    expect(openShippedModel(voice).score(text).label).toBe(label)
  })
})

test('a shipped model that is damaged, or of other sentences, is trained again', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-shipped-'))
  try {
    const path = shippedModelPath('news', folder)
    writeFileSync(path, 'thapcanh-model 1\nhalf of it')
    const { card } = ensureShippedModel('news', folder)
    expect(openModel(path).card).toEqual(card)
    expect(card.version).toBe(versionOf(shippedInput('news'), SHIPPED_OPTIONS))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
