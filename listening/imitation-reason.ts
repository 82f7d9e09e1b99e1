// Why a domain is on the list of indicators, in words for who sees the alert.

import type { LookAlike, LookAlikeReason } from '#/crawler/meaning/look-alikes.ts'

const WORDS: Readonly<Record<LookAlikeReason, string>> = {
  inside: 'tên của thành phố đứng trước tên miền của người khác',
  letters: 'dùng chữ trông giống',
  ending: 'cùng tên, khác đuôi',
  hyphens: 'thêm hoặc bớt dấu gạch nối, dấu chấm',
  spelling: 'sai một vài chữ',
  words: 'thêm chữ vào tên',
}

/** `Giả mạo dichvucong.example.com: thêm chữ vào tên` */
export function imitationReason({ imitates, reason }: Pick<LookAlike, 'imitates' | 'reason'>): string {
  return `Giả mạo ${imitates}: ${WORDS[reason]}`
}
