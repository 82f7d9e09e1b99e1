import { describe, expect, test } from 'vitest'
import { matchesQuery } from '#/store/match-query.ts'
import type { Query } from '#/store/query-tree.ts'
import { parseSearchQuery } from '#/store/search-query.ts'
import { QUERIED } from './queried-events.ts'
import { QUERY_TABLE } from './query-table.ts'

function queryOf(text: string): Query {
  const parsed = parseSearchQuery(text)
  if ('problem' in parsed) throw new Error(`${text}: ${parsed.problem.message} at ${parsed.problem.position}`)
  return parsed.query
}

describe('the table of queries, read event by event', () => {
  test('has at least two hundred rows', () => {
    expect(Object.values(QUERY_TABLE).flat().length).toBeGreaterThanOrEqual(200)
  })

  for (const [group, rows] of Object.entries(QUERY_TABLE)) {
    test.each(rows)(`${group}: %s`, (text, expected) => {
      const query = queryOf(text)
      const found = QUERIED.flatMap(({ event }, i) => (matchesQuery(event, query) ? [i + 1] : []))
      expect(found).toEqual(expected)
    })
  }
})
