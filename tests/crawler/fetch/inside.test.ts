// A name on the web may resolve to an address inside: what counts is the address that would be connected to, at
// each connection, on each hop.

import { expect, test, vi } from 'vitest'
import { localSource, openBench } from './crawl-bench.ts'
import { startServer } from './logged-server.ts'

/** Name → answers, one for each time it is looked up; the last one stays. */
const answers = new Map<string, string[][]>()

vi.mock('node:dns', async original => {
  const dns = await original<typeof import('node:dns')>()
  type Found = (error: Error | null, found: readonly { address: string; family: number }[]) => void
  return {
    ...dns,
    lookup(host: string, options: import('node:dns').LookupAllOptions, callback: Found) {
      const known = answers.get(host)
      if (known === undefined) return dns.lookup(host, options, callback as never)
      const found = known.length > 1 ? known.shift()! : known[0]!
      callback(
        null,
        found.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
    },
  }
})

const stranger = (url: string) => {
  const { local: _local, ...source } = localSource([url], { kind: 'page' })
  return source
}

test.each([
  ['a private address', '10.0.0.5'],
  ['loopback', '127.0.0.1'],
  ['loopback in IPv6', '::1'],
  ['loopback mapped into IPv6', '::ffff:127.0.0.1'],
  ['a cloud’s metadata', '169.254.169.254'],
  ['a carrier’s inside', '100.64.1.1'],
])('a name that resolves to %s is not asked', async (_name, address) => {
  answers.set('inside.example.com', [[address]])
  await using bench = openBench()
  const run = await bench.run(stranger('http://inside.example.com/'))
  expect(run).toMatchObject({ pages: 0, failures: [{ reason: 'address', count: 1 }] })
})

test('a local site that redirects to a name which changes its answer stays inside the policy of its source', async () => {
  // The first look-up is harmless, the one for the connection is not: there is only one, and it is checked.
  answers.set('rebinding.example.com', [['169.254.169.254'], ['127.0.0.1']])
  await using server = await startServer({ '/robots.txt': '', '/': '<p>trong nhà</p>' })
  answers.set('site.example.com', [['127.0.0.1']])
  server.serve({ '/out': { status: 302, headers: { location: 'http://rebinding.example.com/' } } })
  await using bench = openBench()
  const run = await bench.run(localSource([`http://site.example.com:${server.port}/out`], { kind: 'page' }))
  expect(server.count('/out')).toBe(1)
  expect(run).toMatchObject({ pages: 0, failures: [{ reason: 'address' }] })
})
