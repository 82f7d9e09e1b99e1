// The parts of training, each on data small enough to know the answer.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitCalibration, probabilitiesOf } from '#/crawler/sentiment/calibration.ts'
import { learnDecision, sureThreshold } from '#/crawler/sentiment/decision.ts'
import { highest } from '#/crawler/sentiment/classifier.ts'
import { accuracyOfSurest, evaluate } from '#/crawler/sentiment/evaluation.ts'
import { assignFolds, copyGroups } from '#/crawler/sentiment/folds.ts'
import { parseLabelledLines } from '#/crawler/sentiment/labelled-lines.ts'
import { roundWeights, seededRandom, trainLinearSvm } from '#/crawler/sentiment/linear-svm.ts'
import { packRows } from '#/crawler/sentiment/sparse-rows.ts'

const SVM = { cost: 1, balance: 0, maxPasses: 1000, tolerance: 1e-9, seed: 1 }
const row = (...values: number[]) => ({
  indices: Uint32Array.from(values.keys()),
  values: Float32Array.from(values),
})

describe('linear SVM', () => {
  test('finds the minimum of its objective', () => {
    const rows = [row(1, 0), row(0.5, 0.2), row(0, 1), row(-0.3, 0.8), row(0.6, 0.7)]
    const labels = [0, 0, 1, 1, 0]
    const { weights, biases } = trainLinearSvm(packRows(rows), labels, 2, 2, 0, SVM)
    const objective = (w: readonly number[]): number =>
      w.reduce((sum, one) => sum + (one * one) / 2, 0) +
      rows.reduce((sum, { values }, at) => {
        const score = w[0]! * values[0]! + w[1]! * values[1]! + w[2]!
        const slack = Math.max(0, 1 - (labels[at] === 0 ? 1 : -1) * score)
        return sum + slack * slack
      }, 0)
    const found = [weights[0]!, weights[2]!, biases[0]!]
    const least = objective(found)
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 3, maxLength: 3 }),
        step => {
          expect(objective(found.map((one, at) => one + step[at]!))).toBeGreaterThanOrEqual(least - 1e-5)
        },
      ),
    )
  })

  test('of two labels, one is the other turned round', () => {
    const { weights, biases } = trainLinearSvm(packRows([row(1, 0), row(0, 1)]), [0, 1], 2, 2, 0, SVM)
    expect([weights[1], weights[3], biases[1]]).toEqual([-weights[0]!, -weights[2]!, -biases[0]!])
  })

  test('balanced, a rare label weighs as much as a common one', () => {
    const rows = packRows([...Array.from({ length: 9 }, () => row(1)), row(0.9)])
    const labels = [...Array.from({ length: 9 }, () => 0), 1]
    const score = (balance: number): number => {
      const { weights, biases } = trainLinearSvm(rows, labels, 2, 1, 0, { ...SVM, balance })
      return weights[0]! * 0.95 + biases[0]!
    }
    expect(score(0)).toBeGreaterThan(0.5)
    expect(Math.abs(score(1))).toBeLessThan(0.1)
  })

  test('the same seed gives the same weights', () => {
    const rows = packRows(Array.from({ length: 20 }, (_, at) => row(Math.sin(at), Math.cos(at))))
    const labels = Array.from({ length: 20 }, (_, at) => at % 3)
    const train = () => trainLinearSvm(rows, labels, 3, 2, 2, { ...SVM, maxPasses: 3 })
    expect(train()).toEqual(train())
  })

  test('rounding keeps weights within a step and is stable', () => {
    const random = seededRandom(3)
    const weights = {
      classes: 3,
      weights: Float32Array.from({ length: 300 }, () => random() * 4 - 2),
      biases: new Float32Array(3),
    }
    const rounded = roundWeights(weights)
    rounded.weights.forEach((weight, at) => expect(weight).toBeCloseTo(weights.weights[at]!, 3))
    expect(roundWeights(rounded)).toEqual(rounded)
  })
})

describe('calibration', () => {
  test('gives back the probabilities that made the data', () => {
    const random = seededRandom(5)
    const scores = Array.from({ length: 4000 }, () => random() * 4 - 2)
    const truth = scores.map(score => (random() < 1 / (1 + Math.exp(-(2 * score - 0.5))) ? 0 : 1))
    const [first] = fitCalibration(
      scores.map(score => [score, -score]),
      truth,
      2,
    )
    expect(first!.slope).toBeCloseTo(2, 0)
    expect(first!.offset).toBeCloseTo(-0.5, 0)
  })

  test('probabilities sum to 1, whatever the scores', () => {
    const sigmoids = [
      { slope: 3, offset: 0 },
      { slope: 2, offset: -1 },
      { slope: 1, offset: 1 },
    ]
    const score = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(fc.tuple(score, score, score), scores => {
        const probabilities = probabilitiesOf(scores, sigmoids)
        expect(probabilities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9)
        for (const one of probabilities) expect(one).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('a label that every score tells apart does not run away', () => {
    const [first] = fitCalibration([[2], [2], [-2], [-2]], [0, 0, 1, 1], 1)
    expect(Number.isFinite(first!.slope)).toBe(true)
    expect(first!.slope).toBeGreaterThan(0)
  })
})

describe('the margin of sureness', () => {
  const results = (pattern: string) =>
    Array.from(pattern, (sign, at) => ({ right: sign === '+', confidence: 1 - at / 100 }))

  test.each([
    ['as many as reach the accuracy', '++++++++-+--', { sureAccuracy: 0.9, minSureShare: 0.5 }, 10],
    ['at least the least share', '+-------', { sureAccuracy: 0.9, minSureShare: 0.5 }, 4],
    ['all of them', '++++', { sureAccuracy: 0.9, minSureShare: 0.5 }, 4],
  ])('%s', (_name, pattern, rule, sure) => {
    const rated = results(pattern)
    const threshold = sureThreshold(rated, rule)
    expect(rated.filter(({ confidence }) => confidence >= threshold)).toHaveLength(sure)
  })
})

test.each([
  ['that hardly more than chance speaks for is not made', 1, false],
  ['that many texts speak for is made', 10, true],
])('a shift towards a rare label %s', (_name, copies, shifted) => {
  const missed = [0.02, 0]
  const hundred = [
    ...Array.from({ length: 90 }, () => ({ row: [1, -1], label: 0 })),
    ...Array.from({ length: 9 }, () => ({ row: [-1, 1], label: 1 })),
    { row: missed, label: 1 },
  ]
  const texts = Array.from({ length: copies }, () => hundred).flat()
  const { shifts } = learnDecision(
    { scores: texts.map(({ row }) => row), truth: texts.map(({ label }) => label) },
    2,
    { sureAccuracy: 0.9, minSureShare: 0.5 },
  )
  expect(highest(missed, shifts) === 1).toBe(shifted)
})

describe('folds', () => {
  const lines = Array.from({ length: 60 }, (_, at) => ({
    text: `câu số ${'abcdefghij'[at % 10]} kể chuyện ${'klmnop'[Math.floor(at / 10)]} riêng`,
    label: at % 3 === 0 ? 'neg' : 'pos',
  }))

  test('spread each label evenly', () => {
    const distinct = lines.map((line, at) => ({ ...line, text: `chuyện${at} lạ${at} thường${at} ngày${at}` }))
    const parts = assignFolds(distinct, 5, 1)
    for (let part = 0; part < 5; part++) {
      const members = distinct.filter((_, at) => parts[at] === part)
      expect(members).toHaveLength(12)
      expect(members.filter(({ label }) => label === 'neg')).toHaveLength(4)
    }
  })

  test('keep copies of a text together, accents and tails aside', () => {
    const texts = [
      'Cứ mưa là ngập, khổ quá trời ơi',
      'Đường mới rất đẹp và thoáng',
      'cu mua la ngap, kho qua troi oi!!!',
      'Ừ',
      'Cứ mưa là ngập, khổ quá trời ơi, bao giờ mới hết',
      'ừ',
    ]
    expect([...copyGroups(texts)]).toEqual([0, 1, 0, 3, 0, 3])
  })

  test('do not chain what only shares a manner of speaking', () => {
    const texts = [
      'giảng viên nhiệt tình',
      'giảng viên nhiệt tình nhưng dạy hơi nhanh quá',
      'dạy hơi nhanh quá',
      'lớp đông nên dạy hơi nhanh quá ạ',
    ]
    expect([...copyGroups(texts)]).toEqual([0, 1, 2, 3])
  })

  test('are the same for the same seed', () => {
    expect(assignFolds(lines, 4, 9)).toEqual(assignFolds(lines, 4, 9))
  })
})

test('evaluation counts as one would by hand', () => {
  const result = evaluate(['a', 'a', 'b', 'b', 'c'], ['a', 'b', 'b', 'b', 'd'])
  expect(result).toMatchObject({
    texts: 5,
    accuracy: 0.6,
    labels: {
      a: { texts: 2, precision: 1, recall: 0.5 },
      b: { precision: 2 / 3, recall: 1 },
      c: { f1: 0 },
      d: { texts: 0 },
    },
    confusion: { a: { a: 1, b: 1, c: 0, d: 0 }, c: { d: 1 } },
  })
  expect(result.macroF1).toBeCloseTo((2 / 3 + 0.8 + 0) / 3, 9)
  expect(
    accuracyOfSurest(
      [
        { right: true, confidence: 0.9 },
        { right: false, confidence: 0.1 },
      ],
      0.5,
    ),
  ).toBe(1)
})

test('bad labelled lines are told one by one', () => {
  const text =
    '{"text":"a","label":"pos","topic":"x"}\n\n{"text":1,"label":"pos"}\n{"text":"b"}\n[]\n{"text":"","label":"neu"}\nno'
  const { lines, bad } = parseLabelledLines(text)
  expect(lines).toEqual([
    { text: 'a', label: 'pos' },
    { text: '', label: 'neu' },
  ])
  expect(bad.map(({ line }) => line)).toEqual([3, 4, 5, 7])
  expect(bad.map(({ reason }) => reason).join('\n')).toContain('"label" is missing')
})
