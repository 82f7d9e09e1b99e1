// How pairs are told apart: key=value of any program, CEF's extension, FortiGate's times.

import { describe, expect, test } from 'vitest'
import { readExtension } from '#/collectors/formats/cef.ts'
import { readKeyValues } from '#/collectors/formats/key-value-pairs.ts'
import { parseRecord } from '#/collectors/formats/parse-record.ts'
import type { Event } from '#/kernel/event.ts'

const receivedMs = Date.UTC(2026, 10, 22, 3)

function eventOf(text: string, zoneOffsetMinutes = 0): Event {
  const record = {
    bytes: Buffer.from(text),
    envelope: 'syslog',
    receivedMs,
    listener: 'l',
    peer: 'p',
    sequence: 1,
  } as const
  return parseRecord(record, { zoneOffsetMinutes }).event
}

describe('key=value', () => {
  test.each([
    ['bare values', 'a=1 b=two c=', { a: '1', b: 'two', c: '' }],
    ['quotes', `a="x y" b='it is' c="say \\"hi\\""`, { a: 'x y', b: 'it is', c: 'say "hi"' }],
    ['a quote that never closes', 'a="x y', { a: 'x y' }],
    ['commas between pairs', 'a=1,b=2, c=3;d=4', { a: '1', b: '2', c: '3', d: '4' }],
    ['commas inside a value', 'a=1,2,3 b=4', { a: '1,2,3', b: '4' }],
    ['an equals sign inside a value', 'url=/x?y=z b=1', { url: '/x?y=z', b: '1' }],
    ['a repeated key', 'a=1 a=2 a=3', { a: ['1', '2', '3'] }],
    ['words in between', 'hello a=1 world', { a: '1' }],
    [
      'keys with marks in them',
      'tag#env=prod @timestamp=now a:b=1',
      { 'tag#env': 'prod', '@timestamp': 'now', 'a:b': '1' },
    ],
    ['Vietnamese keys', 'tên=Lan tuổi=30', { tên: 'Lan', tuổi: '30' }],
  ])('%s', (_, text, expected) => {
    expect(Object.fromEntries(readKeyValues(text).values)).toEqual(expected)
  })

  test('what belongs to no pair is measured', () => {
    expect(readKeyValues('hello a=1 world').strayLength).toBe('helloworld'.length)
  })
})

describe("CEF's extension", () => {
  test.each([
    ['spaces in values', 'msg=a b c src=192.0.2.1', { msg: 'a b c', src: '192.0.2.1' }],
    ['an escaped equals sign', 'request=/x?y\\=z src=1', { request: '/x?y=z', src: '1' }],
    ['an equals sign that should have been escaped', 'request=/x?y=z src=1', { request: '/x?y=z', src: '1' }],
    ['a backslash', 'filePath=C:\\\\a\\\\b.exe', { filePath: 'C:\\a\\b.exe' }],
    ['a Windows path nobody escaped', 'filePath=C:\\dir\\x.exe', { filePath: 'C:\\dir\\x.exe' }],
    ['line breaks', 'msg=one\\ntwo\\rthree', { msg: 'one\ntwo\rthree' }],
    ['keys with dots and brackets', 'ad.x[0]=1 y=2', { 'ad.x[0]': '1', y: '2' }],
    ['an empty value', 'a= b=1', { a: '', b: '1' }],
    ['nothing', '', {}],
  ])('%s', (_, text, expected) => {
    expect(Object.fromEntries(readExtension(text))).toEqual(expected)
  })
})

describe('the time of a FortiGate log', () => {
  const log = (times: string): Event =>
    eventOf(`<189>${times} logid="0000000013" type="traffic" subtype="forward"`, 60)

  test.each([
    [
      'its own zone',
      'date=2026-11-22 time=09:15:30 tz="+0700" eventtime=1795313730',
      '2026-11-22T02:15:30.000Z',
    ],
    [
      'no zone, but the same moment in UTC',
      'date=2026-11-22 time=09:15:30 eventtime=1795313729',
      '2026-11-22T02:15:30.000Z',
    ],
    [
      'no zone, and a UTC time of another day',
      'date=2026-11-22 time=09:15:30 eventtime=1700000000',
      '2026-11-22T08:15:30.000Z',
    ],
    ['no zone at all: that of the listener', 'date=2026-11-22 time=09:15:30', '2026-11-22T08:15:30.000Z'],
    ['only eventtime, in nanoseconds', 'eventtime=1795313730123456789', '2026-11-22T02:15:30.123456789Z'],
  ])('%s', (_, times, expected) => {
    expect(log(times)['@timestamp']).toBe(expected)
  })
})

test.each([
  ['192.0.2.1', '198.51.100.1', 'external'],
  ['10.0.0.1', '203.0.113.1', 'outbound'],
  ['203.0.113.1', '172.16.0.9', 'inbound'],
  ['192.168.1.1', '10.9.9.9', 'internal'],
  ['fd00::1', '2001:db8::1', 'outbound'],
])('from %s to %s is %s', (source, destination, direction) => {
  const event = eventOf(
    `<189>logid="1" type="traffic" subtype="forward" srcip=${source} dstip=${destination}`,
  )
  expect(event['network.direction']).toBe(direction)
})
