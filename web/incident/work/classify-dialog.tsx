// Saying what an incident is: its kind of Mẫu 05, with what the rules propose, the properties it affects, a
// description. A person decides; the proposals only fill the choice in.

import { useState } from 'preact/hooks'
import type { IncidentDetail, IncidentView } from '#/api/contract/schemas.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { fieldText, trimmedText } from '../../parts/field-text.ts'
import { shown } from '../../state/incident.ts'
import { MAU05_KINDS, mau05Text } from '../mau05-text.ts'
import { MAX_TEXT } from '../text-dialog.tsx'
import { decide } from './decide.ts'
import { Check } from './text-fields.tsx'
import { w } from './work-words.ts'

export const AFFECTED = ['integrity', 'confidentiality', 'availability'] as const

type Proposals = NonNullable<IncidentDetail['proposals']>

interface ProposedProps {
  readonly proposals: Proposals
  readonly chosen: string
  readonly choose: (kind: string) => void
}

function Proposed({ proposals, chosen, choose }: ProposedProps) {
  if (proposals.length === 0) return null
  return (
    <div class="proposals" role="group" aria-label={w('classify.proposed')}>
      <span class="hint">{w('classify.proposed')}</span>
      {proposals.map(({ kind, because }) => (
        <button
          key={kind}
          type="button"
          class="proposal"
          aria-pressed={chosen === String(kind)}
          onClick={() => choose(String(kind))}
        >
          <span>{mau05Text(kind)}</span>
          <span class="hint">{w('classify.because', { tags: because.join(', ') })}</span>
        </button>
      ))}
    </div>
  )
}

/** The dialog; the likeliest proposal is filled in while nobody has decided. */
export function ClassifyDialog({ incident }: { readonly incident: IncidentView }) {
  const detail = shown.value?.id === incident.id ? shown.value.detail : null
  const proposals = detail?.proposals ?? []
  const [kind, setKind] = useState(String(incident.mau05 ?? proposals[0]?.kind ?? ''))
  const { code } = incident
  return (
    <DialogForm
      title={w('classify.title', { code })}
      submit={w('save')}
      send={fields =>
        decide(
          incident,
          'classification',
          {
            mau05: fieldText(fields, 'mau05') === '' ? null : Number(fieldText(fields, 'mau05')),
            affects: AFFECTED.filter(each => fields.getAll('affects').includes(each)),
            description: trimmedText(fields, 'description'),
            triaged: incident.triagedAt !== null || fields.has('triaged'),
          },
          w('done.classified', { code }),
        )
      }
    >
      <label for="mau05">{w('classify.kind')}</label>
      <select
        id="mau05"
        name="mau05"
        value={kind}
        data-focus
        onChange={event => setKind(event.currentTarget.value)}
      >
        <option value="">{w('classify.none')}</option>
        {MAU05_KINDS.map(each => (
          <option key={each} value={each}>
            {mau05Text(each)}
          </option>
        ))}
      </select>
      <Proposed proposals={proposals.slice(0, 3)} chosen={kind} choose={setKind} />
      <fieldset class="checks">
        <legend>{w('classify.affects')}</legend>
        {AFFECTED.map(each => (
          <Check
            key={each}
            name="affects"
            value={each}
            label={w(`affects.${each}`)}
            checked={incident.affects.includes(each)}
          />
        ))}
      </fieldset>
      <label for="description">{w('classify.description')}</label>
      <textarea
        id="description"
        name="description"
        rows={4}
        maxLength={MAX_TEXT}
        defaultValue={incident.description}
        aria-describedby="description-hint"
      />
      <p class="hint" id="description-hint">
        {w('classify.descriptionHint')}
      </p>
      {incident.triagedAt === null && <Check name="triaged" label={w('classify.triaged')} checked />}
    </DialogForm>
  )
}
