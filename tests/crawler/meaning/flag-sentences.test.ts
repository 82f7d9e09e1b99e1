// The labelled sentences of the flags are sound: every line has the one form that training reads, no text stands
// twice, and each flag has enough lines both with and without it to learn from.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const FOLDER = join(import.meta.dirname, '../../../crawler/meaning/sentences')
const FLAGS = ['complaint', 'toxic', 'rumour'] as const

interface Line {
  /** `file:line`, to find what is wrong. */
  readonly where: string
  readonly value: unknown
}

function readLines(): readonly Line[] {
  const files = readdirSync(FOLDER).filter(name => /^flags-[a-z-]+\.jsonl$/.test(name))
  return files.flatMap(file =>
    readFileSync(join(FOLDER, file), 'utf8')
      .trimEnd()
      .split('\n')
      .map((text, at) => ({ where: `${file}:${at + 1}`, value: JSON.parse(text) as unknown })),
  )
}

function textOf(line: Line): string {
  return (line.value as { readonly text: string }).text
}

function carries(line: Line, flag: (typeof FLAGS)[number]): boolean {
  return (line.value as Readonly<Record<string, boolean>>)[flag] === true
}

const lines = readLines()

/** Two texts that differ only in case, accents, spaces or punctuation have the same key. */
function looseKey(text: string): string {
  const bare = text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('đ', 'd')
  return bare.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim()
}

describe('labelled sentences of the flags', () => {
  test('every line has a text and three flags, and nothing else', () => {
    const wrong = lines.filter(({ value }) => {
      if (typeof value !== 'object' || value === null) return true
      const { text, complaint, toxic, rumour, ...rest } = value as Record<string, unknown>
      const flagged = [complaint, toxic, rumour].every(flag => typeof flag === 'boolean')
      return typeof text !== 'string' || text === '' || !flagged || Object.keys(rest).length > 0
    })
    expect(wrong.map(line => line.where)).toEqual([])
  })

  test('every text is NFC, trimmed, on one line', () => {
    const wrong = lines.filter(line => {
      const text = textOf(line)
      return text !== text.normalize('NFC') || text !== text.trim() || /[\n\r\t]| {2}/.test(text)
    })
    expect(wrong.map(line => line.where)).toEqual([])
  })

  test('no text stands twice', () => {
    const first = new Map<string, string>()
    const twice: string[] = []
    for (const line of lines) {
      const key = looseKey(textOf(line))
      const before = first.get(key)
      if (before === undefined) first.set(key, line.where)
      else twice.push(`${line.where} repeats ${before}`)
    }
    expect(twice).toEqual([])
  })

  test('there are 500 lines or more, and a hundred without any flag', () => {
    expect(lines.length).toBeGreaterThanOrEqual(500)
    const plain = lines.filter(line => FLAGS.every(flag => !carries(line, flag)))
    expect(plain.length).toBeGreaterThanOrEqual(100)
  })

  test.each(FLAGS)('%s stands on a hundred lines or more and on fewer than half', flag => {
    const count = lines.filter(line => carries(line, flag)).length
    expect(count).toBeGreaterThanOrEqual(100)
    expect(count).toBeLessThan(lines.length / 2)
  })
})
