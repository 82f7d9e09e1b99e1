// Figures of online media as people read them, in the language shown.

import { language } from '../i18n/text.ts'

const LOCALES = { vi: 'vi-VN', en: 'en-GB' } as const

/** `+0,12`, with a true minus. */
export function signedText(value: number): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 } as const
  const text = Math.abs(value).toLocaleString(LOCALES[language.value], digits)
  return `${value > 0 ? '+' : value < 0 ? '−' : ''}${text}`
}

/** `12,5 %` of a share from 0 to 1. */
export function shareText(share: number): string {
  return `${(100 * share).toLocaleString(LOCALES[language.value], { maximumFractionDigits: 1 })} %`
}

/** A probability, small ones as a power of ten: `0,004`, `3·10⁻⁷`. */
export function chanceText(chance: number): string {
  if (chance >= 0.001) return chance.toLocaleString(LOCALES[language.value], { maximumSignificantDigits: 2 })
  if (chance <= 0) return '0'
  const [factor = '1', power = '0'] = chance.toExponential(0).split('e-')
  return `${factor}·10⁻${power.replace(/\d/g, digit => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)))}`
}
