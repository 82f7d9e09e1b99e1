// Requests of the public intake for the role matrix.

import { FOLLOW_CODE, FORM_TOKEN } from '../invented-desk.ts'

export const WRITTEN = {
  reporter: 'Lê Văn Cường',
  reporterAddress: '34 đường Ví Dụ',
  contact: 'cuong@example.com',
  system: 'https://dichvucong.example.com/ho-so',
  description: 'Trang tra cứu hồ sơ báo lỗi và hiện chữ lạ.',
  detected: '2026-11-22T08:00',
}
const form = (fields: Readonly<Record<string, string>>) => ({
  payload: new URLSearchParams(fields).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
})
const NOTICE = { path: { id: 'n-1' } }

export const intakeRequests = {
  intakePage: {},
  intakePageSend: form({ ...WRITTEN, token: FORM_TOKEN }),
  followPage: { query: { lang: 'en' } },
  followPageSend: form({ code: FOLLOW_CODE }),
  intakeStyle: {},
  intakeToken: {},
  sendNotice: { payload: { ...WRITTEN, token: FORM_TOKEN } },
  followNotice: { payload: { code: FOLLOW_CODE } },
  addToNotice: { payload: { code: FOLLOW_CODE, text: 'Đã thử lại, vẫn như vậy.' } },
  listIntake: { query: { state: 'received,verifying' } },
  getIntake: NOTICE,
  verifyIntake: { ...NOTICE, payload: { version: 1 } },
  acceptIntake: { ...NOTICE, payload: { version: 1, severity: 'high', incidentId: null } },
  rejectIntake: {
    ...NOTICE,
    payload: { version: 1, reason: 'Trang bảo trì', publicReason: 'Hệ thống bảo trì theo lịch.' },
  },
  messageIntake: { ...NOTICE, payload: { version: 1, text: 'Xin cho biết trình duyệt đã dùng.' } },
} as const
