// Requests of notices and jobs for the role matrix.

export const noticeRequests = {
  listDeliveries: { query: { state: 'delivered', incident: 'i-new', limit: '10' } },
  listChannels: {},
  testChannel: { payload: { channel: 'hook', address: '' } },
  listJobs: { query: { queue: 'notices.clear', state: 'waiting' } },
} as const
