// `thapcanh sentiment` as a person or a script runs it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sentiment } from '#/cli/sentiment.ts'
import { inventedTexts } from '../crawler/sentiment/invented-texts.ts'
import { jsonLines, runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'thapcanh-sentiment-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const data = join(folder, 'data.jsonl')
const model = join(folder, 'own.model')
const linesOf = (lines: readonly object[]): string => lines.map(line => `${JSON.stringify(line)}\n`).join('')

async function run(args: string[], input = ''): Promise<{ code: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const code = await sentiment(args, { stdin: Readable.from([Buffer.from(input)]), stdout, stderr })
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '')
  return { code, out: read(stdout), err: read(stderr) }
}

let trained: Awaited<ReturnType<typeof run>>
// Times are generous: the tests run beside others on a small machine.
beforeAll(async () => {
  writeFileSync(data, linesOf([...inventedTexts(25), { text: '', label: 'neu' }]))
  trained = await run(['train', '--data', data, '--out', model, '--name', 'ward'])
})

test('training prints the card of the model; a line without words is no fault', () => {
  expect(trained.code).toBe(0)
  expect(JSON.parse(trained.out)).toMatchObject({
    name: 'ward',
    texts: 76,
    textsByLabel: { neg: 25, neu: 26, pos: 25 },
  })
})

test('a model scores lines, each with its id', async () => {
  const input = linesOf([
    { id: 'a', text: 'cây cầu nứt toác hôm qua' },
    { id: 7, text: 'khu chợ sạch đẹp hẳn' },
  ])
  const { code, stdout, stderr } = await runCommand(['sentiment', '--model', model], `${input}\n`)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(jsonLines({ code, stdout, stderr })).toEqual([
    { id: 'a', label: 'neg', score: expect.any(Number), sure: expect.any(Boolean) },
    { id: 7, label: 'pos', score: expect.any(Number), sure: expect.any(Boolean) },
  ])
})

test('bad lines are named, the others scored, and the command says that it was bad input', async () => {
  const { code, out, err } = await run(
    ['--model', model],
    '{"id":1,"text":"đẹp"}\n{"id":2}\nno\n{"text":"x"}\n{"id":3,"text":"hôi"}\n',
  )
  expect(code).toBe(2)
  expect(
    out
      .trim()
      .split('\n')
      .map(line => (JSON.parse(line) as { id: number }).id),
  ).toEqual([1, 3])
  expect(err).toContain('stdin:2: "text" is missing')
  expect(err).toContain('stdin:3: not JSON')
  expect(err).toContain('stdin:4: "id" is missing')
})

test('a model is judged on labelled lines', async () => {
  const { code, out } = await run(['evaluate', '--model', model, '--data', data])
  expect(code).toBe(0)
  const result = JSON.parse(out) as { accuracy: number; confusion: Record<string, Record<string, number>> }
  expect(result).toMatchObject({ texts: 76, macroF1: expect.any(Number), labels: { neg: { texts: 25 } } })
  expect(result.accuracy).toBeGreaterThan(0.9)
  expect(
    Object.values(result.confusion)
      .flatMap(row => Object.values(row))
      .reduce((a, b) => a + b),
  ).toBe(76)
})

test('labels may be any, the score is then the probability of the label', { timeout: 120_000 }, async () => {
  const toxic = join(folder, 'toxic.jsonl')
  writeFileSync(
    toxic,
    linesOf(inventedTexts(15).map(({ text, label }) => ({ text, label: label === 'neg' ? 'toxic' : 'ok' }))),
  )
  const { code, out } = await run(['evaluate', '--folds', '2', '--data', toxic])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ texts: 45, labels: { ok: { texts: 30 }, toxic: { texts: 15 } } })
  const path = join(folder, 'toxic.model')
  await run(['train', '--data', toxic, '--out', path])
  const scored = JSON.parse(
    (await run(['--model', path], '{"id":1,"text":"bãi rác bốc mùi hôi"}\n')).out,
  ) as { label: string; score: number }
  expect(scored.label).toBe('toxic')
  expect(scored.score).toBeGreaterThan(0.5)
})

describe('is refused with place and reason', () => {
  test('a data file with bad lines', async () => {
    const bad = join(folder, 'bad.jsonl')
    writeFileSync(bad, '{"text":"a","label":"pos"}\n{"text":"a"}\n{"label":"neg"}\n')
    for (const args of [
      ['train', '--data', bad, '--out', join(folder, 'x.model')],
      ['evaluate', '--model', model, '--data', bad],
    ]) {
      const { code, out, err } = await run(args)
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(err).toContain(`${bad}:2: "label" is missing`)
      expect(err).toContain(`${bad}:3: "text" is missing`)
    }
  })

  test.each([
    ['train without a file', ['train', '--data', data], 'sentiment.usage'],
    ['a judgement of nothing', ['evaluate', '--data', data], 'sentiment.usage'],
    [
      'a judgement of two things',
      ['evaluate', '--data', data, '--model', model, '--folds', '5'],
      'sentiment.usage',
    ],
    ['an odd number of folds', ['evaluate', '--data', data, '--folds', 'many'], 'sentiment.usage'],
    [
      'an unknown lexicon',
      ['train', '--data', data, '--out', model, '--lexicon', 'radio'],
      'sentiment.usage',
    ],
    [
      'data that are not there',
      ['evaluate', '--model', model, '--data', join(folder, 'no.jsonl')],
      'sentiment.unreadable',
    ],
    ['a model that is not there', ['--model', join(folder, 'no.model')], 'model.unreadable'],
    ['a model that is none', ['--model', data], 'model.damaged'],
    ['a folder that holds no model', ['--model', folder], 'model.unreadable'],
  ])('%s', async (_name, args, problem) => {
    await expect(run(args)).rejects.toMatchObject({ code: problem })
  })

  test('as a process: exit 2 and words on stderr', async () => {
    const { code, stdout, stderr } = await runCommand(['sentiment', '--model', join(folder, 'no.model')])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('no.model')
  })
})
