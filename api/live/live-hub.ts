// Everyone who watches: a bounded set of streams that hear of each changed incident and, every two seconds,
// of the platform's health. Messages are framed once for all who see the incident. A stream ends soon after
// its session does, or when the units that its reader sees are others now.

import type { FastifyReply } from 'fastify'
import type { Incident } from '#/kernel/incident.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Principal } from '../auth/principal.ts'
import type { Sessions } from '../auth/sessions.ts'
import type { LiveMessage } from '../contract/schemas.ts'
import { ApiError } from '../errors.ts'
import type { ShowIncident } from '../incident-view.ts'
import type { Platform } from '../platform.ts'
import { seesUnit } from '../visible.ts'
import { HEARTBEAT, frameMessage, openEventStream, type EventStream } from './event-stream.ts'

const HEALTH_EVERY_MS = 2000
const HEARTBEAT_EVERY_MS = 15_000
/** An incident that changes many times in this span is sent once, as it is then. */
const GATHER_MS = 100

interface Watcher {
  readonly stream: EventStream
  readonly principal: Principal
}

export interface LiveHub extends Disposable {
  /** Takes the reply over; throws ApiError `live.full` when there are too many streams. */
  watch(principal: Principal, reply: FastifyReply): void
  readonly watching: number
}

/** Starts listening to the platform; dispose ends all streams and stops. */
export function openLiveHub(platform: Platform, sessions: Sessions, show: ShowIncident): LiveHub {
  const watchers = new Set<Watcher>()
  const changed = new Map<string, Incident>()
  let gathering: NodeJS.Timeout | undefined

  function sendToAll(framed: string): void {
    for (const { stream } of watchers) stream.send(framed)
  }

  function flush(): void {
    gathering = undefined
    for (const incident of changed.values()) {
      const message: LiveMessage = { kind: 'incident', incident: show(incident) }
      const framed = frameMessage(message)
      for (const { stream, principal } of watchers)
        if (seesUnit(principal, incident.unitId, platform.units)) stream.send(framed)
    }
    changed.clear()
  }

  const stopListening = platform.onIncident(incident => {
    if (watchers.size === 0) return
    changed.set(incident.id, incident)
    gathering ??= setTimeout(flush, GATHER_MS)
  })

  const frameHealth = (): string =>
    frameMessage({ kind: 'health', health: platform.health() } satisfies LiveMessage)

  const healthTimer = setInterval(() => {
    for (const { stream, principal } of watchers) if (!isStillWelcome(principal, sessions)) stream.end()
    if (watchers.size > 0) sendToAll(frameHealth())
  }, HEALTH_EVERY_MS)
  const heartbeatTimer = setInterval(() => sendToAll(HEARTBEAT), HEARTBEAT_EVERY_MS)

  return {
    get watching() {
      return watchers.size
    },
    watch(principal, reply) {
      if (watchers.size >= LIMITS.maxLiveStreams)
        throw new ApiError('live.full', 'Too many people are watching live.', { retryAfterSeconds: 30 })
      const watcher: Watcher = { principal, stream: openEventStream(reply, () => watchers.delete(watcher)) }
      watchers.add(watcher)
      watcher.stream.send(frameHealth())
    },
    [Symbol.dispose]() {
      stopListening()
      clearTimeout(gathering)
      clearInterval(healthTimer)
      clearInterval(heartbeatTimer)
      for (const { stream } of watchers) stream.end()
    },
  }
}

/** False once the session has ended, the account is disabled or sees other units, or its password was reset. */
function isStillWelcome(principal: Principal, sessions: Sessions): boolean {
  if (principal.kind !== 'person') return true
  const signedIn = sessions.peek(principal.session.tokenHash)
  return (
    signedIn !== undefined &&
    !signedIn.user.mustChangePassword &&
    JSON.stringify(signedIn.user.units) === JSON.stringify(principal.units)
  )
}
