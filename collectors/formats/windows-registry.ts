// A registry path as Sysmon writes it (`HKU\S-1-5-21-…\Software\Run\Updater`) → `registry.*`.

import type { Event } from '#/kernel/event.ts'
import { wordTable } from '#/kernel/word-table.ts'

const HIVES = wordTable<string>({
  HKEY_LOCAL_MACHINE: 'HKLM',
  HKEY_USERS: 'HKU',
  HKEY_CURRENT_USER: 'HKCU',
  HKEY_CLASSES_ROOT: 'HKCR',
  HKEY_CURRENT_CONFIG: 'HKCC',
  '\\REGISTRY\\MACHINE': 'HKLM',
  '\\REGISTRY\\USER': 'HKU',
})

/** Fills hive, key, path and value name; and type and text of what was written. */
export function applyRegistry(event: Event, path: string | undefined, details: string | undefined): void {
  if (path === undefined) return
  event['registry.path'] = path
  const hive = /^(\\REGISTRY\\[A-Z]+|[A-Z_]+)\\/i.exec(path)
  if (hive !== null) {
    event['registry.hive'] = HIVES[hive[1]!.toUpperCase()] ?? hive[1]!
    event['registry.key'] = path.slice(hive[0].length)
  }
  const value = path.slice(path.lastIndexOf('\\') + 1)
  if (value !== '') event['registry.value'] = value
  if (details !== undefined) applyDetails(event, details)
}

function applyDetails(event: Event, details: string): void {
  const dword = /^DWORD \(0x([0-9a-f]{1,8})\)$/i.exec(details)
  const qword = /^QWORD \(0x([0-9a-f]{1,8})-0x([0-9a-f]{1,8})\)$/i.exec(details)
  if (dword !== null) setData(event, 'SZ_DWORD', String(Number.parseInt(dword[1]!, 16)))
  else if (qword !== null)
    setData(event, 'SZ_QWORD', String(BigInt(`0x${qword[1]}${qword[2]!.padStart(8, '0')}`)))
  else if (details === 'Binary Data') setData(event, 'REG_BINARY', details)
  else setData(event, 'REG_SZ', details)
}

function setData(event: Event, type: string, text: string): void {
  event['registry.data.type'] = type
  event['registry.data.strings'] = [text]
}
