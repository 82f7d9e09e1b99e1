// Notices and reports about an incident for which Circular 20/2017 and Decree 331/2026 name contents but print no
// form. Labels follow the articles; where those say nothing, the web forms that the national coordinator used in
// 2018.

import type { Block, Form, Question } from '../form.ts'
import {
  BASICS,
  DETECTION,
  LEGAL_REPRESENTATIVE,
  asked,
  boxes,
  heading,
  longText,
  note,
  reporter,
  text,
} from './questions.ts'

const SIGNED = {
  scope: 'incident',
  standing: 'contents-prescribed',
  signatureTitle: LEGAL_REPRESENTATIVE,
  signatureNote: '(Ký tên, đóng dấu)',
} as const

export const NOTICE = {
  system: 'he-thong.ten-dia-chi',
  operator: 'he-thong.van-hanh-dia-chi',
  owner: 'he-thong.chu-quan-dia-chi',
  description: 'su-co.mo-ta',
  result: 'su-co.ket-qua',
  proposal: 'su-co.kien-nghi',
} as const

export const thongBaoSuCo: Form = {
  ...SIGNED,
  id: 'thong-bao-su-co',
  name: 'Thông báo sự cố',
  nameEnglish: 'Notice of an incident',
  cites: 'Thông tư 20/2017/TT-BTTTT, Điều 9 khoản 3 điểm a',
  title: ['THÔNG BÁO SỰ CỐ'],
  sign: 'TB',
  blocks: [
    heading('THÔNG TIN VỀ TỔ CHỨC/CÁ NHÂN THÔNG BÁO SỰ CỐ'),
    asked(text(BASICS.name, 'Tên tổ chức/cá nhân', true)),
    asked(text(BASICS.address, 'Địa chỉ', true)),
    heading('THÔNG TIN CHI TIẾT VỀ HỆ THỐNG BỊ SỰ CỐ'),
    {
      kind: 'sheet',
      rows: [
        text(NOTICE.system, 'Tên hoặc tên miền, địa chỉ IP của HTTT bị sự cố', true),
        text(NOTICE.operator, 'Tên, địa chỉ của đơn vị, cá nhân vận hành', true),
        text(NOTICE.owner, 'Tên cơ quan chủ quản (nếu biết)'),
      ],
    },
    asked(longText(NOTICE.description, 'Mô tả sơ bộ về sự cố', true)),
    DETECTION,
    asked(longText(NOTICE.result, 'Kết quả xử lý sự cố', true)),
    asked(longText(NOTICE.proposal, 'Đề xuất, kiến nghị và các thông tin liên quan khác (nếu có)')),
  ],
}

export const ROWS = 'dien-bien.dong'

function timed(title: string, second: string): readonly Block<Question>[] {
  return [
    ...reporter('THÔNG TIN VỀ TỔ CHỨC/CÁ NHÂN BÁO CÁO SỰ CỐ'),
    heading(title),
    asked({
      kind: 'table',
      key: ROWS,
      label: '',
      empty: 'Chưa có nội dung nào được ghi.',
      columns: [
        { label: 'Thời gian', width: 27 },
        { label: second, width: 73 },
      ],
    }),
  ]
}

export const dienBien: Form = {
  ...SIGNED,
  id: 'dien-bien',
  name: 'Báo cáo diễn biến tình hình',
  nameEnglish: 'Report of the course of events',
  cites: 'Thông tư 20/2017/TT-BTTTT, Điều 9 khoản 3 điểm c',
  standing: 'own-layout',
  title: ['BÁO CÁO DIỄN BIẾN TÌNH HÌNH'],
  sign: 'BC',
  blocks: timed('THÔNG TIN DIỄN BIẾN SỰ CỐ', 'Mô tả diễn biến sự cố'),
}

export const phuongAn: Form = {
  ...SIGNED,
  id: 'phuong-an',
  name: 'Báo cáo phương án ứng cứu cụ thể',
  nameEnglish: 'Report of the response plan chosen',
  cites: 'Thông tư 20/2017/TT-BTTTT, Điều 9 khoản 3 điểm d',
  standing: 'own-layout',
  title: ['BÁO CÁO PHƯƠNG ÁN ỨNG CỨU CỤ THỂ'],
  sign: 'BC',
  blocks: timed('THÔNG TIN PHƯƠNG ÁN ỨNG CỨU SỰ CỐ', 'Mô tả phương án ứng cứu sự cố'),
}

export const deNghiHoTro: Form = {
  ...SIGNED,
  id: 'de-nghi-ho-tro',
  name: 'Báo cáo đề nghị hỗ trợ, phối hợp',
  nameEnglish: 'Request for help and cooperation',
  cites: 'Thông tư 20/2017/TT-BTTTT, Điều 9 khoản 3 điểm đ',
  standing: 'own-layout',
  title: ['BÁO CÁO ĐỀ NGHỊ HỖ TRỢ, PHỐI HỢP'],
  sign: 'BC',
  blocks: timed('THÔNG TIN ĐỀ NGHỊ HỖ TRỢ-PHỐI HỢP', 'Mô tả đề nghị hỗ trợ, phối hợp'),
}

export const HOURS_72 = {
  variant: 'bao-cao.loai',
  incident: 'su-co.ten',
  code: 'su-co.ma',
  system: 'he-thong.ten-dia-chi',
  cause: 'noi-dung.nguyen-nhan',
  scope: 'noi-dung.pham-vi',
  remedies: 'noi-dung.khac-phuc',
} as const

export const baoCao72Gio: Form = {
  ...SIGNED,
  id: 'bao-cao-72-gio',
  name: 'Báo cáo sự cố an ninh mạng (72 giờ)',
  nameEnglish: 'Report of a cybersecurity incident (72 hours)',
  cites: 'Nghị định 331/2026/NĐ-CP, Điều 31 khoản 2 điểm d',
  title: ['BÁO CÁO SỰ CỐ AN NINH MẠNG'],
  sign: 'BC',
  blocks: [
    note('Nội dung theo điểm d khoản 2 Điều 31 Nghị định số 331/2026/NĐ-CP; văn bản này không quy định mẫu.'),
    asked({
      kind: 'choices',
      key: HOURS_72.variant,
      label: 'Loại báo cáo',
      required: true,
      single: true,
      options: boxes([
        'Thông báo ban đầu',
        'Báo cáo thông tin sơ bộ',
        'Báo cáo cập nhật',
        'Báo cáo kết thúc',
        'Báo cáo trong thời hạn 72 giờ',
      ]),
    }),
    ...reporter('THÔNG TIN VỀ TỔ CHỨC/CÁ NHÂN BÁO CÁO SỰ CỐ'),
    heading('SỰ CỐ'),
    {
      kind: 'sheet',
      rows: [
        text(HOURS_72.code, 'Mã hồ sơ sự cố'),
        text(HOURS_72.incident, 'Tên sự cố', true),
        text(HOURS_72.system, 'Hệ thống thông tin bị sự cố', true),
      ],
    },
    DETECTION,
    heading('1. Nguyên nhân', 2),
    asked(longText(HOURS_72.cause, '', true)),
    heading('2. Phạm vi ảnh hưởng', 2),
    asked(longText(HOURS_72.scope, '', true)),
    heading('3. Biện pháp khắc phục', 2),
    asked(longText(HOURS_72.remedies, '', true)),
  ],
}
