// Zones as log lines write them: `Z`, `+07:00`, `-0500`, `+07`, `UTC`, `GMT+7`, `ICT`.
// Names that mean different zones in different countries (CST, IST, BST) are not in the table: such a line
// is read in the zone its listener is configured for.

const ZONE_HOURS: Readonly<Record<string, number>> = {
  Z: 0, UTC: 0, GMT: 0, UCT: 0, WET: 0, WEST: 1, CET: 1, CEST: 2, EET: 2, EEST: 3, MSK: 3,
  ICT: 7, WIB: 7, HKT: 8, SGT: 8, JST: 9, KST: 9, AEST: 10, AEDT: 11,
  EST: -5, EDT: -4, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7,
} // prettier-ignore

/** Minutes east of UTC that a zone's text denotes, or undefined when it is not known. */
export function zoneMinutes(zone: string): number | undefined {
  const hours = Object.hasOwn(ZONE_HOURS, zone) ? ZONE_HOURS[zone] : undefined
  if (hours !== undefined) return hours * 60
  const offset = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(zone)
  if (offset === null) return undefined
  const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0)
  if (minutes > 24 * 60) return undefined
  return offset[1] === '-' ? -minutes : minutes
}
