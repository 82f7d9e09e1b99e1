// A process that imports rules is killed: whatever it was doing, a whole set is at work afterwards, the one before or
// the new one, and the next import goes through.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadRuleFolders } from '#/pipeline/load-rule-folders.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { openDesk, SET } from './open-desk.ts'
import { contentOf, ruleText } from './invented-rules.ts'

const child = join(import.meta.dirname, 'applying-child.ts')
let data = ''

beforeEach(() => void (data = mkdtempSync(join(tmpdir(), 'thapcanh-applying-'))))
afterEach(() => rmSync(data, { recursive: true, force: true }))

/** Runs the child and kills it when it has said so many lines; what it said. */
async function killAfter(lines: number, from: number, mode = 'run'): Promise<string[]> {
  const running = spawn(process.execPath, [child, data, String(from), mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said: string[] = []
  for await (const line of createInterface({ input: running.stdout })) {
    said.push(line)
    if (said.length === lines) running.kill('SIGKILL')
  }
  if (running.exitCode === null && running.signalCode === null) await once(running, 'exit')
  expect(running.signalCode).toBe('SIGKILL')
  return said
}

/** What stands in the data folder after a restart. */
async function standing() {
  using state = openEmbeddedStateStore({ path: join(data, 'state.sqlite'), clock: { now: () => 0 } })
  const directory = join(data, 'rulesets')
  const opened = openDesk({ directory, state })
  await opened.desk.writeAtWork()
  const summary = await opened.desk.get(SET)
  const files = await opened.desk.files(SET)
  const { rules, problems } = await loadRuleFolders([directory])
  const texts = new Set(files?.map(({ text }) => /'(v\d+)'/.exec(text)?.[1]))
  return { summary, files: files?.length, texts: [...texts], rules: rules.length, problems }
}

test('killed between staging and switch: what was at work still is, whole, and what was staged can be applied', async () => {
  await killAfter(2, 1)
  const before = await standing()
  expect(before).toMatchObject({ files: 40, rules: 40, summary: { damaged: null } })
  const [said] = await killAfter(1, 900, 'stop')
  const staged = said!.replace('staged ', '')
  const after = await standing()
  expect(after.summary!.atWork!.record).toEqual(before.summary!.atWork!.record)
  expect(after).toMatchObject({ files: 40, rules: 40, texts: before.texts })
  expect(after.summary!.versions.map(({ version }) => version)).toContain(staged)
  expect(await killAfter(2, 900)).toEqual([`staged ${staged}`, `applied ${staged}`])
  expect((await standing()).texts).toEqual(['v900'])
})

test.each([1, 2, 3, 5])(
  'killed after its line %d, wherever it is by then: one whole version is at work',
  async lines => {
    const said = await killAfter(lines, 1)
    const { summary, files, texts, rules, problems } = await standing()
    const applied = said.filter(line => line.startsWith('applied ')).length
    if (applied === 0 && (summary === undefined || summary.atWork === null)) return
    expect(problems.filter(({ code }) => code !== 'rule.lint')).toEqual([])
    expect({ damaged: summary?.damaged, files, rules, texts: texts.length }).toEqual({
      damaged: null,
      files: 40,
      rules: 40,
      texts: 1,
    })
    // What it said that it had applied, or a later one.
    expect(Number(texts[0]!.slice(1))).toBeGreaterThanOrEqual(applied)
  },
)

test('what a process that died left half-written is removed by a later import, and not before its time', async () => {
  using state = openEmbeddedStateStore({ path: join(data, 'state.sqlite'), clock: { now: () => 0 } })
  const directory = join(data, 'rulesets')
  const opened = openDesk({ directory, state })
  await opened.apply(contentOf({ 'a.yml': ruleText(1) }))
  const half = join(directory, SET, '.half-0011223344556677')
  mkdirSync(half)
  const minutesAgo = (minutes: number): number => Date.UTC(2026, 10, 29) / 1000 - minutes * 60
  utimesSync(half, minutesAgo(5), minutesAgo(5))
  await opened.apply(contentOf({ 'a.yml': ruleText(2) }))
  expect(readdirSync(join(directory, SET))).toContain('.half-0011223344556677')
  utimesSync(half, minutesAgo(90), minutesAgo(90))
  await opened.apply(contentOf({ 'a.yml': ruleText(3) }))
  expect(readdirSync(join(directory, SET)).filter(name => name.startsWith('.'))).toEqual([])
})
