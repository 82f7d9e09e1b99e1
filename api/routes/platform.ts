// What the platform says of itself: health, rules, monitored systems.

import { showSystem } from '../incident-view.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'

export function platformRoutes(
  platform: Platform,
): Handlers<'health' | 'listRules' | 'listSystems' | 'healthz'> {
  return {
    health: () => platform.health(),
    listRules: () => [...platform.rules()],
    listSystems: () => platform.systems.map(showSystem),
    healthz: () => ({ ok: true }),
  }
}
