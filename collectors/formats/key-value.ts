// Lines of `key=value` pairs from programs nobody wrote a format for (logfmt, small devices). Asked last.
// A line is one when its pairs are nearly all of it; every pair stays findable under its own name, and
// generic-json.ts gives the evident ones their ECS field.

import type { Event } from '#/kernel/event.ts'
import { putForeign } from './event-fields.ts'
import { moveOwnFields, tameCoreFields } from './foreign-fields.ts'
import type { Format } from './format.ts'
import { putMeanings } from './generic-json.ts'
import { readKeyValues } from './key-value-pairs.ts'

/** Fewer pairs than this may stand in any sentence. */
const MIN_PAIRS = 3
/** Part of the text that may be outside pairs. */
const MAX_STRAY = 0.2

export const keyValue: Format = {
  name: 'key-value',
  describes: 'lines of key=value pairs (logfmt) of programs without a format of their own',
  recognises: body =>
    /^\s*[\w.@/-]{1,64}=/.test(body) && (body.match(/[\w.@/-]=/g)?.length ?? 0) >= MIN_PAIRS,
  parse(body, event, context, problems) {
    const pairs = readKeyValues(body)
    if (pairs.values.size < (context.forced === undefined ? MIN_PAIRS : 1)) return false
    if (context.forced === undefined && pairs.strayLength > body.length * MAX_STRAY) return false
    const fields: Event = {}
    for (const [key, value] of pairs.values) putForeign(fields, key, value)
    moveOwnFields(fields)
    tameCoreFields(fields, context, problems)
    const whole = event['message']
    delete event['message']
    for (const key in fields) if (!Object.hasOwn(event, key)) event[key] = fields[key]!
    putMeanings(fields, event, context.zoneOffsetMinutes, context.receivedMs)
    if (whole !== undefined) event['message'] ??= whole
    return true
  },
}
