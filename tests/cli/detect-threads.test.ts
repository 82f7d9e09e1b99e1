// `detect --threads N` writes what one thread writes, in the same order: matches, firings of correlations, bad lines.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { detect } from '#/cli/detect.ts'

const folder = mkdtempSync(join(tmpdir(), 'detect-threads-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const RULES = `title: Failed
id: failed
level: low
logsource: {category: test}
detection: {s: {outcome: failure}, condition: s}
---
title: Admin
id: admin
level: low
logsource: {category: test}
detection: {s: {'user|contains': adm}, condition: s}
---
title: Many failed
id: many
level: high
correlation: {type: event_count, rules: [failed], group-by: [user], timespan: 1m, condition: {gte: 5}, generate: true}
`

async function run(...more: string[]): Promise<{ code: number; out: string; told: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const args = ['--rules', join(folder, 'rules.yml'), '--events', join(folder, 'events.ndjson'), ...more]
  const [out, told] = [text(stdout), text(stderr)]
  const code = await detect(args, { stdin: new PassThrough(), stdout, stderr })
  stdout.end()
  stderr.end()
  return { code, out: await out, told: await told }
}

test('several threads write what one writes', async () => {
  const lines = Array.from({ length: 5000 }, (_, index) => {
    if (index % 1234 === 7) return 'no JSON'
    const second = String(Math.floor(index / 100) % 60).padStart(2, '0')
    return JSON.stringify({
      '@timestamp': `2026-11-29T10:${String(Math.floor(index / 2000)).padStart(2, '0')}:${second}.000Z`,
      'event.category': ['test'],
      outcome: index % 7 === 0 ? 'failure' : 'success',
      user: `user ${index % 11}${index % 13 === 0 ? ' ADM' : ''}`,
    })
  })
  writeFileSync(join(folder, 'rules.yml'), RULES)
  writeFileSync(join(folder, 'events.ndjson'), lines.join('\n'))
  const alone = await run()
  const together = await run('--threads', '3')
  expect(alone.out.split('\n').length).toBeGreaterThan(1000)
  expect(alone.out).toContain('"rule":"many"')
  expect(together).toEqual(alone)
  expect(alone.code).toBe(2)
})

test.each(['0', 'many', '1.5', '65'])('%s threads are refused', async count => {
  await expect(run('--threads', count)).rejects.toThrow('--threads must be a number from 1 to 64')
})
