// What the law's forms and duties ask of a system and the register does not have. A table: who asks, what
// for, when it counts as missing. Only what a form or article names stands here; the marks of the sources are
// in docs/decisions and in the law profile.

import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import { allOf, noneOf, type Query } from '#/store/query-tree.ts'

export interface Gap {
  readonly field: keyof RegisteredSystem
  readonly text: string
  readonly textEnglish: string
  /** Form ids (kernel/form.ts) and articles. */
  readonly neededBy: readonly string[]
  /** Marked (*) in its form, or a duty at this level. */
  readonly mandatory: boolean
}

interface Need {
  readonly field: keyof RegisteredSystem
  readonly text: string
  readonly textEnglish: string
  readonly neededBy: readonly string[]
  readonly isMissing: (system: RegisteredSystem) => boolean
  /** Levels at which it is asked for at all; absent: all. */
  readonly fromLevel?: number
  readonly mandatory?: boolean
}

const DATA_SHEET = 'Thông tư 31/2017, Điều 5.3.g'
const CONTACT_POINT = 'Thông tư 31/2017, Điều 7.4'
const INITIAL_REPORT = 'Quyết định 05/2017, Điều 11.4'

const blank = (text: string): boolean => text.trim() === ''

const NEEDS: readonly Need[] = [
  {
    field: 'owner',
    text: 'Chủ quản hệ thống thông tin',
    textEnglish: 'The owner (chủ quản)',
    neededBy: ['mau-03', 'mau-08', 'thong-bao-su-co', INITIAL_REPORT],
    isMissing: ({ owner }) => blank(owner),
    mandatory: true,
  },
  {
    field: 'operator',
    text: 'Đơn vị vận hành',
    textEnglish: 'The operator',
    neededBy: ['mau-03', 'mau-08', 'thong-bao-su-co', INITIAL_REPORT],
    isMissing: ({ operator }) => blank(operator),
    mandatory: true,
  },
  {
    field: 'operatorAddress',
    text: 'Địa chỉ đơn vị vận hành',
    textEnglish: "The operator's address",
    neededBy: ['thong-bao-su-co', INITIAL_REPORT],
    isMissing: ({ operatorAddress }) => blank(operatorAddress),
  },
  {
    field: 'addresses',
    text: 'Địa chỉ IP hoặc tên máy',
    textEnglish: 'Addresses or hosts',
    neededBy: ['mau-03', 'thong-bao-su-co', DATA_SHEET],
    isMissing: ({ addresses, hosts }) => addresses.length === 0 && hosts.length === 0,
  },
  {
    field: 'domains',
    text: 'Tên miền',
    textEnglish: 'Domains',
    neededBy: ['mau-03', 'thong-bao-su-co', DATA_SHEET],
    isMissing: ({ domains }) => domains.length === 0,
  },
  {
    field: 'purpose',
    text: 'Mục đích chính sử dụng hệ thống',
    textEnglish: 'Its main purpose',
    neededBy: ['mau-03'],
    isMissing: ({ purpose }) => blank(purpose),
  },
  {
    field: 'operatingSystem',
    text: 'Hệ điều hành, phiên bản',
    textEnglish: 'Operating system and version',
    neededBy: ['mau-03', DATA_SHEET],
    isMissing: ({ operatingSystem }) => blank(operatingSystem),
  },
  {
    field: 'services',
    text: 'Các dịch vụ có trên hệ thống',
    textEnglish: 'Services on it',
    neededBy: ['mau-03', DATA_SHEET],
    isMissing: ({ services }) => services.length === 0,
  },
  {
    field: 'measures',
    text: 'Các biện pháp an toàn thông tin đã triển khai',
    textEnglish: 'Security measures in place',
    neededBy: ['mau-03'],
    isMissing: ({ measures }) => measures.length === 0,
  },
  {
    field: 'providers',
    text: 'Nhà cung cấp dịch vụ kết nối, hạ tầng, an toàn thông tin',
    textEnglish: 'Providers of connection, infrastructure, security',
    neededBy: ['mau-03', INITIAL_REPORT],
    isMissing: ({ providers }) => providers.length === 0,
  },
  {
    field: 'contacts',
    text: 'Đầu mối liên lạc (họ tên, chức vụ, điện thoại, thư điện tử)',
    textEnglish: 'A contact (name, position, telephone, e-mail)',
    neededBy: ['mau-03', INITIAL_REPORT, CONTACT_POINT],
    isMissing: ({ contacts }) =>
      !contacts.some(one => ![one.name, one.position, one.telephone, one.email].some(blank)),
    mandatory: true,
  },
  {
    field: 'zones',
    text: 'Vùng mạng',
    textEnglish: 'Network zones',
    neededBy: ['Thông tư 12/2022'],
    isMissing: ({ zones }) => zones.length === 0,
  },
  {
    field: 'links',
    text: 'Đường truyền Internet và dung lượng',
    textEnglish: 'Internet links and their capacity',
    neededBy: [DATA_SHEET],
    isMissing: ({ links }) => links.length === 0 || links.some(({ megabits }) => megabits === null),
    fromLevel: 3,
  },
  {
    field: 'links',
    text: 'Thiết bị quan trắc cơ sở trên mọi đường truyền Internet',
    textEnglish: 'A base monitoring device on every Internet link',
    neededBy: ['Thông tư 31/2017, Điều 5.2.b'],
    isMissing: ({ links }) => links.some(({ monitored }) => !monitored),
    fromLevel: 3,
    mandatory: true,
  },
  {
    field: 'approval',
    text: 'Tình trạng phê duyệt cấp độ',
    textEnglish: 'State of the approval of its level',
    neededBy: ['mau-08'],
    isMissing: ({ approval }) => approval.state === null,
    mandatory: true,
  },
  {
    field: 'approval',
    text: 'Quyết định phê duyệt cấp độ (số, ngày, cơ quan)',
    textEnglish: 'The decision that approves its level (number, date, body)',
    neededBy: ['mau-08'],
    isMissing: ({ approval }) => approval.state === 'approved' && blank(approval.decision),
    mandatory: true,
  },
  {
    field: 'approval',
    text: 'Dự kiến thời điểm phê duyệt hồ sơ đề xuất cấp độ',
    textEnglish: 'When its level is expected to be approved',
    neededBy: ['mau-08'],
    isMissing: ({ approval }) =>
      approval.state !== null && approval.state !== 'approved' && blank(approval.expected),
  },
  {
    field: 'regulation',
    text: 'Quy chế bảo đảm an ninh mạng cho hệ thống (nếu có)',
    textEnglish: 'Its security regulation (if any)',
    neededBy: ['mau-08'],
    isMissing: ({ regulation }) => blank(regulation),
  },
  {
    field: 'measuresState',
    text: 'Đã triển khai đầy đủ phương án bảo đảm an ninh mạng hay chưa',
    textEnglish: 'Whether its security plan is fully deployed',
    neededBy: ['mau-08'],
    isMissing: ({ measuresState }) => measuresState === null,
    mandatory: true,
  },
  {
    field: 'measuresExpected',
    text: 'Dự kiến thời điểm triển khai đầy đủ phương án',
    textEnglish: 'When its security plan is expected to be fully deployed',
    neededBy: ['mau-08'],
    isMissing: ({ measuresState, measuresExpected }) =>
      measuresState !== null && measuresState !== 'fully' && blank(measuresExpected),
  },
]

/** What is missing, in the order of the forms. */
export function gapsOf(system: RegisteredSystem): readonly Gap[] {
  return NEEDS.filter(need => system.level >= (need.fromLevel ?? 1) && need.isMissing(system)).map(
    ({ field, text, textEnglish, neededBy, mandatory = false }) => ({
      field,
      text,
      textEnglish,
      neededBy,
      mandatory,
    }),
  )
}

/** The three inputs that monitoring must have at least, Circular 31/2017 art. 5.1.d, from level 3. */
export const SOURCE_CLASSES = ['web-server', 'base-device', 'firewall'] as const
export type SourceClass = (typeof SOURCE_CLASSES)[number]

/** Level from which Circular 31/2017 art. 5 holds. */
export const MONITORING_FROM_LEVEL = 3

const has = (field: string, value: string): Query => ({ kind: 'term', field, value })

/** Searches, any of which finds an event of the class. */
export const SOURCE_SEARCHES: Readonly<Record<SourceClass, readonly Query[]>> = {
  'web-server': [
    has('event.dataset', '*.access'),
    allOf([has('event.category', 'web'), noneOf({ kind: 'exists', field: 'observer.type' })]),
  ],
  'base-device': [
    has('event.category', 'intrusion_detection'),
    has('observer.type', 'ids'),
    has('observer.type', 'ips'),
    has('observer.type', 'waf'),
  ],
  firewall: [has('observer.type', 'firewall')],
}
