// The queue: the rows loaded, what waits behind the pill, and which row is selected.
//
// Rows never move under the hand: a live message changes a row where it stands, and an incident that is not
// among the rows waits in `waiting` until the person asks for it. Rows are loaded a page at a time, so a
// queue of a hundred thousand paints as fast as one of a hundred.

import { batch, computed, signal } from '@preact/signals'
import type { IncidentPageView, IncidentView } from '#/api/contract/schemas.ts'
import { api, type ApiError } from '../api-client.ts'
import { belongs, choiceOfSearch, queryOf, type QueueChoice } from './queue-view.ts'
import { me } from './session.ts'

const PAGE_ROWS = 100
const COUNTS_EVERY_MS = 3_000
/** Ids kept behind the pill; beyond it the pill says "500+". */
export const MAX_WAITING = 500

export const choice = signal<QueueChoice>(choiceOfSearch(''))
export const rows = signal<readonly IncidentView[]>([])
export const total = signal(0)
export const counts = signal<IncidentPageView['counts'] | null>(null)
export const queueError = signal<ApiError | null>(null)
/** `first` while the list is being replaced, `more` while a page is added. */
export const loading = signal<'first' | 'more' | null>('first')
/** Ids behind the pill; true when the incident is new, false when it only changed. */
export const waiting = signal<ReadonlyMap<string, boolean>>(new Map())
export const selectedId = signal<string | null>(null)
/** Where the list was scrolled to, for coming back from an incident's page. */
export const scrollTop = signal(0)

export const selectedIndex = computed(() => rows.value.findIndex(row => row.id === selectedId.value))
export const selected = computed(() => rows.value[selectedIndex.value] ?? null)

let next: string | null = null
let loadedAt = 0
let running: AbortController | null = null
let countsTimer: ReturnType<typeof setTimeout> | undefined

function take(page: IncidentPageView): void {
  next = page.next
  total.value = page.total
  counts.value = page.counts
  queueError.value = null
}

/** Loads the first page of the choice and empties the pill. The selection stays when its row does. */
export async function loadQueue(): Promise<void> {
  running?.abort()
  const mine = new AbortController()
  running = mine
  batch(() => {
    loading.value = 'first'
    waiting.value = new Map()
  })
  try {
    const answer = await api.listIncidents({ ...queryOf(choice.value), limit: PAGE_ROWS }, mine.signal)
    batch(() => {
      loading.value = null
      if (!answer.ok) {
        queueError.value = answer.error
        return
      }
      loadedAt = Date.now()
      take(answer.value)
      rows.value = answer.value.incidents
      if (selectedIndex.value < 0) selectedId.value = null
    })
  } catch (cause) {
    if (!mine.signal.aborted) throw cause
  }
}

/** Adds the next page, when there is one and nothing is under way. */
export async function loadMore(): Promise<void> {
  if (next === null || loading.value !== null) return
  loading.value = 'more'
  const asked = choice.value
  const answer = await api.listIncidents({ ...queryOf(asked), limit: PAGE_ROWS, after: next })
  if (asked !== choice.value || loading.value !== 'more') return
  batch(() => {
    loading.value = null
    if (!answer.ok) {
      queueError.value = answer.error
      return
    }
    take(answer.value)
    const known = new Set(rows.value.map(row => row.id))
    rows.value = [...rows.value, ...answer.value.incidents.filter(row => !known.has(row.id))]
  })
}

/** Lists something else; the selection and the place in the list begin anew. */
export function choose(wanted: QueueChoice): void {
  if (JSON.stringify(wanted) === JSON.stringify(choice.value) && counts.value !== null) return
  batch(() => {
    choice.value = wanted
    rows.value = []
    selectedId.value = null
    scrollTop.value = 0
  })
  void loadQueue()
}

/** Fetches the counters soon, however many messages ask for it. */
export function refreshCountsSoon(): void {
  countsTimer ??= setTimeout(() => {
    countsTimer = undefined
    void refreshCounts()
  }, COUNTS_EVERY_MS)
}

async function refreshCounts(): Promise<void> {
  const answer = await api.listIncidents({ ...queryOf(choice.value), limit: 1 })
  if (!answer.ok || loading.value !== null) return
  counts.value = answer.value.counts
  total.value = answer.value.total
}

/** Takes in changed incidents: rows change where they stand, others wait behind the pill. */
export function applyChanges(changed: readonly IncidentView[]): void {
  const latest = new Map(changed.map(incident => [incident.id, incident]))
  const myName = me.value?.name ?? ''
  const listed = new Set<string>()
  let touched = false
  const updated = rows.value.map(row => {
    listed.add(row.id)
    const fresh = latest.get(row.id)
    if (fresh === undefined || fresh.version < row.version) return row
    touched = true
    return fresh
  })
  const queued = new Map(waiting.value)
  for (const incident of latest.values()) {
    if (listed.has(incident.id)) continue
    if (!belongs(incident, choice.value, myName)) queued.delete(incident.id)
    else if (queued.size < MAX_WAITING) queued.set(incident.id, incident.createdAt >= loadedAt - 5_000)
  }
  batch(() => {
    if (touched) rows.value = updated
    waiting.value = queued
  })
  // In an empty list no row can move under the hand.
  if (rows.value.length === 0 && queued.size > 0 && loading.value === null) void loadQueue()
  else refreshCountsSoon()
}

/** Compares with the server after the live stream was away; what is new waits behind the pill. */
export async function catchUp(): Promise<void> {
  if (loading.value !== null) return
  const asked = choice.value
  const answer = await api.listIncidents({ ...queryOf(asked), limit: PAGE_ROWS })
  if (!answer.ok || asked !== choice.value) return
  counts.value = answer.value.counts
  total.value = answer.value.total
  applyChanges(answer.value.incidents)
}

/** Selects the row that many places away; the first one when none is selected. */
export function moveSelection(by: number): void {
  const list = rows.value
  if (list.length === 0) return
  const from = selectedIndex.value
  const to = from < 0 ? 0 : Math.min(list.length - 1, Math.max(0, from + by))
  selectedId.value = list[to]?.id ?? null
  if (to >= list.length - 10) void loadMore()
}

/** After the person's own decision: the row leaves when it no longer belongs, and the next one is selected. */
export function afterDecision(incident: IncidentView): void {
  const at = rows.value.findIndex(row => row.id === incident.id)
  if (at < 0) return
  const stays =
    belongs(incident, choice.value, me.value?.name ?? '') ||
    // Taken or given to someone, it is as due as before.
    (choice.value.view === 'due' && incident.status !== 'closed')
  batch(() => {
    if (stays) {
      rows.value = rows.value.map(row => (row.id === incident.id ? incident : row))
    } else {
      rows.value = rows.value.filter(row => row.id !== incident.id)
      total.value = Math.max(0, total.value - 1)
      if (selectedId.value === incident.id) {
        selectedId.value = rows.value[Math.min(at, rows.value.length - 1)]?.id ?? null
      }
    }
  })
  if (rows.value.length < PAGE_ROWS / 2) void loadMore()
  refreshCountsSoon()
}

/** Forgets everything, when the person signs out. */
export function forgetQueue(): void {
  running?.abort()
  next = null
  batch(() => {
    rows.value = []
    counts.value = null
    waiting.value = new Map()
    selectedId.value = null
    scrollTop.value = 0
    choice.value = choiceOfSearch('')
  })
}
