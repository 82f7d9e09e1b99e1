import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'
import { describeMentionStore } from './mention-store-conformance.ts'

describeMentionStore('embedded', () =>
  openEmbeddedMentionStore({
    path: ':memory:',
    onFailed: error => {
      throw error
    },
  }),
)
