// The page of one story: its figures, who carried it first and who after, what citizens answer, the tone corrected,
// and the way to an incident.

import { useEffect, useState } from 'preact/hooks'
import type { StoryDetail } from '#/api/contract/media.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { trimmedText } from '../parts/field-text.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { Moment } from '../parts/when.tsx'
import { incidentHref } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { may } from '../state/session.ts'
import { mediaApi, spikeHref } from './media-api.ts'
import { MediaTabs } from './media-tabs.tsx'
import { w as word } from './media-words.ts'
import { StoryComments, StorySpread } from './story-mentions.tsx'
import { loadNames } from './names.ts'
import { OutLink } from './out-link.tsx'
import { Carriers, StoryAbout } from './story-preview.tsx'
import { sizeText } from './story-row.tsx'
import { w } from './story-words.ts'
import { ToneBar } from './tone-mark.tsx'

function RaiseDialog({
  story,
  onRaised,
  onClose,
}: {
  readonly story: StoryDetail
  readonly onRaised: (raised: { readonly code: string }) => void
  readonly onClose: () => void
}) {
  const send = async (fields: FormData): Promise<boolean> => {
    const answer = await mediaApi.raiseStory(story.id, trimmedText(fields, 'reason'))
    if (answer.ok) onRaised(answer.value)
    else announce({ text: errorText(answer.error), tone: 'wrong' })
    return answer.ok
  }
  return (
    <DialogForm title={w('raiseTitle')} submit={w('raiseSubmit')} send={send} onClose={onClose}>
      <p>{story.title}</p>
      <label for="reason">{w('raiseReason')}</label>
      <textarea id="reason" name="reason" rows={4} maxLength={2000} required data-focus />
      <p class="hint">{w('raiseHint')}</p>
    </DialogForm>
  )
}

/** Not the main thing to do any more once it is an incident. */
function Raise({ story, again }: { readonly story: StoryDetail; readonly again: () => void }) {
  const [asking, setAsking] = useState(false)
  if (!may('incidents.work')) return null
  const onRaised = ({ code }: { readonly code: string }): void => {
    announce({ text: w('raised', { code }), tone: 'done' })
    again()
  }
  return (
    <>
      <button
        type="button"
        class={story.incidents.length === 0 ? 'primary' : ''}
        onClick={() => setAsking(true)}
      >
        {w('raise')}
      </button>
      {asking && <RaiseDialog story={story} onRaised={onRaised} onClose={() => setAsking(false)} />}
    </>
  )
}

/** What the story has become, with the way there. */
function Incidents({ incidents }: Pick<StoryDetail, 'incidents'>) {
  if (incidents.length === 0) return null
  return (
    <section>
      <h2>{w('incidents')}</h2>
      <ul class="linked-list">
        {incidents.map(({ id, code, title, spikeId }) => (
          <li key={id}>
            <a href={incidentHref(id)}>
              {code} {title}
            </a>
            {spikeId === null ? (
              <span class="hint">{w('raisedByPerson')}</span>
            ) : (
              <a class="hint" href={spikeHref(spikeId)}>
                {w('raisedBySpike')}
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Story({ story, again }: { readonly story: StoryDetail; readonly again: () => void }) {
  const title = story.title === '' ? w('untitled') : story.title
  return (
    <>
      <div class="page-head">
        <h1>{title}</h1>
        <span class="page-actions">
          <OutLink href={story.url} class="button">
            {w('original')}
          </OutLink>
          <Raise story={story} again={again} />
        </span>
      </div>
      <p class="story-meta">
        <span>
          {w('first')} {story.firstSourceName}, <Moment at={story.firstAt} />
        </span>
        <span>{sizeText(story)}</span>
      </p>
      <div class="story-panes">
        <div>
          <StorySpread story={story} onCorrected={again} />
          <StoryComments story={story} onCorrected={again} />
        </div>
        <aside class="media-part" aria-label={word('area')}>
          <Incidents incidents={story.incidents} />
          <section>
            <h2>{w('tones')}</h2>
            <ToneBar tones={story.tones} />
          </section>
          <StoryAbout story={story} />
          <Carriers storyId={story.id} />
          <p class="hint">{w('openTextHint')}</p>
        </aside>
      </div>
    </>
  )
}

/** The page of `/media/stories/ID`. */
export function StoryPage({ id }: { readonly id: string }) {
  const [answer, again] = useAnswer(() => mediaApi.story(id))
  useEffect(() => void loadNames(), [])
  return (
    <div class="media-page">
      <MediaTabs />
      <div class="page story-page">
        <a class="media-back" href="/media">
          ← {w('back')}
        </a>
        {answer === null && <Loading />}
        {answer?.ok === false && (
          <>
            <h1 class="off-screen">{w('title')}</h1>
            <Failed error={answer.error} again={again} />
          </>
        )}
        {answer?.ok === true && <Story story={answer.value} again={again} />}
      </div>
    </div>
  )
}
