// What was said by topic and place, hour by hour, as the spike watch wants it: texts of their own and comments;
// copies are left out, because one report that fifty pages reprint is one report.

import { HISTORY_MS } from '#/crawler/spikes/series-fit.ts'
import type { BucketCount, Series, SeriesKey } from '#/crawler/spikes/spike.ts'
import { seriesKeyOf } from '#/crawler/spikes/spike.ts'
import { TOPICS, type Topic } from '#/kernel/mention.ts'
import type { MentionFilter, MentionStore } from '#/store/mention-store.ts'

export interface SpikeCounts {
  readonly city: readonly BucketCount[]
  readonly series: readonly Series[]
  /** Series that there are: each topic in the city and in each place that was ever named. */
  readonly family: number
}

const DAY_MS = 24 * 3_600_000

/** Counts up to `at`, the end of the last whole hour; those of `open` are always among the series. */
export async function countForSpikes(
  mentions: Pick<MentionStore, 'counts'>,
  at: number,
  open: readonly SeriesKey[],
): Promise<SpikeCounts> {
  const history: MentionFilter = { fromMs: at - HISTORY_MS, toMs: at, originals: true }
  const lastDay: MentionFilter = { fromMs: at - DAY_MS, toMs: at, originals: true }
  const places = (await mentions.counts(history, 'place')).filter(({ key }) => key !== '')
  const wanted = new Map<string, SeriesKey>(open.map(key => [seriesKeyOf(key), key]))
  const want = (key: SeriesKey): void => void wanted.set(seriesKeyOf(key), key)
  for (const { key } of await mentions.counts(lastDay, 'topic')) {
    if (!isTopic(key)) continue
    want({ topic: key, place: null })
    for (const place of await mentions.counts({ ...lastDay, topic: key }, 'place'))
      if (place.key !== '') want({ topic: key, place: place.key })
  }
  const series: Series[] = []
  for (const { topic, place } of wanted.values()) {
    const filter = { ...history, topic, ...(place === null ? {} : { place }) }
    series.push({ topic, place, buckets: await hours(mentions, filter) })
  }
  return {
    city: await hours(mentions, history),
    series,
    family: TOPICS.length * (places.length + 1),
  }
}

async function hours(
  mentions: Pick<MentionStore, 'counts'>,
  filter: MentionFilter,
): Promise<readonly BucketCount[]> {
  const groups = await mentions.counts(filter, 'hour')
  return groups
    .map(({ key, mentions: count, tones }) => ({ at: Number(key), mentions: count, negative: tones.neg }))
    .sort((a, b) => a.at - b.at)
}

function isTopic(key: string): key is Topic {
  return (TOPICS as readonly string[]).includes(key)
}
