// Why the alerts of an incident are together: the reasons written when each joined, said once each.

import type { TimelineView } from '#/api/contract/schemas.ts'
import { numberText } from '../../parts/time-text.ts'
import { systemName } from '../../state/systems.ts'
import { w } from './part-words.ts'

/** The reason of one line in the language shown; null when it has none. */
export function groupingText({ parts }: TimelineView): string | null {
  if (parts === undefined) return null
  const { grouped, entityField = '', entityValue = '', family = '', systemId, windowMinutes = '' } = parts
  if (grouped !== 'key' && grouped !== 'merged') return null
  return w(`grouped.${grouped}`, {
    field: entityField,
    value: entityValue,
    family,
    system:
      systemId === undefined ? w('grouped.noSystem') : w('grouped.system', { name: systemName(systemId) }),
    n: windowMinutes,
  })
}

/** The reasons with how many alerts each brought; nothing for an incident of one alert. */
export function Grouping({ timeline }: { readonly timeline: readonly TimelineView[] }) {
  const reasons = new Map<string, number>()
  for (const entry of timeline) {
    const text = groupingText(entry)
    if (text !== null) reasons.set(text, (reasons.get(text) ?? 0) + 1)
  }
  if (reasons.size === 0) return null
  return (
    <div class="grouping">
      <h3>{w('grouped')}</h3>
      <ul>
        {[...reasons].map(([text, times]) => (
          <li key={text}>
            {text} <span class="hint">{w('times', { n: numberText(times) })}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
