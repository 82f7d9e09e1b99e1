// PowerShell's two logs: the engine's (`Windows PowerShell`, ids 400–800) and the operational one (4103–4106).
// Both describe the host in a block of `Name=value` lines inside one text member.

import type { Event } from '#/kernel/event.ts'
import { integerOf } from './event-fields.ts'
import { dataText, setAccount, setCommandLine, setFile } from './windows-fields.ts'
import type { EventData } from './windows-record.ts'

export function applyPowershell(data: EventData, event: Event): void {
  const block = blockOf(data)
  for (const [key, field] of FIELDS) {
    const value = block.get(key)
    if (value !== undefined && value !== '') event[field] = value
  }
  const sequence = integerOf(block.get('sequencenumber'))
  if (sequence !== undefined) event['event.sequence'] = sequence
  setCommandLine(event, 'process', block.get('hostapplication'))
  const script = block.get('scriptname') || dataText(data, 'Path')
  if (script !== undefined && script !== '') setFile(event, script)
  const user = block.get('user') ?? block.get('userid')
  if (user !== undefined && user !== '') setAccount(event, 'user', user)
  const connected = block.get('connecteduser')
  if (user !== undefined && connected !== undefined && connected !== '') {
    setAccount(event, 'source.user', connected)
    setAccount(event, 'destination.user', user)
  }
  applyScriptBlock(data, event)
}

/** Name in the block, in lower case without spaces → field with the same value. */
const FIELDS = [
  ['hostname', 'process.title'],
  ['hostid', 'process.entity_id'],
  ['hostversion', 'powershell.process.executable_version'],
  ['engineversion', 'powershell.engine.version'],
  ['newenginestate', 'powershell.engine.new_state'],
  ['previousenginestate', 'powershell.engine.previous_state'],
  ['newproviderstate', 'powershell.provider.new_state'],
  ['providername', 'powershell.provider.name'],
  ['runspaceid', 'powershell.runspace_id'],
  ['pipelineid', 'powershell.pipeline_id'],
  ['commandname', 'powershell.command.name'],
  ['commandtype', 'powershell.command.type'],
  ['commandpath', 'powershell.command.path'],
  ['commandline', 'powershell.command.value'],
  ['shellid', 'powershell.id'],
] as const

/** Members that may hold the block; unnamed data come as param1–3 or as a list. */
function blockOf(data: EventData): Map<string, string> {
  const unnamed = data.at('Data')
  const texts = [dataText(data, 'ContextInfo'), dataText(data, 'param2'), dataText(data, 'param3')]
  for (const part of Array.isArray(unnamed) ? unnamed : [unnamed])
    texts.push(typeof part === 'string' ? part : undefined)
  const block = new Map<string, string>()
  for (const text of texts) {
    if (text === undefined || !/host ?application ?=/i.test(text)) continue
    for (const line of text.split('\n', 200)) {
      const equals = line.indexOf('=')
      if (equals < 1) continue
      const key = line.slice(0, equals).replace(/\s+/g, '').toLowerCase()
      if (!block.has(key)) block.set(key, line.slice(equals + 1).trim())
    }
  }
  return block
}

function applyScriptBlock(data: EventData, event: Event): void {
  for (const [name, field] of SCRIPT_BLOCK) {
    const value = dataText(data, name)
    if (value !== undefined) event[field] = value
  }
}

const SCRIPT_BLOCK = [
  ['ScriptBlockText', 'powershell.file.script_block_text'],
  ['ScriptBlockId', 'powershell.file.script_block_id'],
  ['MessageNumber', 'powershell.sequence'],
  ['MessageTotal', 'powershell.total'],
  ['RunspaceId', 'powershell.runspace_id'],
] as const
