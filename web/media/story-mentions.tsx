// The mentions of a story: articles and posts in order of publication, so that it is seen who was first and who
// copied; comments apart, the newest first.

import { useEffect, useState } from 'preact/hooks'
import type { MentionView, StoryView } from '#/api/contract/media.ts'
import type { ApiError } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { mediaApi, type MentionKind } from './media-api.ts'
import { w as word } from './media-words.ts'
import { MentionItem } from './mention-item.tsx'
import { w } from './story-words.ts'

/** As many as one question may ask for. */
const SPREAD = 200
const COMMENTS = 50

interface Listing {
  readonly mentions: readonly MentionView[]
  readonly next: string | null
  readonly total: number
}
const NOTHING: Listing = { mentions: [], next: null, total: 0 }

interface PartProps {
  readonly story: StoryView
  readonly onCorrected: () => void
}

function replaced(list: readonly MentionView[], changed: MentionView): readonly MentionView[] {
  return list.map(mention => (mention.id === changed.id ? changed : mention))
}

/** Articles and posts in one list: they are asked for apart, because each question names one kind. */
async function spreadOf(story: StoryView): Promise<Listing | ApiError> {
  const ask = (kind: MentionKind) => mediaApi.mentions({ story: story.id, kind, limit: SPREAD })
  const [articles, posts] = await Promise.all([ask('article'), ask('post')])
  if (!articles.ok) return articles.error
  if (!posts.ok) return posts.error
  const both = [...articles.value.mentions, ...posts.value.mentions]
  return {
    mentions: both.sort((a, b) => a.publishedAt - b.publishedAt || (a.id < b.id ? -1 : 1)),
    next: null,
    total: articles.value.total + posts.value.total,
  }
}

/** Who published it, the first on top. */
export function StorySpread({ story, onCorrected }: PartProps) {
  const [found, setFound] = useState<Listing | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const ask = (): void => {
    setError(null)
    void spreadOf(story).then(got => ('code' in got ? setError(got) : setFound(got)))
  }
  useEffect(ask, [story.id])
  const put = (changed: MentionView): void => {
    if (found !== null) setFound({ ...found, mentions: replaced(found.mentions, changed) })
    onCorrected()
  }
  return (
    <section class="media-part">
      <h2>{w('spread')}</h2>
      {error !== null && <Failed error={error} again={ask} />}
      {found === null && error === null && <Loading />}
      {found !== null && found.mentions.length < found.total && (
        <p class="hint">
          {w('spreadLast', { n: numberText(found.mentions.length), total: numberText(found.total) })}
        </p>
      )}
      <ol class="mention-list">
        {found?.mentions.map(mention => (
          <MentionItem key={mention.id} mention={mention} story={story} onChanged={put} />
        ))}
      </ol>
    </section>
  )
}

/** What citizens answer. */
export function StoryComments({ story, onCorrected }: PartProps) {
  const [found, setFound] = useState<Listing>(NOTHING)
  const [error, setError] = useState<ApiError | null>(null)
  const [state, setState] = useState<'asking' | 'there'>('asking')
  const ask = async (known: Listing): Promise<void> => {
    setState('asking')
    const answer = await mediaApi.mentions({
      story: story.id,
      kind: 'comment',
      limit: COMMENTS,
      after: known.next ?? undefined,
    })
    setState('there')
    setError(answer.ok ? null : answer.error)
    if (answer.ok) setFound({ ...answer.value, mentions: [...known.mentions, ...answer.value.mentions] })
  }
  useEffect(() => void ask(NOTHING), [story.id])
  const put = (changed: MentionView): void => {
    setFound(current => ({ ...current, mentions: replaced(current.mentions, changed) }))
    onCorrected()
  }
  return (
    <section class="media-part">
      <h2>
        {w('commentsTitle')} {found.total > 0 && <span class="count">{numberText(found.total)}</span>}
      </h2>
      {error !== null && <Failed error={error} again={() => void ask(found)} />}
      {state === 'there' && error === null && found.mentions.length === 0 && (
        <p class="hint">{w('commentsNone')}</p>
      )}
      <ol class="mention-list">
        {found.mentions.map(mention => (
          <MentionItem key={mention.id} mention={mention} story={story} onChanged={put} />
        ))}
      </ol>
      {found.next !== null && (
        <button type="button" disabled={state === 'asking'} onClick={() => void ask(found)}>
          {state === 'asking' ? t('app.loading') : word('more')}
        </button>
      )}
    </section>
  )
}
