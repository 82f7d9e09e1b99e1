// Which places a text speaks of, as units of today. A name is never guessed:
// 1. Context decides which of the units of a name may be meant, the nearest first: the district and province written
//    right after it, those of its sentence, those of the text, and when no province decided, that of the
//    installation. Context that knows no unit of the name is passed over.
// 2. If several are left, the widest counts when it covers all others (`Gò Vấp`: the former district, which holds
//    today's ward of that name). A ward written with its kind and without a district is today's, when there is one
//    of that name. Otherwise the name means nothing.
// 3. A former ward is today's ward that holds it; one that was divided among several is none of them.
// 4. A former district means all of today's wards that it became, when there are at most twelve and no ward in it is
//    named in the text; otherwise none. A province counts when nothing in it is found.
// A bare name is a ward only where a place must stand (`ở Thảo Điền`, `Thảo Điền, TP.HCM`) and in the province of
// the installation or one that the text names.

import { LIMITS } from '#/kernel/limits.ts'
import type { PlaceMention } from '#/kernel/mention.ts'
import type { District } from './place-data.ts'
import { findPlaceHits, type PlaceHit } from './place-hits.ts'
import type { PlaceNames, PlaceUnit } from './place-names.ts'
import type { ReadWords } from './read-words.ts'

export interface PlaceFinder {
  /** Wards, in the order in which they are written, then provinces; each once, at most thirty. */
  find(words: ReadWords): readonly PlaceMention[]
}

const MAX_DISTRICT_WARDS = 12
const MAX_PLACES = 30
/** Hits looked at after one for what it belongs to. */
const MAX_CHAIN = 6
/** Between a name and what it is said to belong to. */
const LINK_WORDS: ReadonlySet<string> = new Set(['thuộc', 'của', 'ở', 'tại', 'và'])

/** `home`: code of the installation's province, null when it has none. Throws Error when there is no such province. */
export function createPlaceFinder(names: PlaceNames, home: string | null): PlaceFinder {
  if (home !== null && !names.provinceByCode.has(home)) throw new Error(`there is no province ${home}`)
  return { find: words => placesOf(words, names, home) }
}

/** What stands around a name. */
interface Context {
  readonly districts: ReadonlySet<District>
  /** Codes. */
  readonly provinces: ReadonlySet<string>
  /** Names of provinces of before July 2025. */
  readonly formerProvinces: ReadonlySet<string>
}

function placesOf(words: ReadWords, names: PlaceNames, home: string | null): readonly PlaceMention[] {
  const hits = findPlaceHits(words, names).slice(0, LIMITS.maxTextPlaceNames)
  if (hits.length === 0) return []
  const wards = new Map<string, { readonly mention: PlaceMention; readonly province: string }>()
  const provinces = new Map<string, PlaceMention>()
  const districts: { readonly district: District; readonly writtenAs: string }[] = []
  /** Of wards that were divided: a text that names one does not speak of the whole district. */
  const divided = new Set<District>()
  const sentences = sentenceNumbers(words)

  for (const [n, hit] of hits.entries()) {
    const chain = chainAfter(hits, n, words)
    if (!hit.typed && !hit.where && chain.length === 0 && !hit.units.some(isWide)) continue
    const sentence = hits.filter(other => sentences[other.from] === sentences[hit.from])
    const around = [chain, sentence, hits].map(some => contextOf(some.filter(other => other !== hit)))
    const unit = hit.typed ? typedUnit(hit, around, home) : bareUnit(hit, around, home)
    if (unit === undefined) continue
    const writtenAs = words.text.slice(words.words[hit.from]!.at, words.words[hit.to - 1]!.end)
    if (unit.kind === 'district') districts.push({ district: unit, writtenAs })
    else if (unit.kind === 'former-ward' && unit.wards.length !== 1) divided.add(unit.district)
    else if (unit.kind === 'ward' || unit.kind === 'former-ward') {
      const ward = unit.kind === 'ward' ? unit : unit.wards[0]!
      const today = unit.kind === 'ward' || unit.name === ward.name
      if (!wards.has(ward.code) || today)
        wards.set(ward.code, { mention: mentionOf(ward, today ? null : writtenAs), province: ward.province })
    } else {
      const { code, name } = unit.province
      const today = unit.kind === 'province'
      if (!provinces.has(code) || today)
        provinces.set(code, { code, name, writtenAs: today ? null : writtenAs })
    }
  }

  for (const { district, writtenAs } of districts)
    if (
      district.wards.length <= MAX_DISTRICT_WARDS &&
      !divided.has(district) &&
      !district.wards.some(ward => wards.has(ward.code))
    )
      for (const ward of district.wards)
        wards.set(ward.code, { mention: mentionOf(ward, writtenAs), province: ward.province })
  const holding = new Set([...wards.values()].map(({ province }) => province))
  return [
    ...[...wards.values()].map(({ mention }) => mention),
    ...[...provinces.values()].filter(({ code }) => !holding.has(code)),
  ].slice(0, MAX_PLACES)
}

function mentionOf(
  ward: { readonly code: string; readonly name: string },
  writtenAs: string | null,
): PlaceMention {
  return { code: ward.code, name: ward.name, writtenAs }
}

/** The names right after one, up to the end of the enumeration: what it may belong to. */
function chainAfter(hits: readonly PlaceHit[], n: number, words: ReadWords): readonly PlaceHit[] {
  const chain: PlaceHit[] = []
  let end = hits[n]!.to
  for (const next of hits.slice(n + 1, n + 1 + MAX_CHAIN)) {
    const between = words.words.slice(end, next.from)
    if (between.length > 1 || between.some(word => !LINK_WORDS.has(word.lower))) break
    if (words.words.slice(end, next.from + 1).some(word => word.gap === '|')) break
    chain.push(next)
    end = next.to
  }
  return chain
}

function contextOf(hits: readonly PlaceHit[]): Context {
  const districts = new Set<District>()
  const provinces = new Set<string>()
  const formerProvinces = new Set<string>()
  for (const { units, typed } of hits) {
    // A name that is of a province and of a ward (`Bình Dương`) is no context, unless its kind is written.
    const wide = typed ? units : units.filter(unit => isWide(unit))
    if (!typed && wide.length < units.length && wide.every(unit => unit.kind !== 'district')) continue
    for (const unit of wide) {
      if (unit.kind === 'district') districts.add(unit)
      else if (isProvince(unit)) provinces.add(unit.province.code)
      if (unit.kind === 'former-province') formerProvinces.add(unit.name)
    }
  }
  return { districts, provinces, formerProvinces }
}

function typedUnit(hit: PlaceHit, around: readonly Context[], home: string | null): PlaceUnit | undefined {
  let left = hit.units
  let districtNamed = false
  let provinceDecided = false
  for (const { districts, provinces, formerProvinces } of around) {
    const within = left.filter(unit => isWithinDistrict(unit, districts))
    if (within.length > 0) {
      left = within
      districtNamed = true
    }
    const inProvince = left.filter(unit => provinces.has(provinceOf(unit)))
    if (inProvince.length > 0) {
      left = inProvince
      provinceDecided = true
    }
    // Three provinces that became one may each have had a district of this name.
    const inFormer = left.filter(unit => formerProvinces.has(formerProvinceOf(unit)))
    if (inFormer.length > 0) left = inFormer
  }
  const atHome = left.filter(unit => provinceOf(unit) === home)
  if (!provinceDecided && !districtNamed && atHome.length > 0) left = atHome
  const today = left.filter(unit => unit.kind === 'ward')
  const former = left.filter(unit => unit.kind === 'former-ward')
  // Who writes a district writes as before July 2025; who writes none, as today.
  if (today.length > 0 && former.length > 0) left = districtNamed ? former : today
  return widest(left)
}

function bareUnit(hit: PlaceHit, around: readonly Context[], home: string | null): PlaceUnit | undefined {
  const [chain, , text] = around as [Context, Context, Context]
  const known = hit.units.filter(
    unit => isProvince(unit) || provinceOf(unit) === home || text.provinces.has(provinceOf(unit)),
  )
  const placed = known.filter(
    unit => isWithinDistrict(unit, chain.districts) || chain.provinces.has(provinceOf(unit)),
  )
  const left = placed.length > 0 ? placed : known
  return widest(
    left.some(unit => unit.kind === 'ward') ? left.filter(unit => unit.kind !== 'former-ward') : left,
  )
}

/** The unit that covers all others; undefined when none does. */
function widest(units: readonly PlaceUnit[]): PlaceUnit | undefined {
  return units.find(one => units.every(other => covers(one, other)))
}

function covers(wide: PlaceUnit, narrow: PlaceUnit): boolean {
  if (wide === narrow) return true
  if (isProvince(wide))
    return provinceOf(narrow) === wide.province.code && (wide.kind === 'province' || !isProvince(narrow))
  if (isProvince(narrow)) return false
  const inside = wardsOf(wide)
  return wardsOf(narrow).every(code => inside.includes(code))
}

function wardsOf(
  unit: Exclude<PlaceUnit, { readonly kind: 'province' | 'former-province' }>,
): readonly string[] {
  return unit.kind === 'ward' ? [unit.code] : unit.wards.map(ward => ward.code)
}

function isWithinDistrict(unit: PlaceUnit, districts: ReadonlySet<District>): boolean {
  if (unit.kind === 'former-ward') return districts.has(unit.district)
  if (unit.kind !== 'ward') return false
  for (const district of districts) if (district.wards.includes(unit)) return true
  return false
}

function provinceOf(unit: PlaceUnit): string {
  if (unit.kind === 'former-ward') return unit.district.province
  return isProvince(unit) ? unit.province.code : unit.province
}

/** Empty for units of today. */
function formerProvinceOf(unit: PlaceUnit): string {
  if (unit.kind === 'former-ward') return unit.district.formerProvince
  return unit.kind === 'district' ? unit.formerProvince : ''
}

type ProvinceUnit = Extract<PlaceUnit, { readonly kind: 'province' | 'former-province' }>

function isProvince(unit: PlaceUnit): unit is ProvinceUnit {
  return unit.kind === 'province' || unit.kind === 'former-province'
}

function isWide(unit: PlaceUnit): boolean {
  return unit.kind !== 'ward' && unit.kind !== 'former-ward'
}

/** For each word the number of its sentence. */
function sentenceNumbers(words: ReadWords): readonly number[] {
  let sentence = 0
  return words.words.map(word => (word.gap === '|' ? ++sentence : sentence))
}
