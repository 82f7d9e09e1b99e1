// A crawl of a source against a real server: what is fetched, what is handed on, and what is not asked for twice.

import { expect, test } from 'vitest'
import { feedOf } from './small-readers.ts'
import { localSource, openBench, OUR_AGENT } from './crawl-bench.ts'
import { startServer } from './logged-server.ts'

test('a feed is read, its articles are fetched, and the next crawl asks only what may have changed', async () => {
  await using server = await startServer()
  const feed = feedOf(`${server.origin}/a`, `${server.origin}/b`)
  server.serve({
    '/robots.txt': 'User-agent: *\nDisallow:\n',
    '/feed': ({ headers }) =>
      headers['if-none-match'] === '"one"' ? { status: 304 } : { headers: { etag: '"one"' }, body: feed },
    '/a': '<p>A</p>',
    '/b': '<p>B</p>',
  })
  await using bench = openBench()
  const source = localSource([`${server.origin}/feed`])
  const first = await bench.run(source)
  expect(first).toMatchObject({ requests: 4, listsRead: 1, pages: 2, newMentions: 2, found: 2, failures: [] })
  expect(bench.handedOn().sort()).toEqual(['/a', '/b'])
  const second = await bench.run(source)
  expect(second).toMatchObject({ requests: 1, listsRead: 1, pages: 0, notModified: 1 })
  expect(server.paths().filter(path => path === '/robots.txt')).toHaveLength(1)
  expect(new Set(server.log.map(({ headers }) => headers['user-agent']))).toEqual(new Set([OUR_AGENT]))
})
