// Channels beside Security, Sysmon and PowerShell from which more than the common fields can be told: services
// installed (System 7045), AppLocker and Defender findings, scheduled tasks.

import type { Event } from '#/kernel/event.ts'
import { wordTable } from '#/kernel/word-table.ts'
import { distinguishedName } from './distinguished-name.ts'
import { addValue } from './event-fields.ts'
import { baseName, dataText, setAccount, setFile } from './windows-fields.ts'
import type { EventData, WindowsHead } from './windows-record.ts'

export function applyServices({ channel = '' }: WindowsHead, own: EventData, event: Event): void {
  const data = own.withUserData()
  const name = event['winlog.user.name']
  if (typeof name === 'string' && name !== '') event['user.name'] = name
  if (channel === 'System') applySystem(data, event)
  else if (channel.startsWith('Microsoft-Windows-AppLocker/')) applyApplocker(data, event)
  else if (channel === 'Microsoft-Windows-Windows Defender/Operational') applyDefender(data, event)
  else if (channel === 'Microsoft-Windows-TaskScheduler/Operational') applyTask(data, event)
}

function applySystem(data: EventData, event: Event): void {
  const service = dataText(data, 'ServiceName')
  if (service === undefined) return
  event['service.name'] = service
  const path = dataText(data, 'ImagePath')
  if (path !== undefined) event['process.command_line'] = path
}

function applyApplocker(data: EventData, event: Event): void {
  const path = dataText(data, 'FullFilePath') ?? dataText(data, 'FilePath')
  if (path !== undefined && dataText(data, 'FullFilePath') !== undefined) event['file.name'] = baseName(path)
  const hash = dataText(data, 'FileHash')
  if (hash !== undefined && /^[0-9a-f]{64}$/i.test(hash)) {
    event['file.hash.sha256'] = hash
    addValue(event, 'related.hash', hash)
  }
  // Publisher\Product\File name\Version, the publisher as a distinguished name.
  const [publisher, product, fileName, version] = (dataText(data, 'Fqbn') ?? '').split('\\', 4)
  for (const { attribute, text } of distinguishedName(publisher ?? '')) {
    const field = SUBJECT[attribute]
    if (field !== undefined) addValue(event, `file.x509.subject.${field}`, text)
  }
  for (const [field, value] of [
    ['product', product],
    ['original_file_name', fileName],
    ['file_version', version],
  ] as const) {
    if (value !== undefined && value !== '' && value !== '-') event[`file.pe.${field}`] = value
  }
}

const SUBJECT = wordTable<string>({
  CN: 'common_name',
  C: 'country',
  L: 'locality',
  O: 'organization',
  S: 'state_or_province',
  ST: 'state_or_province',
})

/** Defender's members have spaces in their names. */
function applyDefender(data: EventData, event: Event): void {
  const threat = dataText(data, 'Threat Name')
  if (threat !== undefined) event['threat.indicator.name'] = threat
  const path = dataText(data, 'Path')
  if (path !== undefined) setFile(event, path.split(';', 1)[0]!.replace(/^\w+:_/, ''))
  const user = dataText(data, 'Detection User')
  if (user !== undefined) setAccount(event, 'user', user)
  const process = dataText(data, 'Process Name')
  if (process !== undefined && process !== 'Unknown') {
    event['process.executable'] = process
    event['process.name'] = baseName(process)
  }
}

function applyTask(data: EventData, event: Event): void {
  const user = dataText(data, 'UserName') ?? dataText(data, 'UserContext')
  if (user !== undefined) setAccount(event, 'user', user)
}
