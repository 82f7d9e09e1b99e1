// The public pages with their true text beside the repository (`../shared/media/extraction`): the 102 of
// scrapinghub/article-extraction-benchmark, and one of a Vietnamese newspaper. Read at run time, never copied.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

export interface ExtractSample {
  readonly name: string
  readonly url: string
  readonly bytes: Buffer
  readonly truth: string
}

const FOLDER = join(import.meta.dirname, '../../shared/media/extraction')

/** By name, so that halves are always the same ones; undefined when the folder is not there. */
export function loadExtractSamples(): readonly ExtractSample[] | undefined {
  const list = join(FOLDER, 'ground-truth.json')
  if (!existsSync(list)) return undefined
  const truths = JSON.parse(readFileSync(list, 'utf8')) as Record<
    string,
    { articleBody?: string; url?: string }
  >
  return Object.keys(truths)
    .sort()
    .map(name => ({
      name,
      url: truths[name]!.url ?? 'https://example.com/',
      bytes: gunzipSync(readFileSync(join(FOLDER, 'html', `${name}.html.gz`))),
      truth: truths[name]!.articleBody ?? '',
    }))
}

interface VietnameseTruth {
  readonly V1: {
    readonly body: {
      readonly summary: readonly string[]
      readonly sections: readonly {
        readonly headline: readonly string[]
        readonly paragraphs: readonly string[]
      }[]
    }
  }
}

/** Lead, section headings and paragraphs are its text; undefined when it is not there. */
export function loadVietnameseSample(): ExtractSample | undefined {
  const name = 'vnexpress-2025-10-22'
  const page = join(FOLDER, `${name}.html.gz`)
  if (!existsSync(page)) return undefined
  const { body } = (JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as VietnameseTruth).V1
  const paragraphs = [
    ...body.summary,
    ...body.sections.flatMap(section => [...section.headline, ...section.paragraphs]),
  ]
  return {
    name,
    url: 'https://vnexpress.net/',
    bytes: gunzipSync(readFileSync(page)),
    truth: paragraphs.join('\n'),
  }
}
