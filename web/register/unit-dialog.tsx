// A new unit, or a known one renamed or put under another.

import { useState } from 'preact/hooks'
import type { UnitView } from '#/api/contract/register.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { fieldText, trimmedText } from '../parts/field-text.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { f } from './field-words.ts'
import { w } from './form-words.ts'
import { fieldProblems, registerApi } from './register-api.ts'
import { slugOf } from './slug.ts'
import { UnitOptions } from './unit-options.tsx'
import { withBelow } from './unit-tree.ts'
import { w as page } from './unit-words.ts'
import { unitName, units } from './units.ts'
import { ownText } from './words-of.ts'

const KINDS = ['city', 'department', 'ward', 'centre', 'other'] as const

export type UnitChange =
  | { readonly kind: 'new'; readonly parentId: string | null }
  | { readonly kind: 'edit'; readonly unit: UnitView }

interface UnitDialogProps {
  readonly change: UnitChange
  readonly onClose: () => void
  readonly onSaved: () => void
}

/** Stays open, with what was typed, when the server refuses. */
export function UnitDialog({ change, onClose, onSaved }: UnitDialogProps) {
  const known = change.kind === 'edit' ? change.unit : null
  const parentId = change.kind === 'edit' ? change.unit.parentId : change.parentId
  const [id, setId] = useState('')
  const [isTyped, setTyped] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const send = async (fields: FormData): Promise<boolean> => {
    const stated = {
      name: trimmedText(fields, 'name'),
      kind: KINDS.find(kind => kind === fields.get('kind')) ?? 'other',
      parentId: fieldText(fields, 'parentId') || null,
    }
    const answer =
      known === null
        ? await registerApi.createUnit(trimmedText(fields, 'id'), stated)
        : await registerApi.changeUnit(known.id, known.version, stated)
    if (!answer.ok) {
      const [problem] = fieldProblems(answer.error)
      const isNamed = answer.error.code === 'unit.invalid' && problem !== undefined
      setWrong(isNamed ? `${errorText(answer.error)} ${ownText(problem)}` : errorText(answer.error))
      return false
    }
    announce({ text: page('saved', { name: stated.name }), tone: 'done' })
    onSaved()
    return true
  }
  const title =
    known !== null
      ? w('editUnit', { name: known.name })
      : parentId === null
        ? w('newUnit')
        : w('newUnitBelow', { name: unitName(parentId) })
  return (
    <DialogForm
      title={title}
      submit={known === null ? w('createUnit') : w('save')}
      send={send}
      onClose={onClose}
    >
      <label for="unit-name">{w('unitName')}</label>
      <input
        id="unit-name"
        name="name"
        defaultValue={known?.name ?? ''}
        maxLength={200}
        autocomplete="off"
        required
        data-focus
        onInput={event => {
          if (!isTyped) setId(slugOf(event.currentTarget.value))
        }}
      />
      {known === null && (
        <>
          <label for="unit-id">{w('unitId')}</label>
          <input
            id="unit-id"
            name="id"
            value={id}
            pattern="[a-z0-9][a-z0-9\-]{0,63}"
            title={w('idHint')}
            maxLength={64}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-describedby="unit-id-hint"
            required
            onInput={event => {
              setTyped(true)
              setId(event.currentTarget.value)
            }}
          />
          <p class="hint" id="unit-id-hint">
            {w('idHint')}
          </p>
        </>
      )}
      <label for="unit-kind">{w('unitKind')}</label>
      <select id="unit-kind" name="kind">
        {KINDS.map(kind => (
          <option key={kind} value={kind} selected={kind === (known?.kind ?? 'department')}>
            {f(`unit.${kind}`)}
          </option>
        ))}
      </select>
      <label for="unit-parent">{w('unitParent')}</label>
      <select id="unit-parent" name="parentId">
        <option value="">{w('top')}</option>
        <UnitOptions
          chosen={parentId}
          {...(known === null ? {} : { but: withBelow(units.value, known.id) })}
        />
      </select>
      {wrong !== null && (
        <p class="form-error" role="alert">
          {wrong}
        </p>
      )}
    </DialogForm>
  )
}
