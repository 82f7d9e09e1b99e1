// The Security log of Windows: who did it (`user.*`), to whom (`user.target.*`, `group.*`), with which process,
// from where, and whether it succeeded. Which members hold the account differs by event, so a table says.

import type { Event } from '#/kernel/event.ts'
import { wordTable } from '#/kernel/word-table.ts'
import { setCommunityId } from './community-id.ts'
import { ipOf, setPort } from './entity-fields.ts'
import { addValue } from './event-fields.ts'
import type { JsonValue } from './format.ts'
import { dataText, setCommandLine, setExecutable, setFile, setPid } from './windows-fields.ts'
import { applyGroup, applyMember } from './windows-groups.ts'
import { type EventData, type WindowsHead, scalarText, wholeNumber } from './windows-record.ts'

export function applySecurity(head: WindowsHead, own: EventData, event: Event): void {
  const { eventId } = head
  // 1102 and 1104 keep the account in UserData.
  const data = eventId.startsWith('11') ? own.withUserData() : own
  const outcome = outcomeOf(head)
  if (outcome !== undefined) event['event.outcome'] = outcome
  applyAccounts(eventId, data, event)
  applyLogon(data, event)
  applySource(data, event)
  applyProcess(eventId, data, event)
  applyObject(eventId, data, event)
  if (CONNECTION_EVENTS.has(eventId)) applyConnection(data, event)
}

const AUDIT_FAILURE = 0x10000000000000n
const AUDIT_SUCCESS = 0x20000000000000n

/** From the audit keyword, as text (`Audit Success`) or as Windows' bits. */
export function outcomeOf({ keywords: written }: WindowsHead): 'success' | 'failure' | undefined {
  const keywords: readonly JsonValue[] = Array.isArray(written) ? written : [written]
  for (const keyword of keywords) {
    const text = scalarText(keyword) ?? ''
    if (/^audit success$/i.test(text)) return 'success'
    if (/^audit failure$/i.test(text)) return 'failure'
    if (!/^(?:0x[0-9a-f]{1,16}|-?\d{1,20})$/i.test(text)) continue
    const bits = BigInt.asUintN(64, BigInt(text))
    if ((bits & AUDIT_FAILURE) !== 0n) return 'failure'
    if ((bits & AUDIT_SUCCESS) !== 0n) return 'success'
  }
  return undefined
}

const ids = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** The account that the event is about is the target: it logs in, out, asks for a ticket. */
const TARGET_IS_USER = ids(
  '4624 4625 4634 4647 4768 4769 4770 4771 4772 4774 4776 4777 4800 4801 4802 4803 4964',
)
/** One account acts on another. */
const TARGET_IS_OTHER_USER = ids(
  '4720 4722 4723 4724 4725 4726 4738 4740 4765 4766 4767 4780 4781 4782 4794 4797 4798',
)
const GROUP_EVENTS = ids(
  '4727 4728 4729 4730 4731 4732 4733 4734 4735 4737 4744 4745 4746 4747 4748 4749 4750 4751 4752 4753 4754 4755 4756 4757 4758 4759 4760 4761 4762 4763 4764 4799',
)
const CONNECTION_EVENTS = ids('5150 5151 5152 5153 5154 5155 5156 5157 5158 5159')

function applyAccounts(eventId: string, data: EventData, event: Event): void {
  const text = (name: string) => dataText(data, name)
  const put = (field: string, value: string | undefined) => {
    if (value !== undefined) event[field] = value
  }
  const subject = text('SubjectUserName')
  const target = text('TargetUserName')
  if (TARGET_IS_USER.has(eventId)) {
    put('user.name', target)
    put('user.domain', text('TargetDomainName'))
    put('user.id', text('TargetUserSid') ?? text('TargetSid'))
  } else {
    put('user.name', subject ?? text('AccountName'))
    put('user.domain', text('SubjectDomainName') ?? text('AccountDomain'))
    put('user.id', text('SubjectUserSid'))
  }
  const user = event['user.name']
  if (typeof user === 'string') addValue(event, 'related.user', user)
  if (TARGET_IS_OTHER_USER.has(eventId)) {
    put('user.target.name', target)
    put('user.target.domain', text('TargetDomainName'))
    put('user.target.id', text('TargetSid') ?? text('TargetUserSid'))
    put('user.changes.name', text('NewTargetUserName'))
    addValue(event, 'related.user', target)
  }
  if (GROUP_EVENTS.has(eventId)) {
    applyGroup(data, event)
    applyMember(data, event)
  }
  if (eventId === '4648' || eventId === '4688') {
    put('user.effective.name', target)
    put('user.effective.domain', text('TargetDomainName'))
    put('user.effective.id', text('TargetUserSid'))
    addValue(event, 'related.user', target)
  }
  if (eventId === '4624') addValue(event, 'related.user', subject)
}

/** Names of the logon types that Windows numbers. */
const LOGON_TYPES = wordTable<string>({
  '0': 'System',
  '2': 'Interactive',
  '3': 'Network',
  '4': 'Batch',
  '5': 'Service',
  '7': 'Unlock',
  '8': 'NetworkCleartext',
  '9': 'NewCredentials',
  '10': 'RemoteInteractive',
  '11': 'CachedInteractive',
  '12': 'CachedRemoteInteractive',
  '13': 'CachedUnlock',
})

function applyLogon(data: EventData, event: Event): void {
  const type = dataText(data, 'LogonType')
  if (type !== undefined) event['winlog.logon.type'] = LOGON_TYPES[type] ?? type
  const id = dataText(data, 'TargetLogonId') ?? dataText(data, 'SubjectLogonId') ?? dataText(data, 'LogonID')
  if (id !== undefined) event['winlog.logon.id'] = id
  const status = dataText(data, 'Status')
  if (status !== undefined) event['winlog.logon.failure.status'] = status
  const subStatus = dataText(data, 'SubStatus')
  if (subStatus !== undefined) event['winlog.logon.failure.sub_status'] = subStatus
}

/** Where a logon, a ticket request or a share access came from. */
function applySource(data: EventData, event: Event): void {
  const address = dataText(data, 'IpAddress') ?? dataText(data, 'ClientAddress')
  const ip = address === undefined ? undefined : ipOf(address)
  if (ip !== undefined) {
    event['source.ip'] = ip
    addValue(event, 'related.ip', ip)
  }
  const port = dataText(data, 'IpPort')
  if (port !== undefined) setPort(event, 'source', port)
  const host = dataText(data, 'WorkstationName') ?? dataText(data, 'ClientName')
  if (host !== undefined) event['source.domain'] = host
}

function applyProcess(eventId: string, data: EventData, event: Event): void {
  if (eventId === '4688') {
    setExecutable(event, 'process', dataText(data, 'NewProcessName'))
    setPid(event, 'process', dataText(data, 'NewProcessId'))
    setExecutable(event, 'process.parent', dataText(data, 'ParentProcessName'))
    setPid(event, 'process.parent', dataText(data, 'ProcessId'))
    setCommandLine(event, 'process', dataText(data, 'CommandLine'))
    return
  }
  const path = dataText(data, 'ProcessName')
  setExecutable(event, 'process', path)
  if (path !== undefined) setPid(event, 'process', dataText(data, 'ProcessId'))
}

/** The thing that was touched: a file, a registry value, a service, a share. */
function applyObject(eventId: string, data: EventData, event: Event): void {
  const service = dataText(data, 'ServiceName')
  if (service !== undefined) event['service.name'] = service
  const type = eventId === '4697' ? dataText(data, 'ServiceType') : undefined
  if (type !== undefined) event['service.type'] = SERVICE_TYPES[type.toLowerCase()] ?? type
  const object = dataText(data, 'ObjectName')
  if (object !== undefined && dataText(data, 'ObjectType') === 'File') setFile(event, object)
  if (eventId === '4657' && object !== undefined) {
    event['registry.path'] = object
    const value = dataText(data, 'ObjectValueName')
    if (value !== undefined) event['registry.value'] = value
  }
  const share = dataText(data, 'RelativeTargetName')
  if (eventId === '5145' && share !== undefined) setFile(event, share)
}

const SERVICE_TYPES = wordTable<string>({
  '0x1': 'Kernel Driver',
  '0x2': 'File System Driver',
  '0x8': 'Recognizer Driver',
  '0x10': 'Win32 Own Process',
  '0x20': 'Win32 Share Process',
  '0x110': 'Interactive Own Process',
  '0x120': 'Interactive Share Process',
})

const TRANSPORTS = wordTable<string>({
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '47': 'gre',
  '58': 'ipv6-icmp',
})

/** The filtering platform's connections. `%%14592` is inbound, `%%14593` outbound. */
function applyConnection(data: EventData, event: Event): void {
  for (const [side, address, port] of [
    ['source', 'SourceAddress', 'SourcePort'],
    ['destination', 'DestAddress', 'DestPort'],
  ] as const) {
    const ip = ipOf(dataText(data, address) ?? '')
    if (ip !== undefined) {
      event[`${side}.ip`] = ip
      addValue(event, 'related.ip', ip)
    }
    setPort(event, side, dataText(data, port) ?? '')
  }
  const protocol = dataText(data, 'Protocol')
  if (protocol !== undefined) {
    event['network.iana_number'] = protocol
    event['network.transport'] = TRANSPORTS[protocol] ?? protocol
  }
  const direction = dataText(data, 'Direction')
  if (direction === '%%14592' || direction === 'Inbound') event['network.direction'] = 'inbound'
  else if (direction === '%%14593' || direction === 'Outbound') event['network.direction'] = 'outbound'
  setCommunityId(event)
  setExecutable(event, 'process', dataText(data, 'Application'))
  const pid = wholeNumber(dataText(data, 'ProcessId') ?? dataText(data, 'ProcessID'))
  if (pid !== undefined && event['process.executable'] !== undefined) event['process.pid'] = pid
}
