// What a document from outside may not decide: fields of Thápcanh's own, and the shape of those that every
// event has. Such values are kept under `foreign.`, never dropped.

import type { Event, Scalar } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'
import { excerpt } from './decode-text.ts'
import type { LineContext } from './format.ts'
import { isoOfAny } from './time.ts'

/** Moves `thapcanh.…` out of the way. */
export function moveOwnFields(fields: Event): void {
  for (const name of Object.keys(fields)) if (name.startsWith('thapcanh.')) moveAway(fields, name)
}

/** Makes `@timestamp` one UTC time and `event.original` one text, or moves them out of the way. */
export function tameCoreFields(fields: Event, context: LineContext, problems: Problem[]): void {
  const time = fields['@timestamp']
  if (time !== undefined) {
    const first = Array.isArray(time) ? (time as readonly Scalar[])[0] : time
    const iso = isoOfAny(first, context.zoneOffsetMinutes, context.receivedMs)
    if (iso === undefined) {
      const detail = `@timestamp is no time: ${excerpt(String(first))}`
      problems.push({ code: 'line.time-missing', where: context.where, detail })
      moveAway(fields, '@timestamp')
    } else fields['@timestamp'] = iso
  }
  if (fields['event.original'] !== undefined && typeof fields['event.original'] !== 'string') {
    moveAway(fields, 'event.original')
  }
}

function moveAway(fields: Event, name: string): void {
  fields[`foreign.${name}`] = fields[name]!
  delete fields[name]
}
