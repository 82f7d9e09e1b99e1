// Events against domains known to be bad: which fields, which hosts, and what the alert says.

import { describe, expect, test } from 'vitest'
import { createIndicatorMatch, INDICATOR_RULE } from '#/correlation/match-indicators.ts'
import { makeAlert } from '#/correlation/make-alert.ts'
import type { Event } from '#/kernel/event.ts'

const match = createIndicatorMatch([
  { domain: 'dichvucong-example.com', reason: 'Giả mạo dichvucong.example.com: dấu gạch nối' },
  { domain: 'xn--dchvucong-c1b.example.org', reason: 'Giả mạo: ký tự lạ' },
])

describe('an event touches a listed domain', () => {
  const rows: [string, Event, readonly string[]][] = [
    ['asked of DNS', { 'dns.question.name': 'dichvucong-example.com' }, ['dns.question.name']],
    ['as a subdomain', { 'dns.question.name': 'login.dichvucong-example.com' }, ['dns.question.name']],
    [
      'with capitals and the dot of the root',
      { 'dns.question.name': 'DichVuCong-Example.com.' },
      ['dns.question.name'],
    ],
    ['seen by a proxy', { 'url.full': 'https://dichvucong-example.com:8443/a?b=c' }, ['url.full']],
    ['behind a name in the address', { 'url.full': 'https://x@dichvucong-example.com/' }, ['url.full']],
    ['asked of TLS', { 'tls.client.server_name': 'dichvucong-example.com' }, ['tls.client.server_name']],
    [
      'as sender of mail',
      { 'email.from.address': ['"A" <a@mail.dichvucong-example.com>'] },
      ['email.from.address'],
    ],
    [
      'in two fields',
      { 'url.domain': 'dichvucong-example.com', 'url.original': 'http://dichvucong-example.com/' },
      ['url.domain', 'url.original'],
    ],
    ['in punycode', { 'url.domain': 'xn--dchvucong-c1b.example.org' }, ['url.domain']],
  ]
  test.each(rows)('%s', (_, event, fields) => {
    expect(match(event).flatMap(({ matched }) => matched.map(({ field }) => field))).toEqual(fields)
  })
})

describe('an event does not touch it', () => {
  const rows: [string, Event][] = [
    ['when the name only ends alike', { 'dns.question.name': 'not-dichvucong-example.com' }],
    ['when it is a part of another name', { 'dns.question.name': 'dichvucong-example.com.example.net' }],
    ['when it is the page that was imitated', { 'url.domain': 'dichvucong.example.com' }],
    ['when it stands in a path', { 'url.full': 'https://example.com/dichvucong-example.com' }],
    ['when it stands in a query', { 'url.full': 'https://example.com?u=https://dichvucong-example.com/' }],
    ['when there is no host', { 'url.original': '/dichvucong-example.com' }],
    ['when the name has no end', { 'dns.question.name': `${'a.'.repeat(500)}dichvucong-example.com` }],
    ['when it is a number', { 'dns.question.name': 17 }],
  ]
  test.each(rows)('%s', (_, event) => expect(match(event)).toEqual([]))
})

test('the alert tells which domain, why, and is about the machine that went there', () => {
  const event: Event = {
    '@timestamp': '2026-11-29T03:00:00.000Z',
    'source.ip': '192.0.2.7',
    'dns.question.name': 'a.dichvucong-example.com',
  }
  const alert = makeAlert(match(event)[0]!, event, 'e1', 0)
  expect(alert.rule.id).toBe(INDICATOR_RULE.summary.id)
  expect(alert.rule.cites.length).toBeGreaterThan(0)
  expect(alert.entity).toEqual({ field: 'source.ip', value: '192.0.2.7' })
  expect(alert.matched).toEqual([
    {
      field: 'dns.question.name',
      value: 'a.dichvucong-example.com',
      selection: 'dichvucong-example.com: Giả mạo dichvucong.example.com: dấu gạch nối',
    },
  ])
})

test('without indicators nothing matches', () => {
  expect(createIndicatorMatch([])({ 'dns.question.name': 'example.com' })).toEqual([])
})
