// Mẫu số 04, Circular 20/2017: báo cáo kết thúc ứng phó sự cố. Labels and order as printed.

import type { Form } from '../form.ts'
import {
  CIRCULAR_20,
  DETECTION,
  LEGAL_REPRESENTATIVE,
  asked,
  heading,
  longText,
  reporter,
  systemRows,
  text,
} from './questions.ts'

export const MAU_04 = {
  initialNumber: 'ban-dau.so-ky-hieu',
  initialDate: 'ban-dau.ngay',
  description: 'su-co.ten-mo-ta',
  result: 'su-co.ket-qua',
  attachments: 'su-co.tai-lieu',
} as const

export const mau04: Form = {
  id: 'mau-04',
  name: 'Mẫu số 04: Báo cáo kết thúc ứng phó sự cố',
  nameEnglish: 'Form 04: closing report of the response',
  scope: 'incident',
  standing: 'official',
  cites: 'Thông tư 20/2017/TT-BTTTT, Điều 9 khoản 2 điểm b và khoản 3 điểm e',
  formMark: ['Mẫu số 04', CIRCULAR_20],
  title: ['BÁO CÁO KẾT THÚC ỨNG PHÓ SỰ CỐ'],
  sign: 'BC',
  signatureTitle: LEGAL_REPRESENTATIVE,
  signatureNote: '(Ký tên, đóng dấu)',
  blocks: [
    ...reporter('THÔNG TIN VỀ TỔ CHỨC/CÁ NHÂN BÁO CÁO'),
    heading('KÝ HIỆU BÁO CÁO BAN ĐẦU SỰ CỐ'),
    {
      kind: 'row',
      questions: [text(MAU_04.initialNumber, 'Số ký hiệu'), text(MAU_04.initialDate, 'Ngày báo cáo')],
    },
    heading('THÔNG TIN CHI TIẾT VỀ HỆ THỐNG BỊ SỰ CỐ'),
    { kind: 'sheet', rows: systemRows('Điền tên hệ thống bị sự cố') },
    asked(longText(MAU_04.description, 'Tên/Mô tả về sự cố')),
    DETECTION,
    asked(
      longText(
        MAU_04.result,
        'Kết quả xử lý sự cố',
        false,
        'Diễn biến và cách giải quyết; đề xuất biện pháp để xử lý nhanh và giảm thiểu nguy cơ, thiệt hại của các sự cố tương tự',
      ),
    ),
    asked({
      kind: 'list',
      key: MAU_04.attachments,
      label: 'Các tài liệu đính kèm',
      hint: 'báo cáo diễn biến sự cố; phương án xử lý, log file…',
      empty: 'Không có',
    }),
  ],
}
