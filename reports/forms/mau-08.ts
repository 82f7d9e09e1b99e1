// Mẫu số 08, Decree 331/2026: yearly result of keeping information systems secure. Labels and order as printed.

import type { Form } from '../form.ts'
import { asked, heading, text } from './questions.ts'

export const MAU_08 = {
  total: 'chung.tong-so',
  classified: 'chung.da-phan-loai',
  drafted: 'chung.da-xay-dung',
  appraised: 'chung.da-tham-dinh',
  approved: 'chung.da-phe-duyet',
  inspected: 'chung.da-kiem-tra',
  expected: 'chung.du-kien',
  owner: 'chu-quan',
  unit: 'chuyen-trach',
  systems: 'he-thong.chi-tiet',
} as const

/** (2)–(5) of both a) and b). */
const ABOUT = [
  ['chuc-nang', '(2) Quy định chức năng, nhiệm vụ và quyền hạn'],
  ['dai-dien', '(3) Người đại diện, chức vụ'],
  ['dia-chi', '(4) Địa chỉ liên lạc'],
  ['lien-he', '(5) Thông tin liên hệ: Số điện thoại, thư điện tử'],
] as const

export const mau08: Form = {
  id: 'mau-08',
  name: 'Mẫu số 08: Kết quả công tác bảo đảm an ninh mạng hệ thống thông tin',
  nameEnglish: 'Form 08: yearly result of keeping information systems secure',
  scope: 'period',
  period: 'year',
  standing: 'official',
  cites: 'Nghị định 331/2026/NĐ-CP, Điều 35 và Điều 36',
  formMark: ['Mẫu số 08', 'Nghị định số 331/2026/NĐ-CP ngày 19/8/2026'],
  title: [],
  about: 'kết quả công tác bảo đảm an ninh mạng hệ thống thông tin',
  sign: '',
  signatureTitle: '',
  signatureNote: '',
  blocks: [
    heading('1. Thông tin chung', 2),
    asked(text(MAU_08.total, 'Tổng số hệ thống thông tin thuộc phạm vi quản lý')),
    asked(
      text(
        MAU_08.classified,
        'Tổng số hệ thống thông tin đã được phân loại (đã xác định được loại hình hệ thống thông tin)',
      ),
    ),
    asked(text(MAU_08.drafted, 'Tổng số hệ thống thông tin đã xây dựng hồ sơ đề xuất cấp độ')),
    asked(text(MAU_08.appraised, 'Tổng số hệ thống thông tin đã được thẩm định hồ sơ đề xuất cấp độ')),
    asked(text(MAU_08.approved, 'Tổng số hệ thống thông tin đã được phê duyệt cấp độ')),
    asked(
      text(
        MAU_08.inspected,
        'Tổng số hệ thống thông tin đã phê duyệt cấp độ được kiểm tra, đánh giá an ninh mạng định kỳ theo quy định',
      ),
    ),
    asked(
      text(
        MAU_08.expected,
        'Dự kiến thời gian hoàn thành phê duyệt đề xuất cấp độ hệ thống thông tin đối với tất cả các hệ thống thông tin thuộc phạm vi quản lý',
      ),
    ),
    heading('2. Thông tin về chủ quản hệ thống thông tin và đơn vị chuyên trách về an ninh mạng', 2),
    heading('a) Thông tin về chủ quản hệ thống thông tin', 3),
    asked(text(`${MAU_08.owner}.ten`, '(1) Tên chủ quản hệ thống thông tin')),
    ...ABOUT.map(([key, label]) => asked(text(`${MAU_08.owner}.${key}`, label))),
    heading('b) Thông tin về đơn vị chuyên trách về an ninh mạng', 3),
    asked(text(`${MAU_08.unit}.ten`, '(1) Tên đơn vị chuyên trách về an ninh mạng')),
    ...ABOUT.map(([key, label]) => asked(text(`${MAU_08.unit}.${key}`, label))),
    {
      kind: 'part',
      orientation: 'landscape',
      blocks: [
        heading('3. Thông tin chi tiết về các hệ thống thông tin thuộc phạm vi quản lý', 2),
        asked({
          kind: 'table',
          key: MAU_08.systems,
          label: '',
          numbered: true,
          empty: 'Chưa có hệ thống nào trong sổ.',
          columns: [
            { label: 'STT', width: 4, align: 'center' },
            { label: 'Tên HTTT', width: 12 },
            { label: 'Chủ quản HTTT', width: 10 },
            { label: 'Đơn vị vận hành HTTT', width: 10 },
            { label: 'Cấp độ đề xuất', width: 6, align: 'center' },
            { label: 'Tình trạng phê duyệt cấp độ', width: 9 },
            { label: 'Quyết định phê duyệt cấp độ', width: 9 },
            { label: 'Quy chế bảo đảm ANM cho hệ thống', width: 9 },
            { label: 'Dự kiến thời điểm phê duyệt HSĐXCĐ', width: 8 },
            { label: 'Đã triển khai đầy đủ PA BĐANM', width: 8 },
            { label: 'Dự kiến thời điểm triển khai đầy đủ PA BĐANM', width: 8 },
            { label: 'Đã kiểm tra, đánh giá ANM', width: 7 },
          ],
        }),
      ],
    },
  ],
}
