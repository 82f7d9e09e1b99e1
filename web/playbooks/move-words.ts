// Words of the moves in a run's log.

import { pageWords } from '../i18n/page-words.ts'
import { momentText } from '../parts/time-text.ts'
import { branchText } from './branch-text.ts'

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

const RESULTS = pageWords(
  {
    succeeded: 'xong',
    failed: 'không thành',
    unknown: 'không rõ kết quả',
    cancelled: 'đã hủy',
    stopped: 'đã dừng',
    approved: 'đồng ý',
    refused: 'từ chối',
    done: 'đã làm xong',
    'not done': 'không làm được',
    happened: 'đã xảy ra',
    'did-not-happen': 'chưa xảy ra, gửi lại',
    'give-up': 'bỏ bước',
  },
  {
    succeeded: 'succeeded',
    failed: 'failed',
    unknown: 'outcome unknown',
    cancelled: 'cancelled',
    stopped: 'stopped',
    approved: 'agreed',
    refused: 'refused',
    done: 'done',
    'not done': 'could not be done',
    happened: 'it happened',
    'did-not-happen': 'it did not, sent again',
    'give-up': 'given up',
  },
)
const RESULT_WORDS = [
  'succeeded',
  'failed',
  'unknown',
  'cancelled',
  'stopped',
  'approved',
  'refused',
  'done',
  'not done',
  'happened',
  'did-not-happen',
  'give-up',
] as const
/** Moves whose text begins with a result. */
const WITH_RESULT = [
  'command-ended',
  'step-ended',
  'run-ended',
  'approval-decided',
  'task-answered',
  'outcome-resolved',
] as const

/** What the move says, its first word in the person's language. */
export function moveDetail(kind: string, text: string): string {
  if (kind === 'branches-opened') return text.split(', ').map(branchText).join(', ')
  if (kind === 'retry-planned' && !Number.isNaN(Date.parse(text))) return momentText(Date.parse(text))
  if (!(WITH_RESULT as readonly string[]).includes(kind)) return text
  const [first = '', ...rest] = text.split(': ')
  const result = RESULT_WORDS.find(word => word === first)
  return result === undefined ? text : [RESULTS(result), ...rest].join(': ')
}

/** What happened, in a few words; a kind without words stands as it is. */
export function moveText(kind: string): string {
  return Object.hasOwn(VI, kind) ? m(kind as keyof typeof VI) : kind
}
