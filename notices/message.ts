// A delivery in words: for mail (plain text and HTML), Telegram (its HTML) and Zalo (plain text), each within
// its limit. Every notice shows the log line that caused it. Titles and lines may hold anything an attacker
// wrote: markup is escaped, control and direction-changing characters are shown as codes, and whatever is cut
// says how much is missing.

import { VIETNAM_OFFSET_MS } from '#/kernel/vietnam-time.ts'
import type { Severity } from '#/kernel/severity.ts'
import type { CarriedNotice, Delivery } from './delivery.ts'

type Language = Delivery['language']

export interface Rendered {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Bot API: 1–4096 characters after entities parsing. */
export const TELEGRAM_LIMIT = 4096
/** Zalo OA: text of a message. */
export const ZALO_LIMIT = 2000
const MAIL_LIMIT = 100_000

const SEVERITY: Readonly<Record<Language, Readonly<Record<Severity, string>>>> = {
  vi: { informational: 'Thông tin', low: 'Thấp', medium: 'Trung bình', high: 'Cao', critical: 'Rất cao' },
  en: { informational: 'Informational', low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' },
}
const WORDS = {
  vi: {
    several: (count: number) => `${count} thông báo: `,
    others: (count: number) => `… và ${count} thông báo khác, xem trong bàn điều khiển.`,
    held: 'Những thông báo này được giữ lại trong giờ yên tĩnh.',
    line: 'Dòng nhật ký gây ra (nguyên văn, đừng mở liên kết trong đó):',
    cut: (count: number) => `… [bớt ${count} ký tự]`,
    at: 'lúc',
  },
  en: {
    several: (count: number) => `${count} notices: `,
    others: (count: number) => `… and ${count} more notices, see the console.`,
    held: 'These notices were held back during quiet hours.',
    line: 'The log line that caused it (as received; do not open links in it):',
    cut: (count: number) => `… [${count} characters cut]`,
    at: 'at',
  },
} as const satisfies Record<Language, unknown>

/** `consoleUrl` without a slash at its end; links are left out without it. */
export function renderMail(delivery: Delivery, consoleUrl: string | undefined): Rendered {
  const { heading, entries, foot } = fitted(delivery, consoleUrl, MAIL_LIMIT)
  return {
    subject: `[Thápcanh] ${heading}`,
    text: plain(heading, entries, foot),
    html: [
      `<h2>${escapeHtml(heading)}</h2>`,
      ...entries.map(
        entry =>
          `<p>${entry.title === '' ? '' : `<b>${escapeHtml(entry.title)}</b><br>`}${escapeHtml(entry.when)}</p>` +
          paragraphs(entry.text) +
          (entry.line === '' ? '' : `<p>${escapeHtml(entry.label)}</p><pre>${escapeHtml(entry.line)}</pre>`) +
          (entry.url === '' ? '' : `<p><a href="${escapeHtml(entry.url)}">${escapeHtml(entry.url)}</a></p>`),
      ),
      ...foot.map(text => `<p>${escapeHtml(text)}</p>`),
    ].join('\n'),
  }
}

export function renderTelegram(delivery: Delivery, consoleUrl: string | undefined): string {
  const { heading, entries, foot } = fitted(delivery, consoleUrl, TELEGRAM_LIMIT)
  const blocks = entries.map(entry =>
    [
      entry.title === '' ? '' : `<b>${escapeHtml(entry.title)}</b>`,
      escapeHtml(entry.when),
      escapeHtml(entry.text),
      entry.line === '' ? '' : `${escapeHtml(entry.label)}\n<pre>${escapeHtml(entry.line)}</pre>`,
      escapeHtml(entry.url),
    ]
      .filter(Boolean)
      .join('\n'),
  )
  return [`<b>${escapeHtml(heading)}</b>`, ...blocks, ...foot.map(escapeHtml)].join('\n\n')
}

export function renderZalo(delivery: Delivery, consoleUrl: string | undefined): string {
  const { heading, entries, foot } = fitted(delivery, consoleUrl, ZALO_LIMIT)
  return plain(heading, entries, foot)
}

interface Entry {
  readonly title: string
  readonly when: string
  readonly text: string
  readonly label: string
  readonly line: string
  readonly url: string
}

interface Fitted {
  readonly heading: string
  readonly entries: readonly Entry[]
  readonly foot: readonly string[]
}

/** Characters granted to title, text and line of each notice, tried in turn until the whole fits. */
const GRANTS = [
  [500, 4000, 4000],
  [300, 1200, 1500],
  [200, 500, 700],
  [150, 200, 300],
  [100, 80, 120],
] as const

/** Shortens every notice alike; only when that is not enough are the least severe ones left out and counted. */
function fitted(delivery: Delivery, consoleUrl: string | undefined, limit: number): Fitted {
  const { notices } = delivery
  for (const grant of GRANTS) {
    const whole = composed(delivery, notices, grant, consoleUrl)
    if (lengthOf(whole) <= limit) return whole
  }
  for (let kept = notices.length - 1; kept > 0; kept--) {
    const part = composed(delivery, notices.slice(0, kept), GRANTS.at(-1)!, consoleUrl)
    if (lengthOf(part) <= limit) return part
  }
  return composed(delivery, [], GRANTS.at(-1)!, consoleUrl)
}

function composed(
  delivery: Delivery,
  notices: readonly CarriedNotice[],
  [titleMax, textMax, lineMax]: (typeof GRANTS)[number],
  consoleUrl: string | undefined,
): Fitted {
  const { language, count } = delivery
  const words = WORDS[language]
  const first = delivery.notices[0]
  const several = count > 1 ? words.several(count) : ''
  const title = first === undefined ? delivery.kind : titleOf(first, language, titleMax)
  const entries = notices.map(notice => ({
    // Of a single notice the heading has said it.
    title: count === 1 ? '' : titleOf(notice, language, titleMax),
    when: `${SEVERITY[language][notice.severity]} · ${words.at} ${localTime(notice.at)}`,
    text: cutText(
      visible(inLanguage(notice.text, notice.textEnglish, language), 'lines'),
      textMax,
      words.cut,
    ),
    label: words.line,
    line: cutText(visible(notice.line ?? '', 'one line'), lineMax, words.cut),
    url: consoleUrl === undefined || notice.link === undefined ? '' : `${consoleUrl}${notice.link}`,
  }))
  const others = count - notices.length
  return {
    heading: `${SEVERITY[language][delivery.severity]} – ${several}${title}`,
    entries,
    foot: [...(others > 0 ? [words.others(others)] : []), ...(delivery.held ? [words.held] : [])],
  }
}

function plain(heading: string, entries: readonly Entry[], foot: readonly string[]): string {
  const blocks = entries.map(({ title, when, text, label, line, url }) =>
    [title, when, text, line === '' ? '' : `${label}\n${line}`, url].filter(Boolean).join('\n'),
  )
  return [heading, ...blocks, ...foot].join('\n\n')
}

/** In UTF-16 units, as JavaScript and Telegram count; a little more than people would. */
function lengthOf({ heading, entries, foot }: Fitted): number {
  return plain(heading, entries, foot).length
}

function titleOf(notice: CarriedNotice, language: Language, max: number): string {
  const title = visible(inLanguage(notice.title, notice.titleEnglish, language), 'one line')
  return cutText(title, max, WORDS[language].cut)
}

function inLanguage(text: string, english: string | undefined, language: Language): string {
  return language === 'en' && english !== undefined ? english : text
}

/** `22/11/2026 16:30:00` in Việt Nam. */
function localTime(ms: number): string {
  const [, year, month, day, time] =
    /^(\d+)-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(new Date(ms + VIETNAM_OFFSET_MS).toISOString()) ?? []
  return `${day}/${month}/${year} ${time}`
}

/**
 * Control characters, and those that turn the direction of text or take no room, as codes: `\x1b`, `\u202e`.
 * `lines` lets line ends stand.
 */
export function visible(text: string, keep: 'lines' | 'one line'): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, found => {
      if (found === '\t' || (found === '\n' && keep === 'lines')) return found
      const code = found.charCodeAt(0)
      return code < 256
        ? `\\x${code.toString(16).padStart(2, '0')}`
        : `\\u${code.toString(16).padStart(4, '0')}`
    })
}

/** At most `max` UTF-16 units, the remark about what is missing included; never half a character. */
export function cutText(text: string, max: number, remark: (count: number) => string): string {
  if (text.length <= max) return text
  let end = max - remark(text.length).length
  if (/[\ud800-\udbff]/.test(text[end - 1] ?? '')) end--
  return text.slice(0, end) + remark(text.length - end)
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, found => `&#${found.charCodeAt(0)};`)
}

function paragraphs(text: string): string {
  return text === '' ? '' : `<p>${escapeHtml(text).replaceAll('\n', '<br>')}</p>`
}
