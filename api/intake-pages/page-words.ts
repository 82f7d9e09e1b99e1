// The words of the public pages, Vietnamese first. Field names follow Circular 20/2017 art. 9.3.a.

import type { NoticeContents } from '#/incidents/intake-notice.ts'

export type PageLanguage = 'vi' | 'en'

interface FieldWords {
  readonly label: string
  readonly hint?: string
}

export interface PageWords {
  readonly title: string
  readonly intro: string
  /** What must not be written here. */
  readonly warning: string
  readonly law: string
  readonly toFollow: string
  readonly toReport: string
  readonly otherLanguage: string
  readonly reporterPart: string
  readonly systemPart: string
  readonly incidentPart: string
  readonly fields: Readonly<Record<keyof NoticeContents, FieldWords>>
  readonly optional: string
  readonly keptEmpty: string
  readonly send: string
  readonly wrong: string
  readonly tooSoon: string
  readonly tooOld: string
  readonly alreadySent: string
  readonly throttled: string
  readonly received: string
  readonly receivedText: string
  readonly codeLabel: string
  readonly keepCode: string
  readonly followTitle: string
  readonly followIntro: string
  readonly codeField: string
  readonly codeHint: string
  readonly look: string
  readonly unknownCode: string
  readonly standing: string
  readonly number: string
  readonly receivedAt: string
  readonly outcome: string
  readonly messages: string
  readonly fromCentre: string
  readonly fromReporter: string
  readonly addField: string
  readonly add: string
  readonly added: string
  readonly addBlank: string
  readonly tooMany: string
}

const vi: PageWords = {
  title: 'Báo sự cố an toàn thông tin mạng',
  intro:
    'Dành cho mọi cơ quan, tổ chức, cá nhân phát hiện một hệ thống thông tin của thành phố bị tấn công, bị thay đổi, ngừng hoạt động hay lộ dữ liệu. Không cần tài khoản.',
  warning: 'Không gửi mật khẩu hay bí mật nhà nước qua trang này.',
  law: 'Địa chỉ tiếp nhận thông báo sự cố được công bố theo Điều 6 Thông tư 20/2017/TT-BTTTT; nội dung theo điểm a khoản 3 Điều 9; phản hồi ngay theo Điều 10. Thông tin chỉ dùng để xác minh và xử lý sự cố.',
  toFollow: 'Theo dõi thông báo đã gửi',
  toReport: 'Báo sự cố mới',
  otherLanguage: 'English',
  reporterPart: 'Người thông báo',
  systemPart: 'Hệ thống bị sự cố',
  incidentPart: 'Sự cố',
  fields: {
    reporter: { label: 'Tên đơn vị, cá nhân thông báo' },
    reporterAddress: { label: 'Địa chỉ' },
    contact: { label: 'Điện thoại hoặc thư điện tử', hint: 'Để trung tâm hỏi thêm khi cần.' },
    system: {
      label: 'Tên hoặc tên miền, địa chỉ IP của hệ thống bị sự cố',
      hint: 'Ví dụ: dichvucong.example.com, hoặc tên dịch vụ như trang đó ghi.',
    },
    operator: { label: 'Tên, địa chỉ đơn vị vận hành', hint: 'Nếu biết.' },
    owner: { label: 'Cơ quan chủ quản', hint: 'Nếu biết.' },
    description: {
      label: 'Mô tả sự cố',
      hint: 'Thấy điều gì, ở đâu, từ khi nào, ảnh hưởng đến ai.',
    },
    detected: { label: 'Thời điểm phát hiện', hint: 'Ngày và giờ Việt Nam.' },
    result: { label: 'Kết quả xử lý đến nay', hint: 'Đã làm gì, kết quả ra sao.' },
    proposals: { label: 'Đề xuất, kiến nghị và thông tin khác' },
  },
  optional: 'không bắt buộc',
  keptEmpty: 'Hãy để trống ô này',
  send: 'Gửi thông báo',
  wrong: 'Chưa gửi được. Hãy xem lại:',
  tooSoon: 'Trang vừa mở được vài giây. Hãy kiểm tra nội dung rồi gửi lại.',
  tooOld: 'Trang đã mở quá lâu nên được làm mới. Nội dung vẫn còn; hãy gửi lại.',
  alreadySent: 'Nội dung này đã được gửi. Nếu muốn báo một sự cố khác, hãy sửa nội dung rồi gửi.',
  throttled: 'Hiện có quá nhiều thông báo được gửi. Hãy thử lại sau ít phút; nội dung vẫn còn ở đây.',
  received: 'Đã tiếp nhận thông báo sự cố',
  receivedText:
    'Trung tâm đã tiếp nhận thông báo sự cố số {number} lúc {time} và phản hồi ngay tại đây theo Điều 10 Thông tư 20/2017/TT-BTTTT. Thông báo sẽ được xác minh và xử lý; kết quả xem bằng mã dưới đây.',
  codeLabel: 'Mã theo dõi',
  keepCode:
    'Mã chỉ hiện một lần. Hãy ghi lại hoặc chụp màn hình; ai có mã đều xem được trạng thái thông báo.',
  followTitle: 'Theo dõi thông báo sự cố',
  followIntro: 'Nhập mã đã nhận khi gửi thông báo.',
  codeField: 'Mã theo dõi',
  codeHint: '20 chữ và số, không phân biệt chữ hoa, chữ thường.',
  look: 'Xem',
  unknownCode: 'Không có thông báo nào với mã này. Hãy kiểm tra lại từng ký tự.',
  standing: 'Tình trạng',
  number: 'Số thông báo',
  receivedAt: 'Tiếp nhận lúc',
  outcome: 'Trả lời của trung tâm',
  messages: 'Trao đổi',
  fromCentre: 'Trung tâm',
  fromReporter: 'Người thông báo',
  addField: 'Thông tin bổ sung',
  add: 'Gửi bổ sung',
  added: 'Đã nhận thông tin bổ sung.',
  addBlank: 'Hãy viết nội dung, nhiều nhất 4000 ký tự.',
  tooMany: 'Thông báo này đã có quá nhiều thông tin bổ sung. Hãy liên hệ trung tâm qua điện thoại.',
}

const en: PageWords = {
  title: 'Report a cybersecurity incident',
  intro:
    'For anyone who sees that an information system of the city is attacked, altered, out of service or leaking data. No account is needed.',
  warning: 'Do not send passwords or state secrets through this page.',
  law: 'Published intake address under Circular 20/2017/TT-BTTTT art. 6; contents under art. 9.3.a; acknowledged at once under art. 10. What you write is used only to verify and handle the incident.',
  toFollow: 'Follow a notice you sent',
  toReport: 'Report another incident',
  otherLanguage: 'Tiếng Việt',
  reporterPart: 'Who reports',
  systemPart: 'The system concerned',
  incidentPart: 'The incident',
  fields: {
    reporter: { label: 'Name of the organisation or person who reports' },
    reporterAddress: { label: 'Address' },
    contact: { label: 'Telephone or e-mail', hint: 'So that the centre can ask when it must.' },
    system: {
      label: 'Name or domain, IP address of the system',
      hint: 'For example dichvucong.example.com, or the name of the service as its page says it.',
    },
    operator: { label: 'Name and address of its operator', hint: 'If you know.' },
    owner: { label: 'Its governing body', hint: 'If you know.' },
    description: { label: 'What happened', hint: 'What you saw, where, since when, whom it affects.' },
    detected: { label: 'When you noticed it', hint: 'Date and time in Vietnam.' },
    result: { label: 'What has been done so far', hint: 'And with what result.' },
    proposals: { label: 'Proposals, requests and anything else' },
  },
  optional: 'optional',
  keptEmpty: 'Leave this field empty',
  send: 'Send the notice',
  wrong: 'Not sent yet. Please look at:',
  tooSoon: 'The page was opened only seconds ago. Please check what you wrote and send again.',
  tooOld:
    'The page had been open for too long and was renewed. What you wrote is still here; please send again.',
  alreadySent: 'This has been sent already. To report another incident, change what is written and send.',
  throttled:
    'Too many notices are coming in. Please try again in some minutes; what you wrote is still here.',
  received: 'Your notice has been received',
  receivedText:
    'The centre received notice {number} at {time} and acknowledges it here at once under Circular 20/2017/TT-BTTTT art. 10. It will be verified and handled; follow the outcome with the code below.',
  codeLabel: 'Code to follow it',
  keepCode:
    'The code is shown only once. Write it down or take a picture; whoever has it can see how the notice stands.',
  followTitle: 'Follow a notice',
  followIntro: 'Enter the code you were given when you sent the notice.',
  codeField: 'Code',
  codeHint: '20 letters and digits; capitals do not matter.',
  look: 'Look',
  unknownCode: 'No notice has this code. Please check each sign.',
  standing: 'How it stands',
  number: 'Number',
  receivedAt: 'Received',
  outcome: 'Answer of the centre',
  messages: 'Messages',
  fromCentre: 'The centre',
  fromReporter: 'Who reported',
  addField: 'Further information',
  add: 'Send it',
  added: 'Your further information was received.',
  addBlank: 'Please write something, at most 4000 characters.',
  tooMany: 'There are too many messages on this notice. Please call the centre.',
}

export const PAGE_WORDS: Readonly<Record<PageLanguage, PageWords>> = { vi, en }

/** `en` when asked for; Vietnamese otherwise. */
export function pageLanguage(asked: string | undefined): PageLanguage {
  return asked === 'en' ? 'en' : 'vi'
}
