// What a person establishes about an incident: what it is (Mẫu 05, affected properties), how grave, which facts
// hold on which duties of law depend, when it was triaged, contained and resolved, and how it was handled. Each
// has its line of history with the reason; what a line replaces can be read from the lines before it.

import type {
  AffectedProperty,
  Gravity,
  Handling,
  Incident,
  IncidentFact,
  Mau05Kind,
  Milestone,
} from '#/kernel/incident.ts'
import type { ChangeOutcome, Changed } from './outcome.ts'

/** What a person establishes or decides about an incident. */
export type Judgement =
  | {
      readonly kind: 'classify'
      readonly mau05: Mau05Kind | null
      readonly affects: readonly AffectedProperty[]
      /** Absent: as it is. */
      readonly description?: string
      /** Also sets the milestone `triaged`, when it is not set. */
      readonly triaged: boolean
    }
  | { readonly kind: 'handling'; readonly handling: Handling | null }
  | { readonly kind: 'gravity'; readonly value: Gravity['value']; readonly reason: string }
  | {
      readonly kind: 'fact'
      readonly fact: IncidentFact
      /** From when it holds. */
      readonly at: number
      readonly reason: string
    }
  | { readonly kind: 'withdraw'; readonly fact: IncidentFact; readonly reason: string }
  | {
      readonly kind: 'milestone'
      readonly milestone: Milestone
      /** Null takes it back. */
      readonly at: number | null
      readonly reason: string
    }

/** Clocks of two machines may differ by this much. */
const SKEW_MS = 60_000
const YEAR_MS = 366 * 24 * 60 * 60 * 1000

/** TT 20/2017, Mẫu số 05: loại sự cố, in the official order. */
export const MAU05_WORDS = {
  1: 'Từ chối dịch vụ',
  2: 'Tấn công giả mạo',
  3: 'Tấn công sử dụng mã độc',
  4: 'Truy cập trái phép, chiếm quyền điều khiển',
  5: 'Thay đổi giao diện',
  6: 'Mã hóa phần mềm, dữ liệu, thiết bị',
  7: 'Phá hoại thông tin, dữ liệu, phần mềm',
  8: 'Nghe trộm, gián điệp, lấy cắp thông tin, dữ liệu',
  9: 'Tấn công tổng hợp sử dụng kết hợp nhiều hình thức',
  10: 'Các hình thức tấn công khác',
} as const satisfies Record<Mau05Kind, string>

const AFFECTED_WORDS = {
  integrity: 'tính nguyên vẹn',
  confidentiality: 'tính bảo mật',
  availability: 'tính khả dụng',
} as const satisfies Record<AffectedProperty, string>

const GRAVITY_WORDS = {
  ordinary: 'thông thường',
  serious: 'nghiêm trọng',
} as const satisfies Record<Gravity['value'], string>

const FACT_WORDS = {
  'national-security': 'Có dấu hiệu xâm phạm an ninh quốc gia, trật tự, an toàn xã hội',
  interrupted: 'Hệ thống bị gián đoạn nghiêm trọng',
  'beyond-capacity': 'Có khả năng vượt quá khả năng tự xử lý của đơn vị vận hành',
  'personal-data': 'Dữ liệu cá nhân có thể đã bị lộ',
  complex: 'Sự cố phức tạp',
  'cooperation-requested': 'Lực lượng của Bộ Công an yêu cầu phối hợp',
  'notice-received': 'Đã nhận thông báo, báo cáo từ bên ngoài',
} as const satisfies Record<IncidentFact, string>

const MILESTONE_FIELDS = {
  triaged: { field: 'triagedAt', words: 'Phân loại xong' },
  contained: { field: 'containedAt', words: 'Đã ngăn chặn' },
  resolved: { field: 'resolvedAt', words: 'Đã xử lý xong, hệ thống hoạt động bình thường' },
} as const satisfies Record<Milestone, { readonly field: keyof Incident; readonly words: string }>

/** Applies a judgement; `changed` makes the outcome. */
export function judge(
  incident: Incident,
  judgement: Judgement,
  by: string,
  now: number,
  changed: Changed,
): ChangeOutcome {
  switch (judgement.kind) {
    case 'classify':
      return classify(incident, judgement, now, changed)
    case 'handling': {
      const { handling } = judgement
      if (JSON.stringify(handling) === JSON.stringify(incident.handling)) return { kind: 'unchanged' }
      return changed('classified', handlingText(judgement), { handling })
    }
    case 'gravity': {
      const { value, reason } = judgement
      const before = incident.gravity?.value ?? ''
      const gravity = { value, at: now, by, reason }
      return changed(
        'gravity',
        `Sự cố ${GRAVITY_WORDS[value]}: ${reason}`,
        { gravity },
        {
          reason,
          parts: { before, after: value },
        },
      )
    }
    case 'fact':
      return establish(incident, judgement, by, now, changed)
    case 'withdraw': {
      const { fact, reason } = judgement
      if (incident.facts[fact] === undefined) return { kind: 'unchanged' }
      const { [fact]: _, ...facts } = incident.facts
      return changed(
        'fact',
        `Rút lại “${FACT_WORDS[fact]}”: ${reason}`,
        { facts },
        {
          reason,
          parts: { fact, withdrawn: 'true' },
        },
      )
    }
    case 'milestone':
      return reach(incident, judgement, now, changed)
  }
}

function classify(
  incident: Incident,
  { mau05, affects, description = incident.description, triaged }: Extract<Judgement, { kind: 'classify' }>,
  now: number,
  changed: Changed,
): ChangeOutcome {
  const triagedAt = triaged ? (incident.triagedAt ?? now) : incident.triagedAt
  const same =
    mau05 === incident.mau05 &&
    description === incident.description &&
    triagedAt === incident.triagedAt &&
    [...affects].sort().join() === [...incident.affects].sort().join()
  if (same) return { kind: 'unchanged' }
  const kind = mau05 === null ? 'chưa xác định loại' : `loại ${mau05} – ${MAU05_WORDS[mau05]}`
  const hurt =
    affects.length === 0 ? '' : `; ảnh hưởng ${affects.map(each => AFFECTED_WORDS[each]).join(', ')}`
  const described = description === incident.description ? '' : '; sửa mô tả'
  return changed(
    'classified',
    `Phân loại: ${kind}${hurt}${described}`,
    { mau05, affects, description, triagedAt },
    { parts: { mau05: mau05 === null ? '' : String(mau05), affects: affects.join(',') } },
  )
}

function handlingText({ handling }: Extract<Judgement, { kind: 'handling' }>): string {
  if (handling === null) return 'Xóa kết quả xử lý'
  const helpers = [
    ...(handling.self ? ['tự xử lý'] : []),
    ...handling.domesticHelpers.map(name => `${name} (trong nước)`),
    ...handling.foreignHelpers.map(name => `${name} (nước ngoài)`),
    ...(handling.coordinatorAsked ? ['đề nghị cơ quan điều phối hỗ trợ'] : []),
  ]
  const damage = handling.damage === '' ? '' : `; thiệt hại ước tính: ${handling.damage}`
  return `Kết quả xử lý: ${helpers.length === 0 ? 'chưa ghi bên xử lý' : helpers.join(', ')}${damage}`
}

function establish(
  incident: Incident,
  { fact, at, reason }: Extract<Judgement, { kind: 'fact' }>,
  by: string,
  now: number,
  changed: Changed,
): ChangeOutcome {
  if (at > now + SKEW_MS) return refuse('at: lies in the future')
  if (at < incident.detectedAt - YEAR_MS) return refuse('at: more than a year before the detection')
  const known = incident.facts[fact]
  if (known?.at === at && known.reason === reason) return { kind: 'unchanged' }
  const facts = { ...incident.facts, [fact]: { at, by, reason } }
  return changed(
    'fact',
    `Xác lập “${FACT_WORDS[fact]}”: ${reason}`,
    { facts },
    {
      reason,
      parts: { fact, at: new Date(at).toISOString() },
    },
  )
}

function reach(
  incident: Incident,
  { milestone, at, reason }: Extract<Judgement, { kind: 'milestone' }>,
  now: number,
  changed: Changed,
): ChangeOutcome {
  const { field, words } = MILESTONE_FIELDS[milestone]
  const why = reason === '' ? '' : `: ${reason}`
  const extra = reason === '' ? {} : { reason }
  if (incident[field] === at) return { kind: 'unchanged' }
  if (at === null) {
    if (reason === '') return refuse('reason: must be given to take a milestone back')
    return changed(
      'milestone',
      `Rút lại mốc “${words}”${why}`,
      { [field]: null },
      {
        ...extra,
        parts: { milestone, withdrawn: 'true' },
      },
    )
  }
  if (at > now + SKEW_MS) return refuse('at: lies in the future')
  if (at < Math.min(incident.detectedAt, incident.createdAt, incident.firstSeen))
    return refuse('at: lies before the incident')
  const containedAt = milestone === 'contained' ? at : incident.containedAt
  const resolvedAt = milestone === 'resolved' ? at : incident.resolvedAt
  if (containedAt !== null && resolvedAt !== null && resolvedAt < containedAt)
    return refuse('at: an incident is contained before it is resolved')
  return changed(
    'milestone',
    `${words}${why}`,
    { [field]: at },
    {
      ...extra,
      parts: { milestone, at: new Date(at).toISOString() },
    },
  )
}

function refuse(message: string): ChangeOutcome {
  return { kind: 'refused', code: 'invalid', message }
}
