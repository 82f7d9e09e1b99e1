// How far each followed file has been read; kept with the state.

import type { FilePositions } from '#/collectors/listeners/follow-files.ts'
import type { StateStore } from '#/store/state-store.ts'

export function filePositions(state: Pick<StateStore, 'setting' | 'putSetting'>): FilePositions {
  return {
    get: key => state.setting(`file:${key}`),
    put: (key, value) => state.putSetting(`file:${key}`, value),
  }
}
