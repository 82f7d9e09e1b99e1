// Which clocks of the law a judgement starts, read from the profile in use, each with its article: whoever
// decides sees what follows before deciding.

import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { LawProfileView } from '#/api/contract/law.ts'
import { language } from '../../i18n/text.ts'
import { w } from './work-words.ts'
import { workApi } from './work-api.ts'

const law = signal<LawProfileView | null>(null)

async function loadLaw(): Promise<void> {
  if (law.value !== null) return
  const answer = await workApi.law()
  if (answer.ok) law.value = answer.value
}

/** Clocks that apply on a condition of the profile, such as `gravity:serious` or `fact:complex`. */
export function ClocksThatFollow({ condition }: { readonly condition: string }) {
  useEffect(() => void loadLaw(), [])
  if (law.value === null) return null
  const clocks = law.value.clocks.filter(({ when, start }) => when.includes(condition) || start === condition)
  if (clocks.length === 0) return <p class="hint">{w('follows.none')}</p>
  return (
    <div class="follows">
      <p class="hint">{w('follows')}</p>
      <ul>
        {clocks.map(({ id, title, cites }) => (
          <li key={id}>
            <span class="tag">{id}</span> {title[language.value]}
            <span class="hint"> {cites.map(({ article }) => article).join('; ')}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
