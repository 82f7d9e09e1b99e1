// Where a Redis is: `redis://[user:password@]host[:port][/database]`, `rediss://` for TLS, and
// `unix:///path[?db=number]` for a socket of this machine. Read here once, so that a mistake is told with the part
// that is wrong, and so that a password never comes into a message.

import type { RedisOptions } from 'ioredis'
import { Fatal } from '#/kernel/errors.ts'

const DEFAULT_PORT = 6379
const HIDDEN = '…'

/** Options for ioredis, without what they say of waiting. Throws Fatal (`redis.url`). */
export function parseRedisUrl(text: string): RedisOptions {
  const url = URL.parse(text)
  if (url === null) throw new Fatal('redis.url', 'the address of Redis is no URL')
  const wrong = (what: string): never => {
    throw new Fatal('redis.url', `the address of Redis, ${shownUrl(text)}: ${what}`)
  }
  const account = {
    ...(url.username === '' ? {} : { username: decoded(url.username, 'user name') }),
    ...(url.password === '' ? {} : { password: decoded(url.password, 'password') }),
  }
  switch (url.protocol) {
    case 'unix:': {
      if (url.pathname.length < 2) wrong('no path is named')
      return {
        path: decoded(url.pathname, 'path'),
        db: database(url.searchParams.get('db') ?? ''),
        ...account,
      }
    }
    case 'redis:':
    case 'rediss:': {
      if (url.hostname === '') wrong('no host is named')
      const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
      return {
        host,
        port: url.port === '' ? DEFAULT_PORT : Number(url.port),
        db: database(url.pathname.slice(1)),
        ...account,
        ...(url.protocol === 'rediss:' ? { tls: { servername: host } } : {}),
      }
    }
    default:
      return wrong('it begins with none of redis://, rediss:// and unix://')
  }

  function decoded(part: string, what: string): string {
    try {
      return decodeURIComponent(part)
    } catch {
      return wrong(`its ${what} has a % that is no part of %XX`)
    }
  }

  function database(name: string): number {
    return /^\d{0,4}$/.test(name) ? Number(name) : wrong(`the database ${name} is no number`)
  }
}

/** The address as people may read it: without the password. */
export function shownUrl(text: string): string {
  const url = URL.parse(text)
  if (url === null) return text.replace(/\/\/.*@/, '//…@')
  if (url.password !== '') url.password = HIDDEN
  return url.href.replace(encodeURIComponent(HIDDEN), HIDDEN)
}
