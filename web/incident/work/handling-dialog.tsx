// Who resolved an incident and what it cost: the columns of Mẫu 05.

import type { IncidentView } from '#/api/contract/schemas.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { fieldText, trimmedText } from '../../parts/field-text.ts'
import { decide } from './decide.ts'
import { Check } from './text-fields.tsx'
import { w } from './work-words.ts'

const MAX_NAME = 200

function linesOf(fields: FormData, name: string): readonly string[] {
  return fieldText(fields, name)
    .split('\n')
    .map(line => line.trim().slice(0, MAX_NAME))
    .filter(line => line !== '')
}

interface NamesProps {
  readonly name: string
  readonly label: string
  readonly names: readonly string[]
}

function Names({ name, label, names }: NamesProps) {
  return (
    <>
      <label for={name}>
        {label} <span class="hint">({w('handling.onePerLine')})</span>
      </label>
      <textarea id={name} name={name} rows={2} defaultValue={names.join('\n')} />
    </>
  )
}

/** The dialog; it may be filled in after the closing too. */
export function HandlingDialog({ incident }: { readonly incident: IncidentView }) {
  const { code, handling } = incident
  return (
    <DialogForm
      title={w('handling.title', { code })}
      submit={w('save')}
      send={fields =>
        decide(
          incident,
          'handling',
          {
            handling: {
              self: fields.has('self'),
              domesticHelpers: linesOf(fields, 'domestic'),
              foreignHelpers: linesOf(fields, 'foreign'),
              coordinatorAsked: fields.has('asked'),
              damage: trimmedText(fields, 'damage'),
            },
          },
          w('done.handling', { code }),
        )
      }
    >
      <p class="hint">{w('handling.hint')}</p>
      <Check name="self" label={w('handling.self')} checked={handling?.self ?? true} />
      <Check name="asked" label={w('handling.asked')} checked={handling?.coordinatorAsked ?? false} />
      <Names name="domestic" label={w('handling.domestic')} names={handling?.domesticHelpers ?? []} />
      <Names name="foreign" label={w('handling.foreign')} names={handling?.foreignHelpers ?? []} />
      <label for="damage">{w('handling.damage')}</label>
      <textarea id="damage" name="damage" rows={2} maxLength={2000} defaultValue={handling?.damage ?? ''} />
    </DialogForm>
  )
}
