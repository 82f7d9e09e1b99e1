// Security events about groups: the group itself, and the member that was added or removed, whom Windows
// names by a distinguished name (`CN=Kim,OU=Staff,DC=example,DC=com`) and a SID.

import type { Event } from '#/kernel/event.ts'
import { addValue } from './event-fields.ts'
import { dataText } from './windows-fields.ts'
import type { EventData } from './windows-record.ts'

/** Fills `group.*` from the event's target. */
export function applyGroup(data: EventData, event: Event): void {
  for (const [name, field] of GROUP_FIELDS) {
    const value = dataText(data, name)
    if (value !== undefined) event[field] = value
  }
}

const GROUP_FIELDS = [
  ['TargetUserName', 'group.name'],
  ['TargetDomainName', 'group.domain'],
  ['TargetSid', 'group.id'],
] as const

/** Fills `user.target.*` from the member, and `user.target.group.*` from the group. */
export function applyMember(data: EventData, event: Event): void {
  const member = dataText(data, 'MemberName')
  const sid = dataText(data, 'MemberSid')
  if (member === undefined && sid === undefined) return
  if (member !== undefined) {
    const name = /^CN=((?:[^,\\]|\\.)+)/i.exec(member)?.[1]?.replaceAll('\\', '') ?? member
    event['user.target.name'] = name
    addValue(event, 'related.user', name)
    const domain = member
      .slice(0, 4096)
      .match(/(?<=,DC=)[^,]+/gi)
      ?.join('.')
    if (domain !== undefined) event['user.target.domain'] = domain
  } else if (sid !== undefined) event['user.target.id'] = sid
  for (const [from, to] of GROUP_FIELDS) {
    const value = dataText(data, from)
    if (value !== undefined) event[to.replace('group.', 'user.target.group.')] = value
  }
}
