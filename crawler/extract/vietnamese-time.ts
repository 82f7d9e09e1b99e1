// When something was published, as Vietnamese sites, feeds and metadata write it: ISO 8601, RFC 822, "Thứ ba,
// 22/10/2025, 08:15 (GMT+7)", "22/6/2026 8:15:00 SA", "3 giờ trước", "Hôm qua, 14:20", "ngày 5 tháng 3 năm 2026",
// "08h15", Unix time.
//
// The day comes before the month; only what cannot be read so ("6/22/2026", from pages with American settings) is
// read the other way round. Việt Nam's time is meant when no zone is written. A date alone is its midnight.
// What is no day of the calendar, before 1990 or more than a day in the future is no time of publishing: null.

import { agoOf, dayNameOf } from './relative-time.ts'
import { wallClockIn, type WallClock } from './wall-clock.ts'

const VIETNAM_MINUTES = 7 * 60
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const EARLIEST = Date.UTC(1990, 0, 1)
/** What tells of a time is short; the rest of a long text is other words. */
const MAX_LENGTH = 300

interface CalendarDay {
  readonly year: number
  /** 1–12. */
  readonly month: number
  readonly day: number
}

/** ms UTC, or null when the text tells no time of publishing. `nowMs` is what "3 giờ trước" counts from. */
export function parseVietnameseTime(text: string | null | undefined, nowMs: number): number | null {
  const words = (text ?? '').slice(0, MAX_LENGTH).normalize('NFC').toLowerCase().replace(/\s+/gu, ' ').trim()
  if (words === '') return null
  const ms = unixTime(words) ?? writtenTime(words, nowMs) ?? agoOf(words, nowMs)
  return ms === null || ms < EARLIEST || ms > nowMs + DAY ? null : ms
}

function unixTime(words: string): number | null {
  if (/^\d{9,10}(?:\.\d+)?$/u.test(words)) return Math.round(Number(words) * 1000)
  return /^\d{12,13}$/u.test(words) ? Number(words) : null
}

/** A day, written or named, with its time if there is one; a time alone is today's, as "08:15" in a list is. */
function writtenTime(words: string, nowMs: number): number | null {
  const found = findDay(words)
  if (found === 'impossible') return null
  const rest = found === null ? words : `${words.slice(0, found.at)} ${words.slice(found.end)}`
  const clock = wallClockIn(rest)
  if (clock === 'impossible') return null
  const zone = clock?.zoneMinutes ?? VIETNAM_MINUTES
  if (found !== null) {
    const day = typeof found.year === 'number' ? found : withYear(found, clock, zone, nowMs)
    return instant({ ...day, year: day.year! }, clock, zone)
  }
  const named = dayNameOf(words)
  if (named !== null) return instant(dayIn(nowMs - named * DAY, zone), clock, zone)
  const onlyTime = clock !== null && /^[\s,|•·-]*$/u.test(rest.slice(0, clock.at) + rest.slice(clock.end))
  return onlyTime ? instant(dayIn(nowMs, zone), clock, zone) : null
}

interface FoundDay {
  readonly year: number | null
  readonly month: number
  readonly day: number
  readonly at: number
  readonly end: number
}

/** "22/6" of a list: of this year, or of the last one when this year's is still to come. */
function withYear(found: FoundDay, clock: WallClock | null, zone: number, nowMs: number): FoundDay {
  const { year } = dayIn(nowMs, zone)
  const thisYear = instant({ ...found, year }, clock, zone)
  return { ...found, year: thisYear !== null && thisYear <= nowMs + DAY ? year : year - 1 }
}

function dayIn(ms: number, zoneMinutes: number): CalendarDay {
  const there = new Date(ms + zoneMinutes * MINUTE)
  return { year: there.getUTCFullYear(), month: there.getUTCMonth() + 1, day: there.getUTCDate() }
}

function instant({ year, month, day }: CalendarDay, clock: WallClock | null, zone: number): number | null {
  const midnight = Date.UTC(year, month - 1, day)
  const date = new Date(midnight)
  // 31/2 would become the third of March.
  if (date.getUTCDate() !== day || date.getUTCMonth() !== month - 1) return null
  return midnight + (clock?.msOfDay ?? 0) - zone * MINUTE
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** Months in Vietnamese words, where they are written out: "tháng tư", "tháng chạp" is of the lunar calendar and left out. */
const WORD_MONTHS = [
  'một',
  'hai',
  'ba',
  'tư',
  'năm',
  'sáu',
  'bảy',
  'tám',
  'chín',
  'mười',
  'mười một',
  'mười hai',
]
const MONTH = String.raw`(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?`
const VI_MONTH = String.raw`(?:tháng|thg|th)\.? ?(\d{1,2}(?!\d)|mười hai|mười một|một|giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)`

type DayReader = (found: RegExpExecArray) => { year: number | null; month: number; day: number }
const number = (text: string | undefined): number => Number(text)
const fullYear = (text: string | undefined): number | null => {
  if (text === undefined) return null
  return text.length === 2 ? 2000 + Number(text) : Number(text)
}
const englishMonth = (text: string | undefined): number => MONTHS.indexOf(text ?? '') + 1
const vietnameseMonth = (text: string | undefined): number => {
  if (/^\d/u.test(text ?? '')) return Number(text)
  return text === 'giêng' ? 1 : WORD_MONTHS.indexOf(text ?? '') + 1
}

/** Ways to write a day; the first that is found counts. */
const DAYS: readonly (readonly [RegExp, DayReader])[] = [
  // 2026-06-22, 2026/06/22, 2026.6.22
  [
    /(?<![\d/.-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/u,
    found => ({ year: number(found[1]), month: number(found[3]), day: number(found[4]) }),
  ],
  // 20260622T081500, 20260622081500
  [
    /(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?=t?\d{4}|$|\D)/u,
    found => ({ year: number(found[1]), month: number(found[2]), day: number(found[3]) }),
  ],
  // 22/6/2026, 22-06-26, 22.6.2026
  [
    /(?<![\d/.-])(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})(?!\d)/u,
    found => {
      const [first, second] = [number(found[1]), number(found[3])]
      const american = second > 12 && first <= 12
      return {
        year: fullYear(found[4]),
        month: american ? first : second,
        day: american ? second : first,
      }
    },
  ],
  // ngày 5 tháng 3 năm 2026; 5 tháng 3, 2026; 5 thg 3, 2026; ngày 5 tháng ba
  [
    new RegExp(String.raw`(?<!\d)(\d{1,2})(?: |, ?|-)?${VI_MONTH}(?:[, ]+(?:năm )?(\d{4})(?!\d))?`, 'u'),
    found => ({ year: fullYear(found[3]), month: vietnameseMonth(found[2]), day: number(found[1]) }),
  ],
  // Tháng Ba 5, 2026
  [
    new RegExp(String.raw`${VI_MONTH} (\d{1,2}),? (\d{4})(?!\d)`, 'u'),
    found => ({ year: number(found[3]), month: vietnameseMonth(found[1]), day: number(found[2]) }),
  ],
  // 5 March 2026, 05-Mar-26, Wed, 22 Oct 2025
  [
    new RegExp(
      String.raw`(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?${MONTH},?[ -](\d{4}|\d{2})(?![\d:])`,
      'u',
    ),
    found => ({ year: fullYear(found[3]), month: englishMonth(found[2]), day: number(found[1]) }),
  ],
  // March 5, 2026; Wed Mar 5 2026
  [
    new RegExp(String.raw`\b${MONTH} (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)`, 'u'),
    found => ({ year: number(found[3]), month: englishMonth(found[1]), day: number(found[2]) }),
  ],
  // Wed Mar 05 08:15:00 +0700 2026
  [
    new RegExp(String.raw`\b${MONTH} (\d{1,2})(?= \d{1,2}:\d\d.* (\d{4})$)`, 'u'),
    found => ({ year: number(found[3]), month: englishMonth(found[1]), day: number(found[2]) }),
  ],
  // 22/6, 08:15 — a year is not written in lists; a fraction ("1/2 giờ") has no time beside it
  [
    /(?<![\d/.:-])(\d{1,2})[-/](\d{1,2})(?![\d/.-])(?=.*\d[:hg]\d\d)|(?<=\d[:hg]\d\d.{0,12})(?<![\d/.:-])(\d{1,2})[-/](\d{1,2})(?![\d/.-])/u,
    found => ({ year: null, month: number(found[2] ?? found[4]), day: number(found[1] ?? found[3]) }),
  ],
]

/** `impossible`: a day is written, and there is no such day. */
function findDay(words: string): FoundDay | 'impossible' | null {
  for (const [pattern, read] of DAYS) {
    const found = pattern.exec(words)
    if (found === null) continue
    const day = read(found)
    const possible = day.month >= 1 && day.month <= 12 && day.day >= 1 && day.day <= 31
    if (!possible) return 'impossible'
    return { ...day, at: found.index, end: found.index + found[0].length }
  }
  return null
}
