// The PRI of a syslog message: facility × 8 + severity, and the names both have (RFC 5424, tables 1 and 2).

import type { Event } from '#/kernel/event.ts'

const FACILITIES = [
  'kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp', 'ntp',
  'audit', 'alert', 'clock', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7',
] as const // prettier-ignore
const SEVERITIES = [
  'Emergency', 'Alert', 'Critical', 'Error', 'Warning', 'Notice', 'Informational', 'Debug',
] as const // prettier-ignore

/** Greatest PRI: facility 23, severity 7. */
export const MAX_PRIORITY = 191

/** Writes priority, facility and severity, by number and name. */
export function putPriority(event: Event, priority: number): void {
  const facility = priority >> 3
  const severity = priority & 7
  event['log.syslog.priority'] = priority
  event['log.syslog.facility.code'] = facility
  event['log.syslog.severity.code'] = severity
  const facilityName = FACILITIES[facility]
  if (facilityName !== undefined) event['log.syslog.facility.name'] = facilityName
  const severityName = SEVERITIES[severity]
  if (severityName !== undefined) event['log.syslog.severity.name'] = severityName
}
