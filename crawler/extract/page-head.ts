// What a page says about itself before anyone reads it: title, metadata, canonical address, language, JSON-LD.
// Collected while the markup is walked, wherever in the page it stands: many sites put it into the body.

import type { Attributes } from './markup-walker.ts'

export interface PageHead {
  /** Of `<title>`, entities decoded; empty when there is none. */
  readonly title: string
  /** By `name`, `property` or `itemprop`, lower case; the first of a name counts. */
  readonly metas: ReadonlyMap<string, string>
  /** `rel=canonical` as written. */
  readonly canonical: string | null
  readonly next: string | null
  readonly base: string | null
  /** `<html lang>`, lower case, as written. */
  readonly language: string | null
  /** Texts of `application/ld+json` scripts. */
  readonly jsonLd: readonly string[]
}

export interface HeadCollector {
  open(name: string, attributes: Attributes): void
  text(text: string): void
  close(name: string): void
  /** What was found so far. */
  head(): PageHead
}

const MAX_METAS = 300
const MAX_META_LENGTH = 10_000
const MAX_TITLE_LENGTH = 2000
const MAX_JSON_LD = 20
const MAX_JSON_LD_LENGTH = 1_000_000

export function createHeadCollector(): HeadCollector {
  const metas = new Map<string, string>()
  const jsonLd: string[] = []
  const links: Record<'canonical' | 'next', string | null> = { canonical: null, next: null }
  let title: string | null = null
  let base: string | null = null
  let language: string | null = null
  let reading: { readonly kind: 'title' | 'json'; text: string; readonly max: number } | null = null

  const meta = (attributes: Attributes): void => {
    const content = attributes.get('content')
    if (content === undefined || metas.size >= MAX_METAS) return
    for (const key of ['property', 'name', 'itemprop', 'http-equiv']) {
      const name = attributes.get(key)?.trim().toLowerCase() ?? ''
      if (name !== '' && !metas.has(name)) metas.set(name, content.slice(0, MAX_META_LENGTH))
    }
  }

  return {
    open(name, attributes) {
      if (name === 'meta') meta(attributes)
      else if (name === 'html') language ??= attributes.get('lang')?.trim().toLowerCase() ?? null
      else if (name === 'base') base ??= attributes.get('href') ?? null
      else if (name === 'link') {
        const relations = (attributes.get('rel') ?? '').toLowerCase().split(/\s+/u)
        for (const relation of ['canonical', 'next'] as const)
          if (relations.includes(relation)) links[relation] ??= attributes.get('href') ?? null
      } else if (name === 'title' && title === null)
        reading = { kind: 'title', text: '', max: MAX_TITLE_LENGTH }
      else if (name === 'script' && /^\s*application\/ld\+json/iu.test(attributes.get('type') ?? ''))
        reading = { kind: 'json', text: '', max: MAX_JSON_LD_LENGTH }
    },
    text(text) {
      if (reading !== null && reading.text.length < reading.max) reading.text += text
    },
    close(name) {
      if (reading?.kind === 'title' && name === 'title') title = reading.text
      else if (reading?.kind === 'json' && name === 'script') {
        if (jsonLd.length < MAX_JSON_LD) jsonLd.push(reading.text)
      } else return
      reading = null
    },
    head: () => ({ title: title ?? '', metas, ...links, base, language, jsonLd }),
  }
}
