// Questions that several forms of Circular 20/2017 ask in the same words.

import type { Block, Choice, Question, TextQuestion } from '../form.ts'

export const REPORTER = {
  name: 'bao-cao.ten',
  address: 'bao-cao.dia-chi',
  telephone: 'bao-cao.dien-thoai',
  email: 'bao-cao.email',
} as const

export const SYSTEM = {
  operator: 'he-thong.don-vi-van-hanh',
  owner: 'he-thong.chu-quan',
  name: 'he-thong.ten',
  level: 'he-thong.cap-do',
} as const

export const DETECTED = { date: 'phat-hien.ngay', time: 'phat-hien.gio' } as const

export const CIRCULAR_20 =
  'Ban hành kèm theo Thông tư số 20/2017/TT-BTTTT\nngày 12/9/2017 của Bộ trưởng Bộ Thông tin và Truyền thông'

export const LEGAL_REPRESENTATIVE = 'CÁ NHÂN/NGƯỜI ĐẠI DIỆN THEO PHÁP LUẬT'

export function text(key: string, label: string, required = false, hint?: string): TextQuestion {
  return {
    kind: 'text',
    key,
    label,
    ...(required ? { required } : {}),
    ...(hint === undefined ? {} : { hint }),
  }
}

export function longText(key: string, label: string, required = false, hint?: string): TextQuestion {
  return { ...text(key, label, required, hint), long: true }
}

export function asked(question: Question): Block<Question> {
  return { kind: 'question', question }
}

export function heading(words: string, level: 1 | 2 | 3 = 1): Block<Question> {
  return { kind: 'heading', text: words, level }
}

export function note(words: string): Block<Question> {
  return { kind: 'paragraph', text: words, style: 'note' }
}

/** Boxes whose ids are their numbers in the form, from 1; a label that ends in `…` has room for words. */
export function boxes(labels: readonly string[]): readonly Choice[] {
  return labels.map((label, at) => ({
    id: String(at + 1),
    label,
    ...(label.endsWith('…') ? { hasWords: true } : {}),
  }))
}

/** Name, address, telephone and e-mail of who reports. */
export function reporter(title: string): readonly Block<Question>[] {
  return [
    heading(title),
    asked(text(REPORTER.name, 'Tên tổ chức/cá nhân báo cáo sự cố', true)),
    asked(text(REPORTER.address, 'Địa chỉ', true)),
    {
      kind: 'row',
      questions: [text(REPORTER.telephone, 'Điện thoại', true), text(REPORTER.email, 'Email', true)],
    },
  ]
}

export const LEVELS = boxes(['Cấp độ 1', 'Cấp độ 2', 'Cấp độ 3', 'Cấp độ 4', 'Cấp độ 5'])

/** The first four rows of "THÔNG TIN CHI TIẾT VỀ HỆ THỐNG BỊ SỰ CỐ"; `nameHint` differs between the forms. */
export function systemRows(nameHint: string): readonly Question[] {
  return [
    text(
      SYSTEM.operator,
      'Tên đơn vị vận hành hệ thống thông tin',
      true,
      'Điền tên đơn vị vận hành hoặc được thuê vận hành hệ thống thông tin',
    ),
    text(SYSTEM.owner, 'Cơ quan chủ quản', false, 'Điền tên cơ quan chủ quản'),
    text(SYSTEM.name, 'Tên hệ thống bị sự cố', false, nameHint),
    {
      kind: 'choices',
      key: SYSTEM.level,
      label: 'Phân loại cấp độ của hệ thống thông tin (nếu có)',
      options: LEVELS,
      single: true,
    },
  ]
}

/** `Ngày phát hiện sự cố (*)` and `Thời gian phát hiện (*)`. */
export const DETECTION: Block<Question> = {
  kind: 'row',
  questions: [
    text(DETECTED.date, 'Ngày phát hiện sự cố', true, 'dd/mm/yy'),
    text(DETECTED.time, 'Thời gian phát hiện', true, '… giờ … phút'),
  ],
}

export const BASICS = {
  name: 'don-vi.ten',
  address: 'don-vi.dia-chi',
} as const
