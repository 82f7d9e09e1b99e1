// The live stream: server-sent events of changed incidents and health. Messages are gathered for a quarter
// of a second, so that a burst is one rendering. After a break the queue is compared with the server,
// because messages sent meanwhile are lost by design. The browser reconnects by itself; when it gives up
// (the server refused), we try again with growing pauses.

import { signal } from '@preact/signals'
import type { IncidentView, LiveMessage } from '#/api/contract/schemas.ts'
import { loadHealth, takeHealth } from './state/health.ts'
import { incidentChanged } from './state/incident.ts'
import { applyChanges, catchUp } from './state/queue.ts'
import { recountWaiting } from './state/waiting-for-me.ts'

const FLUSH_MS = 250
const SILENT_MS = 45_000
const MAX_PAUSE_MS = 30_000

/** False while the stream is away; the health strip says so. */
export const live = signal(true)

function readMessage(data: string): LiveMessage | null {
  try {
    return JSON.parse(data) as LiveMessage
  } catch {
    return null
  }
}

/** Opens the stream and keeps it open; returns the way to stop. */
export function startLive(): () => void {
  let source: EventSource | null = null
  let gathered: IncidentView[] = []
  let flushTimer: ReturnType<typeof setTimeout> | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let heardAt = Date.now()
  let wasAway = false

  const flush = (): void => {
    flushTimer = undefined
    const changed = gathered
    gathered = []
    applyChanges(changed)
    if (changed.length > 0) recountWaiting()
    for (const incident of new Map(changed.map(item => [item.id, item])).values()) incidentChanged(incident)
  }
  const hear = (data: string): void => {
    heardAt = Date.now()
    const message = readMessage(data)
    if (message?.kind === 'health') takeHealth(message.health)
    if (message?.kind !== 'incident') return
    gathered.push(message.incident)
    flushTimer ??= setTimeout(flush, FLUSH_MS)
  }
  const open = (): void => {
    const stream = new EventSource('/api/live')
    source = stream
    stream.addEventListener('open', () => {
      heardAt = Date.now()
      failures = 0
      live.value = true
      if (wasAway) void Promise.all([catchUp(), loadHealth()])
      wasAway = false
    })
    stream.addEventListener('message', message => hear(String(message.data)))
    stream.addEventListener('error', () => {
      away()
      if (stream.readyState === EventSource.CLOSED) openLater()
    })
  }
  const away = (): void => {
    wasAway = true
    live.value = false
  }
  const openLater = (): void => {
    clearTimeout(retryTimer)
    failures += 1
    // A refused stream may mean a finished session: the health call finds out and shows the sign-in.
    void loadHealth()
    retryTimer = setTimeout(open, Math.min(MAX_PAUSE_MS, 1000 * 2 ** failures))
  }
  const watch = setInterval(() => {
    if (source?.readyState !== EventSource.OPEN || Date.now() - heardAt < SILENT_MS) return
    source.close()
    away()
    open()
  }, 5_000)

  open()
  return () => {
    clearInterval(watch)
    clearTimeout(flushTimer)
    clearTimeout(retryTimer)
    source?.close()
  }
}
