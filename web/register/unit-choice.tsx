// Whose rows a person sees: the whole city, or some units with all below them.

import { useState } from 'preact/hooks'
import { treeLines, withBelow } from './unit-tree.ts'
import { w } from './unit-words.ts'
import { units } from './units.ts'
import './register.css'

interface UnitChoiceProps {
  /** Null: the whole city. */
  readonly chosen: readonly string[] | null
  readonly onChange: (chosen: readonly string[] | null) => void
}

/** Two radio buttons, and the tree of units with ticks under the second. */
export function UnitChoice({ chosen, onChange }: UnitChoiceProps) {
  const [kept, setKept] = useState<readonly string[]>(chosen ?? [])
  const all = units.value
  const picked = new Set(chosen ?? [])
  const covered = new Set([...picked].flatMap(id => [...withBelow(all, id)].filter(other => other !== id)))
  const pick = (id: string, on: boolean): void => {
    const next = on ? [...picked, id] : [...picked].filter(other => other !== id)
    setKept(next)
    onChange(next)
  }
  return (
    <fieldset class="unit-choice">
      <legend>{w('sees')}</legend>
      <label class="check">
        <input type="radio" name="sees" checked={chosen === null} onChange={() => onChange(null)} />
        {w('all')}
      </label>
      <label class="check">
        <input
          type="radio"
          name="sees"
          checked={chosen !== null}
          disabled={all.length === 0}
          onChange={() => onChange(kept)}
        />
        {w('only')}
      </label>
      {all.length === 0 && <p class="hint">{w('noUnits')}</p>}
      {chosen !== null && (
        <ul class="unit-ticks">
          {treeLines(all).map(({ unit, depth }) => (
            <li key={unit.id} class={`unit-depth-${Math.min(depth, 6)}`}>
              <label class="check">
                <input
                  type="checkbox"
                  checked={picked.has(unit.id)}
                  onChange={event => pick(unit.id, event.currentTarget.checked)}
                />
                {unit.name}
                {covered.has(unit.id) && !picked.has(unit.id) && <span class="hint">{w('included')}</span>}
              </label>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  )
}
