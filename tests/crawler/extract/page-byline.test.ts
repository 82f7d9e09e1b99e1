// What is a name in a byline, and what is one under a comment.

import { expect, test } from 'vitest'
import { authorName, nickname } from '#/crawler/extract/page-byline.ts'

test.each([
  ['Trần Thị Mẫu', 'Trần Thị Mẫu', 'Trần Thị Mẫu'],
  ['Tác giả: Trần Thị Mẫu', 'Trần Thị Mẫu', 'Trần Thị Mẫu'],
  ['Minh Quân 01', 'Minh Quân 01', 'Minh Quân 01'],
  ['user 58213', null, 'user 58213'],
  ['Sự Thật 2026', null, 'Sự Thật 2026'],
  ['lan.v2.0', 'lan.v2.0', 'lan.v2.0'],
  ['Thứ Hai, 22/11/2026', null, null],
  ['Cập nhật 08:15', null, null],
  ['Gửi lúc 8h15', null, null],
  ['Đăng ngày 22 tháng 11', null, null],
  ['Sửa 22-11-2026', null, null],
  ['https://bao.example.com/lan', null, null],
  ['58213', null, null],
  ['', null, null],
])('%s', (text, inByline, underComment) => {
  expect([authorName(text), nickname(text)]).toEqual([inByline, underComment])
})
