// Searches that are kept: to go to one, to keep the one in hand, to remove one.

import { useState } from 'preact/hooks'
import type { SavedSearchView } from '#/api/contract/event-work.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { Icon } from '../parts/icon.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { personName } from '../state/people.ts'
import { eventsApi } from './events-api.ts'
import { w } from './events-words.ts'
import { eventsHref, SPANS, type EventChoice } from './search-choice.ts'
import { orderText } from './sort-text.ts'

/** A list behind a word, so that it takes no place from the results. */
export function SavedSearches({ choice }: { readonly choice: EventChoice }) {
  const [answer, again] = useAnswer(eventsApi.savedSearches)
  const [saving, setSaving] = useState(false)
  const list = answer?.ok === true ? answer.value : []
  const hrefOf = ({ q, range, unmarked, sort }: SavedSearchView): string => {
    const span = SPANS.find(known => known === range)
    const when = span === undefined ? choice.range : ({ kind: 'span', span } as const)
    const order = sort === undefined ? {} : { sort }
    return eventsHref({ q, range: when, ...(unmarked ? { unmarked } : {}), ...order })
  }
  const save = async (fields: FormData): Promise<boolean> => {
    const typed = fields.get('name')
    const name = typeof typed === 'string' ? typed.trim() : ''
    const saved = await eventsApi.saveSearch({
      name,
      q: choice.q,
      range: choice.range.kind === 'span' ? choice.range.span : '',
      unmarked: choice.unmarked === true,
      ...(choice.sort === undefined ? {} : { sort: choice.sort }),
      shared: fields.get('shared') === 'on',
    })
    announce(
      saved.ok
        ? { text: w('savedDone', { name }), tone: 'done' }
        : { text: errorText(saved.error), tone: 'wrong' },
    )
    if (saved.ok) again()
    return saved.ok
  }
  const remove = async (id: string, name: string): Promise<void> => {
    const removed = await eventsApi.removeSearch(id)
    announce(
      removed.ok
        ? { text: w('removed', { name }), tone: 'done' }
        : { text: errorText(removed.error), tone: 'wrong' },
    )
    again()
  }
  return (
    <details class="saved-searches">
      <summary>{w('saved')}</summary>
      {list.length === 0 && <p class="hint">{w('savedNone')}</p>}
      <ul>
        {list.map(saved => (
          <SavedItem key={saved.id} saved={saved} href={hrefOf(saved)} remove={remove} />
        ))}
      </ul>
      <button type="button" class="small" onClick={() => setSaving(true)}>
        {w('save')}
      </button>
      {saving && (
        <DialogForm title={w('saveTitle')} submit={w('saveDo')} send={save} onClose={() => setSaving(false)}>
          <label>
            {w('saveName')}
            <input name="name" required maxLength={100} />
          </label>
          <label class="check">
            <input type="checkbox" name="shared" /> {w('saveShared')}
          </label>
          <pre class="raw-text">{choice.q === '' ? '*' : choice.q}</pre>
          {choice.sort !== undefined && <p class="hint">{orderText(choice.sort)}</p>}
        </DialogForm>
      )}
    </details>
  )
}

function SavedItem({
  saved: { id, name, q, sort, shared, owner, mine },
  href,
  remove,
}: {
  readonly saved: SavedSearchView
  readonly href: string
  readonly remove: (id: string, name: string) => Promise<void>
}) {
  return (
    <li>
      <a href={href} title={sort === undefined ? q : `${q} · ${orderText(sort)}`}>
        {name}
      </a>
      {shared && <span class="hint">{w('sharedBy', { name: personName(owner) })}</span>}
      {mine && (
        <button
          type="button"
          class="quiet square small"
          aria-label={w('remove', { name })}
          onClick={() => void remove(id, name)}
        >
          <Icon name="close" />
        </button>
      )}
    </li>
  )
}
