// The incident that is shown, in the preview or on its own page: header at once, alerts and timeline as
// soon as they are there. A small cache makes going back and to the next one instant.

import { signal } from '@preact/signals'
import type { IncidentDetail, IncidentView } from '#/api/contract/schemas.ts'
import { api, type ApiError } from '../api-client.ts'

const MAX_KEPT = 24
const RELOAD_EVERY_MS = 1_500

export interface ShownIncident {
  readonly id: string
  /** Null until loaded for the first time. */
  readonly detail: IncidentDetail | null
  readonly error: ApiError | null
}

/** The incident shown, or null. */
export const shown = signal<ShownIncident | null>(null)

const kept = new Map<string, IncidentDetail>()
const underWay = new Map<string, Promise<ApiError | null>>()
let reloadTimer: ReturnType<typeof setTimeout> | undefined

function keep(detail: IncidentDetail): void {
  const id = detail.incident.id
  kept.delete(id)
  kept.set(id, detail)
  const oldest = kept.keys().next().value
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
  if (shown.value?.id === id) shown.value = { id, detail, error: null }
}

async function fetchDetail(id: string): Promise<ApiError | null> {
  const answer = await api.getIncident(id)
  if (answer.ok) keep(answer.value)
  return answer.ok ? null : answer.error
}

/** Fetches an incident; one that is being fetched is not asked for twice. */
async function load(id: string): Promise<ApiError | null> {
  const running = underWay.get(id)
  if (running !== undefined) return running
  const promise = fetchDetail(id).finally(() => underWay.delete(id))
  underWay.set(id, promise)
  return promise
}

/** Shows an incident: what is kept at once, the latest as soon as it is there. */
export async function show(id: string): Promise<void> {
  shown.value = { id, detail: kept.get(id) ?? null, error: null }
  const error = await load(id)
  if (error !== null && shown.value?.id === id) {
    shown.value = { id, detail: error.status === 404 ? null : shown.value.detail, error }
  }
}

/** Loads again what is shown, when it is this incident; otherwise forgets what was kept of it. */
export async function reload(id: string): Promise<void> {
  if (shown.value?.id === id) {
    await underWay.get(id)
    await show(id)
  } else kept.delete(id)
}

/** Fetches an incident that will probably be wanted next. */
export function prefetch(id: string): void {
  if (!kept.has(id)) void load(id)
}

/** Takes in a changed header at once; the rest is loaded again soon, however fast the changes come. */
export function incidentChanged(incident: IncidentView): void {
  const { id } = incident
  const known = kept.get(id)
  if (known !== undefined && known.incident.version >= incident.version) return
  if (known !== undefined) keep({ ...known, incident })
  if (shown.value?.id !== id) kept.delete(id)
  else {
    reloadTimer ??= setTimeout(() => {
      reloadTimer = undefined
      if (shown.value !== null) void reload(shown.value.id)
    }, RELOAD_EVERY_MS)
  }
}

/** Forgets everything, when another person signs in. */
export function forgetIncidents(): void {
  kept.clear()
  shown.value = null
}
