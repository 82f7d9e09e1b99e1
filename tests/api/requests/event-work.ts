// Requests of searches that are kept, counted and suggested, for the role matrix.

import type { City } from '../invented-platform.ts'

const SEARCH = {
  name: 'Đăng nhập lỗi',
  q: 'event.outcome:failure',
  range: '24h',
  unmarked: false,
  shared: false,
}

/** A search of whoever asks; somebody else's where nobody is signed in. */
async function planted(city: City, who: string | undefined): Promise<{ id: string }> {
  const saved = await city.platform.savedSearches.add(who ?? 'viewer', SEARCH)
  if (saved === 'full') throw new Error('too many searches')
  return { id: saved.id }
}

export const eventWorkRequests = {
  eventHistogram: { query: { q: 'sshd', from: '24h' } },
  eventValues: { query: { q: 'sshd', field: 'user.name' } },
  eventFields: { query: { q: 'sshd', prefix: 'user.' } },
  listSavedSearches: {},
  saveSearch: { payload: SEARCH },
  changeSavedSearch: { path: planted, payload: { ...SEARCH, name: 'Khác', version: 1 } },
  removeSavedSearch: { path: planted },
} as const
