// What no playbook may cut off, in all the ways of writing it.

import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import type { RenderedCommand } from '#/playbooks/action.ts'
import { overlaps, parseAddressRange, writeRange } from '#/playbooks/actions/address-range.ts'
import { createProtectedAssets } from '#/playbooks/actions/protected-assets.ts'

const assets = createProtectedAssets([
  { value: '192.0.2.53', reason: 'DNS' },
  { value: '198.51.100.0/28', reason: 'máy chủ quản trị' },
  { value: '2001:db8::1', reason: 'cổng ra' },
  { value: 'dc1.example.com', reason: 'máy chủ miền' },
  { value: '*.trụcsở.example.com', reason: 'trụ sở' },
])

const command = (cutsOff: readonly string[]): RenderedCommand => ({
  type: 'http-api',
  summary: 'POST https://fw.example.com/',
  details: {},
  target: 'fw.example.com',
  changes: ['x'],
  cutsOff,
})

test.each([
  ['the address itself', '192.0.2.53', 'DNS'],
  ['a range around it', '192.0.2.0/24', 'DNS'],
  ['everything', '0.0.0.0/0', 'DNS'],
  ['everything of IPv6, which holds all mapped addresses', '::/0', 'DNS'],
  ['the mapped address', '::ffff:192.0.2.53', 'DNS'],
  ['the mapped address in hex', '::ffff:c000:235', 'DNS'],
  ['the mapped address in brackets', '[::ffff:192.0.2.53]', 'DNS'],
  ['a mapped range', '::ffff:192.0.2.0/120', 'DNS'],
  ['a NAT64 address', '64:ff9b::192.0.2.53', 'DNS'],
  ['a URL with the address', 'http://192.0.2.53/x', 'DNS'],
  ['the address with a port', '192.0.2.53:53', 'DNS'],
  ['the address as one number, as URLs take it', 'http://3221226037/', 'DNS'],
  ['one address of a protected range', '198.51.100.15', 'máy chủ quản trị'],
  ['a range that begins inside', '198.51.100.8/29', 'máy chủ quản trị'],
  ['another way to write an IPv6 address', '2001:0DB8:0:0::0001', 'cổng ra'],
  ['an IPv6 address with a zone', '2001:db8::1%eth0', 'cổng ra'],
  ['the name in capitals', 'DC1.Example.COM.', 'máy chủ miền'],
  ['a domain that holds the name', 'example.com', 'máy chủ miền'],
  ['a wildcard that holds the name', '*.example.com', 'máy chủ miền'],
  ['the top-level domain', 'com', 'máy chủ miền'],
  ['a URL at the name', 'https://dc1.example.com:8443/login', 'máy chủ miền'],
  ['a name under a protected wildcard', 'www.trụcsở.example.com', 'trụ sở'],
  ['that name in ASCII', new URL('http://www.trụcsở.example.com').hostname, 'trụ sở'],
  ['a neighbour', '192.0.2.54', undefined],
  ['the range beside it', '198.51.100.16/28', undefined],
  ['another mapped address', '::ffff:192.0.2.54', undefined],
  ['a name that ends alike', 'notdc1.example.com', undefined],
  ['a name under the name', 'x.dc1.example.com', undefined],
  ['nothing', '', undefined],
])('%s (%s)', (_, value, reason) => {
  expect(assets.find(value)?.reason).toBe(reason)
})

test('the guard names the value, the asset and why', () => {
  expect(assets.guard(command(['203.0.113.1', '192.0.2.0/24']))).toEqual({
    code: 'command.protected',
    where: 'POST https://fw.example.com/',
    detail: '192.0.2.0/24 would cut off 192.0.2.53, which is protected: DNS',
  })
  expect(assets.guard(command(['203.0.113.1']))).toBeUndefined()
})

describe('ranges', () => {
  const v4 = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map(parts => parts.join('.'))

  test('agree with a naive comparison of bits', () => {
    const bits = (address: string) =>
      address
        .split('.')
        .map(part => Number(part).toString(2).padStart(8, '0'))
        .join('')
    fc.assert(
      fc.property(v4, fc.integer({ min: 0, max: 32 }), v4, fc.integer({ min: 0, max: 32 }), (a, m, b, n) => {
        const shared = Math.min(m, n)
        const naive = bits(a).slice(0, shared) === bits(b).slice(0, shared)
        expect(overlaps(parseAddressRange(`${a}/${m}`)!, parseAddressRange(`${b}/${n}`)!)).toBe(naive)
        expect(overlaps(parseAddressRange(`::ffff:${a}/${96 + m}`)!, parseAddressRange(`${b}/${n}`)!)).toBe(
          naive,
        )
      }),
    )
  })

  test('what is written is read as the same range', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 0, max: 128 }), (address, prefix) => {
        const range = parseAddressRange(`${address}/${prefix}`)!
        expect(parseAddressRange(writeRange(range))).toEqual(range)
      }),
    )
  })

  test.each([
    '',
    '192.0.2',
    '192.0.2.1/33',
    '1.2.3.4/',
    '::1/129',
    'example.com',
    '1.2.3.4.5',
    '192.0.2.1 ; x',
  ])('%j is none', text => {
    expect(parseAddressRange(text)).toBeUndefined()
  })
})
