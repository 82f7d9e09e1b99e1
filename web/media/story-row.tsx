// One story in the list: a link to its page, so that it can be opened in a new tab; where there is a preview, a click
// selects it instead.

import type { StoryView } from '#/api/contract/media.ts'
import { numberText } from '../parts/time-text.ts'
import { Ago } from '../parts/when.tsx'
import { FlagMarks } from './flag-marks.tsx'
import { storyHref } from './media-api.ts'
import { w as word } from './media-words.ts'
import { departmentName } from './names.ts'
import { w } from './story-words.ts'
import { ToneBar } from './tone-mark.tsx'

/** `12 mentions`, `1 copy`. */
export function countText(kind: 'mentions' | 'copies' | 'comments', n: number): string {
  return n === 1 ? word(`${kind}One`) : word(kind, { n: numberText(n) })
}

/** `12 lượt nhắc · 5 bản sao · 4 bình luận`. */
export function sizeText(story: StoryView): string {
  const further = (['copies', 'comments'] as const).filter(kind => story[kind] > 0)
  return (['mentions', ...further] as const).map(kind => countText(kind, story[kind])).join(' · ')
}

/** Wards and departments by name; of more than `most` the rest is counted. */
export function aboutText(
  { places, departments }: Pick<StoryView, 'places' | 'departments'>,
  most = Number.POSITIVE_INFINITY,
): string {
  const names = [...places.map(({ name }) => name), ...departments.map(departmentName)]
  const rest = names.length > most ? [`+${names.length - most}`] : []
  return [...names.slice(0, most), ...rest].join(' · ')
}

const ABOUT_IN_ROW = 4

interface RowProps {
  readonly story: StoryView
  readonly selected?: boolean
  /** Where there is a preview: a click selects instead of opening. */
  readonly onSelect?: () => void
}

/** The row of a list. */
export function StoryRow({ story, selected, onSelect }: RowProps) {
  const about = aboutText(story, ABOUT_IN_ROW)
  return (
    <li>
      <a
        class="story-row"
        href={storyHref(story.id)}
        data-id={story.id}
        aria-current={selected === true ? 'true' : undefined}
        onClick={event => {
          const opens = event.detail === 0 || onSelect === undefined
          if (opens || event.ctrlKey || event.metaKey || event.shiftKey) return
          event.preventDefault()
          onSelect()
        }}
      >
        <strong class="story-title">{story.title === '' ? w('untitled') : story.title}</strong>
        <span class="story-meta">
          <span>
            {w('first')} {story.firstSourceName}, <Ago at={story.firstAt} />
          </span>
          <span>{sizeText(story)}</span>
        </span>
        <ToneBar tones={story.tones} />
        {(about !== '' || story.flags.length > 0) && (
          <span class="story-meta">
            {about !== '' && <span>{about}</span>}
            <FlagMarks flags={story.flags} />
          </span>
        )}
      </a>
    </li>
  )
}
