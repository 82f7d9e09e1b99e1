// `npm run -s bench -- meaning-quality`: how well topics and flags are read, by five-fold on the project's labelled
// sentences: by terms alone, by the model alone, and by both as `readMeaning` joins them. The terms were not made
// from these sentences. When the public set of toxic comments lies beside the repository, insults are checked on its
// part `dev`, on which nothing here was trained.

import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TEXT_FLAGS } from '#/crawler/meaning/flags.ts'
import type { LabelScorer } from '#/crawler/meaning/label-scorer.ts'
import { createMeaningContext, readMeaning, type Meaning } from '#/crawler/meaning/read-meaning.ts'
import { predictorOf } from '#/crawler/sentiment/classifier.ts'
import { assignFolds } from '#/crawler/sentiment/folds.ts'
import type { LabelledText } from '#/crawler/sentiment/labelled-lines.ts'
import { trainClassifier } from '#/crawler/sentiment/train-classifier.ts'
import { TOPIC_OPTIONS } from '#/listening/label-scorers.ts'

const FOLDS = 5
const SEED = 1
const CRAWLER = join(import.meta.dirname, '../crawler')
const PUBLIC_TOXIC = join(import.meta.dirname, '../../shared/media/sentiment/victsd-toxic.jsonl')
const NONE: LabelScorer = () => ({})

const shared = createMeaningContext({
  province: null,
  systems: [],
  cityDomains: [],
  topicScorer: null,
  flagScorer: null,
})

export async function meaningQualityBench(): Promise<Record<string, unknown>> {
  return { topics: topics(), flags: flags(), publicToxic: publicToxic() }
}

function meaningOf(text: string, topicScorer: LabelScorer, flagScorer: LabelScorer): Meaning {
  return readMeaning(
    { kind: 'comment', title: '', text, sourceTopics: [] },
    { ...shared, topicScorer, flagScorer },
  )
}

function scorer(lines: readonly LabelledText[]): LabelScorer {
  const predict = predictorOf(
    trainClassifier(
      { name: 'bench', lines, lexicons: { city: [], afinn: [] }, trainedOn: '2026-11-29' },
      TOPIC_OPTIONS,
    ),
  )
  return text => predict(text).probabilities
}

interface TopicLine {
  readonly text: string
  readonly topic: string
}

function topics(): Record<string, unknown> {
  const lines = (read('sentiment/sentences/*.jsonl') as readonly TopicLine[]).map(({ text, topic }) => ({
    text,
    label: topic,
  }))
  const ways = {
    terms: { first: 0, among: 0, given: 0 },
    model: { first: 0 },
    both: { first: 0, among: 0, given: 0 },
  }
  eachFold(lines, (test, model) => {
    for (const { text, label } of test) {
      const scores = model(text)
      const best = Object.keys(scores).reduce((one, other) => (scores[other]! > scores[one]! ? other : one))
      if (best === label) ways.model.first++
      for (const [way, topicScorer] of [
        ['terms', NONE],
        ['both', () => scores],
      ] as const) {
        const found: readonly string[] = meaningOf(text, topicScorer, NONE).topics
        if (found[0] === label) ways[way].first++
        if (found.includes(label)) ways[way].among++
        ways[way].given += found.length
      }
    }
  })
  const share = (counts: Record<string, number>) =>
    Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, round(count / lines.length)]))
  return { texts: lines.length, terms: share(ways.terms), model: share(ways.model), both: share(ways.both) }
}

type FlagLine = { readonly text: string } & Readonly<Record<string, unknown>>

function flagLines(): readonly FlagLine[] {
  return read('meaning/sentences/flags-*.jsonl') as readonly FlagLine[]
}

function flags(): Record<string, unknown> {
  const lines = flagLines()
  return Object.fromEntries(
    TEXT_FLAGS.map(flag => {
      const counts = { terms: newCounts(), model: newCounts(), both: newCounts() }
      eachFold(labelledFor(lines, flag), (test, model) => {
        for (const { text, label } of test) {
          const p = model(text)['yes']!
          const truth = label === 'yes'
          tally(counts.terms, truth, meaningOf(text, NONE, NONE).flags.includes(flag))
          tally(counts.model, truth, p >= 0.5)
          tally(counts.both, truth, meaningOf(text, NONE, () => ({ [flag]: p })).flags.includes(flag))
        }
      })
      return [flag, Object.fromEntries(Object.entries(counts).map(([way, count]) => [way, qualityOf(count)]))]
    }),
  )
}

function publicToxic(): Record<string, unknown> | null {
  if (!existsSync(PUBLIC_TOXIC)) return null
  const lines = readFileSync(PUBLIC_TOXIC, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { text: string; label: string; split: string })
    .filter(({ split }) => split === 'dev')
  const model = scorer(labelledFor(flagLines(), 'toxic'))
  const counts = { terms: newCounts(), both: newCounts() }
  for (const { text, label } of lines) {
    tally(counts.terms, label === 'toxic', meaningOf(text, NONE, NONE).flags.includes('toxic'))
    const p = model(text)['yes']!
    tally(counts.both, label === 'toxic', meaningOf(text, NONE, () => ({ toxic: p })).flags.includes('toxic'))
  }
  return { texts: lines.length, terms: qualityOf(counts.terms), both: qualityOf(counts.both) }
}

function labelledFor(lines: readonly FlagLine[], flag: string): readonly LabelledText[] {
  return lines.map(line => ({ text: line.text, label: line[flag] === true ? 'yes' : 'no' }))
}

function eachFold(
  lines: readonly LabelledText[],
  judge: (test: readonly LabelledText[], model: LabelScorer) => void,
): void {
  const partOf = assignFolds(lines, FOLDS, SEED)
  for (let part = 0; part < FOLDS; part++)
    judge(
      lines.filter((_, at) => partOf[at] === part),
      scorer(lines.filter((_, at) => partOf[at] !== part)),
    )
}

interface Counts {
  hits: number
  falseAlarms: number
  misses: number
  rest: number
}

function newCounts(): Counts {
  return { hits: 0, falseAlarms: 0, misses: 0, rest: 0 }
}

function tally(counts: Counts, truth: boolean, found: boolean): void {
  if (truth) counts[found ? 'hits' : 'misses']++
  else counts[found ? 'falseAlarms' : 'rest']++
}

function qualityOf({ hits, falseAlarms, misses, rest }: Counts): Record<string, number> {
  const f1 = (right: number): number => (2 * right) / (2 * right + falseAlarms + misses)
  return {
    precision: round(hits / (hits + falseAlarms)),
    recall: round(hits / (hits + misses)),
    f1: round(f1(hits)),
    macroF1: round((f1(hits) + f1(rest)) / 2),
  }
}

function round(value: number): number {
  return Number(value.toFixed(3))
}

function read(pattern: string): readonly unknown[] {
  return globSync(pattern, { cwd: CRAWLER })
    .sort()
    .flatMap(file => readFileSync(join(CRAWLER, file), 'utf8').trim().split('\n'))
    .map((line): unknown => JSON.parse(line))
}
