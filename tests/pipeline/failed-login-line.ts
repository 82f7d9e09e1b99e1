// The line that tests send who change rules, switches and exceptions while events flow: a failed password at an SSH
// server, as a collector hands it on. Its number makes every line an event of its own.

import type { RawLine } from '#/collectors/raw-log/record.ts'

const RECEIVED_MS = Date.UTC(2026, 10, 29, 10)

/** Line `number` of a stream, refused to `from`. */
export function failedLoginLine(number: number, from = '203.0.113.9'): RawLine {
  const text = `<86>1 2026-11-29T10:00:00Z web-01 sshd ${number} - - Failed password for root from ${from} port 4122 ssh2 n${number}`
  return {
    bytes: Buffer.from(text),
    envelope: 'syslog',
    receivedMs: RECEIVED_MS,
    listener: 'syslog-tcp',
    peer: '192.0.2.7',
  }
}
