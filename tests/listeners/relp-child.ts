// A process for the kill test: raw log and RELP listener, as the platform runs them. Arguments: directory,
// port (0 for any). Prints its port, then problems, one JSON object a line. Answers come a little after the
// lines are durable, so that a kill nearly always finds lines that are kept and not yet answered.

import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openRelpListener } from '#/collectors/listeners/relp.ts'
import { createRepeatFilter } from '#/collectors/listeners/repeat-filter.ts'
import { openRawLog } from '#/collectors/raw-log/raw-log.ts'
import type { RawSink } from '#/collectors/raw-log/record.ts'
import { systemClock } from '#/kernel/clock.ts'
import type { Problem } from '#/kernel/problem.ts'

const ANSWER_AFTER_MS = 4
const [directory = '', port = '0'] = process.argv.slice(2)
const say = (value: object): void => void writeSync(1, `${JSON.stringify(value)}\n`)
const report = (problem: Problem): void => say(problem)
const log = await openRawLog({ directory, report })
const repeats = createRepeatFilter()
for await (const records of log.tail()) {
  for (const record of records) repeats.recall(record.peer, record.bytes)
}
const config = { kind: 'relp', id: 'relp', host: '127.0.0.1', port: Number(port) } as const
const sink: RawSink = {
  append: async lines => {
    await log.append(lines)
    await sleep(ANSWER_AFTER_MS)
  },
  get congested() {
    return log.congested
  },
  relieved: () => log.relieved(),
}
const listener = await openRelpListener(config, { sink, clock: systemClock, report, retryMs: 100 }, repeats)
say({ address: listener.health().address })
process.on('SIGTERM', () => {
  void listener[Symbol.asyncDispose]().then(() => log[Symbol.asyncDispose]())
})
