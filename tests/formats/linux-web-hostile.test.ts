// Whatever a sender writes: no format throws, none takes long, and one that does not read a line leaves the
// event as it was.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FORMATS, JSON_FORMATS } from '#/collectors/formats/registry.ts'
import type { Format, JsonObject, LineContext } from '#/collectors/formats/format.ts'
import type { Event } from '#/kernel/event.ts'

const NAMES = new Set([
  'auditd', 'sshd', 'sudo', 'su', 'linux.accounts', 'cron', 'systemd', 'linux.pam', 'linux.kernel', 'nginx.error',
  'apache.error', 'nginx.access', 'apache.access',
]) // prettier-ignore
const OURS = FORMATS.filter(format => NAMES.has(format.name))

/** A program name with which the format recognises every body. */
const PROGRAM: Readonly<Record<string, string>> = {
  sshd: 'sshd', sudo: 'sudo', su: 'su', 'linux.accounts': 'useradd', cron: 'cron', systemd: 'systemd', 'linux.kernel': 'kernel',
} // prettier-ignore

const contextOf = (format: Format): LineContext => ({
  receivedMs: 0,
  zoneOffsetMinutes: 0,
  program: PROGRAM[format.name],
  forced: undefined,
  where: 'test',
})

/** Pieces of real lines, so that random text gets past the first words. */
const PIECES = [
  'Failed password for ', 'invalid user ', ' from ', ' port ', '22', ' ssh2', ': ', 'pam_unix(sshd:session): ',
  'session opened for user ', ' by ', '(uid=0)', 'kim : ', 'TTY=pts/0 ; ', 'COMMAND=', ' ; ', 'USER=', "new user: name=", ', UID=1',
  '(root) CMD (', ')', 'Started ', 'a.service', ' IN=eth0 OUT= SRC=192.0.2.1 DST=', ' PROTO=TCP', 'type=EXECVE msg=audit(1.2:3): ',
  'a0="', "msg='", '203.0.113.9', ' - - ', '[22/Nov/2026:09:30:00 +0700] "', 'GET /%41 HTTP/1.1', '" 200 5 "', '"', '\\', ' ',
  '2026/11/22 09:30:00 [error] 1#1: *1 ', ', client: 192.0.2.1, server: ', ', request: "', '[Sun Nov 22 09:30:00 2026] [error] ',
  '[client ', ']', 'message repeated 2 times: [ ', 'X-Forwarded-For="', '2001:db8::1', ', ', '\u0000', 'Nguyễn', '\n',
] // prettier-ignore

const lines = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 8 })), { maxLength: 14 })
    .map(parts => parts.join('')),
)

test.each(OURS.map(format => [format.name, format] as const))(
  '%s reads any line or leaves the event alone',
  (_name, format) => {
    const context = contextOf(format)
    fc.assert(
      fc.property(lines, body => {
        const event: Event = {}
        format.recognises(body, context)
        const read = format.parse(body, event, context, [])
        expect(read ? {} : event).toEqual({})
        expect(Object.values(event)).not.toContain(undefined)
      }),
      { numRuns: 300 },
    )
  },
)

test.each(JSON_FORMATS.map(format => [format.name, format] as const))(
  '%s reads any document',
  (_name, format) => {
    const keys = fc.constantFrom(
    'winlog', 'Event', 'System', 'EventData', 'UserData', 'EventID', 'Channel', 'SourceName', 'event_id', 'event_data', 'Data', '#text',
    '#attributes', 'Provider', 'Name', 'event_type', 'timestamp', 'flow_id', 'dns', 'tls', 'alert', 'answers', 'flow', '__proto__', 'constructor',
  ) // prettier-ignore
    const leaf = fc.oneof(
      fc.constantFrom('Security', '4624', 'alert', 'dns', '2026-11-22T09:30:00Z', '-', ''),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.string(),
    )
    const { document } = fc.letrec<{ document: unknown; value: unknown }>(tie => ({
      document: fc.dictionary(fc.oneof(keys, fc.string()), tie('value'), { maxKeys: 6 }),
      value: fc.oneof(
        { depthSize: 'small' },
        leaf,
        tie('document'),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
    }))
    const context: LineContext = {
      receivedMs: 0,
      zoneOffsetMinutes: 0,
      program: undefined,
      forced: undefined,
      where: 'test',
    }
    fc.assert(
      fc.property(document, value => {
        const event: Event = {}
        format.recognises(value as JsonObject, context)
        const read = format.parse(value as JsonObject, event, context, [])
        expect(read ? {} : event).toEqual({})
      }),
      { numRuns: 500 },
    )
  },
)

const SIZE = 64 * 1024
const fill = (piece: string, before = '', after = '') =>
  `${before}${piece.repeat(Math.ceil((SIZE - before.length - after.length) / piece.length))}${after}`

const HOSTILE: Readonly<Record<string, string>> = {
  'one letter': fill('a'),
  blanks: fill(' '),
  quotes: fill('"'),
  backslashes: fill('\\'),
  'escaped quotes': fill('\\"'),
  brackets: fill(' ['),
  'times that are none': fill('[22/Nov/2026:09:30:00 +0700] '),
  'times and quotes': fill(' [22/Nov/2026:09:30:00 +0700] "'),
  'open request': fill('x"', '203.0.113.9 - - [22/Nov/2026:09:30:00 +0700] "'),
  'many parts': fill(' "a"', '203.0.113.9 - - [22/Nov/2026:09:30:00 +0700] "GET / HTTP/1.1" 200 5'),
  'open part': fill('a\\"', '203.0.113.9 - - [22/Nov/2026:09:30:00 +0700] "GET / HTTP/1.1" 200 5 "-" "'),
  'ingress lists': fill(
    '1, ',
    '203.0.113.9 - - [22/Nov/2026:09:30:00 +0700] "GET / HTTP/1.1" 200 5 "-" "-" 1 1 [a] [] ',
    '- - - !',
  ),
  'many clients': fill('a, ', '', '- - [22/Nov/2026:09:30:00 +0700] "GET / HTTP/1.1" 200 5 "-" "-"'),
  percent: fill('%ff', '203.0.113.9 - - [22/Nov/2026:09:30:00 +0700] "GET /', ' HTTP/1.1" 200 5 "-" "-"'),
  'from from': fill(' from ', 'Failed password for '),
  'from port': fill(' from a port 1', 'Failed password for ', ' x'),
  'accepted colons': fill(': a', 'Accepted password for a from b port 1 ssh2', '\n'),
  'invalid user': fill(' invalid user', 'Invalid user '),
  'connection users': fill(' 1 port 1', 'Connection closed by authenticating user ', '!'),
  'disconnect colons': fill(':1:', 'Received disconnect from a'),
  'not allowed': fill(' not allowed because', 'User a from b'),
  'bad protocol': fill("' from a ", "Bad protocol version identification '", '!'),
  'PAM error': fill(' for a', 'error: PAM: ', ' from'),
  'PAM pairs': fill(' a=b', 'pam_unix(sshd:auth): authentication failure;'),
  'PAM head': fill('a', 'pam_'),
  subsystem: fill(' by user a', 'subsystem request for ', '\n'),
  repeated: fill(']', 'message repeated 5 times: [ '),
  'sudo parts': fill(' ; A=b', 'kim : TTY=a'),
  'sudo colons': fill(' : ', 'kim'),
  accounts: fill(', ', 'new user: name='),
  cron: fill(' (', '(root) CMD'),
  units: fill('a.service', 'Started '),
  'unit names': fill('a.', '', ': Failed with result'),
  packets: fill(' IN=', ' OUT='),
  'packet words': fill(' A=b', 'x IN=a OUT=b SRC=c PROTO=d'),
  audit: fill('a=b ', 'type=SYSCALL msg=audit(1.2:3): '),
  'audit quotes': fill(`a="`, 'type=SYSCALL msg=audit(1.2:3): '),
  'audit nested': fill(`a='`, 'type=SYSCALL msg=audit(1.2:3): '),
  'audit hex': fill('41', 'type=EXECVE msg=audit(1.2:3): a0='),
  'nginx clients': fill(', client: a, server: b', '2026/11/22 09:30:00 [error] 1#1: *1 ', '!'),
  'nginx request': fill(
    '", host: "',
    '2026/11/22 09:30:00 [error] 1#1: *1 x, client: a, server: b, request: "',
  ),
  'apache referers': fill(', referer: a', '[Sun Nov 22 09:30:00 2026] [error] File does not exist: ', ' x'),
  'apache client': fill('[', '[Sun Nov 22 09:30:00 2026] [error] [client '),
  ssl: fill('" ', '[22/Nov/2026:09:30:00 +0700] 203.0.113.9 TLSv1.3 X "'),
}

describe('a hostile line of 64 KiB', () => {
  test.each(Object.entries(HOSTILE))('of %s takes no format 50 ms', (_name, body) => {
    for (const format of OURS) {
      const context = contextOf(format)
      const start = performance.now()
      format.recognises(body, context)
      format.parse(body, {}, context, [])
      const first = performance.now() - start
      // A slow first run may be the machine's fault; a slow pattern is slow again.
      if (first < 50) continue
      const again = performance.now()
      format.parse(body, {}, context, [])
      expect({ format: format.name, ms: performance.now() - again }).toSatisfy(({ ms }) => ms < 50)
    }
  })
})
