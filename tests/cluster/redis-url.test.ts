import { expect, test } from 'vitest'
import { parseRedisUrl, shownUrl } from '#/cluster/redis-url.ts'

test.each([
  ['redis://redis.example.com', { host: 'redis.example.com', port: 6379, db: 0 }],
  ['redis://192.0.2.7:6380/4', { host: '192.0.2.7', port: 6380, db: 4 }],
  ['redis://[2001:db8::7]', { host: '2001:db8::7', port: 6379, db: 0 }],
  ['redis://an:b%40c@h', { host: 'h', port: 6379, db: 0, username: 'an', password: 'b@c' }],
  ['rediss://h', { host: 'h', port: 6379, db: 0, tls: { servername: 'h' } }],
  ['unix:///run/redis.sock', { path: '/run/redis.sock', db: 0 }],
  ['unix://:secret@x/run/redis.sock?db=2', { path: '/run/redis.sock', db: 2, password: 'secret' }],
])('%s', (text, expected) => {
  expect(parseRedisUrl(text)).toEqual(expected)
})

test.each([
  ['redis.example.com', 'is no URL'],
  ['http://h', 'it begins with none of redis://'],
  ['redis:///1', 'no host is named'],
  ['redis://h/first', 'the database first is no number'],
  ['unix://', 'no path is named'],
  ['redis://an:%zz@h', 'its password has a % that is no part of %XX'],
])('%s is refused: %s', (text, reason) => {
  expect(() => parseRedisUrl(text)).toThrow(expect.objectContaining({ name: 'Fatal', code: 'redis.url' }))
  expect(() => parseRedisUrl(text)).toThrow(reason)
})

test('the password is never shown', () => {
  expect(shownUrl('redis://an:geheim@h:1/2')).toBe('redis://an:…@h:1/2')
  expect(shownUrl('redis://an:%zz@h')).toBe('redis://an:…@h')
  expect(shownUrl('//an:geheim@h')).not.toContain('geheim')
})
