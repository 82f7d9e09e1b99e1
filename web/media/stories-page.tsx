// The page of `/media`: filters, figures, the list of stories, the preview, and the keys that drive them.

import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { t } from '../i18n/text.ts'
import { useKeys } from '../keyboard/keys.ts'
import { Icon } from '../parts/icon.tsx'
import { roomForPreview } from '../parts/screen.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { go, search } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { preview } from '../state/preferences.ts'
import { whileVisible } from '../state/while-visible.ts'
import { Insight } from './insight.tsx'
import { ORDERS, storyHref } from './media-api.ts'
import { choiceOfSearch, mediaHref, type MediaChoice } from './media-choice.ts'
import { MediaTabs } from './media-tabs.tsx'
import { w as word } from './media-words.ts'
import { learnPlaces, loadNames } from './names.ts'
import { OverviewHead } from './overview-head.tsx'
import { StoriesEmpty } from './stories-empty.tsx'
import {
  choose,
  fresh,
  hasMore,
  listed,
  load,
  loading,
  loadMore,
  look,
  moveSelection,
  overview,
  scrollTop,
  select,
  selected,
  selectedId,
  stories,
  storiesError,
  total,
} from './stories-state.ts'
import { focusWords, StoryFilters } from './story-filters.tsx'
import { StoryPreview } from './story-preview.tsx'
import { StoryRow } from './story-row.tsx'
import { w } from './story-words.ts'

const LOOK_EVERY_MS = 60_000

interface ChoiceProps {
  readonly choice: MediaChoice
}

async function more(): Promise<void> {
  const error = await loadMore()
  if (error !== null) announce({ text: errorText(error), tone: 'wrong' })
}

function openSelected(): void {
  const story = selected.value
  if (story === null) announce({ text: w('noSelection'), tone: 'wrong' })
  else go(storyHref(story.id))
}

function togglePreview(): void {
  if (roomForPreview.value) preview.value = preview.value === 'on' ? 'off' : 'on'
  else openSelected()
}

function ListHead({ choice }: ChoiceProps) {
  const [n, all] = [numberText(stories.value.length), numberText(total.value)]
  const whole = total.value === 1 ? w('countOne') : w('count', { n: all })
  const count = hasMore.value ? w('loadedOf', { n, total: all }) : whole
  return (
    <div class="media-list-head">
      <h2 role="status">{count}</h2>
      <span class="hint media-keys">{w('keys')}</span>
      <label>
        {w('order')}{' '}
        <select
          value={choice.order}
          onChange={event => {
            const order = ORDERS.find(known => known === event.currentTarget.value)
            if (order !== undefined) go(mediaHref({ ...choice, order }))
          }}
        >
          {ORDERS.map(order => (
            <option key={order} value={order}>
              {w(`order.${order}`)}
            </option>
          ))}
        </select>
      </label>
      {roomForPreview.value && (
        <button
          type="button"
          class="quiet square"
          aria-pressed={preview.value === 'on'}
          aria-label={preview.value === 'on' ? w('hide') : w('show')}
          title={`${preview.value === 'on' ? w('hide') : w('show')} (o)`}
          onClick={togglePreview}
        >
          <Icon name="pane" />
        </button>
      )}
    </div>
  )
}

function Pill({ again }: { readonly again: () => void }) {
  const n = numberText(fresh.value)
  return (
    <div class="pill-place media-pill" aria-live="polite">
      {fresh.value > 0 && (
        <button type="button" class="pill" title={w('freshHint', { n })} onClick={again}>
          <Icon name="up" />
          {w('fresh', { n })}
        </button>
      )}
    </div>
  )
}

function Content({ choice, previews }: ChoiceProps & { readonly previews: boolean }) {
  const error = storiesError.value
  if (listed.value === null || (loading.value === 'all' && stories.value.length === 0)) return <Loading />
  if (error !== null) return <Failed error={error} again={() => void load(choice, Date.now())} />
  if (stories.value.length === 0) return <StoriesEmpty choice={choice} />
  return (
    <>
      <ListHead choice={choice} />
      <ol class="story-list" aria-label={w('list')} aria-busy={loading.value === 'all'}>
        {stories.value.map(story => (
          <StoryRow
            key={story.id}
            story={story}
            selected={story.id === selectedId.value}
            {...(previews ? { onSelect: () => select(story.id) } : {})}
          />
        ))}
      </ol>
      {hasMore.value && (
        <button
          type="button"
          class="media-more"
          disabled={loading.value !== null}
          onClick={() => void more()}
        >
          {loading.value === 'more' ? t('app.loading') : word('more')}
        </button>
      )}
    </>
  )
}

/** The page. */
export function StoriesPage() {
  const address = search.value
  const choice = choiceOfSearch(address)
  const box = useRef<HTMLDivElement>(null)
  const again = (): void => {
    box.current?.scrollTo(0, 0)
    void load(choice, Date.now())
  }
  useEffect(() => choose(choiceOfSearch(address), Date.now()), [address])
  useEffect(() => void loadNames(), [])
  useEffect(() => whileVisible(LOOK_EVERY_MS, () => look(Date.now())), [])
  useEffect(() => learnPlaces(stories.value.flatMap(story => story.places)), [stories.value])
  useLayoutEffect(() => box.current?.scrollTo(0, scrollTop.value), [])
  useLayoutEffect(() => {
    const row = box.current?.querySelector<HTMLElement>('.story-row[aria-current]')
    if (row === null || row === undefined) return
    row.scrollIntoView({ block: 'nearest' })
    if (document.activeElement?.classList.contains('story-row') === true) row.focus({ preventScroll: true })
  }, [selectedId.value])
  useKeys({
    next: () => moveSelection(1),
    previous: () => moveSelection(-1),
    open: openSelected,
    preview: togglePreview,
    refresh: again,
    search: focusWords,
  })
  const previews = roomForPreview.value && preview.value === 'on'
  return (
    <div class={previews ? 'media-stories with-preview' : 'media-stories'}>
      <div
        ref={box}
        class="media-main"
        onScroll={event => {
          scrollTop.value = event.currentTarget.scrollTop
        }}
      >
        <h1 class="off-screen">{w('title')}</h1>
        <MediaTabs />
        <StoryFilters choice={choice} />
        <Pill again={again} />
        {overview.value !== null && <OverviewHead overview={overview.value} />}
        {listed.value !== null && storiesError.value === null && <Insight listed={listed.value} />}
        <Content choice={choice} previews={previews} />
      </div>
      {previews && <StoryPreview />}
    </div>
  )
}
