// Reports of what is said of the city online, one service of the smart-city pilot: every week, every day, and of
// any time when someone asks. No law prescribes a form; the contents are those that weekly briefs of cities have.
// A machine judges no rumour: it lists what is to be verified.

import type { FormId } from '#/kernel/form.ts'
import type { Block, Form, Question } from '../form.ts'
import { asked, heading, longText, note, text } from './questions.ts'

export const MEDIA = {
  period: 'mang.thoi-gian',
  summary: 'mang.tom-tat',
  volume: 'mang.luong-tin',
  days: 'mang.theo-ngay',
  topics: 'mang.theo-chu-de',
  stories: 'mang.chuyen-noi-bat',
  places: 'mang.phuong-don-vi',
  spikes: 'mang.dot-bien',
  crisis: 'mang.khung-hoang',
  quotes: 'mang.trich-dan',
  rumours: 'mang.tin-can-xac-minh',
  answered: 'mang.da-tra-loi',
  actions: 'mang.kien-nghi',
  sources: 'mang.nguon-loi',
  method: 'mang.phuong-phap',
} as const

const right = 'right' as const

const BLOCKS: readonly Block<Question>[] = [
  asked(text(MEDIA.period, 'Thời gian theo dõi', true)),
  heading('1. Tóm tắt', 2),
  asked({ kind: 'list', key: MEDIA.summary, label: '', required: true, empty: 'Không có tin nào trong kỳ.' }),
  heading('2. Lượng tin và sắc thái', 2),
  asked({
    kind: 'table',
    key: MEDIA.volume,
    label: '',
    empty: '',
    columns: [
      { label: 'Chỉ số', width: 37 },
      { label: 'Kỳ này', width: 25, align: right },
      { label: 'Kỳ trước', width: 19, align: right },
      { label: 'Trung bình 4 kỳ trước', width: 19, align: right },
    ],
  }),
  {
    kind: 'chart',
    of: MEDIA.days,
    title: 'Số tin theo thời gian',
    shape: 'columns',
    names: 0,
    values: [{ column: 1 }],
    maxRows: 62,
  },
  asked({
    kind: 'table',
    key: MEDIA.days,
    label: 'Theo thời gian',
    empty: 'Không có tin nào trong kỳ.',
    columns: [
      { label: 'Thời gian', width: 28 },
      { label: 'Số tin', width: 18, align: right },
      { label: 'Tiêu cực', width: 18, align: right },
      { label: 'Tích cực', width: 18, align: right },
      { label: 'Chưa chắc', width: 18, align: right },
    ],
  }),
  heading('3. Theo chủ đề', 2),
  {
    kind: 'chart',
    of: MEDIA.topics,
    title: 'Sắc thái theo chủ đề',
    shape: 'bars',
    names: 0,
    values: [
      { column: 2, ink: 'neg' },
      { column: 3, ink: 'neu' },
      { column: 4, ink: 'pos' },
      { column: 5, ink: 'unsure' },
    ],
    maxRows: 12,
  },
  asked({
    kind: 'table',
    key: MEDIA.topics,
    label: '',
    empty: 'Không có tin nào trong kỳ.',
    columns: [
      { label: 'Chủ đề', width: 34 },
      { label: 'Số tin', width: 12, align: right },
      { label: 'Tiêu cực', width: 12, align: right },
      { label: 'Trung tính', width: 14, align: right },
      { label: 'Tích cực', width: 12, align: right },
      { label: 'Chưa chắc', width: 16, align: right },
    ],
  }),
  heading('4. Các câu chuyện nổi bật', 2),
  asked({
    kind: 'table',
    key: MEDIA.stories,
    label: '',
    empty: 'Không có câu chuyện nào trong kỳ.',
    columns: [
      { label: 'Câu chuyện và liên kết', width: 36 },
      { label: 'Nguồn đăng đầu tiên', width: 18 },
      { label: 'Số tin (bản sao)', width: 12, align: right },
      { label: 'Sắc thái', width: 14 },
      { label: 'Nơi, đơn vị liên quan', width: 20 },
    ],
  }),
  heading('5. Theo phường, xã và đơn vị', 2),
  asked({
    kind: 'table',
    key: MEDIA.places,
    label: '',
    empty: 'Không có tin nào nêu tên phường, xã.',
    columns: [
      { label: 'Phường, xã', width: 28 },
      { label: 'Đơn vị', width: 34 },
      { label: 'Số tin', width: 12, align: right },
      { label: 'Tiêu cực', width: 13, align: right },
      { label: 'Tích cực', width: 13, align: right },
    ],
  }),
  heading('6. Đột biến và mức khủng hoảng', 2),
  asked({
    kind: 'table',
    key: MEDIA.spikes,
    label: 'Đột biến',
    empty: 'Không có đột biến nào trong kỳ.',
    columns: [
      { label: 'Từ lúc', width: 16 },
      { label: 'Chủ đề, nơi', width: 26 },
      { label: 'Số tin (thường có)', width: 16, align: right },
      { label: 'Nguyên nhân', width: 26 },
      { label: 'Tình trạng', width: 16 },
    ],
  }),
  asked(longText(MEDIA.crisis, 'Mức khủng hoảng')),
  heading('7. Trích dẫn tiêu biểu', 2),
  asked({ kind: 'list', key: MEDIA.quotes, label: '', empty: 'Không có trích dẫn nào.' }),
  heading('8. Tin cần xác minh', 2),
  asked({
    kind: 'table',
    key: MEDIA.rumours,
    label: '',
    empty: 'Không có tin nào cần xác minh.',
    columns: [
      { label: 'Nội dung và liên kết', width: 50 },
      { label: 'Số tin', width: 10, align: right },
      { label: 'Đơn vị xác minh', width: 20 },
      { label: 'Kết quả', width: 20 },
    ],
  }),
  heading('9. Những việc đã trả lời', 2),
  asked({
    kind: 'table',
    key: MEDIA.answered,
    label: '',
    empty: 'Chưa ghi nhận việc nào đã được trả lời trong kỳ.',
    columns: [
      { label: 'Việc', width: 40 },
      { label: 'Nội dung trả lời', width: 40 },
      { label: 'Người ghi, lúc', width: 20 },
    ],
  }),
  heading('10. Kiến nghị', 2),
  asked({
    kind: 'table',
    key: MEDIA.actions,
    label: '',
    empty: 'Không có kiến nghị nào.',
    columns: [
      { label: 'Việc cần làm', width: 46 },
      { label: 'Đơn vị', width: 24 },
      { label: 'Người phụ trách', width: 16 },
      { label: 'Hạn', width: 14 },
    ],
  }),
  heading('11. Phương pháp và giới hạn', 2),
  asked(longText(MEDIA.method, '')),
  asked({
    kind: 'table',
    key: MEDIA.sources,
    label: 'Nguồn không đọc được đầy đủ',
    empty: 'Mọi nguồn đang bật đều đọc được.',
    columns: [
      { label: 'Nguồn', width: 30 },
      { label: 'Tình trạng', width: 20 },
      { label: 'Đọc được lần cuối', width: 20 },
      { label: 'Lý do', width: 30 },
    ],
  }),
  note(
    'Số liệu do máy thu thập và tính; sắc thái do mô hình chấm và có thể sai. Trích dẫn đã bỏ tên người. Máy không kết luận tin nào là sai.',
  ),
]

function media(form: {
  readonly id: FormId
  readonly name: string
  readonly nameEnglish: string
  readonly period?: 'day' | 'week'
  readonly title: string
}): Form {
  const { title, ...rest } = form
  return {
    ...rest,
    scope: 'period',
    standing: 'own-layout',
    cites: 'Hướng dẫn thí điểm dịch vụ đô thị thông minh (11/2019), mục 1.4.a',
    title: [title, 'Về thông tin liên quan đến thành phố trên môi trường mạng'],
    sign: 'BC',
    signatureTitle: '',
    signatureNote: '',
    blocks: BLOCKS,
  }
}

export const diemTinTuan = media({
  id: 'diem-tin-tuan',
  name: 'Báo cáo tuần về thông tin trên môi trường mạng',
  nameEnglish: 'Weekly report of online media',
  period: 'week',
  title: 'BÁO CÁO TUẦN',
})
export const diemTinNgay = media({
  id: 'diem-tin-ngay',
  name: 'Báo cáo ngày về thông tin trên môi trường mạng',
  nameEnglish: 'Daily report of online media',
  period: 'day',
  title: 'BÁO CÁO NGÀY',
})
export const diemTin = media({
  id: 'diem-tin',
  name: 'Báo cáo theo yêu cầu về thông tin trên môi trường mạng',
  nameEnglish: 'Report of online media on demand',
  title: 'BÁO CÁO',
})
