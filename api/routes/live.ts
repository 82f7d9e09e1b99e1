// The live stream: server-sent events instead of polling.

import type { LiveHub } from '../live/live-hub.ts'
import type { Handlers } from '../operation-handler.ts'

export function liveRoutes(hub: LiveHub): Handlers<'live'> {
  return { live: ({ principal, reply }) => hub.watch(principal, reply) }
}
