// The third pane: the selected story in short, with who carried it. Opening single mentions is for its page.

import { useEffect, useState } from 'preact/hooks'
import type { MentionGroupView, StoryView } from '#/api/contract/media.ts'
import { Empty } from '../parts/states.tsx'
import { Moment } from '../parts/when.tsx'
import { FlagMarks } from './flag-marks.tsx'
import { mediaApi, storyHref } from './media-api.ts'
import { w as word } from './media-words.ts'
import { selected } from './stories-state.ts'
import { aboutText, countText, sizeText } from './story-row.tsx'
import { w } from './story-words.ts'
import { ToneBar } from './tone-mark.tsx'

const REST_MS = 120

/** The sources of a story and how much each wrote, the most first. */
export function Carriers({ storyId }: { readonly storyId: string }) {
  const [groups, setGroups] = useState<readonly MentionGroupView[] | null>(null)
  useEffect(() => {
    let wanted = true
    // Whoever goes down the list asks for the story they stop at.
    const timer = setTimeout(() => {
      void mediaApi.counts({ story: storyId }, 'source').then(answer => {
        if (wanted && answer.ok) setGroups(answer.value)
      })
    }, REST_MS)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [storyId])
  if (groups === null) return null
  const most = [...groups].sort((a, b) => b.mentions - a.mentions)
  return (
    <section>
      <h3>{w('carried')}</h3>
      <ul class="carriers">
        {most.map(({ key, name, mentions }) => (
          <li key={key}>
            <span>{name}</span>
            <span class="hint">{countText('mentions', mentions)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Topics, places, departments, flags. */
export function StoryAbout({ story }: { readonly story: StoryView }) {
  const about = aboutText(story)
  return (
    <section>
      <h3>{w('about')}</h3>
      <p>{story.topics.map(topic => word(`topic.${topic}`)).join(' · ') || w('none')}</p>
      {about !== '' && <p>{about}</p>}
      <FlagMarks flags={story.flags} />
    </section>
  )
}

function Preview({ story }: { readonly story: StoryView }) {
  const [first = '', middle = '', end = ''] = w('since', { first: '\n', last: '\n' }).split('\n')
  return (
    <>
      <h2>{story.title === '' ? w('untitled') : story.title}</h2>
      <p>
        <a href={storyHref(story.id)}>{w('open')}</a>
      </p>
      <p class="hint">
        {first}
        <Moment at={story.firstAt} />
        {middle}
        <Moment at={story.lastAt} />
        {end} · {sizeText(story)}
      </p>
      <section>
        <h3>{w('tones')}</h3>
        <ToneBar tones={story.tones} />
      </section>
      <StoryAbout story={story} />
      <Carriers storyId={story.id} />
    </>
  )
}

/** Shows the selected story, or how to select one. */
export function StoryPreview() {
  const story = selected.value
  return (
    <aside class="preview media-preview" aria-label={w('preview')}>
      {story === null ? (
        <Empty title={w('noSelection')}>{w('noSelectionHint')}</Empty>
      ) : (
        <div class="preview-scroll" key={story.id}>
          <Preview story={story} />
        </div>
      )}
    </aside>
  )
}
