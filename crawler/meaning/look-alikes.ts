// Addresses that imitate one of the city's sites. The registrable domain decides, so that nothing under one of the
// city's own domains is ever one. Reasons, the first that fits:
// - `inside`: the city's host name stands in front of somebody else's domain, or before an `@`;
// - `letters`: it is one of the city's when letters that look alike are taken for each other (Cyrillic, digits, rn);
// - `ending`: the city's name under another ending (`.com` for `.gov.vn`);
// - `hyphens`: the same letters with other hyphens or points;
// - `spelling`: one letter more, less, other or swapped (two in names of twelve letters and more);
// - `words`: the city's name with words added to it (`dichvucong-hotro.example`).
// Names below four letters say too little and are compared by `inside` and `letters` alone. Under `gov.vn` only
// state bodies may register: nothing there is an imitation.

import { domainToUnicode } from 'node:url'
import { parse } from 'tldts'
import { stripAccents } from '#/crawler/text/strip-accents.ts'
import { readAddress, type WebAddress } from './web-addresses.ts'

export const LOOK_ALIKE_REASONS = ['inside', 'letters', 'ending', 'hyphens', 'spelling', 'words'] as const
export type LookAlikeReason = (typeof LOOK_ALIKE_REASONS)[number]

export interface LookAlike {
  readonly url: string
  readonly host: string
  /** The city's domain that it imitates. */
  readonly imitates: string
  readonly reason: LookAlikeReason
}

export interface LookAlikeFinder {
  /** Of addresses: each imitation once. */
  of(urls: readonly string[]): readonly LookAlike[]
  /** Of addresses that were read from a text. */
  among(addresses: readonly WebAddress[]): readonly LookAlike[]
}

interface CityDomain {
  /** As given. */
  readonly domain: string
  /** `example.com`, `quan1.gov.vn`: what nobody else may register. */
  readonly registrable: string
  /** Parts that make it known: `dichvucong` and `example` of `dichvucong.example.com`. */
  readonly labels: readonly string[]
}

const SHORTEST_LABEL = 4
const SHORTEST_MISSPELT = 6
const TWO_MISTAKES = 12
/** Where only state bodies may register (Decree 147/2024). */
const RESTRICTED_SUFFIXES: ReadonlySet<string> = new Set(['gov.vn'])
/** Labels that every site has. */
const COMMON_LABELS: ReadonlySet<string> = new Set([
  'www',
  'mail',
  'portal',
  'cong',
  'web',
  'home',
  'login',
  'test',
  'static',
  'media',
  'news',
  'info',
])

/** `urls` that imitate one of `cityDomains` (host names, without scheme); see `createLookAlikeFinder`. */
export function lookAlikes(
  urls: readonly string[],
  cityDomains: readonly string[],
  knownDomains: readonly string[] = [],
): readonly LookAlike[] {
  return createLookAlikeFinder(cityDomains, knownDomains).of(urls)
}

/** `knownDomains` are good whatever they look like (newspapers, other offices). Throws Error for a city domain that is none. */
export function createLookAlikeFinder(
  cityDomains: readonly string[],
  knownDomains: readonly string[] = [],
): LookAlikeFinder {
  const city = cityDomains.map(cityDomainOf)
  const known = new Set([
    ...city.map(own => own.registrable),
    ...knownDomains.map(domain => parse(domain, { allowPrivateDomains: false }).domain ?? domain),
  ])
  const find = (addresses: readonly WebAddress[]): readonly LookAlike[] => {
    const found = new Map<string, LookAlike>()
    for (const address of addresses) {
      const alike = imitationOf(address, city, known)
      if (alike !== undefined && !found.has(address.url)) found.set(address.url, alike)
    }
    return [...found.values()]
  }
  return {
    of: urls =>
      city.length === 0
        ? []
        : find(urls.map(url => readAddress(url)).filter(address => address !== undefined)),
    among: addresses => (city.length === 0 ? [] : find(addresses)),
  }
}

function cityDomainOf(domain: string): CityDomain {
  const lower = domain.replace(/^\*\./, '').toLowerCase()
  const { domain: registrable, subdomain, domainWithoutSuffix } = parse(lower, { allowPrivateDomains: false })
  if (registrable === null || domainWithoutSuffix === null)
    throw new Error(`${domain} is no domain of a site`)
  const labels = [...(subdomain ?? '').split('.'), domainWithoutSuffix].filter(
    label => label !== '' && !COMMON_LABELS.has(label),
  )
  return { domain: lower, registrable, labels }
}

function imitationOf(
  { url, host }: WebAddress,
  city: readonly CityDomain[],
  known: ReadonlySet<string>,
): LookAlike | undefined {
  const {
    domain: registrable,
    publicSuffix,
    domainWithoutSuffix,
    subdomain,
  } = parse(host, {
    allowPrivateDomains: false,
  })
  if (registrable === null || domainWithoutSuffix === null) return undefined
  if (known.has(registrable) || RESTRICTED_SUFFIXES.has(publicSuffix ?? '')) return undefined
  const shown = domainToUnicode(domainWithoutSuffix)
  const found: { readonly reason: LookAlikeReason; readonly imitates: string }[] = []
  for (const own of city) {
    const reason = reasonOf(own, {
      shown,
      before: subdomain ?? '',
      url,
    })
    if (reason !== undefined) found.push({ reason, imitates: own.domain })
  }
  found.sort(
    (one, other) => LOOK_ALIKE_REASONS.indexOf(one.reason) - LOOK_ALIKE_REASONS.indexOf(other.reason),
  )
  return found[0] === undefined ? undefined : { url, host, ...found[0] }
}

interface Foreign {
  /** The label that was registered, in the letters that a browser may show. */
  readonly shown: string
  /** Labels in front of it. */
  readonly before: string
  readonly url: string
}

function reasonOf(own: CityDomain, foreign: Foreign): LookAlikeReason | undefined {
  const decoy = /^https?:\/\/([^/?#\\]*)@/i.exec(foreign.url)?.[1]?.toLowerCase() ?? ''
  const inFront = `.${domainToUnicode(foreign.before)}.`
  if (
    [inFront, `.${decoy}.`].some(front => holdsName(front, own.domain) || holdsName(front, own.registrable))
  )
    return 'inside'
  const { shown } = foreign
  const likeness = skeleton(shown)
  if (own.labels.some(label => shown !== label && likeness === skeleton(label))) return 'letters'
  const joined = own.labels.join('')
  for (const label of own.labels) {
    if (label.length < SHORTEST_LABEL) continue
    if (shown === label) return 'ending'
    const bare = shown.replaceAll('-', '')
    if (bare === label.replaceAll('-', '') || (own.labels.length > 1 && bare === joined)) return 'hyphens'
    if (label.length >= SHORTEST_MISSPELT && isMisspelt(shown, label)) return 'spelling'
    if (hasWordsAdded(likeness, skeleton(label))) return 'words'
  }
  return undefined
}

/** `dichvucong.example.com` in front of `.evil.example`, also with hyphens for points. */
function holdsName(front: string, domain: string): boolean {
  return front.includes(`.${domain}.`) || front.includes(`.${domain.replaceAll('.', '-')}.`)
}

/** With hyphens around the name, or a name long enough to be no part of another word. */
function hasWordsAdded(name: string, label: string): boolean {
  if (`-${name}-`.includes(`-${label}-`)) return true
  return label.length >= 8 && name.includes(label)
}

function isMisspelt(name: string, label: string): boolean {
  const allowed = label.length >= TWO_MISTAKES ? 2 : 1
  return Math.abs(name.length - label.length) <= allowed && distance(name, label) <= allowed
}

/** Letters and digits that are drawn like Latin letters, all put as one. */
const TWINS: readonly (readonly [RegExp, string])[] = [
  [/[аạαɑ]/g, 'a'],
  [/[сϲ]/g, 'c'],
  [/[ԁɗ]/g, 'd'],
  [/[еєε]/g, 'e'],
  [/[ɡ]/g, 'g'],
  [/[һ]/g, 'h'],
  [/[іıɩ!|l1ι]/g, 'i'],
  [/[јʝ]/g, 'j'],
  [/[κк]/g, 'k'],
  [/[м]/g, 'm'],
  [/[пη]/g, 'n'],
  [/[оοσ0ө]/g, 'o'],
  [/[рρ]/g, 'p'],
  [/[ԛ]/g, 'q'],
  [/[гɾ]/g, 'r'],
  [/[ѕ5]/g, 's'],
  [/[тτ]/g, 't'],
  [/[υцս]/g, 'u'],
  [/[νѵ]/g, 'v'],
  [/[ԝω]/g, 'w'],
  [/[хχ]/g, 'x'],
  [/[уγү]/g, 'y'],
  [/[ᴢ2]/g, 'z'],
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/3/g, 'e'],
  [/4/g, 'a'],
]

function skeleton(name: string): string {
  let plain = stripAccents(name.toLowerCase().normalize('NFKC'))
  for (const [twins, letter] of TWINS) plain = plain.replace(twins, letter)
  return plain
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
function distance(one: string, other: string): number {
  let twoBefore: number[] = []
  let before = Array.from({ length: other.length + 1 }, (_, n) => n)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1
      let least = Math.min(before[j]! + 1, row[j - 1]! + 1, before[j - 1]! + same)
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, twoBefore[j - 2]! + 1)
      row.push(least)
    }
    twoBefore = before
    before = row
  }
  return before[other.length]!
}
