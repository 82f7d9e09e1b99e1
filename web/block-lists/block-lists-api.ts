// Calls of the API about block lists.

import type { BlockEntryView, BlockListView } from '#/api/contract/block-lists.ts'
import { callApi } from '../api-client.ts'

export interface BlockEntryPage {
  readonly entries: readonly BlockEntryView[]
  readonly next: string | null
  readonly total: number
}
export interface NewEntry {
  readonly value: string
  readonly reason: string
  readonly expiresAt: number | null
  readonly incidentId: string | null
}

const at = (list: string, action: string): string => `/api/block-lists/${encodeURIComponent(list)}${action}`

export const blockListsApi = {
  lists: () => callApi<readonly BlockListView[]>('GET', '/api/block-lists'),
  entries: (list: string, after: string | null) =>
    callApi<BlockEntryPage>('GET', at(list, '/entries'), {
      query: { limit: 100, ...(after === null ? {} : { after }) },
    }),
  add: (list: string, entry: NewEntry) =>
    callApi<BlockEntryView>('POST', at(list, '/entries'), { body: entry }),
  remove: (list: string, value: string, reason: string) =>
    callApi<void>('POST', at(list, '/remove'), { body: { value, reason } }),
} as const
