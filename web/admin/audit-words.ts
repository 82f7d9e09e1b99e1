// Words of the audit trail's page.

import { pageWords } from '../i18n/page-words.ts'

export const w = pageWords(
  {
    title: 'Nhật ký kiểm toán',
    none: 'Chưa có việc nào được ghi.',
    'col.number': 'Số',
    'col.at': 'Lúc',
    'col.by': 'Người thực hiện',
    'col.action': 'Việc',
    'col.subject': 'Đối tượng',
    'col.detail': 'Chi tiết',
    platform: 'Nền tảng',
    older: 'Cũ hơn',
    count: '{n} mục',
  },
  {
    title: 'Audit trail',
    none: 'Nothing has been recorded yet.',
    'col.number': 'No.',
    'col.at': 'At',
    'col.by': 'Who',
    'col.action': 'Action',
    'col.subject': 'Subject',
    'col.detail': 'Detail',
    platform: 'Platform',
    older: 'Older',
    count: '{n} entries',
  },
)
