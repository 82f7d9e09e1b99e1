// The words of the register's closed lists as people write them in a table: the official Vietnamese one, an
// English one, and the id itself. Read without case and marks.

import type {
  APPROVAL_STATES,
  INSPECTIONS,
  MEASURES_STATES,
  NetworkZone,
  SystemKind,
  SystemProvider,
} from '#/kernel/monitored-system.ts'
import { foldText } from '#/store/embedded/fold-text.ts'

/** Id → [Vietnamese, English]. */
export type WordTable<Id extends string> = Readonly<Record<Id, readonly [string, string]>>

/** Circular 12/2022, Phụ lục. */
export const ZONE_WORDS = {
  internal: ['Vùng mạng nội bộ', 'Internal network'],
  border: ['Vùng mạng biên', 'Border network'],
  dmz: ['Vùng DMZ', 'DMZ'],
  server: ['Vùng máy chủ nội bộ', 'Internal servers'],
  wireless: ['Vùng mạng không dây', 'Wireless network'],
  database: ['Vùng mạng máy chủ cơ sở dữ liệu', 'Database servers'],
  administration: ['Vùng quản trị', 'Administration'],
  'device-administration': ['Vùng quản trị thiết bị hệ thống', 'Administration of devices'],
} as const satisfies WordTable<NetworkZone>

/** Decree 85/2016 art. 6.2, Decree 331/2026 art. 9. */
export const KIND_WORDS = {
  internal: ['Phục vụ hoạt động nội bộ', 'Internal use'],
  'public-service': ['Phục vụ người dân, doanh nghiệp', 'Serves citizens and businesses'],
  infrastructure: ['Cơ sở hạ tầng thông tin', 'Information infrastructure'],
  'industrial-control': ['Điều khiển công nghiệp', 'Industrial control'],
  other: ['Khác', 'Other'],
} as const satisfies WordTable<SystemKind>

/** Mẫu 08 of Decree 331/2026, columns 6, 10 and 12. */
export const APPROVAL_WORDS = {
  drafting: ['Đang dự thảo', 'Being drafted'],
  submitted: ['Đã gửi thẩm định', 'Sent for appraisal'],
  appraised: ['Đã thẩm định', 'Appraised'],
  approved: ['Đã được phê duyệt', 'Approved'],
} as const satisfies WordTable<(typeof APPROVAL_STATES)[number]>
export const MEASURES_WORDS = {
  none: ['Chưa triển khai', 'Not deployed'],
  partly: ['Đã triển khai một số hạng mục', 'Partly deployed'],
  fully: ['Đã triển khai đầy đủ', 'Fully deployed'],
} as const satisfies WordTable<(typeof MEASURES_STATES)[number]>
export const INSPECTION_WORDS = {
  'before-use': ['Trước khi đưa vào sử dụng', 'Before use'],
  periodic: ['Định kỳ', 'Periodic'],
} as const satisfies WordTable<(typeof INSPECTIONS)[number]>

export const PROVIDER_WORDS = {
  internet: ['Kết nối Internet', 'Internet'],
  hosting: ['Hạ tầng, máy chủ', 'Hosting'],
  security: ['An toàn thông tin', 'Security'],
  software: ['Phần mềm', 'Software'],
  other: ['Khác', 'Other'],
} as const satisfies WordTable<SystemProvider['kind']>

/** A link is watched by a base monitoring device, or is not. */
export const YES_NO = { yes: ['có', 'yes'], no: ['không', 'no'] } as const satisfies WordTable<'yes' | 'no'>

/** The id that the text means, by id or by either word. */
export function readWord<Id extends string>(table: WordTable<Id>, text: string): Id | undefined {
  const folded = foldText(text).trim()
  return (Object.keys(table) as Id[]).find(
    id => id === folded || table[id].some(word => foldText(word) === folded),
  )
}

/** `"a", "b"`: for the sentence that says what would be right. */
export function wordsOf(table: WordTable<string>): string {
  return Object.values(table)
    .map(([vietnamese]) => `"${vietnamese}"`)
    .join(', ')
}
