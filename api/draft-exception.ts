// A first draft of the exception that would hide one alert: its rule, the values that made it match (or those that
// a person chose), its system. People narrow it down from there.

import { stringify } from 'yaml'
import type { ExceptionShown } from './contract/exceptions.ts'
import { valuesOf, type Event } from '#/kernel/event.ts'
import type { KeptAlert } from '#/store/state-store.ts'

const DAY_MS = 86_400_000
const LASTS_DAYS = 90

export interface DraftOptions {
  readonly alert: Pick<KeptAlert, 'rule' | 'matched' | 'systemId' | 'entity'>
  readonly event: Event
  /** Fields of the event; empty: those that made the rule match. */
  readonly fields: readonly string[]
  readonly owner: string
  readonly now: number
  readonly newId: () => string
}

export function draftException({ alert, event, fields, owner, now, newId }: DraftOptions): ExceptionShown {
  const { rule, systemId, entity } = alert
  const wanted = fields.length > 0 ? fields : [...new Set(alert.matched.map(({ field }) => field))]
  const selection: Record<string, unknown> = {}
  for (const field of wanted) {
    const values = valuesOf(event, field).map(value => (typeof value === 'string' ? asLiteral(value) : value))
    if (values.length > 0) selection[field] = values.length === 1 ? values[0] : values
  }
  const isEmpty = Object.keys(selection).length === 0
  const filter = {
    title: `${rule.title}: ${entity.value}`,
    id: newId(),
    filter: { rules: [rule.id], ...(isEmpty ? {} : { selection, condition: 'selection' }) },
  }
  return {
    title: filter.title.slice(0, 200),
    filter: stringify(filter, { lineWidth: 0 }),
    tags: [],
    systems: systemId === null ? [] : [systemId],
    entity: isEmpty ? entity : null,
    reason: '',
    owner,
    expiresAt: now + LASTS_DAYS * DAY_MS,
  }
}

/** The text as a Sigma string that means just it. */
function asLiteral(text: string): string {
  return text.replace(/[\\*?]/g, '\\$&')
}
