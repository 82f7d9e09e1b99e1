// Who hears of a notice: routes whose kinds, severity and units fit name recipients; a recipient is reached at
// each address whose least severity it has. One address is told once, however many routes lead to it.

import { severityRank } from '#/kernel/severity.ts'
import { matchesKind, type NoticeConfig, type Recipient, type Route } from './notice-config.ts'
import type { Notice } from './notice.ts'

export interface Target {
  readonly recipient: Recipient
  readonly channel: string
  readonly address: string
  readonly route: Route
}

/** Whether somebody who is told of `units` may be told of this one; the units below may count too. */
export type SeesUnit = (units: readonly string[], unitId: string | null) => boolean

export const seesNamedUnits: SeesUnit = (units, unitId) => unitId !== null && units.includes(unitId)

export function routesOf(config: NoticeConfig, notice: Notice, seesUnit: SeesUnit): readonly Route[] {
  return config.routes.filter(
    route =>
      route.kinds.some(pattern => matchesKind(pattern, notice.kind)) &&
      severityRank(notice.severity) >= severityRank(route.severity) &&
      (route.units === undefined || seesUnit(route.units, notice.unitId ?? null)),
  )
}

/** The addresses that `to` of each route leads to. */
export function targetsOf(
  config: NoticeConfig,
  notice: Notice,
  routes: readonly { readonly route: Route; readonly to: readonly string[] }[],
  seesUnit: SeesUnit,
): readonly Target[] {
  const targets = new Map<string, Target>()
  for (const { route, to } of routes)
    for (const recipient of config.recipients) {
      if (!to.some(who => isMeant(recipient, who, notice))) continue
      if (recipient.units !== undefined && !seesUnit(recipient.units, notice.unitId ?? null)) continue
      for (const { channel, address, severity } of recipient.reach) {
        const place = `${channel}|${address}`
        if (severityRank(notice.severity) >= severityRank(severity) && !targets.has(place))
          targets.set(place, { recipient, channel, address, route })
      }
    }
  return [...targets.values()]
}

function isMeant(recipient: Recipient, who: string, { audience = {} }: Notice): boolean {
  if (who === 'audience')
    return (
      (recipient.user !== undefined && (audience.users ?? []).includes(recipient.user)) ||
      recipient.roles.some(role => (audience.roles ?? []).includes(role))
    )
  if (who.startsWith('role:')) return recipient.roles.includes(who.slice('role:'.length))
  if (who.startsWith('user:')) return recipient.user === who.slice('user:'.length)
  return recipient.id === who
}
