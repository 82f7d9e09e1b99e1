// Exports for the tests of the API, in a folder of their own that goes with them.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { Platform } from '#/api/platform.ts'
import type { Clock } from '#/kernel/clock.ts'
import { openExportDesk, type ExportDesk } from '#/store/export/export-desk.ts'
import { EVERYTHING } from '#/store/query-tree.ts'

/** A desk on a throwaway folder. */
export async function inventedExports(events: Platform['events'], clock: Clock): Promise<ExportDesk> {
  const directory = mkdtempSync(join(tmpdir(), 'thapcanh-exports-'))
  let count = 0
  const desk = await openExportDesk({
    events,
    directory,
    clock,
    newId: () => `export-${++count}`,
    // What a package is made of is tested in tests/proof/evidence.test.ts.
    async writeEvidence({ by, request, lines, absent }, path) {
      const events = readFileSync(lines, 'utf8').trimEnd().split('\n')
      writeFileSync(path, JSON.stringify({ by, evidence: request.evidence, events, absent }))
    },
  })
  return {
    ...desk,
    async [Symbol.asyncDispose]() {
      await desk[Symbol.asyncDispose]()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** The id of an export of everything that has ended. */
export async function startedExport({ exports }: Pick<Platform, 'exports'>, by: string): Promise<string> {
  const started = exports.start(by, { query: EVERYTHING, q: '', unmarked: false, format: 'ndjson' })
  if (typeof started === 'string') throw new Error(started)
  await vi.waitUntil(() => exports.get(started.id)?.state !== 'running', { timeout: 60_000 })
  return started.id
}
