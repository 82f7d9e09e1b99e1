// RFC 3164 and what senders make of it: header parts by table, and the year that the date lacks.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { looksLikeSyslogFile, parseRfc3164 } from '#/collectors/formats/rfc3164.ts'

const received = Date.UTC(2026, 10, 22, 3)
const vectors = join(import.meta.dirname, '../../../shared/ingest/_vectors/go-syslog-rfc3164.json')

function header(text: string, receivedMs = received, zone = 0): Record<string, unknown> {
  const { bodyAt, ...rest } = parseRfc3164(text, receivedMs, zone)
  return { ...rest, body: text.slice(bodyAt) }
}

describe('a header', () => {
  test.each([
    [
      'as the RFC shows it',
      '<34>Oct 11 22:14:15 mymachine su: it failed',
      {
        priority: 34,
        timestamp: '2026-10-11T22:14:15.000Z',
        hostname: 'mymachine',
        tag: 'su',
        body: 'it failed',
      },
    ],
    [
      'without priority',
      'Oct 11 22:14:15 mymachine su[7]: it failed',
      { priority: undefined, hostname: 'mymachine', tag: 'su', procId: '7' },
    ],
    [
      'without host',
      '<34>Oct 11 22:14:15 su[7]: it failed',
      { hostname: undefined, tag: 'su', procId: '7', body: 'it failed' },
    ],
    [
      'without tag',
      '<34>Oct 11 22:14:15 host it failed',
      { hostname: 'host', tag: undefined, body: 'it failed' },
    ],
    [
      'with one digit and one space for the day',
      '<34>Oct 1 22:14:15 host su: x',
      { timestamp: '2026-10-01T22:14:15.000Z', hostname: 'host' },
    ],
    [
      'with the year in the middle',
      '<34>Oct 11 2025 22:14:15 host su: x',
      { timestamp: '2025-10-11T22:14:15.000Z', hostname: 'host' },
    ],
    [
      'with the year first',
      '<34>2025 Oct 11 22:14:15 host su: x',
      { timestamp: '2025-10-11T22:14:15.000Z', hostname: 'host' },
    ],
    [
      'with the year last',
      '<34>Oct 11 22:14:15 2025 host su: x',
      { timestamp: '2025-10-11T22:14:15.000Z', hostname: 'host' },
    ],
    [
      'with milliseconds and a zone',
      '<34>Oct 11 22:14:15.250 ICT: %SYS-5-X: x',
      { timestamp: '2026-10-11T15:14:15.250Z', hostname: undefined, body: '%SYS-5-X: x' },
    ],
    [
      'with a zone of unknown name',
      '<34>Oct 11 22:14:15 XYZ: %SYS-5-X: x',
      { timestamp: '2026-10-11T22:14:15.000Z', body: '%SYS-5-X: x' },
    ],
    [
      'with an ISO date',
      '<34>2026-10-11T22:14:15.123456+07:00 host su: x',
      { timestamp: '2026-10-11T15:14:15.123456Z', hostname: 'host', tag: 'su' },
    ],
    [
      'with an ISO date and a space',
      '<34>2026-10-11 22:14:15 host su: x',
      { timestamp: '2026-10-11T22:14:15.000Z', hostname: 'host', tag: 'su' },
    ],
    [
      'with seconds since 1970',
      '<134>1 1795313730.5 AP7 events x',
      { timestamp: '2026-11-22T02:15:30.500Z', hostname: 'AP7' },
    ],
    [
      'with an IPv4 host',
      '<13>Feb  5 17:32:18 192.0.2.99 Use it',
      { hostname: '192.0.2.99', body: 'Use it' },
    ],
    ['with an IPv6 host', '<13>Feb  5 17:32:18 2001:db8::9 app: x', { hostname: '2001:db8::9', tag: 'app' }],
    [
      'with an IPv6 host that begins like a year',
      '<13>Feb  5 17:32:18 2001:db8::9 no tag',
      { timestamp: '2026-02-05T17:32:18.000Z', hostname: '2001:db8::9' },
    ],
    [
      'of Cisco IOS, with sequence number and unset clock',
      '<189>36: *Mar  1 18:46:11.123: %SYS-5-CONFIG_I: Configured',
      { timestamp: '2026-03-01T18:46:11.123Z', body: '%SYS-5-CONFIG_I: Configured' },
    ],
    [
      'of Cisco IOS, with a host before the date',
      '<189>29: core-1: Apr 29 13:58:46.411 UTC: %SYS-5-X: x',
      { hostname: 'core-1', timestamp: '2026-04-29T13:58:46.411Z', body: '%SYS-5-X: x' },
    ],
    [
      'of Cisco NX-OS',
      '<189>: 2026 Jan  1 10:00:00 UTC: %ETHPORT-5-IF_UP: up',
      { timestamp: '2026-01-01T10:00:00.000Z', body: '%ETHPORT-5-IF_UP: up' },
    ],
    [
      'of Cisco ASA',
      '<166>Nov 22 2026 09:15:30 edge : %ASA-6-302013: Built',
      { hostname: 'edge', body: '%ASA-6-302013: Built' },
    ],
    [
      'of a tag with a path',
      '<13>Nov 22 09:15:30 h postfix/smtpd[9]: x',
      { tag: 'postfix/smtpd', procId: '9' },
    ],
    [
      'of a tag with parentheses',
      '<13>Nov 22 09:15:30 h sshd(pam_unix)[9]: x',
      { tag: 'sshd(pam_unix)', procId: '9' },
    ],
    ['of a tag without a space after it', '<13>Nov 22 09:15:30 h app:x', { tag: 'app', body: 'x' }],
    ['of macOS', 'Nov 22 09:15:30 h Web Helper[9]: x', { tag: 'Web Helper', procId: '9', body: 'x' }],
    [
      'of macOS launchd',
      'Nov 22 09:15:30 h com.example.d[1] (com.example.agent[23]): x',
      { tag: 'com.example.d', procId: '1', service: 'com.example.agent', body: 'x' },
    ],
    [
      'of a CEF sender',
      '<13>Nov 22 09:15:30 h CEF:0|a|b|c|d|e|1|',
      { hostname: 'h', tag: undefined, body: 'CEF:0|a|b|c|d|e|1|' },
    ],
    [
      'of a FortiGate',
      '<189>date=2026-11-22 time=09:15:30 type="x"',
      { timestamp: undefined, tag: undefined, body: 'date=2026-11-22 time=09:15:30 type="x"' },
    ],
    [
      'with a date that does not exist',
      '<13>Feb 31 09:15:30 h app: x',
      { timestamp: undefined, hostname: 'h', tag: 'app' },
    ],
    ['with a priority over 191', '<999>Nov 22 09:15:30 h app: x', { priority: undefined, hostname: 'h' }],
    ['with nothing but a priority', '<13>', { priority: 13, body: '' }],
  ])('%s', (_, text, expected) => {
    expect(header(text)).toMatchObject(expected)
  })
})

describe('the year of a date without one', () => {
  test.each([
    [
      '31 December received on 1 January',
      'Dec 31 23:59:59',
      Date.UTC(2027, 0, 1, 0, 0, 5),
      '2026-12-31T23:59:59.000Z',
    ],
    [
      '1 January received on 31 December, from a clock that is ahead',
      'Jan  1 00:00:05',
      Date.UTC(2026, 11, 31, 23, 59),
      '2027-01-01T00:00:05.000Z',
    ],
    ['a week ahead is a year ago', 'Nov 29 00:00:00', received, '2025-11-29T00:00:00.000Z'],
    ['an hour ahead is today', 'Nov 22 04:00:00', received, '2026-11-22T04:00:00.000Z'],
    ['29 February is of the last leap year', 'Feb 29 12:00:00', received, '2024-02-29T12:00:00.000Z'],
  ])('%s', (_, date, receivedMs, expected) => {
    expect(header(`<13>${date} h app: x`, receivedMs)['timestamp']).toBe(expected)
  })

  test('a local time is read in the zone of its listener', () => {
    expect(header('<13>Jan  1 00:30:00 h app: x', Date.UTC(2026, 11, 31, 17, 31), 420)['timestamp']).toBe(
      '2026-12-31T17:30:00.000Z',
    )
  })
})

test.each([
  ['Nov 22 09:15:30 host app: x', true],
  ['2026-11-22T09:15:30+07:00 host app[9]: x', true],
  ['2026-11-22T09:15:30Z INFO  starting up', false],
  ['2026-11-22 09:15:30 [error] 7#7: *1 open() failed', false],
  ['192.0.2.1 - - [22/Nov/2026:09:15:30 +0700] "GET / HTTP/1.1" 200 1', false],
  ['Nov is a month', false],
])('without a priority, %j begins as a syslog file: %s', (text, expected) => {
  expect(looksLikeSyslogFile(text)).toBe(expected)
})

describe.skipIf(!existsSync(vectors))(
  'public vectors (skipped when ../shared is not beside the repository)',
  () => {
    interface Vector {
      readonly input: string
      readonly raw_expectation: string
    }
    const cases = existsSync(vectors)
      ? (JSON.parse(readFileSync(vectors, 'utf8')) as { cases: Vector[] }).cases
      : []

    test('all 8 have the right fields', () => {
      expect(cases).toHaveLength(8)
      for (const { input, raw_expectation: source } of cases) {
        const found = (name: string): string | undefined => {
          const match = new RegExp(
            `${name}:\\s+syslogtesting\\.\\w+\\((?:"((?:[^"\\\\]|\\\\.)*)"|\`([^\`]*)\`|(\\d+))\\)`,
          ).exec(source)
          return match === null ? undefined : (match[1] ?? match[2] ?? match[3])
        }
        const parsed = header(input)
        expect({
          priority: String(parsed['priority']),
          hostname: parsed['hostname'],
          tag: parsed['tag'],
          procId: parsed['procId'],
          body: parsed['body'],
        }).toEqual({
          priority: found('Priority'),
          hostname: found('Hostname'),
          tag: found('Appname'),
          procId: found('ProcID'),
          body: found('Message'),
        })
      }
    })
  },
)
