// `report media-weekly` says the same of a platform that runs and of one that was stopped: mentions, spikes, sources
// and models are read from the folder's files.

import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { report } from '#/cli/report.ts'
import { parseConfig } from '#/config.ts'
import { createSpikeRecords } from '#/crawler/spikes/spike-records.ts'
import { systemClock } from '#/kernel/clock.ts'
import { startPlatform } from '#/main.ts'
import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { inventedSpike } from '../listening/invented-spike.ts'
import { openDocx } from '../reports/opened-docx.ts'
import { hexId, inventedMention, SUNDAY } from '../store/invented-mentions.ts'

const PLATFORM = 'console: { port: 0 }\nlisteners: []\nmedia: { enabled: false }\n'
const HOUR_MS = 3_600_000
const directory = mkdtempSync(join(tmpdir(), 'thapcanh-stopped-'))
const media = join(directory, 'media.sqlite')
let running: readonly string[]

beforeAll(async () => {
  await plant()
  const { config } = parseConfig(PLATFORM, 'test.yaml')
  await using _platform = await startPlatform({
    dataDirectory: directory,
    config: config!,
    clock: systemClock,
    webDirectory: join(directory, 'no-console'),
    demo: false,
    onFailed(error) {
      throw error
    },
    onError(error) {
      throw error
    },
  })
  running = await reported('running')
}, 180_000)
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** A flood in one ward: an article, what copied it, what people say; and its spike. */
async function plant(): Promise<void> {
  await using mentions = await openEmbeddedMentionStore({
    path: media,
    onFailed(error) {
      throw error
    },
  })
  const places = [{ code: '00101', name: 'Phường Hoa Lư', writtenAs: null }]
  await mentions.put(
    Array.from({ length: 12 }, (_, nth) => ({
      mention: inventedMention(nth + 1, {
        storyId: hexId(1),
        places,
        ...(nth > 0 && nth < 4 && { copyOf: hexId(1), sourceId: 'tin-nhanh' }),
        ...(nth >= 4 && { kind: 'comment' as const, voice: 'comment' as const, parentId: hexId(1) }),
      }),
      sketch: null,
    })),
  )
  using state = openEmbeddedStateStore({ path: join(directory, 'state.sqlite'), clock: systemClock })
  await createSpikeRecords(state.records, systemClock).keep({
    spike: inventedSpike({
      from: SUNDAY,
      last: SUNDAY + HOUR_MS,
      state: 'closed',
      closedAt: SUNDAY + 8 * HOUR_MS,
      calmSince: SUNDAY + 2 * HOUR_MS,
    }),
    crisis: { level: 3, reasons: ['gấp 8 lần mức thường có'] },
    placeName: 'Phường Hoa Lư',
    storyIds: [hexId(1)],
  })
}

/** The lines of the week's report; whether a platform runs is for the command to find out. */
async function reported(name: string): Promise<readonly string[]> {
  const out = join(directory, `${name}.docx`)
  const io = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() }
  const args = ['media-weekly', '--period', '2026-W47', '--out', out, '--data', directory]
  const code = await report(args, io)
  expect([code, String((io.stderr.read() as Buffer | null) ?? '')]).toEqual([0, ''])
  return openDocx(readFileSync(out)).paragraphs
}

test('the figures are those of the running platform, and its file of mentions is left as it is', async () => {
  const text = running.join('\n')
  expect(running[running.indexOf('Số tin, bài, bình luận') + 1]).toBe('12')
  expect(text).toContain('Phường Hoa Lư')
  const before = statSync(media).mtimeMs
  expect(await reported('stopped')).toEqual(running)
  expect(statSync(media).mtimeMs).toBe(before)
}, 120_000)
