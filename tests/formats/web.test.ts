// nginx and Apache: access and error logs, above all what attackers and broken clients leave in them.

import { describe, expect, test } from 'vitest'
import { apacheError } from '#/collectors/formats/apache-error.ts'
import { apacheAccess } from '#/collectors/formats/apache.ts'
import type { Format, LineContext } from '#/collectors/formats/format.ts'
import { nginxError } from '#/collectors/formats/nginx-error.ts'
import { nginxAccess } from '#/collectors/formats/nginx.ts'
import { isoOfAccessTime, parseAccessHead, parseAccessLine } from '#/collectors/formats/web-access.ts'
import { percentDecoded, setUrl } from '#/collectors/formats/web-url.ts'
import type { Event } from '#/kernel/event.ts'

const CONTEXT: LineContext = {
  receivedMs: 0,
  zoneOffsetMinutes: 420,
  program: undefined,
  forced: undefined,
  where: 'test',
}

function read(format: Format, body: string): Event | undefined {
  const event: Event = {}
  if (!format.recognises(body, CONTEXT)) return undefined
  return format.parse(body, event, CONTEXT, []) ? event : undefined
}

const line = (head: string, request: string, tail = '200 12 "-" "agent"') =>
  `${head} [22/Nov/2026:09:30:00 +0700] "${request}" ${tail}`

describe('the request', () => {
  test.each<[string, string, Event]>([
    ['a target with blanks', 'GET /a b/c HTTP/1.1', { 'url.original': '/a b/c', 'http.version': '1.1' }],
    ['HTTP/2', 'POST /api HTTP/2.0', { 'http.request.method': 'POST', 'http.version': '2.0' }],
    ['HTTP 0.9', 'GET /old', { 'http.request.method': 'GET', 'url.path': '/old' }],
    ['a quote that the server did not escape', 'GET /?a="b" HTTP/1.1', { 'url.query': 'a="b"' }],
    ['an odd method', 'geti /x HTTP/1.1', { 'http.request.method': 'geti' }],
    [
      'the authority form',
      'CONNECT a.example.com:443 HTTP/1.1',
      { 'url.domain': 'a.example.com', 'url.port': 443 },
    ],
    [
      'the absolute form',
      'GET https://e.example.com/p?q HTTP/1.1',
      { 'url.scheme': 'https', 'url.domain': 'e.example.com', 'url.path': '/p', 'url.query': 'q' },
    ],
  ])('%s is read', (_name, request, fields) => {
    expect(read(nginxAccess, line('203.0.113.9 - -', request))).toMatchObject(fields)
  })

  test.each(['\\x16\\x03\\x01', 'hello', '\\x22', 'GET', '<SCRIPT>x</SCRIPT> / HTTP/1.1'])(
    '%s, which is no HTTP, is kept as text and gives no method',
    request => {
      const event = read(nginxAccess, line('203.0.113.9 - -', request, '400 0 "-" "-"'))
      expect(event?.['nginx.access.request']).toBe(request)
      expect(event?.['http.request.method']).toBeUndefined()
    },
  )

  test('an empty request is an event without a URL', () => {
    const event = read(nginxAccess, line('203.0.113.9 - -', '', '400 0 "-" "-"'))
    expect(event).toMatchObject({ 'http.response.status_code': 400, 'source.ip': '203.0.113.9' })
    expect(event?.['url.original']).toBeUndefined()
  })
})

describe('the client', () => {
  test.each([
    ['one address', '203.0.113.9 - -', { vhost: undefined, clients: ['203.0.113.9'], ident: '-', user: '-' }],
    ['a user with blanks', '203.0.113.9 - Trần Thị Kim', { clients: ['203.0.113.9'], user: 'Trần Thị Kim' }],
    [
      'an ident',
      'host.example.com ident lan',
      { vhost: undefined, clients: ['host.example.com'], ident: 'ident' },
    ],
    [
      'a virtual host',
      'www.example.com:80 2001:db8::1 - -',
      { vhost: 'www.example.com:80', clients: ['2001:db8::1'] },
    ],
    [
      'forwarded addresses',
      '10.0.0.1, 203.0.113.9 - -',
      { vhost: undefined, clients: ['10.0.0.1', '203.0.113.9'] },
    ],
    [
      'quoted forwarded addresses',
      '"10.0.0.1, 10.0.0.2" 10.0.0.3 - -',
      { clients: ['10.0.0.1', '10.0.0.2', '10.0.0.3'] },
    ],
    [
      'a virtual host and an ident',
      'www.example.com 192.0.2.1 ident lan',
      { vhost: 'www.example.com', ident: 'ident', user: 'lan' },
    ],
  ])('%s', (_name, head, expected) => {
    expect(parseAccessHead(head)).toMatchObject(expected)
  })

  test('of several addresses the first public one is the source', () => {
    const event = read(nginxAccess, line('10.0.0.1, 203.0.113.9, 198.51.100.1 - -', 'GET / HTTP/1.1'))
    expect(event).toMatchObject({ 'source.ip': '203.0.113.9' })
  })

  test('a header of forwarded addresses does not hide who connected', () => {
    const event = read(
      nginxAccess,
      line('203.0.113.9 - -', 'GET / HTTP/1.1', '200 1 "-" "a" "198.51.100.7, 10.0.0.1"'),
    )
    expect(event).toMatchObject({ 'source.ip': '203.0.113.9', 'client.ip': '198.51.100.7' })
  })
})

test.each([
  ['a missing number of bytes', line('203.0.113.9 - -', 'GET / HTTP/1.1', '200 - "-" "a"'), 'apache.access'],
  ['no referrer and agent', line('203.0.113.9 - -', 'GET / HTTP/1.1', '200 5'), 'apache.access'],
  [
    'a named header',
    line('203.0.113.9 - -', 'GET / HTTP/1.1', '200 5 "-" "a" X-Forwarded-For="-"'),
    'apache.access',
  ],
  ['a plain combined line', line('203.0.113.9 - -', 'GET / HTTP/1.1'), 'nginx.access'],
])('%s is told to be of %s', (_name, body, dataset) => {
  const event = read(nginxAccess, body) ?? read(apacheAccess, body)
  expect(event?.['event.dataset']).toBe(dataset)
})

test.each([
  '203.0.113.9 - - [32/Nov/2026:09:30:00 +0700] "GET / HTTP/1.1" 200 1 "-" "-"',
  '203.0.113.9 - - [22/Nov/2026:09:30:00 +0700] "GET / HTTP/1.1" OK 1',
  '203.0.113.9 - - [22/Nov/2026:09:30:00 +0700] "GET / HTTP/1.1',
  '- [22/Nov/2026:09:30:00 +0700] "GET / HTTP/1.1" 200 1 "-" "-"',
  'he said [that] "it works" 200 times',
])('near miss, not an access line: %s', body => {
  expect(read(nginxAccess, body)).toBeUndefined()
  expect(read(apacheAccess, body)).toBeUndefined()
})

test('a bracket in a user name does not hide the time', () => {
  expect(parseAccessLine(line('203.0.113.9 - a [b] c', 'GET / HTTP/1.1'))?.head).toBe('203.0.113.9 - a [b] c')
})

test.each([
  ['22/Nov/2026:09:30:00 +0700', '2026-11-22T02:30:00.000Z'],
  ['31/Dec/2026:23:30:00 -0100', '2027-01-01T00:30:00.000Z'],
  ['31/Nov/2026:09:30:00 +0700', undefined],
  ['22/Xyz/2026:09:30:00 +0700', undefined],
])('access time %s is %s', (text, iso) => {
  expect(isoOfAccessTime(text)).toBe(iso)
})

test.each([
  ['/a%20b', '/a b'],
  ['%E1%BB%87', 'ệ'],
  ['%ff%zz%41', '%ff%zzA'],
  ['100%', '100%'],
])('percent-decoding of %s is %s', (text, decoded) => {
  expect(percentDecoded(text)).toBe(decoded)
})

test('the extension is that of the last segment only', () => {
  const event: Event = {}
  setUrl(event, '/v1.2/users')
  expect(event['url.extension']).toBeUndefined()
})

describe('error logs', () => {
  test('nginx: the client is the one nginx wrote, not one inside the message', () => {
    const body =
      '2026/11/22 09:30:00 [error] 1#1: *1 x ", client: 192.0.2.99, server: y", client: 203.0.113.9, server: z, request: "GET /?a="b" HTTP/1.1", host: "z"'
    expect(read(nginxError, body)).toMatchObject({
      '@timestamp': '2026-11-22T02:30:00.000Z',
      'source.ip': '203.0.113.9',
      'url.query': 'a="b"',
      'url.domain': 'z',
    })
  })

  test('Apache 2.4: module, level, process and client', () => {
    const body =
      '[Sun Nov 22 09:30:00.5 2026] [authz_core:error] [pid 4:tid 5] [client [2001:db8::9]:7] AH01630: denied'
    expect(read(apacheError, body)).toMatchObject({
      'apache.error.module': 'authz_core',
      'process.thread.id': 5,
      'source.ip': '2001:db8::9',
      'source.port': 7,
      message: 'AH01630: denied',
    })
  })

  test.each([
    '[Sun Nov 22 09:30:00 2026] [shout] x',
    '[error] x',
    'AH12: x',
    '2026/11/22 09:30:00 [oops] 1#1: x',
  ])('near miss: %s', body => {
    expect(read(apacheError, body) ?? read(nginxError, body)).toBeUndefined()
  })
})
