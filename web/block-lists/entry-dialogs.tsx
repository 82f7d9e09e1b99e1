// Blocking a value and taking it out again; both ask for a reason, because someone will ask later.

import type { BlockEntryView, BlockListView } from '#/api/contract/block-lists.ts'
import { api } from '../api-client.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { fieldText, trimmedText } from '../parts/field-text.ts'
import { useActing } from '../playbooks/act.ts'
import { Refused } from '../playbooks/question-parts.tsx'
import { blockListsApi } from './block-lists-api.ts'
import { w } from './block-lists-words.ts'

/** Hours; 0 is without an end. */
const SPANS = [1, 24, 168, 720, 0] as const
const HOUR_MS = 3_600_000

/** The incident of that number; null when there is none. */
async function incidentOf(code: string): Promise<string | null> {
  const answer = await api.listIncidents({ text: code, limit: 20 })
  const found = answer.ok ? answer.value.incidents.find(incident => incident.code === code) : undefined
  return found?.id ?? null
}

interface AddProps {
  readonly list: BlockListView
  readonly onClose: () => void
  readonly after: () => void
}

/** The dialog of blocking. */
export function AddEntry({ list, onClose, after }: AddProps) {
  const { wrong, say, act } = useActing(after)
  const send = async (fields: FormData): Promise<boolean> => {
    const code = trimmedText(fields, 'incident')
    const incidentId = code === '' ? null : await incidentOf(code)
    if (code !== '' && incidentId === null) {
      say(w('add.incidentUnknown', { code }))
      return false
    }
    const hours = Number(fieldText(fields, 'span'))
    const entry = {
      value: trimmedText(fields, 'value'),
      reason: trimmedText(fields, 'reason'),
      expiresAt: hours === 0 ? null : Date.now() + hours * HOUR_MS,
      incidentId,
    }
    return await act(
      () => blockListsApi.add(list.id, entry),
      added => w('add.done', { value: added.value }),
    )
  }
  return (
    <DialogForm
      title={w('add.title', { list: list.name })}
      submit={w('add.submit')}
      send={send}
      onClose={onClose}
    >
      <label for="block-value">{w('add.value')}</label>
      <input
        id="block-value"
        name="value"
        required
        maxLength={2048}
        autocapitalize="none"
        spellcheck={false}
        data-focus
      />
      <label for="block-reason">{w('add.reason')}</label>
      <textarea id="block-reason" name="reason" rows={2} maxLength={500} required />
      <label for="block-span">{w('add.span')}</label>
      <select id="block-span" name="span">
        {SPANS.map(hours => (
          <option key={hours} value={hours} selected={hours === 24}>
            {w(`span.${hours}`)}
          </option>
        ))}
      </select>
      <label for="block-incident">{w('add.incident')}</label>
      <input id="block-incident" name="incident" maxLength={40} />
      <Refused why={wrong} />
    </DialogForm>
  )
}

interface RemoveProps {
  readonly entry: BlockEntryView
  readonly onClose: () => void
  readonly after: () => void
}

/** The dialog of unblocking. */
export function RemoveEntry({ entry, onClose, after }: RemoveProps) {
  const { wrong, act } = useActing(after)
  return (
    <DialogForm
      title={w('remove.title', { value: entry.value })}
      submit={w('remove')}
      onClose={onClose}
      send={fields =>
        act(
          () => blockListsApi.remove(entry.list, entry.value, trimmedText(fields, 'reason')),
          w('remove.done', { value: entry.value }),
        )
      }
    >
      <p class="hint">{w('remove.hint')}</p>
      <label for="block-reason">{w('add.reason')}</label>
      <textarea id="block-reason" name="reason" rows={2} maxLength={500} required data-focus />
      <Refused why={wrong} />
    </DialogForm>
  )
}
