// Invented rules and contents for tests of rule sets.

import { makeContent } from '#/rulesets/content.ts'
import type { RuleSetContent } from '#/rulesets/rule-set.ts'

export interface InventedRule {
  readonly level?: string
  readonly status?: string
  readonly logsource?: string
  readonly title?: string
  /** The text looked for. */
  readonly text?: string
}

/** `00000000-0000-4000-8000-000000000007` for 7. */
export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
}

export function ruleText(number: number, rule: InventedRule = {}): string {
  const { level = 'high', status = 'test', logsource = '{product: linux, service: sshd}' } = rule
  return `title: ${rule.title ?? `Quy tắc ${number}`}
id: ${idOf(number)}
status: ${status}
author: Nguyễn Thử, Trần Mẫu
level: ${level}
logsource: ${logsource}
detection:
  selection:
    message|contains: '${rule.text ?? `dấu vết ${number}`}'
  condition: selection
`
}

/** Two rules, and a correlation of the first. */
export function correlationText(number: number, of: number): string {
  return `title: Tương quan ${number}
id: ${idOf(number)}
status: test
level: high
correlation:
  type: event_count
  rules: [${idOf(of)}]
  group-by: [source.ip]
  timespan: 10m
  condition: {gte: 5}
`
}

export function contentOf(files: Readonly<Record<string, string | Uint8Array>>): RuleSetContent {
  const read = Object.entries(files).map(([path, text]) => ({
    path,
    bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text,
  }))
  return makeContent(read, 0, [])
}
