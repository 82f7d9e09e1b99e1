// The form of an exception and what it stands for: read, held against what the API wants, begun anew. Pure.

import type { ExceptionBody, ExceptionShown } from '#/api/contract/exceptions.ts'
import { dayOf, dayOfIso, isoDay, startOfDay } from '../law/vietnam-time.ts'
import { fieldText, trimmedText } from '../parts/field-text.ts'

const FIRST_DAYS = 90

export const NEEDED = ['title', 'filter', 'reason', 'owner', 'expires'] as const
export type NeededName = (typeof NEEDED)[number]

/** One entry a line, none twice. */
function lines(text: string): string[] {
  return [...new Set(text.split('\n').map(line => line.trim()))].filter(line => line !== '')
}

/** The last day on which an exception is in force, for an `input` of days. */
export function lastDay(expiresAt: number): string {
  return isoDay(dayOf(expiresAt - 1))
}

/** What was typed; an expiry that is no day is 0. */
export function readException(fields: FormData): ExceptionBody {
  const day = dayOfIso(trimmedText(fields, 'expires'))
  const entity = { field: trimmedText(fields, 'entityField'), value: trimmedText(fields, 'entityValue') }
  return {
    title: trimmedText(fields, 'title'),
    filter: fieldText(fields, 'filter'),
    tags: lines(fieldText(fields, 'tags')),
    systems: lines(fieldText(fields, 'systems')),
    entity: entity.field === '' && entity.value === '' ? null : entity,
    reason: trimmedText(fields, 'reason'),
    owner: trimmedText(fields, 'owner'),
    expiresAt: day === null ? 0 : startOfDay(day + 1),
  }
}

/** Fields that are still empty. */
export function missingIn(body: ExceptionBody): readonly NeededName[] {
  return NEEDED.filter(name => (name === 'expires' ? body.expiresAt === 0 : body[name].trim() === ''))
}

/** A new one, about a rule when one is named. */
export function newException(ruleId: string | null, owner: string, nowMs: number): ExceptionBody {
  const rules = ruleId === null ? 'rules: any' : `rules:\n    - ${JSON.stringify(ruleId)}`
  return {
    title: '',
    filter: `title: …\nfilter:\n  ${rules}\n  selection:\n    source.ip: 192.0.2.1\n  condition: selection\n`,
    tags: [],
    systems: [],
    entity: null,
    reason: '',
    owner,
    expiresAt: startOfDay(dayOf(nowMs) + FIRST_DAYS + 1),
  }
}

/** What is shown, as something to change; a document without an expiry gets one. */
export function editable(shown: ExceptionShown, nowMs: number): ExceptionBody {
  return { ...shown, expiresAt: shown.expiresAt ?? startOfDay(dayOf(nowMs) + FIRST_DAYS + 1) }
}
