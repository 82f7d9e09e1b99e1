// The wards that the invented texts speak of. The city, Thành phố Sông Mây, is invented and so is everything
// told of it; only the names of its wards are those of real ones, because places are recognised by the
// official list. Nothing here happened anywhere. Another province's names can be given instead.

export const WARD_KEYS = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6'] as const
/** Stands in the texts as `{w1}`, after the word "phường". */
export type WardKey = (typeof WARD_KEYS)[number]

export interface DemoWard {
  /** Official code. */
  readonly code: string
  /** Without "Phường". */
  readonly name: string
}

export type DemoWards = Readonly<Record<WardKey, DemoWard>>

/** `w5` is the ward of the flood story. */
export const DEFAULT_WARDS: DemoWards = {
  w1: { code: '31135', name: 'Ninh Kiều' },
  w2: { code: '31120', name: 'Cái Khế' },
  w3: { code: '31168', name: 'Bình Thủy' },
  w4: { code: '31186', name: 'Cái Răng' },
  w5: { code: '31201', name: 'Hưng Phú' },
  w6: { code: '31183', name: 'Long Tuyền' },
}

/** Puts the names in; throws on a mark that is none of the keys. */
export function nameWards(text: string, wards: DemoWards): string {
  return text.replaceAll(/\{([^}]*)\}/g, (mark, key: string) => {
    const ward = wards[key as WardKey] as DemoWard | undefined
    if (ward === undefined) throw new Error(`"${mark}" in an invented text is no ward`)
    return ward.name
  })
}
