// The units as choices of a select, those below others moved to the right.

import { treeLines } from './unit-tree.ts'
import { units } from './units.ts'

interface UnitOptionsProps {
  readonly chosen: string | null
  /** Left out. */
  readonly but?: ReadonlySet<string>
}

/** Options only; the select is the caller's. */
export function UnitOptions({ chosen, but }: UnitOptionsProps) {
  return (
    <>
      {treeLines(units.value)
        .filter(({ unit }) => but?.has(unit.id) !== true)
        .map(({ unit, depth }) => (
          <option key={unit.id} value={unit.id} selected={unit.id === chosen}>
            {'\u2003'.repeat(depth)}
            {unit.name}
          </option>
        ))}
    </>
  )
}
