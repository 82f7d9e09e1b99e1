// What all formats of Linux programs share: which dataset they belong to, and the "repeated" messages with
// which rsyslog and syslogd sum up a flood.

import type { Event } from '#/kernel/event.ts'

export type LinuxDataset = 'system.auth' | 'system.syslog'

/** Says that the event is a Linux system log of the given dataset. */
export function markDataset(event: Event, dataset: LinuxDataset): void {
  event['event.kind'] = 'event'
  event['event.module'] = 'system'
  event['event.dataset'] = dataset
}

/**
 * The message inside `message repeated 5 times: [ … ]`, whose count goes to `system.repeat_count`; any other
 * message as it is. Without this a flood of failed logins would count as one.
 */
export function withoutRepeat(message: string, event: Event): string {
  if (!message.startsWith('message repeated ')) return message
  const match = /^message repeated (\d{1,9}) times: \[ ?(.*)\]$/.exec(message)
  if (match === null) return message
  event['system.repeat_count'] = Number(match[1])
  return match[2]!
}
