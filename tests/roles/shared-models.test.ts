// Models that one leader trained are those of the next.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Problem } from '#/kernel/problem.ts'
import { publishModels, takeModels } from '#/roles/shared-models.ts'
import { createMemoryBlobs } from '../store/memory-blobs.ts'

const WAIT = { timeout: 60_000, interval: 20 }

function openCity() {
  const path = mkdtempSync(join(tmpdir(), 'thapcanh-models-'))
  const settings = new Map<string, string>()
  const blobs = createMemoryBlobs()
  const problems: Problem[] = []
  const state = {
    setting: (key: string) => settings.get(key),
    putSetting: (key: string, value: string) => void settings.set(key, value),
  }
  return {
    blobs,
    settings,
    codes: () => problems.map(({ code }) => code),
    folder(name: string) {
      const folder = join(path, name)
      mkdirSync(folder, { recursive: true })
      return { state, blobs, folder, report: (problem: Problem) => void problems.push(problem) }
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

type Folder = ReturnType<ReturnType<typeof openCity>['folder']>

const filesOf = ({ folder }: Folder): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map(name => [name, readFileSync(join(folder, name), 'utf8')]),
  )

/** Leads until what is handed on satisfies the test. */
async function lead(options: Folder, isDone: () => boolean): Promise<void> {
  const ending = new AbortController()
  const publishing = publishModels({ ...options, settled: async () => {} }, ending.signal)
  await vi.waitUntil(isDone, WAIT)
  ending.abort()
  await publishing
}

test('the next leader has the models of the last, and only those', async () => {
  using city = openCity()
  const [first, second] = [city.folder('a'), city.folder('b')]
  writeFileSync(join(first.folder, 'news.model'), 'tin tức')
  writeFileSync(join(first.folder, 'news.json'), '{}')
  writeFileSync(join(first.folder, 'khac.txt'), 'not a model')
  writeFileSync(join(second.folder, 'comment.model'), 'of another time')
  await lead(first, () => city.blobs.kept.size === 2 && city.settings.size === 1)
  await takeModels(second)
  expect(filesOf(second)).toEqual({ 'news.model': 'tin tức', 'news.json': '{}' })
  expect(city.codes()).toEqual([])
})

test('a model that is trained anew replaces the one before', async () => {
  using city = openCity()
  const [first, second] = [city.folder('a'), city.folder('b')]
  const path = join(first.folder, 'news.model')
  writeFileSync(path, 'cũ')
  await lead(first, () => city.settings.size === 1)
  writeFileSync(path, 'mới')
  utimesSync(path, new Date(), new Date(Date.UTC(2001, 0, 1)))
  await lead(first, () => [...city.blobs.kept.values()].map(String).join() === 'mới')
  await takeModels(second)
  expect(filesOf(second)).toEqual({ 'news.model': 'mới' })
})

test('where nothing was ever handed on, the folder stays as it is', async () => {
  using city = openCity()
  const only = city.folder('a')
  writeFileSync(join(only.folder, 'news.model'), 'của máy này')
  await takeModels(only)
  expect(filesOf(only)).toEqual({ 'news.model': 'của máy này' })
})

test('what cannot be had or is not what it was is told, and the rest is there', async () => {
  using city = openCity()
  const [first, second] = [city.folder('a'), city.folder('b')]
  writeFileSync(join(first.folder, 'news.model'), 'one')
  writeFileSync(join(first.folder, 'comment.model'), 'two')
  await lead(first, () => city.blobs.kept.size === 2 && city.settings.size === 1)
  for (const [name, bytes] of city.blobs.kept)
    if (bytes.toString() === 'one') city.blobs.kept.set(name, Buffer.from('altered'))
  await takeModels(second)
  expect(filesOf(second)).toEqual({ 'comment.model': 'two' })
  expect(city.codes()).toEqual(['cluster.files'])
})
