// An empty list says why it is empty: no source is on, the filter, the time.

import { Empty } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { isFiltered, mediaHref, type MediaChoice } from './media-choice.ts'
import { sourcesOn } from './names.ts'
import { w } from './story-words.ts'

/** The reason, in the order a person would look for it. */
export function StoriesEmpty({ choice }: { readonly choice: MediaChoice }) {
  if (isFiltered(choice.filter)) {
    return (
      <Empty title={w('empty.filtered')}>
        {w('empty.filteredHint')}{' '}
        <a class="button small" href={mediaHref({ ...choice, filter: {} })}>
          {w('clear')}
        </a>
      </Empty>
    )
  }
  if (sourcesOn.value === 0) {
    return (
      <Empty title={w('empty.sources')}>
        {w('empty.sourcesHint')}{' '}
        <a class="button small" href="/media/sources">
          {w('empty.toSources')}
        </a>
      </Empty>
    )
  }
  const isWidest = choice.range.kind === 'preset' && choice.range.preset === '28d'
  return (
    <Empty title={w('empty.time')}>
      {sourcesOn.value !== null && w('empty.timeHint', { n: numberText(sourcesOn.value) })}{' '}
      {!isWidest && (
        <a class="button small" href={mediaHref({ ...choice, range: { kind: 'preset', preset: '28d' } })}>
          {w('empty.wider')}
        </a>
      )}
    </Empty>
  )
}
