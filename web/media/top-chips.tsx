// What is spoken of most, by topic, ward and department: counted, and pressed to filter. A kind of chip is counted
// without its own filter, so that another one can be chosen.

import type { MentionGroupView } from '#/api/contract/media.ts'
import { numberText } from '../parts/time-text.ts'
import { TOPICS } from './media-api.ts'
import type { MediaChoice } from './media-choice.ts'
import { w as word } from './media-words.ts'
import { departmentName } from './names.ts'
import { refine } from './story-filters.tsx'
import { w } from './story-words.ts'

const SHOWN = 4

export type ChipKind = 'topic' | 'place' | 'department'

function nameOf(kind: ChipKind, group: MentionGroupView): string {
  if (kind === 'department') return departmentName(group.key)
  if (kind === 'place') return group.name
  const topic = TOPICS.find(known => known === group.key)
  return topic === undefined ? group.key : word(`topic.${topic}`)
}

interface ChipsProps {
  readonly kind: ChipKind
  readonly choice: MediaChoice
  readonly groups: readonly MentionGroupView[]
}

/** One line of chips. */
export function TopChips({ kind, choice, groups }: ChipsProps) {
  const chosen = choice.filter[kind]
  const named = groups.filter(({ key, mentions }) => key !== '' && mentions > 0)
  const most = [...named].sort((a, b) => b.mentions - a.mentions)
  const shown = most.filter(({ key }, at) => at < SHOWN || key === chosen)
  return (
    <div class="media-chips" role="group" aria-label={w(`chips.${kind}`)}>
      <span class="hint" aria-hidden="true">
        {w(kind)}
      </span>
      {shown.length === 0 && <span class="hint">{w('chipsNone')}</span>}
      {shown.map(group => (
        <button
          key={group.key}
          type="button"
          class="small"
          aria-pressed={group.key === chosen}
          onClick={() => refine(choice, { [kind]: group.key === chosen ? undefined : group.key })}
        >
          {nameOf(kind, group)} <span class="count">{numberText(group.mentions)}</span>
        </button>
      ))}
    </div>
  )
}
