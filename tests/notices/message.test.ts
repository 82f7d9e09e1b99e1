// A delivery in words: limits kept, markup escaped, what is cut said so, the log line always there.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Delivery } from '#/notices/delivery.ts'
import {
  TELEGRAM_LIMIT,
  ZALO_LIMIT,
  cutText,
  renderMail,
  renderTelegram,
  renderZalo,
  visible,
} from '#/notices/message.ts'
import { LINE, NOON, invented } from './invented-notices.ts'

const URL = 'https://soc.example.com'

function delivery(more: Partial<Delivery> = {}): Delivery {
  return {
    id: 'd-1',
    channel: 'c',
    address: 'a',
    recipient: 'desk',
    language: 'vi',
    route: 'all',
    groupMs: 0,
    kind: 'incident.new',
    severity: 'high',
    state: 'sending',
    held: false,
    count: more.notices?.length ?? 1,
    notices: [invented('1')],
    incidentIds: [],
    moreIncidents: false,
    createdAt: NOON,
    dueAt: NOON,
    attempts: 1,
    error: null,
    endedAt: null,
    ...more,
  }
}

test('one notice as it is read in Zalo', () => {
  expect(renderZalo(delivery(), URL)).toBe(
    [
      'Cao – Sự cố 1\n',
      'Cao · lúc 22/11/2026 12:00:00',
      'Dò mật khẩu SSH',
      'Dòng nhật ký gây ra (nguyên văn, đừng mở liên kết trong đó):',
      LINE,
      'https://soc.example.com/incidents/i-1',
    ].join('\n'),
  )
})

test('several as a mail in English, held back in the night', () => {
  const notices = [invented('1', { titleEnglish: 'Incident 1', textEnglish: 'SSH guessing' }), invented('2')]
  const mail = renderMail(delivery({ language: 'en', held: true, count: 42, notices }), URL)
  expect(mail.subject).toBe('[Thápcanh] High – 42 notices: Incident 1')
  expect(mail.text).toContain('Incident 1\nHigh · at 22/11/2026 12:00:00\nSSH guessing\n')
  expect(mail.text).toContain('… and 40 more notices, see the console.')
  expect(mail.text).toContain('These notices were held back during quiet hours.')
  expect(mail.html).toContain(`<pre>${LINE}</pre>`)
})

test('what an attacker wrote is text and nothing else', () => {
  const hostile = `<img src=x onerror="alert(1)"> </pre><b>&lt; \u202egpj.exe \x1b[31m\r\nBcc: x@example.com`
  const notices = [invented('1', { title: hostile, text: hostile, line: hostile })]
  const { html, subject } = renderMail(delivery({ notices }), URL)
  const telegram = renderTelegram(delivery({ notices }), URL)
  for (const markup of [html, telegram]) {
    expect(markup.replace(/<\/?(?:h2|p|b|br|pre|a(?: href="https:\/\/soc[^"<>]*")?)>/g, '')).not.toMatch(
      /[<>]/,
    )
    expect(markup).toContain('&#60;img src=x onerror=&#34;alert(1)&#34;&#62;')
    expect(markup).toContain('\\u202egpj.exe \\x1b[31m')
    expect(markup).not.toContain('\u202e')
  }
  expect(subject).not.toMatch(/[\r\n]/)
})

describe('limits', () => {
  const plainOf = (markup: string): string =>
    markup
      .replace(/<[^>]*>/g, '')
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))

  test.each([1, 2, 20])('%d long notices fit, each with its line, and say what is missing', many => {
    const notices = Array.from({ length: many }, (_, n) =>
      invented(String(n), { text: 'ế'.repeat(4000), line: `dòng ${n} ${'x'.repeat(4000)}` }),
    )
    const zalo = renderZalo(delivery({ notices }), URL)
    const telegram = plainOf(renderTelegram(delivery({ notices }), URL))
    expect(zalo.length).toBeLessThanOrEqual(ZALO_LIMIT)
    expect(telegram.length).toBeLessThanOrEqual(TELEGRAM_LIMIT)
    for (const text of [zalo, telegram]) {
      expect(text).toMatch(/… \[bớt \d+ ký tự\]/)
      expect(text).toContain('dòng 0 xxx')
      const shown = [...text.matchAll(/dòng \d+ x/g)].length
      const others = Number(/… và (\d+) thông báo khác/.exec(text)?.[1] ?? 0)
      expect(shown + others).toBe(many)
    }
  })

  test('any text fits and is never cut inside a character', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '<', '&', '\n', '\x00', 'ế', '😀', '\u202e'),
      maxLength: 3000,
    })
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 20 }), parts => {
        const notices = parts.map(([title, body, line], n) =>
          invented(String(n), { title, text: body, line }),
        )
        const zalo = renderZalo(delivery({ notices }), URL)
        expect(zalo.length).toBeLessThanOrEqual(ZALO_LIMIT)
        const telegram = plainOf(renderTelegram(delivery({ notices }), URL))
        expect(telegram.length).toBeLessThanOrEqual(TELEGRAM_LIMIT)
        expect(zalo.isWellFormed() && telegram.isWellFormed()).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})

test.each([
  ['a\tb', 'one line', 'a\tb'],
  ['a\r\nb', 'lines', 'a\nb'],
  ['a\nb', 'one line', 'a\\x0ab'],
  ['a\u200bb\u2066c', 'lines', 'a\\u200bb\\u2066c'],
  ['Tiếng Việt', 'one line', 'Tiếng Việt'],
] as const)('%j shown as %s', (text, keep, expected) => {
  expect(visible(text, keep)).toBe(expected)
})

test('cutting counts what is missing', () => {
  expect(cutText('x'.repeat(50), 20, count => `…[-${count}]`)).toBe(`${'x'.repeat(14)}…[-36]`)
  expect(cutText('x'.repeat(20), 20, count => `…[-${count}]`)).toBe('x'.repeat(20))
})
