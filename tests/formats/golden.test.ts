// Golden files of all formats: tests/golden/formats/<format>/<name>.log, one record a line, beside
// <name>.expected.json, the events expected of it. To write them anew after a wanted change, run
// `node_modules/.bin/vitest run tests/formats/golden.test.ts -u` and read the difference before committing.
//
// A file whose name begins with `near-miss` holds only lines that look like the format and must not be read
// by it; in other files near misses stand among the lines and are known by their `thapcanh.format`. Zone: UTC. Received: 2026-11-22T03:00:00Z.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseRecord } from '#/collectors/formats/parse-record.ts'
import { FORMAT_NAMES } from '#/collectors/formats/registry.ts'
import type { Envelope } from '#/collectors/raw-log/record.ts'
import type { Event } from '#/kernel/event.ts'

const root = join(import.meta.dirname, '../golden/formats')
const receivedMs = Date.UTC(2026, 10, 22, 3)

function eventsOf(format: string, file: string): { event: Event; problems: readonly string[] }[] {
  const envelope: Envelope = format === 'hec' ? 'hec' : 'line'
  const lines = readFileSync(join(root, format, file), 'utf8').split('\n')
  return lines
    .filter(line => line !== '')
    .map((line, i) => {
      const bytes = Buffer.from(line)
      const record = { bytes, envelope, receivedMs, listener: 'golden', peer: 'file', sequence: i + 1 }
      const { event, problems } = parseRecord(record)
      return { event: sorted(event), problems: problems.map(problem => problem.code) }
    })
}

function sorted(event: Event): Event {
  return Object.fromEntries(Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1)))
}

const formats = readdirSync(root).sort()

test('every text and JSON format has golden files', () => {
  expect(FORMAT_NAMES.filter(name => !existsSync(join(root, name)))).toEqual([])
})

describe.each(formats)('%s', format => {
  test.each(readdirSync(join(root, format)).filter(file => file.endsWith('.log')))(
    '%s reads as expected',
    async file => {
      const results = eventsOf(format, file)
      const readBy = results.map(({ event }) => event['thapcanh.format'])
      // HEC is an envelope: its events are read by the formats of what is inside.
      expect(readBy.includes(format)).toBe(!file.startsWith('near-miss') && format !== 'hec')
      const shown = results.map(({ event, problems }) =>
        problems.length === 0 ? event : { ...event, PROBLEMS: problems },
      )
      const expected = join(root, format, `${file.slice(0, -'.log'.length)}.expected.json`)
      await expect(`${JSON.stringify(shown, null, 2)}\n`).toMatchFileSnapshot(expected)
    },
  )
})
