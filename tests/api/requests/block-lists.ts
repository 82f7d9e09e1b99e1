// Requests of the block lists for the role matrix.

export const blockListRequests = {
  listBlockLists: {},
  listBlockEntries: { path: { list: 'firewall' } },
  addBlockEntry: {
    path: { list: 'firewall' },
    payload: { value: '198.51.100.7', reason: 'Dò mật khẩu', expiresAt: null, incidentId: 'i-new' },
  },
  removeBlockEntry: {
    path: { list: 'firewall' },
    payload: { value: '203.0.113.9', reason: 'Nhầm' },
  },
  fetchBlockList: { path: { file: 'firewall.txt' }, query: { token: 'token-of-fw-01' } },
} as const
