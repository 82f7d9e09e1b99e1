// A model from training to file and back.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { predictorOf } from '#/crawler/sentiment/classifier.ts'
import { crossEvaluate, evaluateClassifier } from '#/crawler/sentiment/evaluate-classifier.ts'
import { decodeModel, encodeModel, openModel, saveModel } from '#/crawler/sentiment/model-file.ts'
import { toneModelOf } from '#/crawler/sentiment/tone-model.ts'
import { TRAINING_OPTIONS, trainClassifier } from '#/crawler/sentiment/train-classifier.ts'
import type { TrainingOptions } from '#/crawler/sentiment/train-classifier.ts'
import { stripAccents } from '#/crawler/text/strip-accents.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { inventedInput, inventedTexts } from './invented-texts.ts'

const OPTIONS: TrainingOptions = {
  ...TRAINING_OPTIONS,
  vectoriser: { ...TRAINING_OPTIONS.vectoriser, ngrams: { bits: 14, words: 2, shortest: 2, longest: 3 } },
}
const folder = mkdtempSync(join(tmpdir(), 'thapcanh-model-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const classifier = trainClassifier(inventedInput(), OPTIONS)
const unseen = inventedTexts(20, 2)

describe('training', () => {
  test('learns what there is to learn, with and without accents', () => {
    const { accuracy, bareAccuracy } = evaluateClassifier(classifier, unseen)
    expect(accuracy).toBeGreaterThan(0.97)
    expect(bareAccuracy).toBeGreaterThan(0.97)
  })

  test('writes a card that counts and measures', () => {
    const { card } = classifier
    expect(card).toMatchObject({
      name: 'invented',
      trainedOn: '2026-11-29',
      texts: 120,
      textsByLabel: { neg: 40, neu: 40, pos: 40 },
      folds: 5,
      seed: 1,
    })
    expect(card.version).toMatch(/^[0-9a-f]{12}$/)
    for (const part of [card.accuracy, card.bareAccuracy, card.surestAccuracy, card.sureAccuracy])
      expect(part).toBeGreaterThan(0.9)
    expect(card.sureShare).toBeGreaterThanOrEqual(0.6)
    expect(Object.keys(card.labels)).toEqual(['neg', 'neu', 'pos'])
  })

  test('gives the same model for the same input, another version for another', () => {
    expect(encodeModel(trainClassifier(inventedInput(), OPTIONS))).toEqual(encodeModel(classifier))
    const other = trainClassifier(inventedInput(inventedTexts(40, 3)), OPTIONS)
    expect(other.card.version).not.toBe(classifier.card.version)
  })

  test('takes any labels', () => {
    const lines = unseen.map(({ text, label }) => ({ text, label: label === 'neg' ? 'toxic' : 'ok' }))
    const toxic = trainClassifier(inventedInput(lines), OPTIONS)
    expect(toxic.labels).toEqual(['ok', 'toxic'])
    const { probabilities, label } = predictorOf(toxic)('bãi rác bốc mùi hôi hôm qua')
    expect(label).toBe('toxic')
    expect(probabilities['ok']! + probabilities['toxic']!).toBeCloseTo(1)
    expect(() => toneModelOf(toxic)).toThrow('labels ok, toxic')
  })

  test.each([
    ['nothing', [], 'no label'],
    ['one label', inventedTexts(10).filter(({ label }) => label === 'neg'), 'one label only, neg'],
    ['too few of a label', [...inventedTexts(10), { text: 'x', label: 'odd' }], '1 texts with the label odd'],
    [
      'too many labels',
      Array.from({ length: LIMITS.maxModelLabels + 1 }, (_, at) => ({ text: 'x', label: `l${at}` })),
      `${LIMITS.maxModelLabels + 1} labels are more`,
    ],
  ])('refuses %s', (_name, lines, why) => {
    expect(() => trainClassifier(inventedInput(lines), OPTIONS)).toThrow(why)
  })

  test('by five-fold, every text is judged once by a model that has not seen it', () => {
    const result = crossEvaluate(inventedInput(), 5, OPTIONS)
    expect(result.texts).toBe(120)
    expect(result.macroF1).toBeGreaterThan(0.9)
  })
})

describe('a score', () => {
  const model = toneModelOf(classifier)

  test('is between −1 and 1 and leans to its label', () => {
    const bad = model.score('con đường ngập nặng sau mưa')
    const good = model.score('công viên sạch đẹp hẳn')
    expect(bad).toMatchObject({ label: 'neg', sure: true })
    expect(good).toMatchObject({ label: 'pos', sure: true })
    expect(bad.score).toBeLessThan(-0.5)
    expect(bad.score).toBeGreaterThanOrEqual(-1)
    expect(good.score).toBeGreaterThan(0.5)
  })

  test.each([
    ['decomposed letters', (text: string) => text.normalize('NFD')],
    ['zero-width characters', (text: string) => text.replace(/ /g, ' \u200b')],
    ['other spaces', (text: string) => text.replace(/ /g, '\u00a0 ')],
  ])('does not change with %s', (_name, change) => {
    for (const { text } of unseen.slice(0, 10)) expect(model.score(change(text))).toEqual(model.score(text))
  })

  test('of nothing, or of nothing known, is not sure', () => {
    expect(model.score('').sure).toBe(false)
    expect(model.score(' \n').sure).toBe(false)
  })

  test('of a very long text is that of its beginning', () => {
    const text = 'con đường ngập nặng '.repeat(2000)
    expect(model.score(text + 'công viên sạch đẹp hẳn')).toEqual(model.score(text))
  })

  test('names its model', () => {
    expect(model.id).toBe(`invented ${classifier.card.version}`)
  })
})

describe('a model file', () => {
  const path = join(folder, 'a.model')
  saveModel(path, classifier)
  const bytes = readFileSync(path)

  test('read again scores the same and has the same card', () => {
    const again = openModel(path)
    expect(again.card).toEqual(classifier.card)
    const [before, after] = [predictorOf(classifier), predictorOf(again)]
    for (const { text } of unseen) {
      expect(after(text)).toEqual(before(text))
      expect(after(stripAccents(text))).toEqual(before(stripAccents(text)))
    }
    expect(encodeModel(again)).toEqual(bytes)
  })

  test.each([
    ['empty', Buffer.alloc(0), 'does not begin with'],
    ['something else', Buffer.from('PK\u0003\u0004 zip'), 'does not begin with'],
    ['cut off', bytes.subarray(0, bytes.length - 10), 'SHA-256 does not fit'],
    ['altered', Buffer.from(bytes.map((byte, at) => (at === 500 ? byte ^ 1 : byte))), 'SHA-256 does not fit'],
    ['of no format', Buffer.from('thapcanh-model x\n'), 'its format is “x”'],
  ])('that is %s is refused with its name', (_name, damaged, why) => {
    const broken = join(folder, 'broken.model')
    writeFileSync(broken, damaged)
    expect(() => openModel(broken)).toThrow(expect.objectContaining({ code: 'model.damaged' }))
    expect(() => openModel(broken)).toThrow(why)
    expect(() => openModel(broken)).toThrow(broken)
  })

  test('of a newer format says so', () => {
    const newer = Buffer.concat([Buffer.from('thapcanh-model 3\n'), bytes.subarray(bytes.indexOf(10) + 1)])
    expect(() => decodeModel(newer, 'b.model')).toThrow(expect.objectContaining({ code: 'model.newer' }))
  })

  test('that is missing, or cannot be written, is named', () => {
    const nowhere = join(folder, 'no', 'x.model')
    expect(() => openModel(nowhere)).toThrow(expect.objectContaining({ code: 'model.unreadable' }))
    expect(() => saveModel(nowhere, classifier)).toThrow(
      expect.objectContaining({ code: 'model.unwritable' }),
    )
  })
})

test('a model that was trained before what was never met could count reads texts as it did', () => {
  const { unmetWeight, ...before } = classifier.vectoriser.options
  expect(unmetWeight).toBe(0)
  const options = before as typeof classifier.vectoriser.options
  const old = decodeModel(
    encodeModel({ ...classifier, vectoriser: { ...classifier.vectoriser, options } }),
    'old.model',
  )
  const text = `${unseen[0]!.text} zyxwv qponm`
  expect(predictorOf(old)(text)).toEqual(predictorOf(classifier)(text))
})
