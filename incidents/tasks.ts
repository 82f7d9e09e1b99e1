// Tasks of an incident: who is to do what until when, and what came of it. The kinds are the coordination acts
// of Circular 20/2017 art. 8. Pure rules and the collection; the routes write the history's lines.

import type { Collection } from '#/store/records.ts'

export const TASK_KINDS = [
  /** Theo dõi, phân tích, phát hiện, cảnh báo. */
  'watch',
  /** Xây dựng, đề xuất phương án, kế hoạch. */
  'plan',
  /** Huấn luyện, diễn tập. */
  'train',
  /** Điều hành, huy động nguồn lực. */
  'mobilise',
  /** Điều tra, phân tích, xác định nguồn gốc, cách thức, phương pháp tấn công. */
  'investigate',
  /** Chia sẻ, trao đổi, cung cấp thông tin. */
  'share',
  /** Hoạt động điều phối khác. */
  'other',
] as const
export type TaskKind = (typeof TASK_KINDS)[number]

export const TASK_STATES = ['open', 'doing', 'done', 'dropped'] as const
export type TaskState = (typeof TASK_STATES)[number]

export interface Task {
  readonly incidentId: string
  readonly title: string
  readonly kind: TaskKind
  /** A user name; null: nobody yet. */
  readonly assignee: string | null
  /** ms UTC. */
  readonly due: number | null
  readonly state: TaskState
  /** What came of it; asked for when it ends. */
  readonly result: string
  readonly createdAt: number
  readonly createdBy: string
  readonly updatedAt: number
  /** When it was done or dropped. */
  readonly endedAt: number | null
}

/** Without a date a task sorts after all that have one. */
const NO_DATE = Number.MAX_SAFE_INTEGER

export const TASKS: Collection<Task> = {
  name: 'incident-task',
  keys: ({ incidentId, assignee, state, due, createdAt }) => ({
    incidentId,
    assignee,
    state,
    isOpen: isEnded(state) ? 0 : 1,
    due: due ?? NO_DATE,
    createdAt,
  }),
}

export type TaskChange = Partial<Pick<Task, 'title' | 'kind' | 'assignee' | 'due' | 'state' | 'result'>>

export type TaskOutcome =
  | { readonly kind: 'changed'; readonly task: Task; readonly text: string }
  | { readonly kind: 'unchanged' }
  /** A task that ends says what came of it. */
  | { readonly kind: 'no-result' }

export function newTask(
  fields: Pick<Task, 'incidentId' | 'title' | 'kind' | 'assignee' | 'due'>,
  by: string,
  nowMs: number,
): Task {
  const begun = { state: 'open', result: '', createdAt: nowMs, createdBy: by, updatedAt: nowMs } as const
  return { ...fields, ...begun, endedAt: null }
}

/** Line of the history for a new task. */
export function createdText({ title, assignee }: Task): string {
  return `Thêm việc: ${title}${assignee === null ? '' : ` (giao cho ${assignee})`}`
}

/** Applies a change; `text` is the line of the history. */
export function changeTask(task: Task, change: TaskChange, nowMs: number): TaskOutcome {
  const next: Task = { ...task, ...change }
  if (JSON.stringify(next) === JSON.stringify(task)) return { kind: 'unchanged' }
  const ends = isEnded(next.state)
  if (ends && next.result.trim() === '') return { kind: 'no-result' }
  const endedAt = ends ? (isEnded(task.state) ? task.endedAt : nowMs) : null
  const changed = { ...next, endedAt, updatedAt: nowMs }
  return { kind: 'changed', task: changed, text: textOf(task, changed) }
}

const STATE_TEXTS = {
  open: 'Đưa lại vào hàng việc',
  doing: 'Bắt đầu việc',
  done: 'Xong việc',
  dropped: 'Bỏ việc',
} as const satisfies Record<TaskState, string>

function textOf(before: Task, after: Task): string {
  if (after.state !== before.state)
    return `${STATE_TEXTS[after.state]}: ${after.title}${isEnded(after.state) ? ` – ${after.result}` : ''}`
  if (after.assignee !== before.assignee)
    return after.assignee === null
      ? `Bỏ phân công việc: ${after.title}`
      : `Giao việc cho ${after.assignee}: ${after.title}`
  return `Sửa việc: ${after.title}`
}

export function isEnded(state: TaskState): boolean {
  return state === 'done' || state === 'dropped'
}
