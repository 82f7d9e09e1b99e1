// Giving an incident to another unit, and raising or lowering its risk; both with a reason.

import { useEffect } from 'preact/hooks'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { fieldText, trimmedText } from '../../parts/field-text.ts'
import { decide } from './decide.ts'
import { ReasonField } from './text-fields.tsx'
import { loadUnits, unitName, units } from './units.ts'
import { w } from './work-words.ts'

interface DialogProps {
  readonly incident: IncidentView
}

/** The dialog of a lead. */
export function UnitDialog({ incident }: DialogProps) {
  useEffect(() => void loadUnits(), [])
  const { code, unitId } = incident
  const known = units.value.some(({ id }) => id === unitId)
  return (
    <DialogForm
      title={w('unit.title', { code })}
      submit={w('unit.submit')}
      send={fields => {
        const chosen = fieldText(fields, 'unit')
        return decide(
          incident,
          'unit',
          { unitId: chosen === '' ? null : chosen, reason: trimmedText(fields, 'reason') },
          w('done.unit', { code, unit: chosen === '' ? w('unit.none').toLowerCase() : unitName(chosen) }),
        )
      }}
    >
      <label for="unit">{w('unit.label')}</label>
      <select id="unit" name="unit" data-focus aria-describedby="unit-hint">
        <option value="">{w('unit.none')}</option>
        {unitId !== null && !known && (
          <option value={unitId} selected>
            {unitId}
          </option>
        )}
        {units.value.map(({ id, name }) => (
          <option key={id} value={id} selected={id === unitId}>
            {name}
          </option>
        ))}
      </select>
      <p class="hint" id="unit-hint">
        {w('unit.hint')}
      </p>
      <ReasonField />
    </DialogForm>
  )
}

/** Adds a line to the ledger. */
export function RiskDialog({ incident }: DialogProps) {
  const { code, risk } = incident
  return (
    <DialogForm
      title={w('risk.title', { code })}
      submit={w('risk.submit')}
      send={fields =>
        decide(
          incident,
          'risk',
          { points: Number(fieldText(fields, 'points')), reason: trimmedText(fields, 'reason') },
          w('done.risk', { code }),
        )
      }
    >
      <p class="hint" id="points-hint">
        {w('risk.hint', { n: risk })}
      </p>
      <label for="points">{w('risk.points')}</label>
      <input
        id="points"
        name="points"
        type="number"
        min={-100}
        max={100}
        step={1}
        required
        defaultValue="10"
        aria-describedby="points-hint"
        data-focus
      />
      <ReasonField />
    </DialogForm>
  )
}
