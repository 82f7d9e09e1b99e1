// What every document asks around its body: the parts of Decree 30/2020 (agency, number, place and date,
// recipients, signatory). Same keys in all forms.

import type { Question } from '../form.ts'

export const HEAD = {
  governingBody: 'van-ban.co-quan-chu-quan',
  agency: 'van-ban.co-quan',
  number: 'van-ban.so',
  sign: 'van-ban.ky-hieu',
  place: 'van-ban.dia-danh',
  date: 'van-ban.ngay',
  to: 'van-ban.kinh-gui',
  copies: 'van-ban.noi-nhan',
  authority: 'van-ban.quyen-han',
  position: 'van-ban.chuc-vu',
  signatory: 'van-ban.nguoi-ky',
} as const

export const HEAD_QUESTIONS: readonly Question[] = [
  { kind: 'text', key: HEAD.governingBody, label: 'Cơ quan, tổ chức chủ quản trực tiếp' },
  { kind: 'text', key: HEAD.agency, label: 'Cơ quan, tổ chức ban hành', required: true },
  { kind: 'text', key: HEAD.number, label: 'Số' },
  { kind: 'text', key: HEAD.sign, label: 'Ký hiệu', hint: 'BC-TTGS' },
  { kind: 'text', key: HEAD.place, label: 'Địa danh' },
  { kind: 'text', key: HEAD.date, label: 'Ngày ban hành', hint: 'ngày/tháng/năm' },
  { kind: 'list', key: HEAD.to, label: 'Kính gửi', empty: '' },
  { kind: 'list', key: HEAD.copies, label: 'Nơi nhận', empty: '' },
  { kind: 'text', key: HEAD.authority, label: 'Quyền hạn của người ký', hint: 'TM., KT., TL., TUQ.' },
  { kind: 'text', key: HEAD.position, label: 'Chức vụ của người ký' },
  { kind: 'text', key: HEAD.signatory, label: 'Người ký' },
]
