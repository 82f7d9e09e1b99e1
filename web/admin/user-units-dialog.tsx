// Whose rows an account sees.

import { useState } from 'preact/hooks'
import type { UserView } from '#/api/contract/schemas.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { UnitChoice } from '../register/unit-choice.tsx'
import { w } from '../register/unit-words.ts'

interface UserUnitsProps {
  readonly user: UserView
  readonly save: (units: readonly string[] | null) => Promise<boolean>
  readonly onClose: () => void
}

/** Nobody is saved as seeing nothing by mistake: an empty choice is asked about. */
export function UserUnitsDialog({ user, save, onClose }: UserUnitsProps) {
  const [chosen, setChosen] = useState(user.units)
  const [isBlank, setBlank] = useState(false)
  const send = async (): Promise<boolean> => {
    setBlank(chosen?.length === 0)
    return chosen?.length === 0 ? false : await save(chosen)
  }
  return (
    <DialogForm
      title={w('unitsOf', { name: user.displayName })}
      submit={w('save')}
      send={send}
      onClose={onClose}
    >
      <UnitChoice
        chosen={chosen}
        onChange={setUnits => setChosen(setUnits === null ? null : [...setUnits])}
      />
      {isBlank && (
        <p class="form-error" role="alert">
          {w('chooseOne')}
        </p>
      )}
    </DialogForm>
  )
}
