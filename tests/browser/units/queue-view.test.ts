// What belongs into a view of the queue, how rows are laid out, which keys mean what, what the tags say.

import { describe, expect, test } from 'vitest'
import { readTags } from '#/web/incident/tags.ts'
import { actionOf, type Press } from '#/web/keyboard/keys.ts'
import { rowLayout, rowsInSight } from '#/web/queue/row-layout.ts'
import {
  belongs,
  choiceOfSearch,
  choiceToSearch,
  folded,
  queryOf,
  type QueueChoice,
} from '#/web/state/queue-view.ts'
import { incident } from '../fixture-data.ts'

const choice = (changes: Partial<QueueChoice>): QueueChoice => ({
  view: 'open',
  severities: [],
  text: '',
  system: null,
  ...changes,
})

describe('a saved view', () => {
  const mine = incident(1, {
    owner: 'an.tran',
    status: 'open',
    severity: 'high',
    title: 'Dò mật khẩu Đà Nẵng',
  })
  const free = incident(2, { owner: null, status: 'new' })
  const closed = incident(3, { status: 'closed', owner: 'an.tran' })

  test.each([
    ['open takes what is not closed', choice({}), [true, true, false]],
    ['mine takes what I own', choice({ view: 'mine' }), [true, false, false]],
    ['unassigned takes what nobody owns', choice({ view: 'unassigned' }), [false, true, false]],
    ['closed takes what is closed', choice({ view: 'closed' }), [false, false, true]],
    ['severities narrow it', choice({ severities: ['high'] }), [true, false, false]],
    ['text is found without accents', choice({ text: 'da nang' }), [true, false, false]],
    ['text is found in the code', choice({ text: free.code }), [false, true, false]],
    ['a system narrows it', choice({ system: 'nothing' }), [false, false, false]],
  ])('%s', (_, chosen, expected) => {
    expect([mine, free, closed].map(item => belongs(item, chosen, 'an.tran'))).toEqual(expected)
  })

  test('is kept by its address', () => {
    const chosen = choice({ view: 'mine', severities: ['critical', 'low'], text: 'quét cổng', system: 'dvc' })
    expect(choiceOfSearch(choiceToSearch(chosen))).toEqual(chosen)
    expect(choiceToSearch(choice({}))).toBe('')
    expect(choiceOfSearch('?view=nonsense&severity=awful,low')).toEqual(choice({ severities: ['low'] }))
  })

  test('asks the server for just that', () => {
    expect(queryOf(choice({ view: 'unassigned', severities: ['high'], text: ' x ' }))).toEqual({
      status: 'new,open',
      owner: 'none',
      severity: 'high',
      system: undefined,
      text: 'x',
    })
  })

  test('folding takes away case and accents, đ included', () => {
    expect(folded('Đường dẫn QUẢN TRỊ')).toBe('duong dan quan tri')
  })
})

describe('rows', () => {
  test('are lines, stacks or cards by the room there is', () => {
    expect([1200, 830, 360].map(rowLayout)).toEqual(['line', 'stack', 'card'])
  })

  test('only those in sight are drawn, of a hundred thousand', () => {
    const { from, to } = rowsInSight(100_000, 34, 34 * 50_000, 700)
    expect(from).toBe(49_992)
    expect(to - from).toBeLessThan(40)
    expect(rowsInSight(3, 34, 0, 700)).toEqual({ from: 0, to: 3 })
    expect(rowsInSight(0, 34, 500, 700)).toEqual({ from: 0, to: 0 })
  })
})

describe('the keyboard', () => {
  const press = (code: string, changes: Partial<Press> = {}): Press => ({
    code,
    shiftKey: false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    isComposing: false,
    ...changes,
  })

  test.each([
    ['j moves on', press('KeyJ'), false, 'next'],
    ['? is Shift and the slash key', press('Slash', { shiftKey: true }), false, 'help'],
    ['/ alone goes to the search box', press('Slash'), false, 'search'],
    ['r puts new rows in', press('KeyR'), false, 'refresh'],
    ['g r goes to the rules', press('KeyR'), true, 'go-rules'],
    ['q means nothing without g', press('KeyQ'), false, null],
    ['Ctrl+C stays with the browser', press('KeyC', { ctrlKey: true }), false, null],
    ['a key of an input method means nothing', press('KeyJ', { isComposing: true }), false, null],
    ['capital letters mean nothing', press('KeyC', { shiftKey: true }), false, null],
  ])('%s', (_, pressed, afterG, expected) => {
    expect(actionOf(pressed, afterG)).toBe(expected)
  })
})

describe('tags', () => {
  test('say techniques, tactics and kinds, each once', () => {
    expect(
      readTags([
        'attack.t1110',
        'attack.T1110.001',
        'attack.credential_access',
        'attack.credential-access',
        'mau05.4',
        'mau05.11',
        'tt31.d5.2.c',
        'attack.s0002',
      ]),
    ).toEqual({ techniques: ['T1110', 'T1110.001'], tactics: ['credential-access'], mau05: [4] })
  })
})
