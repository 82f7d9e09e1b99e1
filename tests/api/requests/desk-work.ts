// Requests of tasks and attachments for the role matrix.

const ON_NEW = { path: { id: 'i-new' } }

export const deskWorkRequests = {
  listTasks: { query: { assignee: 'me', state: 'open,doing' } },
  listIncidentTasks: ON_NEW,
  createTask: { ...ON_NEW, payload: { title: 'Gọi đơn vị vận hành', kind: 'share', assignee: 'analyst' } },
  changeTask: {
    path: { id: 'i-new', part: 't-1' },
    payload: { version: 1, state: 'done', result: 'Đã lấy đủ' },
  },
  listAttachments: ON_NEW,
  addAttachment: {
    ...ON_NEW,
    query: { name: 'mẫu.bin', kind: 'malware' },
    payload: Buffer.from([0x4d, 0x5a, 0, 1]),
    headers: { 'content-type': 'application/octet-stream' },
  },
  downloadAttachment: { path: { id: 'i-new', part: 'a-1' } },
  removeAttachment: {
    path: { id: 'i-new', part: 'a-1' },
    payload: { version: 1, reason: 'Tệp đính kèm nhầm sự cố' },
  },
} as const
