// Words of importing a playbook.

import { pageWords } from '../i18n/page-words.ts'

export const w = pageWords(
  {
    'import.button': 'Nhập quy trình…',
    'import.title': 'Nhập quy trình CACAO 2.0',
    'import.file': 'Tệp JSON',
    'import.hint': 'Tệp được kiểm tra toàn bộ trước; có một lỗi thì không ghi gì.',
    'import.checking': 'Đang kiểm tra…',
    'import.notJson': 'Tệp không phải JSON: {why}',
    'import.findings': '{n} lỗi',
    'import.warnings': '{n} chỗ nên xem lại',
    'import.where': 'Chỗ',
    'import.what': 'Điều sai',
    'import.code': 'Mã',
    'import.done': 'Đã nhập: {name}',
    'import.open': 'Xem quy trình',
  },
  {
    'import.button': 'Import a playbook…',
    'import.title': 'Import a CACAO 2.0 playbook',
    'import.file': 'JSON file',
    'import.hint': 'The whole file is checked first; with one error nothing is kept.',
    'import.checking': 'Checking…',
    'import.notJson': 'The file is not JSON: {why}',
    'import.findings': '{n} errors',
    'import.warnings': '{n} places worth a look',
    'import.where': 'Place',
    'import.what': 'What is wrong',
    'import.code': 'Code',
    'import.done': 'Imported: {name}',
    'import.open': 'See the playbook',
  },
)
