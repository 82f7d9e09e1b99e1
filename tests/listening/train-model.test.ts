// One training in its thread, as far as it can end early: refused, or no longer wanted.

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Tone } from '#/kernel/mention.ts'
import { trainModel } from '#/listening/train-model.ts'

const folder = mkdtempSync(join(tmpdir(), 'thapcanh-train-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const order = {
  voice: 'news',
  corrected: [],
  trainedOn: '2026-11-22',
  path: join(folder, 'news.model'),
} as const

test('a training that cannot be is refused with its reason, before it begins', async () => {
  const strange = { ...order, corrected: [{ text: 'Nước lên', label: 'no tone' as Tone }] }
  await expect(trainModel(strange, new AbortController().signal)).rejects.toMatchObject({
    name: 'Permanent',
    code: 'model.untrainable',
  })
  expect(existsSync(order.path)).toBe(false)
})

test('a training that is no longer wanted ends, and leaves nothing', async () => {
  const reason = new Error('the platform stops')
  const wanted = new AbortController()
  const training = trainModel(order, wanted.signal)
  wanted.abort(reason)
  await expect(training).rejects.toBe(reason)
  await expect(trainModel(order, wanted.signal)).rejects.toBe(reason)
  expect(existsSync(order.path)).toBe(false)
})
