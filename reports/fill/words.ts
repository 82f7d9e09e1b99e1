// Vietnamese words for what incidents and the register hold.

import type { AffectedProperty, Disposition, Incident } from '#/kernel/incident.ts'
import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import { isOnlyTalk } from '#/kernel/online-talk.ts'
import type { Severity } from '#/kernel/severity.ts'
import { MAU_05_KINDS } from '../forms/mau-05.ts'

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  critical: 'Nghiêm trọng',
  high: 'Cao',
  medium: 'Trung bình',
  low: 'Thấp',
  informational: 'Thông tin',
}
export const SEVERITY_ORDER = ['critical', 'high', 'medium', 'low', 'informational'] as const

export const PROPERTY_WORDS: Readonly<Record<AffectedProperty, string>> = {
  integrity: 'tính nguyên vẹn',
  confidentiality: 'tính bảo mật',
  availability: 'tính khả dụng',
}

export const DISPOSITION_WORDS: Readonly<Record<Disposition, string>> = {
  'true-positive': 'sự cố thật',
  benign: 'hoạt động hợp lệ',
  'false-positive': 'cảnh báo sai',
  duplicate: 'trùng với sự cố khác',
  undetermined: 'không xác định được',
}

export const APPROVAL_WORDS = {
  drafting: 'Đang dự thảo',
  submitted: 'Đã gửi thẩm định',
  appraised: 'Đã thẩm định',
  approved: 'Đã được phê duyệt',
} as const
export const MEASURES_WORDS = {
  none: 'Chưa triển khai',
  partly: 'Đã triển khai một số hạng mục',
  fully: 'Đã triển khai đầy đủ',
} as const
export const INSPECTION_WORDS = { 'before-use': 'Trước khi đưa vào sử dụng', periodic: 'Định kỳ' } as const

export function kindOf({ mau05 }: Incident): string {
  return mau05 === null ? '' : MAU_05_KINDS[mau05 - 1]!
}

/**
 * Confirmed or still possible; what turned out harmless, false or double is no incident of the law, nor is talk
 * online that nobody has called one.
 */
export function isCounted(incident: Incident): boolean {
  const { disposition, mergedInto } = incident
  return (
    mergedInto === null &&
    !isOnlyTalk(incident) &&
    (disposition === null || disposition === 'true-positive' || disposition === 'undetermined')
  )
}

/** Is it an address of the Internet? Forms ask for those, and not for inner ones. */
export function isPublicAddress(address: string): boolean {
  const bare = address.split('/')[0]!.toLowerCase()
  if (bare.includes(':')) return !/^(::1?$|f[cd]|fe[89ab]|ff)/.test(bare)
  const [a = 0, b = 0] = bare.split('.').map(Number)
  if (a === 10 || a === 127 || a === 0 || a >= 224) return false
  return !(
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b <= 127)
  )
}

export function addressesAndDomains(system: RegisteredSystem): string {
  return [...system.domains, ...system.addresses].join(', ')
}

export function joined(...parts: readonly string[]): string {
  return parts.filter(part => part.trim() !== '').join(', ')
}
