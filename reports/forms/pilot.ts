// Monthly progress of the smart-city pilot: the guidance of November 2019 (2.2) asks for it before the 5th and
// prescribes no form. The services are those of its section 1.4, in its order.

import type { Form } from '../form.ts'
import { asked, heading, longText, note, text } from './questions.ts'

export const PILOT = {
  period: 'thi-diem.thang',
  services: 'thi-diem.dich-vu',
  security: 'thi-diem.an-toan',
  incidents: 'thi-diem.su-co',
  difficulties: 'thi-diem.kho-khan',
  proposal: 'thi-diem.kien-nghi',
} as const

export const PILOT_SERVICES: readonly {
  readonly id: string
  readonly name: string
  readonly basic: boolean
}[] = [
  { id: 'phan-anh', name: 'Dịch vụ phản ánh hiện trường', basic: true },
  { id: 'giao-thong', name: 'Dịch vụ giám sát, điều hành giao thông', basic: true },
  { id: 'an-ninh-trat-tu', name: 'Dịch vụ an ninh trật tự của đô thị', basic: true },
  { id: 'thong-tin-mang', name: 'Dịch vụ giám sát thông tin trên môi trường mạng', basic: true },
  { id: 'an-toan-thong-tin', name: 'Dịch vụ giám sát an toàn thông tin', basic: true },
  { id: 'y-te', name: 'Y tế thông minh', basic: false },
  { id: 'giao-duc', name: 'Giáo dục thông minh', basic: false },
  { id: 'du-lich', name: 'Du lịch thông minh', basic: false },
  { id: 'moi-truong', name: 'Dịch vụ giám sát và cảnh báo môi trường', basic: false },
  { id: 'thuc-pham', name: 'Dịch vụ an toàn vệ sinh thực phẩm', basic: false },
  { id: 'dich-vu-cong', name: 'Giám sát dịch vụ công', basic: false },
  {
    id: 'dashboard',
    name: 'Hệ thống hiển thị trực quan thông tin phục vụ giám sát, điều hành (Dashboard)',
    basic: false,
  },
]

export const tienDoThiDiem: Form = {
  id: 'tien-do-thi-diem',
  name: 'Báo cáo tình hình triển khai thí điểm đô thị thông minh',
  nameEnglish: 'Progress of the smart-city pilot',
  scope: 'period',
  period: 'month',
  standing: 'own-layout',
  cites: 'Hướng dẫn thí điểm dịch vụ đô thị thông minh (11/2019), mục 2.2',
  title: ['BÁO CÁO', 'Tình hình triển khai thí điểm dịch vụ đô thị thông minh'],
  sign: 'BC',
  signatureTitle: '',
  signatureNote: '',
  blocks: [
    asked(text(PILOT.period, 'Thời gian báo cáo', true)),
    heading('1. Các dịch vụ triển khai thí điểm', 2),
    asked({
      kind: 'table',
      key: PILOT.services,
      label: '',
      empty: '',
      columns: [
        { label: 'TT', width: 7, align: 'center' },
        { label: 'Dịch vụ', width: 48 },
        { label: 'Tình hình triển khai', width: 45 },
      ],
    }),
    heading('2. Bảo đảm an toàn thông tin mạng', 2),
    asked(longText(PILOT.security, '')),
    asked(longText(PILOT.incidents, 'Sự cố an toàn thông tin mạng trong tháng')),
    heading('3. Khó khăn, vướng mắc', 2),
    asked(longText(PILOT.difficulties, '')),
    heading('4. Đề xuất, kiến nghị', 2),
    asked(longText(PILOT.proposal, '')),
    note('Hướng dẫn thí điểm không quy định mẫu cho báo cáo này.'),
  ],
}
