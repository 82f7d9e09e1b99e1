// Words of approval links and of the page of what waits for me.

import { pageWords } from '../i18n/page-words.ts'

export const w = pageWords(
  {
    'link.title': 'Phê duyệt',
    'link.noToken': 'Địa chỉ thiếu mã liên kết; hãy sao chép lại trọn vẹn.',
    'link.used': 'Mỗi liên kết dùng được một lần. Quyết định của bạn đã được ghi.',
    'link.expired': 'Phê duyệt quá hạn được coi là từ chối; lệnh không được gửi.',
    'link.foreign': 'Liên kết được gửi cho một người cụ thể và không dùng thay được.',
    'link.unknown': 'Địa chỉ có thể đã bị cắt ngắn khi gửi.',
    'link.settled': 'Đã có người quyết định, đã hết hạn, hoặc bước đã kết thúc.',
    'link.changed': 'Lệnh đã thay đổi sau khi liên kết được gửi, nên phải xem lại lệnh mới.',
    'link.decided': 'Quyết định của bạn đã được ghi.',
    'link.toRun': 'Xem lần chạy',
    'link.toWaiting': 'Xem mọi việc chờ tôi',
    'waiting.title': 'Việc chờ tôi',
    'waiting.count': '{n} việc',
    'waiting.none': 'Không có việc nào chờ bạn',
    'waiting.noneHint': 'Phê duyệt, lệnh không rõ kết quả và việc làm tay của mọi sự cố sẽ hiện ở đây.',
    'waiting.others': '{n} việc chờ người khác',
  },
  {
    'link.title': 'Approval',
    'link.noToken': 'The address lacks the code of the link; copy it whole.',
    'link.used': 'A link serves once. Your decision has been recorded.',
    'link.expired': 'An approval past its time counts as refused; the command is not sent.',
    'link.foreign': 'The link was sent to one person and serves nobody else.',
    'link.unknown': 'The address may have been cut short on its way.',
    'link.settled': 'Someone has decided, its time is over, or the step has ended.',
    'link.changed': 'The command has changed since the link was sent; look at the new one.',
    'link.decided': 'Your decision has been recorded.',
    'link.toRun': 'See the run',
    'link.toWaiting': 'See all that waits for me',
    'waiting.title': 'Waiting for me',
    'waiting.count': '{n} waiting',
    'waiting.none': 'Nothing waits for you',
    'waiting.noneHint': 'Approvals, unknown outcomes and manual tasks of all incidents appear here.',
    'waiting.others': '{n} waiting for others',
  },
)
