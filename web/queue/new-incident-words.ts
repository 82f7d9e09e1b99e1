// Words of opening an incident by hand.

import { pageWords } from '../i18n/page-words.ts'

export const w = pageWords(
  {
    title: 'Mở sự cố',
    submit: 'Mở sự cố',
    name: 'Tiêu đề',
    description: 'Mô tả sơ bộ',
    descriptionHint: 'Điều gì đã xảy ra, ai hoặc cái gì bị ảnh hưởng, biết từ đâu.',
    severity: 'Mức độ nghiêm trọng',
    system: 'Hệ thống bị sự cố',
    noSystem: 'Chưa rõ hệ thống nào',
    detectedAt: 'Thời điểm phát hiện',
    detectedHint: 'Các thời hạn của luật tính từ lúc này.',
    entity: 'Đối tượng chính (địa chỉ, máy, tài khoản), nếu biết',
    entityField: 'Loại',
    'entity.source.ip': 'Địa chỉ IP nguồn',
    'entity.host.name': 'Máy',
    'entity.user.name': 'Tài khoản',
    'entity.url.domain': 'Tên miền',
    opened: 'Đã mở sự cố {code}',
  },
  {
    title: 'Open an incident',
    submit: 'Open incident',
    name: 'Title',
    description: 'First description',
    descriptionHint: 'What happened, who or what is affected, how it is known.',
    severity: 'Severity',
    system: 'System concerned',
    noSystem: 'Not known yet',
    detectedAt: 'Detected at',
    detectedHint: 'The deadlines of the law run from this moment.',
    entity: 'Main entity (address, host, account), when known',
    entityField: 'Kind',
    'entity.source.ip': 'Source IP address',
    'entity.host.name': 'Host',
    'entity.user.name': 'Account',
    'entity.url.domain': 'Domain',
    opened: 'Incident {code} opened',
  },
)
