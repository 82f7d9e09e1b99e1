// A process for the kill test: appends lines as fast as it can and prints each one's number when it is
// acknowledged. Arguments: directory, first number.

import { writeSync } from 'node:fs'
import { openRawLog } from '#/collectors/raw-log/raw-log.ts'

const [directory = '', first = '0'] = process.argv.slice(2)
const log = await openRawLog({ directory, report: problem => writeSync(2, `${JSON.stringify(problem)}\n`) })
let next = Number(first)
const sender = async (): Promise<never> => {
  for (;;) {
    const batch = Array.from({ length: 1 + (next % 40) }, () => next++)
    await log.append(
      batch.map(number => ({
        bytes: Buffer.from(`${number} `.padEnd(20 + ((number * 7) % 600), 'x')),
        envelope: 'syslog',
        receivedMs: Date.now(),
        listener: 'test',
        peer: '192.0.2.1',
      })),
    )
    writeSync(1, `${batch.join('\n')}\n`)
  }
}
await Promise.all([sender(), sender(), sender()])
