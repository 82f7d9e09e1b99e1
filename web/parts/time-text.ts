// Times, spans, numbers and sizes as people read them, in the language shown.

import { signal } from '@preact/signals'
import { language, t } from '../i18n/text.ts'

const TICK_MS = 10_000
const AHEAD_MS = 60_000
const LONG_AGO_MS = 7 * 86_400_000

/** The present in ms, moving every ten seconds: relative times follow it. */
export const now = signal(Date.now())

/** Starts the clock of relative times, once for the page. */
export function startClock(): void {
  setInterval(() => {
    if (document.visibilityState === 'visible') now.value = Date.now()
  }, TICK_MS)
  document.addEventListener('visibilitychange', () => {
    now.value = Date.now()
  })
}

const LOCALES = { vi: 'vi-VN', en: 'en-GB' } as const
const moments = new Map<string, Intl.DateTimeFormat>()

function moment(kind: 'long' | 'clock' | 'day', locale: string): Intl.DateTimeFormat {
  const key = `${kind} ${locale}`
  const known = moments.get(key)
  if (known !== undefined) return known
  const day = { day: '2-digit', month: '2-digit', year: 'numeric' } as const
  const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const
  const parts = kind === 'long' ? { ...day, ...clock } : kind === 'clock' ? clock : day
  const made = new Intl.DateTimeFormat(locale, parts)
  moments.set(key, made)
  return made
}

/** `15:04:05 22/11/2026`, in the zone of the browser. */
export function momentText(ms: number): string {
  const locale = LOCALES[language.value]
  return `${moment('clock', locale).format(ms)} ${moment('day', locale).format(ms)}`
}

function isToday(ms: number): boolean {
  return new Date(ms).toDateString() === new Date(now.value).toDateString()
}

/** `15:04:05` today, with the day otherwise. */
export function shortMomentText(ms: number): string {
  return isToday(ms) ? moment('clock', LOCALES[language.value]).format(ms) : momentText(ms)
}

/** For a tooltip: local time and the same in UTC. */
export function exactText(ms: number): string {
  return `${momentText(ms)} · ${new Date(ms).toISOString()}`
}

/** A length of time with its largest unit: `40 giây`, `3 giờ`. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return t('time.seconds', { n: seconds })
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return t('time.minutes', { n: minutes })
  const hours = Math.round(minutes / 60)
  if (hours < 48) return t('time.hours', { n: hours })
  return t('time.days', { n: Math.round(hours / 24) })
}

/** A lag: `0,4 giây`, `12 phút`. */
export function lagText(ms: number): string {
  if (ms >= 10_000) return spanText(ms)
  return t('time.seconds', { n: numberText(Math.round(ms / 100) / 10) })
}

/**
 * How long ago: `vừa xong`, `5 phút trước`; after a week the day, which says more than `412 ngày trước`. A
 * moment still to come, from a clock that is ahead, is shown by its day or its time.
 */
export function agoText(ms: number): string {
  const passed = now.value - ms
  if (passed < -AHEAD_MS || passed > LONG_AGO_MS) {
    return moment(isToday(ms) ? 'clock' : 'day', LOCALES[language.value]).format(ms)
  }
  return passed < 30_000 ? t('time.now') : t('time.ago', { t: spanText(passed) })
}

/** A number with the separators of the language. */
export function numberText(value: number): string {
  return value.toLocaleString(LOCALES[language.value], { maximumFractionDigits: 1 })
}

/** A rate without needless decimals: `0,4`, `1.240`. */
export function rateText(perSecond: number): string {
  return numberText(perSecond >= 10 ? Math.round(perSecond) : perSecond)
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const

/** A size in the unit people would use: `1,4 GB`. */
export function sizeText(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10))
  return `${numberText(bytes / 1024 ** step)} ${UNITS[step]}`
}
