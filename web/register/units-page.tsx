// The tree of units: made, renamed, moved and removed by administrators, read by everybody.

import { useEffect, useState } from 'preact/hooks'
import type { UnitView } from '#/api/contract/register.ts'
import type { UserView } from '#/api/contract/schemas.ts'
import { api } from '../api-client.ts'
import { DataTable } from '../parts/data-table.tsx'
import { DialogForm } from '../parts/dialog-form.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { may } from '../state/session.ts'
import { f } from './field-words.ts'
import { registerApi } from './register-api.ts'
import { UnitDialog, type UnitChange } from './unit-dialog.tsx'
import { treeLines, type UnitLine } from './unit-tree.ts'
import { w } from './unit-words.ts'
import { units } from './units.ts'
import './register.css'

interface RemoveUnitProps {
  readonly unit: UnitView
  readonly onClose: () => void
  readonly onRemoved: () => void
}

function RemoveUnit({ unit, onClose, onRemoved }: RemoveUnitProps) {
  const send = async (): Promise<boolean> => {
    const answer = await registerApi.removeUnit(unit.id, unit.version)
    if (answer.ok) {
      announce({ text: w('removed', { name: unit.name }), tone: 'done' })
      onRemoved()
    } else announce({ text: errorText(answer.error), tone: 'wrong' })
    return true
  }
  return (
    <DialogForm
      title={w('removeTitle', { name: unit.name })}
      submit={w('remove')}
      send={send}
      onClose={onClose}
    >
      <p>{w('removeText')}</p>
    </DialogForm>
  )
}

/** How many of each belong to a unit itself. */
function useBelonging() {
  const [systems, setSystems] = useState<ReadonlyMap<string | null, readonly unknown[]>>(new Map())
  const [people, setPeople] = useState<readonly UserView[] | null>(null)
  useEffect(() => {
    void registerApi.list().then(answer => {
      if (answer.ok) setSystems(Map.groupBy(answer.value.systems, ({ system }) => system.unitId))
    })
    if (may('users.manage'))
      void api.listUsers().then(answer => {
        if (answer.ok) setPeople(answer.value)
      })
  }, [])
  return {
    systems: (id: string): number => systems.get(id)?.length ?? 0,
    people: (id: string): number =>
      (people ?? []).filter(person => person.units?.includes(id) === true).length,
  }
}

type Open = UnitChange | { readonly kind: 'remove'; readonly unit: UnitView }

function UnitTable({ open }: { readonly open: (what: Open) => void }) {
  const count = useBelonging()
  const mayManage = may('users.manage')
  return (
    <DataTable<UnitLine>
      rows={treeLines(units.value)}
      keyOf={({ unit }) => unit.id}
      empty={mayManage ? w('none') : `${w('none')} ${w('mayNot')}`}
      columns={[
        {
          name: w('col.name'),
          wide: true,
          cell: ({ unit, depth }) => (
            <span class={`unit-name unit-depth-${Math.min(depth, 6)}`}>
              <span>{unit.name}</span> <code class="hint">{unit.id}</code>
            </span>
          ),
        },
        { name: w('col.kind'), cell: ({ unit }) => f(`unit.${unit.kind}`), short: true },
        { name: w('col.systems'), cell: ({ unit }) => numberText(count.systems(unit.id)), figure: true },
        ...(mayManage
          ? [
              {
                name: w('col.people'),
                cell: ({ unit }: UnitLine) => numberText(count.people(unit.id)),
                figure: true as const,
              },
              {
                name: w('col.actions'),
                cell: ({ unit }: UnitLine) => (
                  <span class="links">
                    <button type="button" class="small" onClick={() => open({ kind: 'edit', unit })}>
                      {w('edit')}
                    </button>
                    <button
                      type="button"
                      class="small"
                      onClick={() => open({ kind: 'new', parentId: unit.id })}
                    >
                      {w('addBelow')}
                    </button>
                    <button type="button" class="small" onClick={() => open({ kind: 'remove', unit })}>
                      {w('remove')}
                    </button>
                  </span>
                ),
              },
            ]
          : []),
      ]}
    />
  )
}

/** The page of `/units`. */
export function UnitsPage() {
  const [answer, again] = useAnswer(registerApi.units)
  const [dialog, setDialog] = useState<Open | null>(null)
  useEffect(() => {
    if (answer?.ok === true) units.value = answer.value
  }, [answer])
  const close = (): void => setDialog(null)
  return (
    <div class="page">
      <div class="page-head">
        <h1>{w('title')}</h1>
        {may('users.manage') && (
          <button type="button" class="primary" onClick={() => setDialog({ kind: 'new', parentId: null })}>
            {w('add')}
          </button>
        )}
      </div>
      <p class="hint">{w('text')}</p>
      {answer === null && <Loading />}
      {answer?.ok === false && <Failed error={answer.error} again={again} />}
      {answer?.ok === true && <UnitTable open={setDialog} />}
      {dialog?.kind === 'remove' && <RemoveUnit unit={dialog.unit} onClose={close} onRemoved={again} />}
      {dialog !== null && dialog.kind !== 'remove' && (
        <UnitDialog change={dialog} onClose={close} onSaved={again} />
      )}
    </div>
  )
}
