// How long something still waits, exact enough to decide by: `2 giờ 5 phút`, `9 phút 40 giây`.

import { t } from '../i18n/text.ts'

/** Two units at most; `0 giây` when it is over. */
export function remainingText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const parts: readonly (readonly [number, (n: number) => string])[] = [
    [Math.floor(seconds / 86_400), n => t('time.days', { n })],
    [Math.floor(seconds / 3600) % 24, n => t('time.hours', { n })],
    [Math.floor(seconds / 60) % 60, n => t('time.minutes', { n })],
    [seconds % 60, n => t('time.seconds', { n })],
  ]
  const first = parts.findIndex(([n]) => n > 0)
  if (first < 0) return t('time.seconds', { n: 0 })
  return parts
    .slice(first, first + 2)
    .filter(([n], at) => at === 0 || n > 0)
    .map(([n, text]) => text(n))
    .join(' ')
}
