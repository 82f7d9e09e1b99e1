// Reports of monitoring under Circular 31/2017: every day, every week, every half year. Only the weekly one has
// its items prescribed; the annex with the layout of the half-year one was not found, and it says so.

import type { Block, Form, Question } from '../form.ts'
import { asked, heading, longText, note, text } from './questions.ts'

const SIGNED = {
  scope: 'period',
  signatureTitle: '',
  signatureNote: '',
  sign: 'BC',
} as const

export const DAILY = {
  period: 'ngay.thoi-gian',
  shift: 'ngay.ca-truc',
  summary: 'ngay.thu-thap',
  listeners: 'ngay.nguon',
  silent: 'ngay.nguon-im',
  alerts: 'ngay.canh-bao',
  fresh: 'ngay.su-co-moi',
  open: 'ngay.su-co-mo',
  handover: 'ngay.ban-giao',
} as const

const INCIDENT_COLUMNS = [
  { label: 'Mã', width: 12 },
  { label: 'Sự cố', width: 34 },
  { label: 'Hệ thống', width: 20 },
  { label: 'Mức', width: 11 },
  { label: 'Phát hiện', width: 13 },
  { label: 'Người xử lý', width: 10 },
] as const

export const baoCaoNgay: Form = {
  ...SIGNED,
  id: 'bao-cao-ngay',
  name: 'Báo cáo ngày về giám sát',
  nameEnglish: 'Daily report of monitoring',
  period: 'day',
  standing: 'own-layout',
  cites: 'Thông tư 31/2017/TT-BTTTT, Điều 5 khoản 3 điểm a',
  title: ['BÁO CÁO NGÀY', 'Về hoạt động giám sát an toàn hệ thống thông tin'],
  blocks: [
    asked(text(DAILY.period, 'Thời gian giám sát')),
    heading('1. Ca trực', 2),
    asked(longText(DAILY.shift, '')),
    heading('2. Tình trạng thu thập', 2),
    asked(text(DAILY.summary, 'Tổng hợp')),
    asked({
      kind: 'table',
      key: DAILY.listeners,
      label: 'Điểm thu thập',
      empty: 'Chưa có điểm thu thập nào.',
      columns: [
        { label: 'Điểm thu', width: 22 },
        { label: 'Loại', width: 14 },
        { label: 'Địa chỉ', width: 28 },
        { label: 'Trạng thái', width: 20 },
        { label: 'Dòng đã nhận', width: 16, align: 'right' },
      ],
    }),
    asked({ kind: 'list', key: DAILY.silent, label: 'Nguồn im lặng', empty: 'Không có nguồn nào im lặng.' }),
    heading('3. Cảnh báo theo mức', 2),
    asked({
      kind: 'table',
      key: DAILY.alerts,
      label: '',
      empty: '',
      columns: [
        { label: 'Mức', width: 60 },
        { label: 'Số cảnh báo', width: 40, align: 'right' },
      ],
    }),
    heading('4. Sự cố phát hiện trong ngày', 2),
    asked({
      kind: 'table',
      key: DAILY.fresh,
      label: '',
      empty: 'Không có sự cố nào trong kỳ.',
      columns: INCIDENT_COLUMNS,
    }),
    heading('5. Sự cố đang xử lý', 2),
    asked({
      kind: 'table',
      key: DAILY.open,
      label: '',
      empty: 'Không có sự cố nào đang xử lý.',
      columns: INCIDENT_COLUMNS,
    }),
    heading('6. Bàn giao', 2),
    asked(longText(DAILY.handover, '')),
  ],
}

export const WEEKLY = {
  period: 'tuan.thoi-gian',
  objects: 'tuan.doi-tuong',
  techniques: 'tuan.ky-thuat',
  attackers: 'tuan.doi-tuong-tan-cong',
  changes: 'tuan.thay-doi',
  other: 'tuan.khac',
} as const

export const baoCaoTuan: Form = {
  ...SIGNED,
  id: 'bao-cao-tuan',
  name: 'Báo cáo tuần về giám sát',
  nameEnglish: 'Weekly report of monitoring',
  period: 'week',
  standing: 'contents-prescribed',
  cites: 'Thông tư 31/2017/TT-BTTTT, Điều 5 khoản 3 điểm d',
  title: ['BÁO CÁO TUẦN', 'Về hoạt động giám sát an toàn hệ thống thông tin'],
  blocks: [
    heading('1. Thời gian giám sát', 2),
    asked(text(WEEKLY.period, '', true)),
    heading('2. Danh mục đối tượng bị tấn công cần chú ý', 2),
    asked({
      kind: 'table',
      key: WEEKLY.objects,
      label: '',
      required: true,
      empty: 'Không có sự cố nào trong kỳ.',
      columns: [
        { label: 'Địa chỉ IP', width: 28 },
        { label: 'Mô tả dịch vụ cung cấp', width: 42 },
        { label: 'Thời điểm bị tấn công', width: 30 },
      ],
    }),
    heading('3. Kỹ thuật tấn công đã phát hiện được và chứng cứ liên quan', 2),
    asked({
      kind: 'table',
      key: WEEKLY.techniques,
      label: '',
      required: true,
      empty: 'Không phát hiện kỹ thuật tấn công nào trong kỳ.',
      columns: [
        { label: 'Kỹ thuật tấn công', width: 38 },
        { label: 'Số cảnh báo', width: 12, align: 'right' },
        { label: 'Chứng cứ liên quan', width: 50 },
      ],
    }),
    heading('4. Các đối tượng thực hiện tấn công', 2),
    asked({
      kind: 'table',
      key: WEEKLY.attackers,
      label: '',
      required: true,
      empty: 'Không phát hiện đối tượng tấn công nào trong kỳ.',
      columns: [
        { label: 'Đối tượng', width: 30 },
        { label: 'Số cảnh báo', width: 14, align: 'right' },
        { label: 'Từ lúc – đến lúc', width: 32 },
        { label: 'Sự cố', width: 24 },
      ],
    }),
    heading('5. Các thay đổi trong hệ thống được giám sát và hệ thống giám sát', 2),
    asked({
      kind: 'table',
      key: WEEKLY.changes,
      label: '',
      required: true,
      empty: 'Không ghi nhận thay đổi nào trong kỳ.',
      columns: [
        { label: 'Thời gian', width: 22 },
        { label: 'Người thực hiện', width: 20 },
        { label: 'Thay đổi', width: 58 },
      ],
    }),
    heading('6. Nội dung khác', 2),
    asked(longText(WEEKLY.other, '')),
  ],
}

export const HALF_YEAR = {
  period: 'sau-thang.thoi-gian',
  owner: 'sau-thang.chu-quan',
  contact: 'sau-thang.dau-moi',
  systems: 'sau-thang.doi-tuong',
  links: 'sau-thang.duong-truyen',
  inputs: 'sau-thang.dau-vao',
  byKind: 'sau-thang.theo-loai',
  byMonth: 'sau-thang.theo-thang',
  storage: 'sau-thang.luu-tru',
  changes: 'sau-thang.thay-doi',
  difficulties: 'sau-thang.kho-khan',
} as const

const counted = (key: string, first: string): Block<Question> =>
  asked({
    kind: 'table',
    key,
    label: '',
    empty: 'Không có sự cố nào trong kỳ.',
    columns: [
      { label: first, width: 52 },
      { label: 'Số sự cố', width: 16, align: 'right' },
      { label: 'Đã xử lý', width: 16, align: 'right' },
      { label: 'Đang xử lý', width: 16, align: 'right' },
    ],
  })

export const DRAFT_LAYOUT = 'Bố cục dự thảo, mẫu chính thức chưa tìm thấy'

export const baoCao06Thang: Form = {
  ...SIGNED,
  id: 'bao-cao-06-thang',
  name: 'Báo cáo 06 tháng về giám sát',
  nameEnglish: 'Half-year report of monitoring',
  period: 'half-year',
  standing: 'draft-layout',
  cites: 'Thông tư 31/2017/TT-BTTTT, Điều 5 khoản 3 điểm k và Điều 14 khoản 4',
  title: ['BÁO CÁO 06 THÁNG', 'Về hoạt động giám sát an toàn hệ thống thông tin'],
  draftNote: `(${DRAFT_LAYOUT}: Phụ lục 2 Thông tư số 31/2017/TT-BTTTT)`,
  blocks: [
    asked(text(HALF_YEAR.period, 'Thời gian giám sát', true)),
    heading('1. Chủ quản hệ thống thông tin và đầu mối giám sát, cảnh báo', 2),
    asked(text(HALF_YEAR.owner, 'Chủ quản hệ thống thông tin')),
    asked(text(HALF_YEAR.contact, 'Đầu mối giám sát, cảnh báo')),
    heading('2. Đối tượng được giám sát', 2),
    asked({
      kind: 'table',
      key: HALF_YEAR.systems,
      label: '',
      empty: 'Chưa có hệ thống nào trong sổ.',
      columns: [
        { label: 'TT', width: 7, align: 'center' },
        { label: 'Hệ thống thông tin', width: 35 },
        { label: 'Cấp độ', width: 10, align: 'center' },
        { label: 'Địa chỉ IP, tên miền', width: 28 },
        { label: 'Đơn vị vận hành', width: 20 },
      ],
    }),
    heading('3. Thiết bị quan trắc cơ sở và đường truyền Internet', 2),
    asked({
      kind: 'table',
      key: HALF_YEAR.links,
      label: '',
      empty: 'Chưa có đường truyền nào được kê khai.',
      columns: [
        { label: 'Hệ thống thông tin', width: 35 },
        { label: 'Nhà cung cấp', width: 25 },
        { label: 'Dung lượng (Mbit/s)', width: 18, align: 'right' },
        { label: 'Có thiết bị quan trắc', width: 22, align: 'center' },
      ],
    }),
    heading('4. Thông tin đầu vào được thu thập', 2),
    asked(longText(HALF_YEAR.inputs, '')),
    heading('5. Thống kê tấn công, rủi ro, sự cố đã phát hiện và xử lý', 2),
    heading('5.1. Theo loại', 3),
    counted(HALF_YEAR.byKind, 'Loại sự cố/tấn công mạng'),
    heading('5.2. Theo tháng', 3),
    counted(HALF_YEAR.byMonth, 'Tháng'),
    heading('6. Lưu trữ dữ liệu giám sát', 2),
    asked(longText(HALF_YEAR.storage, '')),
    heading('7. Các thay đổi trong hệ thống được giám sát và hệ thống giám sát', 2),
    asked({
      kind: 'list',
      key: HALF_YEAR.changes,
      label: '',
      empty: 'Không ghi nhận thay đổi nào trong kỳ.',
    }),
    heading('8. Khó khăn, vướng mắc và kiến nghị', 2),
    asked(longText(HALF_YEAR.difficulties, '')),
    note(`${DRAFT_LAYOUT}.`),
  ],
}
