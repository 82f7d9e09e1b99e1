// Spikes as people work on them, and the incidents that go with each.

import type { SpikeDesk } from '#/crawler/spike-desk.ts'
import type { SpikeRecords } from '#/crawler/spikes/spike-records.ts'
import { SPIKE_WATCH_DEFAULTS } from '#/crawler/spikes/spike-watch.ts'
import type { Spike } from '#/crawler/spikes/spike.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { MentionFilter } from '#/store/mention-store.ts'
import { filterOf } from './watch-spikes.ts'

export interface SpikeDeskOptions {
  readonly spikes: SpikeRecords
  readonly systemsNamed: (filter: MentionFilter) => Promise<readonly string[]>
  readonly related: (
    spike: Spike,
    placeName: string | null,
    systemIds: readonly string[],
  ) => readonly { readonly incident: Incident; readonly why: string }[]
}

export function createSpikeDesk({ spikes, systemsNamed, related }: SpikeDeskOptions): SpikeDesk {
  const { falseAlarmsPerWeek, minHistoryDays } = SPIKE_WATCH_DEFAULTS
  return {
    async list({ state, limit }) {
      const find = async (wanted: Spike['state']) => (await spikes.find({ state: wanted, limit })).records
      if (state !== undefined) return await find(state)
      return [...(await find('open')), ...(await find('closed'))].slice(0, limit)
    },
    get: id => spikes.get(id),
    async change(id, seen, change, by) {
      const outcome = await spikes.change(id, seen, change, by)
      if (outcome !== 'done') return outcome
      return (await spikes.get(id)) ?? 'unknown'
    },
    async linked({ spike, placeName }) {
      const systemIds = await systemsNamed(filterOf(spike))
      return related(spike, placeName, systemIds).map(({ incident: { id, code, title }, why }) => ({
        id,
        code,
        title,
        why,
      }))
    },
    rate: `Ngưỡng đặt cho ${falseAlarmsPerWeek} báo động sai mỗi tuần trên toàn thành phố (mọi chủ đề, mọi nơi); nơi bình luận dồn dập đã đo tới 3. Không báo trong ${minHistoryDays} ngày đầu theo dõi.`,
  }
}
