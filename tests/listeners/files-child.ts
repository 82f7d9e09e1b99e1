// A process for the kill test: raw log and files listener; places are put away in a file beside the raw log.
// Arguments: directory of the raw log, pattern. Prints a line when it has begun.

import { readFileSync, writeSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openListeners } from '#/collectors/listeners/open-listeners.ts'
import { openRawLog } from '#/collectors/raw-log/raw-log.ts'
import { systemClock } from '#/kernel/clock.ts'
import type { Problem } from '#/kernel/problem.ts'

const [directory = '', pattern = ''] = process.argv.slice(2)
const report = (problem: Problem): void => void writeSync(1, `${JSON.stringify(problem)}\n`)
const store = join(directory, 'places.json')
const places = new Map<string, string>(readPlaces())
const log = await openRawLog({ directory, report })
await openListeners([{ kind: 'files', id: 'files', paths: [pattern] }], {
  sink: log,
  rawLog: log,
  clock: systemClock,
  report,
  positions: {
    get: key => places.get(key),
    put(key, value) {
      places.set(key, value)
      // Not atomic on purpose: a kill may leave rubbish, and the raw log makes up for it.
      writeFileSync(store, JSON.stringify([...places]))
    },
  },
})
writeSync(1, 'begun\n')

function readPlaces(): [string, string][] {
  try {
    return JSON.parse(readFileSync(store, 'utf8')) as [string, string][]
  } catch {
    return []
  }
}
