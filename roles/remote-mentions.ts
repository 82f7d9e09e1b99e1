// The mention store of whoever leads, from another process.

import { remote, type CallClient } from '#/cluster/calls/call-client.ts'
import type { CallServer } from '#/cluster/calls/call-server.ts'
import type { CallTable } from '#/cluster/calls/call-table.ts'
import type { MentionStore } from '#/store/mention-store.ts'

type MentionCalls = Omit<MentionStore, typeof Symbol.asyncDispose>

const MENTIONS = 'mentions'
const TABLE: CallTable<MentionCalls> = {
  put: 'change',
  get: 'read',
  find: 'read',
  stories: 'read',
  story: 'read',
  totals: 'read',
  counts: 'read',
  sketchesSince: 'read',
  joinStories: 'change',
  setCopyOf: 'change',
  correct: 'change',
  corrected: 'read',
  leastSure: 'read',
  rescore: 'change',
  flag: 'change',
  deleteBefore: 'change',
  forgetTextBefore: 'change',
}

export function serveMentions(
  server: Pick<CallServer, 'serve'>,
  mentions: MentionCalls,
  isLeading?: () => boolean,
): Disposable {
  return server.serve<MentionCalls>(MENTIONS, TABLE, mentions, isLeading)
}

/** Disposing it leaves the store alone: it is the leader's. */
export function remoteMentions(client: CallClient): MentionStore {
  return { ...remote<MentionCalls>(client, MENTIONS, TABLE), async [Symbol.asyncDispose]() {} }
}
