// One mention: where and when, a short quote, its tone with the way to correct it, its text on demand. Reading a text
// is written into the audit trail, so it is never fetched before someone asks.

import { useState } from 'preact/hooks'
import type { MentionView, StoryView } from '#/api/contract/media.ts'
import { t } from '../i18n/text.ts'
import { spanText } from '../parts/time-text.ts'
import { Moment } from '../parts/when.tsx'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { systemName } from '../state/systems.ts'
import { FlagMarks } from './flag-marks.tsx'
import { mediaApi } from './media-api.ts'
import { w as word } from './media-words.ts'
import { OutLink } from './out-link.tsx'
import { w } from './story-words.ts'
import { ToneChoice } from './tone-choice.tsx'

interface MentionProps {
  readonly mention: MentionView
  /** The story that it stands in; its first mention is marked. */
  readonly story: StoryView
  readonly onChanged: (mention: MentionView) => void
}

function Text({ mention }: { readonly mention: MentionView }) {
  const [text, setText] = useState<string | null>(null)
  const [state, setState] = useState<'folded' | 'asking' | 'open'>('folded')
  const open = async (): Promise<void> => {
    if (text !== null) return setState('open')
    setState('asking')
    const answer = await mediaApi.mention(mention.id)
    if (answer.ok) setText(answer.value.text)
    else announce({ text: errorText(answer.error), tone: 'wrong' })
    setState(answer.ok ? 'open' : 'folded')
  }
  return (
    <>
      <button
        type="button"
        class="small quiet"
        aria-expanded={state === 'open'}
        title={w('openTextHint')}
        disabled={state === 'asking'}
        onClick={() => (state === 'open' ? setState('folded') : void open())}
      >
        {state === 'open' ? w('closeText') : state === 'asking' ? t('app.loading') : w('openText')}
      </button>
      {state === 'open' && (
        <div class="mention-text" lang={mention.language} role="region" aria-label={w('textOf')}>
          {text === '' ? (
            <p class="hint">{w('textGone')}</p>
          ) : (
            text?.split(/\n+/).map((line, at) => <p key={at}>{line}</p>)
          )}
        </div>
      )}
    </>
  )
}

function Places({ mention }: { readonly mention: MentionView }) {
  const said = [
    ...mention.places.map(({ name, writtenAs }) =>
      writtenAs === null ? name : `${name} (${w('oldName', { name: writtenAs })})`,
    ),
    ...mention.systemIds.map(id => w('system', { name: systemName(id) })),
  ]
  return said.length === 0 ? null : <span>{said.join(' · ')}</span>
}

/** As an entry of a list. */
export function MentionItem({ mention, story, onChanged }: MentionProps) {
  const isComment = mention.kind === 'comment'
  const isFirst = mention.id === story.id
  const afterMs = mention.publishedAt - story.firstAt
  return (
    <li class={isFirst ? 'mention is-first' : 'mention'}>
      <p class="story-meta">
        {!isComment && <strong>{mention.sourceName}</strong>}
        <span title={mention.publishedKnown ? undefined : w('timeUnknown')}>
          <Moment at={mention.publishedAt} />
          {!mention.publishedKnown && <span aria-label={w('timeUnknown')}> ?</span>}
        </span>
        {isFirst && <span class="tag">{w('firstMark')}</span>}
        {!isFirst && !isComment && afterMs > 0 && <span>{w('later', { t: spanText(afterMs) })}</span>}
        {!isFirst && !isComment && <span>{mention.copyOf === null ? w('ownText') : w('copyOf')}</span>}
        {isComment && mention.copyOf !== null && <span>{w('copyOf')}</span>}
        {mention.kind === 'post' && <span>{word('kind.post')}</span>}
      </p>
      {mention.title !== '' && (
        <p class="mention-title">
          <OutLink href={mention.url}>{mention.title}</OutLink>
        </p>
      )}
      {mention.quote !== '' && (
        <blockquote class="mention-quote" lang={mention.language}>
          {mention.quote}
        </blockquote>
      )}
      {(mention.flags.length > 0 || mention.places.length > 0 || mention.systemIds.length > 0) && (
        <p class="story-meta">
          <Places mention={mention} />
          <FlagMarks flags={mention.flags} />
        </p>
      )}
      <div class="mention-acts">
        <ToneChoice mention={mention} onChanged={onChanged} />
        <Text mention={mention} />
        {mention.title === '' && <OutLink href={mention.url}>{w('atSource')}</OutLink>}
      </div>
    </li>
  )
}
