// Under the figures: the tone by day beside what is spoken of most. Fetched apart from the list, which must not
// wait; folded on a telephone, where the stories come first.

import { useEffect, useState } from 'preact/hooks'
import type { MentionGroupView } from '#/api/contract/media.ts'
import { narrow } from '../parts/screen.ts'
import { mediaApi, type Grouping } from './media-api.ts'
import { queryOf } from './media-choice.ts'
import { learnPlaces } from './names.ts'
import type { Listed } from './stories-state.ts'
import { daysOf, ToneChart } from './tone-chart.tsx'
import { w } from './story-words.ts'
import { TopChips, type ChipKind } from './top-chips.tsx'

const CHIPS = ['topic', 'place', 'department'] as const satisfies readonly ChipKind[]
type Counted = Readonly<Partial<Record<Grouping, readonly MentionGroupView[]>>>

async function count({ choice, span }: Listed): Promise<Counted> {
  const query = queryOf(choice.filter, span)
  const asked = ['day', ...CHIPS] as const
  const answers = await Promise.all(
    asked.map(by => mediaApi.counts(by === 'day' ? query : { ...query, [by]: undefined }, by)),
  )
  return Object.fromEntries(
    asked.map((by, at) => {
      const answer = answers[at]
      return [by, answer?.ok === true ? answer.value : []]
    }),
  )
}

/** Chart and chips of the list shown. */
export function Insight({ listed }: { readonly listed: Listed }) {
  const [counted, setCounted] = useState<Counted | null>(null)
  useEffect(() => {
    let wanted = true
    void count(listed).then(got => {
      if (!wanted) return
      setCounted(got)
      learnPlaces((got.place ?? []).map(({ key, name }) => ({ code: key, name })))
    })
    return () => {
      wanted = false
    }
  }, [listed])
  // The place is kept while the figures are on their way: rows must not jump.
  const shown = (
    <div class={counted === null ? 'media-insight is-waiting' : 'media-insight'}>
      <ToneChart days={daysOf(counted?.day ?? [], listed.span)} />
      <div class="media-tops">
        {CHIPS.map(kind => (
          <TopChips key={kind} kind={kind} choice={listed.choice} groups={counted?.[kind] ?? []} />
        ))}
      </div>
    </div>
  )
  if (!narrow.value) return shown
  return (
    <details class="insight-fold">
      <summary>{w('insight')}</summary>
      {shown}
    </details>
  )
}
