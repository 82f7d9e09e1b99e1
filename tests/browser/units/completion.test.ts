// What can be completed where the cursor (|) stands, and what a query is after a choice.

import { describe, expect, test } from 'vitest'
import { parseSearchQuery } from '#/store/search-query.ts'
import { completed, completionAt, withoutTyped } from '#/web/events/completion.ts'
import { eventChoiceOf, eventQueryOf, eventsHref } from '#/web/events/search-choice.ts'
import { sortOf, sortText } from '#/web/events/sort.ts'

function at(marked: string): { text: string; cursor: number } {
  const cursor = marked.indexOf('|')
  return { text: marked.replace('|', ''), cursor }
}

describe('what is completed', () => {
  test.each([
    ['|', 'field', '', ''],
    ['ho|', 'field', '', 'ho'],
    ['failed -ho|', 'field', '', 'ho'],
    ['NOT ho|', 'field', '', 'ho'],
    ['(a OR ho|)', 'field', '', 'ho'],
    ['ho| AND x', 'field', '', 'ho'],
    ['_exists_:ho|', 'field', '', 'ho'],
    ['host.name:|', 'value', 'host.name', ''],
    ['host.name:we|', 'value', 'host.name', 'we'],
    ['-host.name:we| b', 'value', 'host.name', 'we'],
    ['user.name:"Trần |', 'value', 'user.name', 'Trần '],
    ['user.name:(root OR ad|)', 'value', 'user.name', 'ad'],
    ['a:(b (c |', 'value', 'a', ''],
    ['x:(y) z|', 'field', '', 'z'],
    ['source.ip:2001:db|', 'value', 'source.ip', '2001:db'],
    ['message:"a (b" ho|', 'field', '', 'ho'],
  ])('%s', (marked, kind, field, prefix) => {
    const { text, cursor } = at(marked)
    expect(completionAt(text, cursor)).toMatchObject({ kind, field, prefix })
  })

  test.each([
    'a AND|', '"quoted ho|', 'source.port:[1 |', 'source.port:>=1|', 'url.path:/ab|', 'host.name:we*|', 'fail*|',
    'host.name:"web-01"|', 'user.name:a\\|', 'user.name:(a AND|)', ':x|',
  ])('nothing at %s', marked => {
    const { text, cursor } = at(marked)
    expect(completionAt(text, cursor)).toBeUndefined()
  }) // prettier-ignore
})

describe('a choice', () => {
  test.each([
    ['failed ho|', 'host.name', 'failed host.name:|', 'failed'],
    ['ho|st AND x', 'host.name', 'host.name:| AND x', 'AND x'],
    ['_exists_:ho|', 'host.name', '_exists_:host.name |', ''],
    ['host.name:we|', 'web-01', 'host.name:web-01 |', ''],
    ['a OR -host.name:we|x b', 'web-01', 'a OR -host.name:web-01| b', 'a OR  b'],
    ['user.name:"Trần |', 'Trần Lan', 'user.name:"Trần Lan" |', ''],
    ['user.name:(root OR ad|)', 'admin', 'user.name:(root OR admin|)', 'user.name:(root OR )'],
    ['failed AND host.name:|', '*', 'failed AND host.name:"*" |', 'failed'],
  ])('%s: %s', (marked, chosen, after, rest) => {
    const { text, cursor } = at(marked)
    const completion = completionAt(text, cursor)!
    const next = completed(text, completion, chosen)
    expect(`${next.text.slice(0, next.cursor)}|${next.text.slice(next.cursor)}`).toBe(after)
    expect(withoutTyped(text, completion)).toBe(rest)
  })

  test('of a value is read by the search as that value', () => {
    for (const value of ['web-01', 'an binh', 'a"b', '*.exe', '2001:db8::1', '(x)', 'OR']) {
      const next = completed('x:', completionAt('x:', 2)!, value)
      expect(parseSearchQuery(next.text)).toMatchObject({ query: { kind: 'term', field: 'x' } })
    }
  })
})

describe('the order in an address', () => {
  test.each(['oldest', 'source.bytes:desc', 'host.name:asc'])('%s is kept, and not asked of counts', sort => {
    const choice = { q: 'a', range: { kind: 'span', span: '7d' }, sort } as const
    expect(eventChoiceOf(eventsHref(choice).slice('/events'.length))).toEqual(choice)
    expect(sortText(sortOf(sort))).toBe(sort)
    expect(eventQueryOf(choice)).toEqual({ q: 'a', from: '7d' })
  })

  test('newest first needs no word, and an unknown one is that', () => {
    for (const query of ['', '?sort=newest', '?sort=up']) expect(eventChoiceOf(query).sort).toBeUndefined()
  })
})
