// A small invented language of opinions: enough to learn from in a moment, and different from any sample.

import type { LabelledText } from '#/crawler/sentiment/labelled-lines.ts'
import { seededRandom } from '#/crawler/sentiment/linear-svm.ts'
import type { TrainingInput } from '#/crawler/sentiment/train-classifier.ts'

const THINGS = ['con đường', 'cây cầu', 'công viên', 'bãi rác', 'trạm y tế', 'lớp học', 'bến xe', 'khu chợ']
const WORDS = {
  neg: ['ngập nặng', 'bốc mùi hôi', 'xuống cấp', 'bị bỏ hoang', 'kẹt cứng', 'nứt toác'],
  neu: [
    'mở cửa lúc bảy giờ',
    'nằm ở phía đông',
    'dài hai cây số',
    'họp bàn phương án',
    'lấy ý kiến',
    'đổi lịch',
  ],
  pos: [
    'sạch đẹp hẳn',
    'được khen ngợi',
    'thông thoáng',
    'hoàn thành sớm',
    'làm bà con phấn khởi',
    'rất khang trang',
  ],
} as const
const TAILS = ['sáng nay', 'hôm qua', 'tuần rồi', 'theo phường', 'ở xã Ví Dụ', 'sau mưa', 'dịp lễ', 'năm nay']

/** `count` texts of each label, each a little different. */
export function inventedTexts(count: number, seed = 1): LabelledText[] {
  const random = seededRandom(seed)
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  return Object.entries(WORDS).flatMap(([label, words]) =>
    Array.from({ length: count }, (_, at) => ({
      text: `${one(THINGS)} số ${at} ${one(words)} ${one(TAILS)} ${one(TAILS)}`,
      label,
    })),
  )
}

export function inventedInput(lines: readonly LabelledText[] = inventedTexts(40)): TrainingInput {
  return {
    name: 'invented',
    lines,
    lexicons: { city: [{ term: 'ngập nặng', weight: -3 }], afinn: [{ term: 'đẹp', weight: 2 }] },
    trainedOn: '2026-11-29',
  }
}
