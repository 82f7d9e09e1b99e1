// WCAG 2.2 contrast, computed from the colours as the style sheet gives them, light and dark.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const sheet = readFileSync(join(import.meta.dirname, '../../../web/styles/tokens.css'), 'utf8')
const THEMES = ['light', 'dark'] as const

const colours = new Map(
  [...sheet.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name, light, dark]) => [name ?? '', { light: light ?? '', dark: dark ?? '' }] as const,
  ),
)

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

function colour(name: string, theme: (typeof THEMES)[number]): string {
  const found = colours.get(name)
  if (found === undefined) throw new Error(`tokens.css has no colour --${name}`)
  return found[theme]
}

const SURFACES = ['canvas', 'surface', 'surface-2', 'hover', 'selected']
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational']

/** Text colours and what they are printed on: 4.5 : 1. */
const TEXT: readonly (readonly [string, readonly string[]])[] = [
  ['ink', [...SURFACES, 'warn-surface', 'bad-surface']],
  ['ink-2', [...SURFACES, 'warn-surface', 'bad-surface']],
  ['ink-3', ['canvas', 'surface', 'surface-2', 'hover']],
  ['accent', SURFACES],
  ['accent-hover', SURFACES],
  ['accent-ink', ['accent', 'accent-hover']],
  ...SEVERITIES.map(severity => [severity, SURFACES] as const),
  ['fine', ['surface', 'surface-2']],
  ['warn', ['surface', 'surface-2', 'warn-surface']],
  ['bad', ['canvas', 'surface', 'surface-2', 'bad-surface']],
  ['lit-ink', ['lit']],
  ['rail-ink', ['rail', 'rail-here']],
  ['rail-here-ink', ['rail', 'rail-here']],
]

/** Borders of controls, focus rings and marks: 3 : 1. */
const MARKS: readonly (readonly [string, readonly string[]])[] = [
  ['line-strong', ['canvas', 'surface', 'surface-2']],
  ['focus', SURFACES],
  ['roof', ['rail', 'rail-here']],
]

describe.each(THEMES)('contrast of the %s theme', theme => {
  const tooLow = (pairs: typeof TEXT, least: number): string[] =>
    pairs.flatMap(([name, grounds]) =>
      grounds
        .map(ground => ({ ground, ratio: contrast(colour(name, theme), colour(ground, theme)) }))
        .filter(({ ratio }) => ratio < least)
        .map(({ ground, ratio }) => `--${name} on --${ground}: ${ratio.toFixed(2)}`),
    )

  test('text stands out from what it is printed on', () => {
    expect(tooLow(TEXT, 4.5)).toEqual([])
  })

  test('controls, focus rings and marks can be told from their ground', () => {
    expect(tooLow(MARKS, 3)).toEqual([])
  })
})
