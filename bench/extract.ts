// `npm run -s bench -- extract`: how well and how fast pages are read, on the public pages beside the repository.
//
// The score is that of extract-score.ts. The pages are also scored in two halves (every other one by name): the
// rules of crawler/extract were made looking at the mistakes in `halfA` only. A page's time runs from its bytes to
// its text with title, author, time and language, all in one thread; the first round, in which code is compiled,
// is not timed. On a busy machine look at `pagesPerCpuSecond`, which counts the process's own time.

import { performance } from 'node:perf_hooks'
import { decodePage } from '#/crawler/text/decode-page.ts'
import { extractPage } from '#/crawler/extract/extract-page.ts'
import { systemClock } from '#/kernel/clock.ts'
import { scoreOf, scorePage } from './extract-score.ts'
import { loadExtractSamples, loadVietnameseSample, type ExtractSample } from './extract-samples.ts'

const ROUNDS = 3

/** Figures; `{skipped}` when the pages are not beside the repository. */
export async function extractBench(): Promise<Record<string, unknown>> {
  const samples = loadExtractSamples()
  if (samples === undefined) return { bench: 'extract', skipped: 'no pages in ../shared/media/extraction' }
  const scores = samples.map(sample => scorePage(sample.truth, read(sample)))
  const vietnamese = loadVietnameseSample()
  return {
    bench: 'extract',
    pages: samples.length,
    ...scoreOf(scores),
    halfA: scoreOf(scores.filter((_, at) => at % 2 === 0)),
    halfB: scoreOf(scores.filter((_, at) => at % 2 === 1)),
    ...(vietnamese === undefined
      ? {}
      : { vietnamese: scoreOf([scorePage(vietnamese.truth, read(vietnamese))]) }),
    ...speed(samples),
  }
}

function read({ bytes, url }: ExtractSample): string {
  return extractPage(decodePage(bytes, null).text, { url, nowMs: systemClock.now() }).text
}

function speed(samples: readonly ExtractSample[]): Record<string, unknown> {
  let slowest = { page: '', ms: 0, kilobytes: 0 }
  const cpuBefore = process.cpuUsage()
  const start = performance.now()
  for (let round = 0; round < ROUNDS; round++) {
    for (const sample of samples) {
      const before = performance.now()
      read(sample)
      const ms = Math.round(performance.now() - before)
      if (ms > slowest.ms)
        slowest = { page: sample.name.slice(0, 12), ms, kilobytes: Math.round(sample.bytes.length / 1024) }
    }
  }
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  const pages = ROUNDS * samples.length
  return {
    pagesPerSecond: Math.round((pages / seconds) * 10) / 10,
    pagesPerCpuSecond: Math.round((pages / ((user + system) / 1e6)) * 10) / 10,
    slowest,
  }
}
