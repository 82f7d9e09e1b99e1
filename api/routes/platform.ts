// What the platform says of itself: health, rules, monitored systems.

import { visibleSystems } from '../visible.ts'
import { showSystem } from '../incident-view.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'

export function platformRoutes(
  platform: Platform,
): Handlers<'health' | 'listRules' | 'listSystems' | 'healthz'> {
  return {
    health: () => platform.health(),
    listRules: async () => [...(await platform.detection.rules.list())],
    listSystems: ({ principal }) => visibleSystems(platform, principal).map(showSystem),
    healthz: () => ({ ok: true }),
  }
}
