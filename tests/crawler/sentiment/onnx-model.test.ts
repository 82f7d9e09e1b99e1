// A model plugged in by its folder, with a runtime that the test brings along and, once, with the real one missing.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openOnnxModel } from '#/crawler/sentiment/onnx-model.ts'
import type { OnnxRuntime, OnnxSession } from '#/crawler/sentiment/onnx-model.ts'
import { pieceIds, readVocabulary } from '#/crawler/sentiment/word-pieces.ts'

const root = mkdtempSync(join(tmpdir(), 'thapcanh-onnx-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const DESCRIPTION = {
  name: 'phobert-city',
  version: '3',
  labels: ['neg', 'neu', 'pos'],
  lowercase: true,
  maxTokens: 8,
  sureFrom: 0.6,
}
const VOCABULARY = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'đường', 'đẹp', 'ngập', '##lụt', '!'].join('\n')

let folder = ''
let number = 0
beforeEach(() => {
  folder = join(root, String(number++))
  mkdirSync(folder)
  writeFileSync(join(folder, 'model.json'), JSON.stringify(DESCRIPTION))
  writeFileSync(join(folder, 'vocab.txt'), VOCABULARY)
  writeFileSync(join(folder, 'model.onnx'), 'network')
})

interface Fed {
  readonly [input: string]: { readonly data: readonly number[]; readonly dims: readonly number[] }
}

/** Runs no network: answers the given scores and keeps what it was fed. */
function fakeRuntime(
  scores: readonly number[],
  inputNames = ['input_ids', 'attention_mask', 'token_type_ids'],
) {
  const fed: Fed[] = []
  let released = 0
  const session: OnnxSession = {
    inputNames,
    outputNames: ['logits'],
    run: async feeds => {
      fed.push(feeds as Fed)
      return { logits: { data: Float32Array.from(scores) } }
    },
    release: async () => {
      released++
    },
  }
  const runtime: OnnxRuntime = {
    InferenceSession: { create: async () => session },
    Tensor: class {
      readonly data: readonly number[]
      readonly dims: readonly number[]
      constructor(_type: 'int64', data: BigInt64Array, dims: readonly number[]) {
        this.data = Array.from(data, Number)
        this.dims = dims
      }
    },
  }
  return { load: async () => runtime, fed, released: () => released }
}

describe('an ONNX model', () => {
  test('scores a text by its pieces', async () => {
    const { load, fed, released } = fakeRuntime([2, 0, -1])
    {
      await using model = await openOnnxModel(folder, load)
      expect(model.id).toBe('phobert-city 3')
      const score = await model.score('Đường ngậplụt! xyz')
      expect(score).toMatchObject({ label: 'neg', sure: true })
      expect(score.score).toBeCloseTo((Math.exp(-1) - Math.exp(2)) / (Math.exp(2) + 1 + Math.exp(-1)), 2)
    }
    expect(fed[0]!['input_ids']).toMatchObject({ data: [2, 4, 6, 7, 8, 1, 3], dims: [1, 7] })
    expect(fed[0]!['attention_mask']!.data).toEqual([1, 1, 1, 1, 1, 1, 1])
    expect(fed[0]!['token_type_ids']!.data).toEqual([0, 0, 0, 0, 0, 0, 0])
    expect(released()).toBe(1)
  })

  test('is not sure below its margin', async () => {
    const model = await openOnnxModel(folder, fakeRuntime([0, 0.1, 0]).load)
    expect(await model.score('đường')).toMatchObject({ label: 'neu', sure: false })
  })

  test('reads no more of a text than its network takes', async () => {
    const { load, fed } = fakeRuntime([0, 0, 1], ['input_ids'])
    const model = await openOnnxModel(folder, load)
    await model.score('đẹp '.repeat(100))
    expect(fed[0]!['input_ids']!.data).toEqual([2, 5, 5, 5, 5, 5, 5, 3])
    expect(Object.keys(fed[0]!)).toEqual(['input_ids'])
  })

  test('without the package, says what to install and for which file', async () => {
    const opened = openOnnxModel(folder)
    await expect(opened).rejects.toMatchObject({ code: 'model.no-runtime' })
    await expect(opened).rejects.toThrow('onnxruntime-node')
    await expect(opened).rejects.toThrow(join(folder, 'model.onnx'))
  })

  test('whose network cannot be loaded is named', async () => {
    const runtime: OnnxRuntime = {
      ...(await fakeRuntime([0]).load()),
      InferenceSession: { create: () => Promise.reject(new Error('protobuf parsing failed')) },
    }
    await expect(openOnnxModel(folder, async () => runtime)).rejects.toThrow(
      `${join(folder, 'model.onnx')} cannot be loaded: protobuf parsing failed`,
    )
  })

  test('with another number of scores than labels is refused at the first text', async () => {
    const model = await openOnnxModel(folder, fakeRuntime([0, 1]).load)
    await expect(model.score('đẹp')).rejects.toThrow('answers 2 numbers for 3 labels')
  })

  test('without an input for pieces is refused', async () => {
    await expect(openOnnxModel(folder, fakeRuntime([0, 0, 0], ['pixels']).load)).rejects.toThrow(
      'input_ids is needed',
    )
  })

  test.each([
    ['model.json', '{', 'not JSON'],
    ['model.json', JSON.stringify({ ...DESCRIPTION, labels: ['good', 'bad'] }), '"labels" must list'],
    ['model.json', JSON.stringify({ ...DESCRIPTION, maxTokens: 1 }), '"maxTokens"'],
    ['model.json', JSON.stringify({ ...DESCRIPTION, sureFrom: 60 }), '"sureFrom"'],
    ['vocab.txt', 'đường\nđẹp', 'has no line [CLS]'],
  ])('with a wrong %s is refused: %s', async (file, text, why) => {
    writeFileSync(join(folder, file), text)
    const opened = openOnnxModel(folder, fakeRuntime([0, 0, 0]).load)
    await expect(opened).rejects.toMatchObject({ code: 'model.damaged' })
    await expect(opened).rejects.toThrow(join(folder, file))
    await expect(opened).rejects.toThrow(why)
  })

  test.each(['model.json', 'vocab.txt'])('without %s is refused', async file => {
    rmSync(join(folder, file))
    await expect(openOnnxModel(folder, fakeRuntime([0, 0, 0]).load)).rejects.toMatchObject({
      code: 'model.unreadable',
    })
  })
})

test('a word that no pieces make up is one unknown piece', () => {
  const vocabulary = readVocabulary(VOCABULARY, 'vocab.txt')
  expect(pieceIds('ngậplụt ngậpx đẹp!', vocabulary)).toEqual([6, 7, 1, 5, 8])
  expect(pieceIds('a'.repeat(200), vocabulary)).toEqual([1])
})
