// A process with a TLS listener for the loggen test, slowed down so that lines wait unread when the sender
// closes. Arguments: certificate, key. Prints its port, then the number of lines received for each line read.

import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSyslogTlsListener } from '#/collectors/listeners/syslog-tls.ts'
import { systemClock } from '#/kernel/clock.ts'

const [cert = '', key = ''] = process.argv.slice(2)
const sink = { append: () => sleep(2), congested: false, relieved: () => Promise.resolve() }
const listener = await openSyslogTlsListener(
  { kind: 'syslog-tls', id: 'tls', host: '127.0.0.1', port: 0, cert, key },
  { sink, clock: systemClock, report: problem => void writeSync(2, `${JSON.stringify(problem)}\n`) },
)
writeSync(1, `${listener.health().address.split(':').at(-1)}\n`)
createInterface({ input: process.stdin }).on(
  'line',
  () => void writeSync(1, `${listener.health().received}\n`),
)
