// All names by which places are written, as one tree of phrases: with the kind in front (`phường bến thành`), and
// bare (`bến thành`), each with every unit that it may mean. Built once, in some 100 ms.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { compilePhrases, phraseWords, type Phrases } from './phrases.ts'
import {
  bareName,
  type District,
  type FormerProvince,
  type FormerWard,
  type PlaceData,
  type Province,
  type Ward,
} from './place-data.ts'

export type PlaceUnit =
  | Ward
  | FormerWard
  | District
  | FormerProvince
  | { readonly kind: 'province'; readonly province: Province }

export interface PlaceNames {
  readonly typed: Phrases<PlaceUnit>
  readonly bare: Phrases<PlaceUnit>
  readonly whereWords: ReadonlySet<string>
  readonly notAfter: ReadonlySet<string>
  readonly provinceByCode: ReadonlyMap<string, Province>
}

interface ExtraNames {
  readonly provinces: Readonly<Record<string, readonly string[]>>
  readonly districts: readonly {
    readonly name: string
    readonly province: string
    readonly formerProvince: string
    readonly wards: readonly string[]
  }[]
  readonly whereWords: readonly string[]
  readonly notAfter: readonly string[]
}

/** Throws Error when data/place-names.yaml names a province or ward that there is not. */
export function compilePlaceNames(data: PlaceData): PlaceNames {
  const extra = parse(readFileSync(join(import.meta.dirname, 'data/place-names.yaml'), 'utf8')) as ExtraNames
  const provinceByCode = new Map(data.provinces.map(province => [province.code, province]))
  const provinceOf = (code: string): Province => {
    const province = provinceByCode.get(code)
    if (province === undefined) throw new Error(`data/place-names.yaml: there is no province ${code}`)
    return province
  }
  const wardOf = (province: string, name: string): Ward => {
    const ward = data.wards.find(one => one.province === province && one.name === name)
    if (ward === undefined)
      throw new Error(`data/place-names.yaml: there is no ${name} in province ${province}`)
    return ward
  }
  const districts: readonly District[] = [
    ...data.districts,
    ...extra.districts.map(district => ({
      kind: 'district' as const,
      name: district.name,
      formerProvince: district.formerProvince,
      province: provinceOf(district.province).code,
      wards: district.wards.map(ward => wardOf(district.province, ward)),
    })),
  ]
  const named = (unit: PlaceUnit & { readonly name: string }): readonly [string, PlaceUnit] => [
    unit.name,
    unit,
  ]
  const aliases = Object.entries(extra.provinces).flatMap(([code, names]) =>
    names.map(name => [name, { kind: 'province' as const, province: provinceOf(code) }] as const),
  )
  const typed: (readonly [string, PlaceUnit])[] = [
    ...[...data.wards, ...data.formerWards, ...districts].map(named),
    ...data.provinces.map(province => [province.name, { kind: 'province' as const, province }] as const),
    // A city with the rank of a province is also called one, and a province its city: `tỉnh Đồng Nai`.
    ...data.formerProvinces.map(former => [`tỉnh ${former.name}`, former] as const),
    ...aliases,
  ]
  // A name of digits alone (`Phường 1`, `Quận 3`) is none without its kind.
  const bare = typed
    .map(([name, unit]) => [bareName(name), unit] as const)
    .filter(([name]) => !/^\d/.test(name))
    .filter(([name, unit]) => phraseWords(name).length > 1 || unit.kind === 'province')
  return {
    typed: compilePhrases(typed),
    bare: compilePhrases(bare),
    whereWords: new Set(extra.whereWords),
    notAfter: new Set(extra.notAfter),
    provinceByCode,
  }
}
