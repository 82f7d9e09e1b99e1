// Events that somebody wrote to make a rule engine slow: a value as long as an event may be, made of what rules
// look for, of what regular expressions stumble over, and of letters that are costly to fold.

import type { Expression } from '#/correlation/expression.ts'
import type { LoadedRule } from '#/correlation/loaded-rule.ts'
import type { Event } from '#/kernel/event.ts'

const SYSMON = 'Microsoft-Windows-Sysmon/Operational'
const POWERSHELL = 'Microsoft-Windows-PowerShell/Operational'

/** The events that each category's hostile field is put into. */
const TARGETS: readonly {
  readonly category: string
  readonly fields: readonly string[]
  readonly event: Event
}[] = [
  {
    category: 'process_creation',
    fields: ['CommandLine', 'ParentCommandLine', 'Image'],
    event: {
      Channel: SYSMON,
      EventID: 1,
      Image: 'C:\\Windows\\System32\\cmd.exe',
      ParentImage: 'C:\\Windows\\explorer.exe',
      OriginalFileName: 'Cmd.Exe',
    },
  },
  { category: 'ps_script', fields: ['ScriptBlockText'], event: { Channel: POWERSHELL, EventID: 4104 } },
  {
    category: 'ps_module',
    fields: ['Payload', 'ContextInfo'],
    event: { Channel: POWERSHELL, EventID: 4103 },
  },
  {
    category: 'file_event',
    fields: ['TargetFilename'],
    event: { Channel: SYSMON, EventID: 11, Image: 'C:\\a.exe' },
  },
  {
    category: 'registry_set',
    fields: ['TargetObject', 'Details'],
    event: { Channel: SYSMON, EventID: 13, EventType: 'SetValue', Image: 'C:\\a.exe' },
  },
]

/** Repeated to the full length. */
const REPEATED: readonly string[] = [
  'a',
  ' -',
  '\\.',
  'https://',
  '0123456789abcdef ',
  'gci -path ',
  '{0}{1}" -f ',
  'set &&set invoke ',
  'cmd /c powershell echo clip && ',
  '`x`',
  'Đà Nẵng ',
  '😀𐐀',
]

/** Name → event of about so many bytes. */
export function hostileEvents(rules: readonly LoadedRule[], bytes: number): ReadonlyMap<string, Event> {
  const events = new Map<string, Event>()
  for (const { category, fields, event } of TARGETS) {
    for (const field of fields) {
      const wanted = [...literalsOf(rules, category, field)].join(' ')
      for (let from = 0; from < wanted.length; from += bytes) {
        const value = cut(wanted.slice(from), bytes)
        events.set(`${category} ${field}: literals from ${from}`, { ...event, [field]: value })
      }
      for (const unit of REPEATED) {
        const value = cut(unit.repeat(Math.ceil(bytes / unit.length)), bytes)
        events.set(`${category} ${field}: ${unit}`, { ...event, [field]: value })
      }
    }
  }
  return events
}

function literalsOf(rules: readonly LoadedRule[], category: string, field: string): ReadonlySet<string> {
  const literals = new Set<string>()
  const collect = (expression: Expression): void => {
    if (expression.kind === 'and' || expression.kind === 'or') expression.of.forEach(collect)
    else if (expression.kind === 'not' || expression.kind === 'selection') collect(expression.of)
    else if (expression.kind === 'field' && expression.field === field && expression.test.kind === 'text') {
      const { string } = expression.test
      literals.add(
        string
          .map(part => (part.kind === 'text' ? part.text : part.kind === 'dash' ? part.written : ''))
          .join(''),
      )
    }
  }
  for (const rule of rules) if (rule.logsource.category === category) collect(rule.expression)
  return literals
}

/** At most so many bytes of UTF-8. */
function cut(text: string, bytes: number): string {
  return Buffer.from(text.slice(0, bytes))
    .subarray(0, bytes)
    .toString('utf8')
    .replace(/\uFFFD$/, '')
}
