// The stories listed, kept while other pages are shown, so that whoever comes back finds the list as it was left.
// What is new is only counted: rows move when a person asks for it.

import { batch, computed, signal } from '@preact/signals'
import type { MediaOverview, StoryView } from '#/api/contract/media.ts'
import type { ApiError } from '../api-client.ts'
import { mediaApi } from './media-api.ts'
import { mediaHref, queryOf, rangeMs, type MediaChoice, type Span } from './media-choice.ts'

const PAGE = 50
/** A list that is older is fetched again when its page is opened. */
const FRESH_MS = 5 * 60_000

export interface Listed {
  readonly choice: MediaChoice
  readonly span: Span
  readonly at: number
}

/** What the list was asked for; null before the first answer. */
export const listed = signal<Listed | null>(null)
export const stories = signal<readonly StoryView[]>([])
export const total = signal(0)
export const overview = signal<MediaOverview | null>(null)
export const storiesError = signal<ApiError | null>(null)
export const loading = signal<'all' | 'more' | null>(null)
export const selectedId = signal<string | null>(null)
/** Mentions that came since the list was fetched. */
export const fresh = signal(0)
/** Where the page was scrolled to. */
export const scrollTop = signal(0)
const next = signal<string | null>(null)

export const hasMore = computed(() => next.value !== null)
export const selectedIndex = computed(() => stories.value.findIndex(({ id }) => id === selectedId.value))
export const selected = computed(() => stories.value[selectedIndex.value] ?? null)

let turn = 0

/** Lists a choice unless it is the one shown and still fresh. */
export function choose(choice: MediaChoice, nowMs: number): void {
  const known = listed.value
  const same = known !== null && mediaHref(known.choice) === mediaHref(choice)
  if (same && nowMs - known.at < FRESH_MS && storiesError.value === null) return
  if (!same) {
    selectedId.value = null
    scrollTop.value = 0
  }
  void load(choice, nowMs)
}

/** Fetches the list and its overview from the start. */
export async function load(choice: MediaChoice, nowMs: number): Promise<void> {
  const mine = ++turn
  const span = rangeMs(choice.range, nowMs)
  const query = queryOf(choice.filter, span)
  loading.value = 'all'
  const [page, figures] = await Promise.all([
    mediaApi.stories({ ...query, order: choice.order, limit: PAGE }),
    mediaApi.overview(query),
  ])
  if (mine !== turn) return
  batch(() => {
    loading.value = null
    fresh.value = 0
    storiesError.value = page.ok ? (figures.ok ? null : figures.error) : page.error
    overview.value = figures.ok ? figures.value : null
    listed.value = { choice, span, at: nowMs }
    stories.value = page.ok ? page.value.stories : []
    total.value = page.ok ? page.value.total : 0
    next.value = page.ok ? page.value.next : null
  })
}

/** The next page, at the end of the list. */
export async function loadMore(): Promise<ApiError | null> {
  const known = listed.value
  if (known === null || next.value === null || loading.value !== null) return null
  const mine = turn
  loading.value = 'more'
  const { filter, order } = known.choice
  const answer = await mediaApi.stories({
    ...queryOf(filter, known.span),
    order,
    limit: PAGE,
    after: next.value,
  })
  if (mine !== turn) return null
  loading.value = null
  if (!answer.ok) return answer.error
  const there = new Set(stories.value.map(({ id }) => id))
  batch(() => {
    stories.value = [...stories.value, ...answer.value.stories.filter(({ id }) => !there.has(id))]
    next.value = answer.value.next
  })
  return null
}

/** Counts what has come since; a stretch that has ended gets nothing new. */
export async function look(nowMs: number): Promise<void> {
  const known = listed.value
  if (known === null || known.choice.range.kind === 'between' || overview.value === null) return
  const mine = turn
  const { fromMs } = known.span
  const { toMs } = rangeMs(known.choice.range, nowMs)
  const answer = await mediaApi.overview(queryOf(known.choice.filter, { fromMs, toMs }))
  if (mine !== turn || !answer.ok || overview.value === null) return
  fresh.value = Math.max(0, answer.value.now.mentions - overview.value.now.mentions)
}

export function select(id: string): void {
  selectedId.value = id
}

/** Selects the story so many places further; the first when none is. */
export function moveSelection(by: 1 | -1): void {
  const list = stories.value
  if (list.length === 0) return
  const at = selectedIndex.value
  const to = at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + by))
  selectedId.value = list[to]?.id ?? null
}
