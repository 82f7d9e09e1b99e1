// Reads one field of an event for correlations: under the names of the matched rule's log source, so that
// `group-by: TargetUserName` finds what `TargetUserName` in the rule's detection finds.

import type { Event, FieldValue, Scalar } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { foldCase } from '../case-fold.ts'
import { fieldNamesFor } from '../field-names.ts'
import type { FieldSource } from '../field-names.ts'
import type { LogSource } from '../rule.ts'

/** A field of events of one log source. */
export class FieldReader {
  /** The event's own name of what `read` found last. */
  key = ''
  readonly #sources: readonly FieldSource[]

  constructor(name: string, logsource: LogSource) {
    this.#sources = fieldNamesFor(logsource).sourcesOf(name)
  }

  /** The value of the first source that is there and not null; undefined when none is. */
  read(event: Event): FieldValue | undefined {
    for (const source of this.#sources) {
      const value = source.kind === 'key' ? ownValue(event, source.key) : valueOf(source, event)
      if (value === undefined) continue
      this.key = source.kind === 'joined' ? source.keys[0]! : source.key
      return value
    }
    return undefined
  }

  /** The values as a list, without null and empty ones. */
  readAll(event: Event): readonly Scalar[] {
    const value = this.read(event)
    if (value === undefined) return []
    return (Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar]).filter(isSomething)
  }
}

function valueOf(
  source: FieldSource & { kind: 'joined' | 'computed' },
  event: Event,
): FieldValue | undefined {
  if (source.kind === 'computed') return source.compute(event)
  const values = source.keys.flatMap(key => ownValue(event, key) ?? [])
  return values.length === 0 ? undefined : values
}

function ownValue(event: Event, key: string): FieldValue | undefined {
  // A document from outside may hold null, which the type of an Event leaves out.
  const value = event[key] as FieldValue | null | undefined
  return value === undefined || value === null || !Object.hasOwn(event, key) ? undefined : value
}

function isSomething(value: Scalar | null): boolean {
  return value !== null && value !== ''
}

/** A value as text that groups: cut when it is very long, and then told apart by a hash of all of it. */
export function groupText(value: Scalar): string {
  const text = String(value)
  const whole = text.includes('\u0000') ? text.replaceAll('\u0000', ' ') : text
  if (whole.length <= LIMITS.maxGroupValueLength) return whole
  return `${whole.slice(0, LIMITS.maxGroupValueLength - 16)}…${hashOf(foldCase(whole))}`
}

/** 53 bits that tell long texts apart; not for secrets. */
function hashOf(text: string): string {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  return ((high >>> 0) * 2097152 + ((low >>> 0) & 0x1fffff)).toString(36)
}
