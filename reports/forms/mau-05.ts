// Mẫu số 05, Circular 20/2017: báo cáo tổng hợp 06 tháng hoặc 01 năm. Labels and order as printed; the sixth
// column with the "xử" that the print of 2017 dropped.

import type { Form } from '../form.ts'
import { CIRCULAR_20, asked, longText, text, heading, BASICS } from './questions.ts'

export const MAU_05 = {
  from: 'ky.tu-den',
  member: 'don-vi.ma-thanh-vien',
  counts: 'su-co.so-luong',
  notCounted: 'su-co.chua-tinh',
  domestic: 'ho-tro.trong-nuoc',
  foreign: 'ho-tro.nuoc-ngoai',
  proposal: 'kien-nghi',
} as const

/** Loại sự cố/tấn công mạng, kinds 1–10. */
export const MAU_05_KINDS = [
  'Từ chối dịch vụ',
  'Tấn công giả mạo',
  'Tấn công sử dụng mã độc',
  'Truy cập trái phép, chiếm quyền điều khiển',
  'Thay đổi giao diện',
  'Mã hóa phần mềm, dữ liệu, thiết bị',
  'Phá hoại thông tin, dữ liệu, phần mềm',
  'Nghe trộm, gián điệp, lấy cắp thông tin, dữ liệu',
  'Tấn công tổng hợp sử dụng kết hợp nhiều hình thức',
  'Các hình thức tấn công khác',
] as const

/** The title names the length of the period. */
export function mau05Title(length: '06 THÁNG' | '01 NĂM'): readonly string[] {
  return [`BÁO CÁO TỔNG HỢP ${length}`, 'VỀ HOẠT ĐỘNG TIẾP NHẬN VÀ XỬ LÝ SỰ CỐ']
}

export const mau05: Form = {
  id: 'mau-05',
  name: 'Mẫu số 05: Báo cáo tổng hợp hoạt động tiếp nhận và xử lý sự cố',
  nameEnglish: 'Form 05: summary of incidents received and handled',
  scope: 'period',
  period: 'half-year',
  standing: 'official',
  cites: 'Thông tư 20/2017/TT-BTTTT, Điều 6 khoản 1 điểm c',
  formMark: ['Mẫu số 05', CIRCULAR_20],
  title: mau05Title('06 THÁNG'),
  sign: 'BC',
  signatureTitle: 'NGƯỜI ĐẠI DIỆN THEO PHÁP LUẬT',
  signatureNote: '(Đóng dấu hoặc sử dụng chữ ký số)',
  blocks: [
    asked({
      kind: 'choices',
      key: MAU_05.from,
      label: '',
      single: true,
      options: [{ id: '1', label: 'Từ tháng …/… đến tháng …/…', hasWords: true }],
    }),
    asked(text(BASICS.name, 'Tên cơ quan/tổ chức')),
    asked(text(BASICS.address, 'Địa chỉ')),
    asked(text(MAU_05.member, 'Mã thành viên mạng lưới')),
    heading('1. Số lượng sự cố và cách thức xử lý', 2),
    asked({
      kind: 'table',
      key: MAU_05.counts,
      label: '',
      empty: '',
      columns: [
        { label: 'Loại sự cố/tấn công mạng', width: 27 },
        { label: 'Số lượng', width: 9, align: 'center' },
        { label: 'Số sự cố tự xử lý', width: 10, align: 'center' },
        { label: 'Số sự cố có sự hỗ trợ xử lý từ các tổ chức khác', width: 13, align: 'center' },
        { label: 'Số sự cố có hỗ trợ xử lý từ tổ chức nước ngoài', width: 13, align: 'center' },
        { label: 'Số sự cố đề nghị VNCERT hỗ trợ xử lý', width: 13, align: 'center' },
        { label: 'Thiệt hại ước tính', width: 15 },
      ],
    }),
    asked({
      kind: 'list',
      key: MAU_05.notCounted,
      label: 'Ghi chú về số liệu',
      empty: '',
    }),
    heading('2. Danh sách các tổ chức hỗ trợ xử lý sự cố', 2),
    asked({ kind: 'list', key: MAU_05.domestic, label: '', empty: 'Không có' }),
    heading('3. Danh sách các tổ chức nước ngoài hỗ trợ xử lý sự cố', 2),
    asked({ kind: 'list', key: MAU_05.foreign, label: '', empty: 'Không có' }),
    heading('4. Đề xuất kiến nghị:', 2),
    asked(longText(MAU_05.proposal, '')),
  ],
}
