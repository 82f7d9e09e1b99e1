// Vietnamese words for what mentions and sources hold.

import type { Topic } from '#/kernel/mention.ts'
import type { SourceFigure, SpikeFigure } from './media-figures.ts'

export const TOPIC_WORDS: Readonly<Record<Topic, string>> = {
  flood: 'Ngập úng, thoát nước',
  waste: 'Rác thải, vệ sinh',
  traffic: 'Giao thông',
  fire: 'Cháy nổ',
  land: 'Đất đai, quy hoạch',
  construction: 'Xây dựng, trật tự đô thị',
  corruption: 'Tham nhũng, tiêu cực',
  'public-service': 'Dịch vụ công, thủ tục',
  health: 'Y tế',
  education: 'Giáo dục',
  'food-safety': 'An toàn thực phẩm',
  environment: 'Môi trường',
  order: 'An ninh trật tự',
  tourism: 'Du lịch, văn hóa',
  utilities: 'Điện, nước, viễn thông',
  economy: 'Kinh tế, việc làm',
  welfare: 'An sinh xã hội',
  cyber: 'An toàn thông tin',
  other: 'Khác',
}

export const SOURCE_STATE_WORDS: Readonly<Record<SourceFigure['state'], string>> = {
  off: 'Đang tắt',
  never: 'Chưa đọc lần nào',
  well: 'Đọc được',
  failing: 'Lỗi',
  refused: 'Trang không cho đọc',
  silent: 'Không có tin mới',
}

export const SPIKE_WORK_WORDS: Readonly<Record<SpikeFigure['work'], string>> = {
  new: 'Chưa xem',
  seen: 'Đã xem',
  answering: 'Đang trả lời',
  answered: 'Đã trả lời',
  dismissed: 'Bỏ qua',
}
