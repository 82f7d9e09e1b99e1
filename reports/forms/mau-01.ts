// Mẫu số 01, Circular 20/2017: bản khai hồ sơ thành viên mạng lưới ứng cứu sự cố, with its annex of staff.
// Labels and order as printed.

import type { Block, Form, Question, TableQuestion } from '../form.ts'
import { CIRCULAR_20, asked, heading, longText, text } from './questions.ts'

export const MAU_01 = {
  general: 'chung',
  intake: 'tiep-nhan',
  contact: 'dau-moi',
  activities: 'gioi-thieu',
  systems: 'he-thong',
  training: 'nhan-luc.so-luong',
  expertise: 'nhan-luc.kinh-nghiem',
  people: 'nhan-luc.danh-sach',
} as const

/** Keys and labels of section 1, 2 and 3.1, in their order. */
export const MAU_01_GENERAL = [
  ['ten', 'Tên tổ chức'],
  ['chu-quan', 'Tên cơ quan chủ quản'],
  ['dia-chi', 'Địa chỉ'],
  ['dien-thoai', 'Điện thoại'],
  ['fax', 'Fax'],
  ['email', 'Email'],
  ['website', 'Website'],
  ['lanh-dao', 'Lãnh đạo phụ trách an toàn thông tin'],
  ['chuc-vu', 'Chức vụ'],
] as const
export const MAU_01_INTAKE = [
  ['dia-chi', 'Địa chỉ'],
  ['co-dinh', 'Số điện thoại cố định'],
  ['di-dong', 'Số điện thoại di động'],
  ['fax', 'Số Fax'],
  ['email', 'Email'],
] as const
export const MAU_01_CONTACT = [
  ['ho-ten', 'Họ và tên'],
  ['chuc-vu', 'Chức vụ'],
  ['dia-chi', 'Địa chỉ liên hệ'],
  ['co-dinh', 'Số điện thoại cố định'],
  ['di-dong', 'Số di động'],
  ['fax', 'Số Fax'],
  ['email', 'Email'],
] as const

function lines(section: string, rows: readonly (readonly [string, string])[]): Block<Question>[] {
  return rows.map(([key, label]) => asked(text(`${section}.${key}`, label)))
}

function staffTable(key: string): TableQuestion {
  return {
    kind: 'table',
    key,
    label: '',
    empty: '',
    columns: [
      { label: 'TT', width: 10, align: 'center' },
      { label: 'Phân loại', width: 68 },
      { label: 'Số lượng (người)', width: 22, align: 'center' },
    ],
  }
}

const LEVEL_COLUMNS = ['Cấp 1', 'Cấp 2', 'Cấp 3', 'Cấp 4', 'Cấp 5'].map(label => ({ label, width: 20 }))

export const mau01: Form = {
  id: 'mau-01',
  name: 'Mẫu số 01: Bản khai hồ sơ thành viên mạng lưới ứng cứu sự cố',
  nameEnglish: 'Form 01: profile of a member of the incident response network',
  scope: 'period',
  period: 'year',
  standing: 'official',
  cites: 'Thông tư 20/2017/TT-BTTTT, Điều 5 khoản 3',
  formMark: ['Mẫu số 01', CIRCULAR_20],
  title: ['BẢN KHAI HỒ SƠ', 'THÀNH VIÊN MẠNG LƯỚI ỨNG CỨU SỰ CỐ'],
  sign: '',
  signatureTitle: 'NGƯỜI ĐẠI DIỆN THEO PHÁP LUẬT',
  signatureNote: '(Ký tên, đóng dấu hoặc sử dụng chữ ký số)',
  blocks: [
    heading('1. Thông tin chung về tổ chức', 2),
    ...lines(MAU_01.general, MAU_01_GENERAL),
    heading('2. Thông tin tiếp nhận thông báo sự cố', 2),
    ...lines(MAU_01.intake, MAU_01_INTAKE),
    heading('3. Đầu mối ứng cứu sự cố', 2),
    heading('3.1 Đầu mối ứng cứu sự cố chính', 3),
    ...lines(MAU_01.contact, MAU_01_CONTACT),
    heading('4. Giới thiệu về hoạt động của tổ chức', 2),
    asked(
      longText(
        MAU_01.activities,
        '',
        false,
        'năng lực ứng cứu sự cố: nhân sự, công nghệ, kinh nghiệm, đối tượng phục vụ…',
      ),
    ),
    heading('5. Tên các hệ thống thông tin thuộc phạm vi phụ trách hoặc cung cấp dịch vụ', 2),
    asked({
      kind: 'table',
      key: MAU_01.systems,
      label: '',
      empty: 'Chưa có hệ thống nào trong sổ.',
      columns: LEVEL_COLUMNS,
    }),
    heading(
      '6. Thông tin về Danh sách nhân lực, chuyên gia an toàn thông tin, công nghệ thông tin và tương đương',
      2,
    ),
    { kind: 'paragraph', style: 'body', text: '(theo mẫu Tổng hợp kèm theo)' },
    {
      kind: 'paragraph',
      style: 'body',
      text: 'Chúng tôi cam kết các thông tin kê khai là chính xác và tuân thủ các quy định về hoạt động của mạng lưới ứng cứu sự cố.',
    },
    { kind: 'signature' },
    {
      kind: 'part',
      orientation: 'portrait',
      blocks: [
        heading(
          'TỔNG HỢP DANH SÁCH NHÂN LỰC, CHUYÊN GIA VỀ CÔNG NGHỆ THÔNG TIN (CNTT), AN TOÀN THÔNG TIN (ATTT) HOẶC TƯƠNG ĐƯƠNG',
        ),
        { kind: 'paragraph', style: 'note', text: '(Kèm theo Mẫu số 01)' },
        heading('1. Số lượng nhân lực liên quan đến CNTT, ATTT hoặc tương đương', 2),
        asked(staffTable(MAU_01.training)),
        heading('2. Số lượng nhân lực có kinh nghiệm, được đào tạo về ATTT', 2),
        asked(staffTable(MAU_01.expertise)),
        heading('3. Danh sách nhân lực về ATTT, CNTT hoặc tương đương', 2),
        asked({
          kind: 'table',
          key: MAU_01.people,
          label: '',
          empty: '',
          columns: [
            { label: 'TT', width: 6, align: 'center' },
            { label: 'Họ và tên', width: 20 },
            { label: 'Tên trường, cơ sở đào tạo', width: 20 },
            { label: 'Chuyên ngành đào tạo, bồi dưỡng', width: 18 },
            { label: 'Văn bằng, chứng chỉ, trình độ về ATTT, CNTT hoặc tương đương', width: 22 },
            { label: 'Tháng/năm tốt nghiệp', width: 14, align: 'center' },
          ],
        }),
        { kind: 'paragraph', style: 'note', text: 'Ghi chú: Văn bằng: TSKH, TS, Ths, Cử nhân, Kỹ sư …' },
      ],
    },
  ],
}
