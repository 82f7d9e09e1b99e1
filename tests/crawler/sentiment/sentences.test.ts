// The labelled sentences that ship: their shape, that no sentence stands there twice or nearly so, that each topic
// and tone has enough of them, and that no address in them is anybody's. The lexicon likewise.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readCityLexicon } from '#/crawler/sentiment/lexicon-files.ts'
import { foldForMatching } from '#/crawler/text/fold-for-matching.ts'
import { wordsOf } from '#/crawler/text/words.ts'
import { TONES, TOPICS, VOICES } from '#/kernel/mention.ts'
import type { Tone, Topic, Voice } from '#/kernel/mention.ts'

const sentiment = join(import.meta.dirname, '../../../crawler/sentiment')
const folder = join(sentiment, 'sentences')

interface Sentence {
  readonly where: string
  readonly voice: Voice
  readonly text: string
  readonly label: Tone
  readonly topic: Topic
}

const FILE = /^(news|comment)-[a-z]+(?:-[a-z]+)*\.jsonl$/
const files = readdirSync(folder)
  .filter(name => name.endsWith('.jsonl'))
  .sort()
const sentences = files.flatMap(readSentences)

function readSentences(name: string): Sentence[] {
  const voice = FILE.exec(name)?.[1] as Voice
  const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n')
  return lines.map((line, at) => ({
    ...(JSON.parse(line) as Pick<Sentence, 'text' | 'label' | 'topic'>),
    where: `${name}:${at + 1}`,
    voice,
  }))
}

/** Words without accents and case, each after each: what is left when only the spelling differs. */
function folded(text: string): string {
  return wordsOf(foldForMatching(text).bare).join(' ')
}

/** Pairs of words; of a single word itself. */
function shinglesOf(text: string): ReadonlySet<string> {
  const words = wordsOf(foldForMatching(text).accented)
  if (words.length < 2) return new Set(words)
  return new Set(words.slice(1).map((word, at) => `${words[at]} ${word}`))
}

function countBy<Key extends string>(of: readonly Sentence[], key: (sentence: Sentence) => Key) {
  const counts = new Map<Key, number>()
  for (const sentence of of) counts.set(key(sentence), (counts.get(key(sentence)) ?? 0) + 1)
  return counts
}

describe('each line', () => {
  test('stands in a file named after its voice', () => {
    expect(files.filter(name => !FILE.test(name))).toEqual([])
  })

  test('has a text, a tone and a topic, and nothing else', () => {
    const wrong = sentences.filter(
      ({ where: _where, voice: _voice, ...line }) =>
        Object.keys(line).sort().join() !== 'label,text,topic' ||
        typeof line.text !== 'string' ||
        !TONES.includes(line.label) ||
        !TOPICS.includes(line.topic),
    )
    expect(wrong).toEqual([])
  })

  test('is NFC, on one line, without spaces at its ends or two in a row', () => {
    const wrong = sentences.filter(
      ({ text }) => text === '' || text !== text.normalize('NFC').trim() || /\s{2}|[\n\t\r]/.test(text),
    )
    expect(wrong).toEqual([])
  })

  test('names no address and no number of anybody', () => {
    const DOMAIN = /\b(?:[a-z0-9-]+\.)+(?:com|vn|net|org|info|io|xyz|top|site|shop|club)\b/gi
    const IP = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g
    const ours = /^(?:[a-z0-9-]+\.)*example\.com$|^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/i
    const wrong = sentences.flatMap(({ where, text }) =>
      [...(text.match(DOMAIN) ?? []), ...(text.match(IP) ?? [])]
        // A suffix that is spoken of, `.gov.vn`, is nobody's.
        .filter(found => !ours.test(found) && found !== 'gov.vn')
        .concat(text.match(/(?:\d[ .-]?){9,}\d/g)?.filter(digits => digits.startsWith('0')) ?? [])
        .map(found => `${where}: ${found}`),
    )
    expect(wrong).toEqual([])
  })
})

describe('no sentence stands there twice', () => {
  test('with other accents, case or punctuation', () => {
    const first = new Map<string, string>()
    const twice = sentences.flatMap(({ where, text }) => {
      const key = folded(text) || text
      const before = first.get(key)
      if (before === undefined) first.set(key, where)
      return before === undefined ? [] : [`${where} = ${before}: ${text}`]
    })
    expect(twice).toEqual([])
  })

  test('with a few words changed: Jaccard of word pairs at most 0.7', () => {
    const shingles = sentences.map(({ text }) => shinglesOf(text))
    const holders = new Map<string, number[]>()
    const near: string[] = []
    for (const [at, own] of shingles.entries()) {
      const shared = new Map<number, number>()
      for (const shingle of own) {
        const before = holders.get(shingle) ?? []
        for (const other of before) shared.set(other, (shared.get(other) ?? 0) + 1)
        holders.set(shingle, [...before, at])
      }
      for (const [other, common] of shared)
        if (common / (own.size + shingles[other]!.size - common) > 0.7)
          near.push(`${sentences[at]!.where} ~ ${sentences[other]!.where}: ${sentences[at]!.text}`)
    }
    expect(near).toEqual([])
  })
})

describe.each(VOICES)('%s', voice => {
  const own = sentences.filter(sentence => sentence.voice === voice)

  test('has sentences enough, and of no tone more than half', () => {
    expect(own.length).toBeGreaterThanOrEqual(1500)
    const counts = countBy(own, ({ label }) => label)
    const shares = TONES.map(tone => (counts.get(tone) ?? 0) / own.length)
    expect(Math.min(...shares)).toBeGreaterThan(0.2)
    expect(Math.max(...shares)).toBeLessThan(0.5)
  })

  test('has 60 of each topic, 250 of the rest of life, and ten of each tone in each topic', () => {
    const topics = countBy(own, ({ topic }) => topic)
    const cells = countBy<string>(own, ({ topic, label }) => `${topic} ${label}`)
    const few = TOPICS.flatMap(topic => [
      ...((topics.get(topic) ?? 0) < (topic === 'other' ? 250 : 60) ? [topic] : []),
      ...TONES.map(tone => `${topic} ${tone}`).filter(cell => (cells.get(cell) ?? 0) < 10),
    ])
    expect(few).toEqual([])
  })
})

describe('the city lexicon', () => {
  const entries = readCityLexicon('both')

  test('has 15,000 terms or more, each once, whole weights, lower case, NFC', () => {
    expect(entries.length).toBeGreaterThanOrEqual(15_000)
    const terms = entries.map(({ term }) => term)
    const met = new Set<string>()
    expect(terms.filter(term => met.size === met.add(term).size)).toEqual([])
    expect(terms.filter(term => term !== term.normalize('NFC').toLowerCase())).toEqual([])
    expect(entries.filter(({ weight }) => !Number.isInteger(weight))).toEqual([])
  })

  test.each(VOICES)('has words for and against for %s', voice => {
    const weights = readCityLexicon(voice).map(({ weight }) => weight)
    expect(weights.filter(weight => weight > 0).length).toBeGreaterThan(3000)
    expect(weights.filter(weight => weight < 0).length).toBeGreaterThan(3000)
  })

  test('has no term that reads as nothing', () => {
    expect(entries.filter(({ term }) => wordsOf(term).length === 0)).toEqual([])
  })
})
