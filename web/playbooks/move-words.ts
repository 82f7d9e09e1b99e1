// Words of the moves in a run's log.

import { pageWords } from '../i18n/page-words.ts'

const VI = {
  'run-began': 'Bắt đầu chạy',
  'driver-began': 'Nền tảng nhận chạy',
  'driver-parked': 'Nền tảng tạm nghỉ chờ',
  'step-begun': 'Bước bắt đầu',
  'step-ended': 'Bước kết thúc',
  'branches-opened': 'Mở nhánh',
  'branch-failed': 'Nhánh không thành',
  'playbook-entered': 'Vào quy trình con',
  'exception-entered': 'Vào nhánh xử lý lỗi',
  'command-sent': 'Gửi lệnh',
  'command-ended': 'Lệnh có kết quả',
  'retry-planned': 'Hẹn gửi lại',
  'approval-requested': 'Xin phê duyệt',
  'approval-decided': 'Quyết định phê duyệt',
  'approval-expired': 'Phê duyệt hết hạn',
  'approval-void': 'Phê duyệt hết hiệu lực',
  'task-opened': 'Giao việc làm tay',
  'task-prepared': 'Soạn văn bản',
  'task-answered': 'Trả lời việc làm tay',
  'outcome-asked': 'Hỏi kết quả',
  'outcome-resolved': 'Cho biết kết quả',
  'cancel-requested': 'Yêu cầu hủy',
  'run-ended': 'Kết thúc',
} as const
const m = pageWords(VI, {
  'run-began': 'Run began',
  'driver-began': 'Taken up',
  'driver-parked': 'Parked',
  'step-begun': 'Step begun',
  'step-ended': 'Step ended',
  'branches-opened': 'Branches opened',
  'branch-failed': 'Branch failed',
  'playbook-entered': 'Sub-playbook entered',
  'exception-entered': 'Exception entered',
  'command-sent': 'Command sent',
  'command-ended': 'Command ended',
  'retry-planned': 'Retry planned',
  'approval-requested': 'Approval asked',
  'approval-decided': 'Approval decided',
  'approval-expired': 'Approval expired',
  'approval-void': 'Approval void',
  'task-opened': 'Task opened',
  'task-prepared': 'Document drafted',
  'task-answered': 'Task answered',
  'outcome-asked': 'Outcome asked',
  'outcome-resolved': 'Outcome settled',
  'cancel-requested': 'Cancel asked',
  'run-ended': 'Run ended',
})

/** What happened, in a few words; a kind without words stands as it is. */
export function moveText(kind: string): string {
  return Object.hasOwn(VI, kind) ? m(kind as keyof typeof VI) : kind
}
