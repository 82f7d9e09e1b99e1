// The names of the ten kinds of Mẫu số 05, Circular 20/2017, and of the tactics of ATT&CK.

import { plainKey, t } from '../i18n/text.ts'

export const MAU05_KINDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const

/** `4. Truy cập trái phép, chiếm quyền điều khiển`. */
export function mau05Text(kind: number): string {
  const key = plainKey(`mau05.${kind}`)
  return key === null ? String(kind) : `${kind}. ${t(key)}`
}

/** Name of an ATT&CK tactic, as it is when we have no word for it. */
export function tacticText(tactic: string): string {
  const key = plainKey(`tactic.${tactic}`)
  return key === null ? tactic : t(key)
}
