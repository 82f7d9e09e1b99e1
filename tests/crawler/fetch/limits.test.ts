// What no site may do to us: too much, too long, in circles, of the wrong kind; and where none may send us.

import { gzipSync, brotliCompressSync, deflateRawSync, deflateSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import { checkAddress, paceHostOf, tidyAddress } from '#/crawler/web-address.ts'
import { unpackBody } from '#/crawler/fetch/unpack-body.ts'
import { createPublicAddressPolicy } from '#/outbound/address-policy.ts'
import { localSource, openBench } from './crawl-bench.ts'
import { startServer, type Reply } from './logged-server.ts'

const big = Buffer.alloc(LIMITS.maxPageBytes + 1, 'a')
const coded = (coding: string, body: Uint8Array): Reply => ({ headers: { 'content-encoding': coding }, body })

describe('a page', () => {
  const rows: [string, Reply, string][] = [
    ['that is too large', { body: big }, 'too large'],
    ['that is small on the wire and too large unpacked', coded('gzip', gzipSync(big)), 'too large'],
    ['packed again and again', coded('gzip, gzip, gzip', gzipSync('x')), 'broken body'],
    ['in a coding that nobody knows', coded('aes128gcm', Buffer.from('x')), 'broken body'],
    ['that is not what its coding says', coded('gzip', Buffer.from('plain')), 'broken body'],
    ['that is a picture', { headers: { 'content-type': 'image/png' }, body: big }, 'content type image/png'],
    ['that is gone', { status: 410 }, 'status 410'],
    ['for readers who pay', { status: 402 }, 'status 402'],
    ['that leads to itself', { status: 302, headers: { location: '/page' } }, 'redirects'],
    ['that leads to another scheme', { status: 302, headers: { location: 'file:///etc/passwd' } }, 'address'],
    ['that leads to a password', { status: 302, headers: { location: 'http://u:p@localhost/' } }, 'address'],
    ['whose server hangs up', { write: response => void response.socket?.destroy() }, 'connection'],
  ]
  test.each(rows)('%s', async (_name, reply, reason) => {
    await using server = await startServer({ '/page': reply })
    await using bench = openBench()
    const run = await bench.run(localSource([`${server.origin}/page`], { kind: 'page', pauseMs: 1 }))
    expect(run.failures).toEqual([{ reason, count: 1, example: `${server.origin}/page` }])
    expect(bench.pages).toEqual([])
    expect(server.count('/page')).toBeLessThanOrEqual(LIMITS.maxRedirects + 1)
  })

  test.each([
    ['before its head', ''],
    ['in the middle of its body', '<p>Nửa'],
  ])('that never ends, %s, is given up in time', async (_name, beginning) => {
    await using server = await startServer({
      '/page': {
        write(response) {
          if (beginning !== '') response.write(beginning)
        },
      },
    })
    await using bench = openBench({ timeoutMs: 200 })
    const run = await bench.run(localSource([`${server.origin}/page`], { kind: 'page', pauseMs: 1 }))
    expect(run.failures).toMatchObject([{ reason: 'timeout' }])
  })

  const codings: [string, (bytes: Uint8Array) => Uint8Array][] = [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['identity', bytes => bytes],
    ['', bytes => bytes],
  ]
  test.each(codings)('packed with %s is read', async (coding, pack) => {
    const text = 'Thành phố Ví Dụ'
    const unpacked = await unpackBody(Buffer.from(pack(Buffer.from(text))), coding, 1000)
    expect(unpacked.kind === 'bytes' && unpacked.bytes.toString()).toBe(text)
    expect(await unpackBody(Buffer.from(pack(Buffer.alloc(2000))), coding, 1000)).toEqual({
      kind: 'too-large',
    })
  })
})

test('a crawl visits no more than it may, and the next goes on with the rest', async () => {
  const list = Array.from({ length: LIMITS.maxCrawlVisits + 5 }, (_, n) => `/${n}`)
  await using server = await startServer(Object.fromEntries(list.map(path => [path, '<p>x</p>'])))
  server.serve({ '/': list.map(path => `<a href="${path}">`).join('') })
  await using bench = openBench()
  const source = localSource([`${server.origin}/`], { kind: 'section', pauseMs: 0 })
  expect(await bench.run(source)).toMatchObject({ pages: LIMITS.maxCrawlVisits - 1, found: list.length })
  expect(await bench.run(source)).toMatchObject({ pages: 6, notModified: 1 })
  expect(new Set(bench.handedOn()).size).toBe(list.length)
})

describe('an address that may not be asked for', () => {
  test.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://0/',
    'http://10.1.2.3/',
    'http://172.16.0.1/',
    'http://192.168.0.1/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a00:1]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::10.0.0.1]/',
    'http://[2002:7f00:1::]/',
    'http://[2001:0:1::1]/',
    'http://[fe80::1]/',
    'http://[fc00::1]/',
    'http://[fd00:ec2::254]/',
    'http://[ff02::1]/',
    'http://[2001:db8::1]/',
    'http://192.0.2.1/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://intranet/',
    'http://example.com:8080/',
    'http://example.com:22/',
    'https://user@example.com/',
    'https://user:pass@example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'gopher://example.com/',
    'http://',
    `https://example.com/${'x'.repeat(2100)}`,
  ])('%s', url => {
    expect(checkAddress(url, false)).toBeTypeOf('string')
  })

  test.each([
    'https://example.com/',
    'http://example.com:80/',
    'https://example.com:443/x?y',
    'http://8.8.8.8/',
  ])('but %s may', url => {
    expect(checkAddress(url, false)).toBeInstanceOf(URL)
  })

  test.each([
    ['8.8.8.8', true],
    ['1.1.1.1', true],
    ['2606:4700:4700::1111', true],
    ['::ffff:8.8.8.8', true],
    ['64:ff9b::808:808', true],
    ['::ffff:192.168.1.1', false],
    ['64:ff9b::a00:1', false],
    ['2002:808:808::1', false],
    ['fe80::1%eth0', false],
    ['no address', false],
    ['', false],
  ])('the policy of strangers says %s: %s', (address, allowed) => {
    expect(createPublicAddressPolicy().allows(address)).toBe(allowed)
  })
})

test.each([
  ['http://127.0.0.2:8080/', true],
  ['http://localhost:8080/', true],
  ['http://[::1]:8080/', true],
  ['http://10.0.0.7/noi-bo', false],
  ['http://192.168.0.1/', false],
  ['http://169.254.169.254/latest/meta-data/', false],
  ['http://[fd00:ec2::254]/', false],
  ['http://8.8.8.8/', true],
])('a source of the local web may ask %s: %s', (url, may) => {
  expect(checkAddress(url, true) instanceof URL).toBe(may)
})

describe('one page has one address', () => {
  test.each([
    ['https://example.com/a#binh-luan', 'https://example.com/a'],
    ['https://example.com/a?utm_source=zalo&id=5&fbclid=x', 'https://example.com/a?id=5'],
    ['https://example.com/tin tức?q=a+b', 'https://example.com/tin%20t%E1%BB%A9c?q=a+b'],
    ['mailto:a@example.com', null],
  ])('%s', (written, tidy) => {
    expect(tidyAddress(written)).toBe(tidy)
  })

  test('and a host one pace, whatever the scheme', () => {
    const hosts = ['http://example.com/', 'https://example.com:443/', 'https://EXAMPLE.com./'].map(url =>
      paceHostOf(new URL(url)),
    )
    expect(new Set(hosts)).toEqual(new Set(['example.com']))
    expect(paceHostOf(new URL('http://127.0.0.1:8080/'))).toBe('127.0.0.1:8080')
  })
})
