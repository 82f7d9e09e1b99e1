// The units as a tree laid out in lines: each below the one it belongs to. Pure.

import type { UnitView } from '#/api/contract/register.ts'

export interface UnitLine {
  readonly unit: UnitView
  /** 0 for those at the top. */
  readonly depth: number
}

/** In the order of the tree, siblings by name; a unit whose parent is unknown stands at the top. */
export function treeLines(units: readonly UnitView[]): readonly UnitLine[] {
  const known = new Set(units.map(({ id }) => id))
  const children = Map.groupBy(units, ({ parentId }) =>
    parentId !== null && known.has(parentId) ? parentId : '',
  )
  const lines: UnitLine[] = []
  const add = (parent: string, depth: number): void => {
    const own = [...(children.get(parent) ?? [])].sort((a, b) => a.name.localeCompare(b.name, 'vi'))
    for (const unit of own) {
      lines.push({ unit, depth })
      add(unit.id, depth + 1)
    }
  }
  add('', 0)
  return lines
}

/** A unit and all below it. */
export function withBelow(units: readonly UnitView[], id: string): ReadonlySet<string> {
  const found = new Set([id])
  for (const { unit } of treeLines(units))
    if (unit.parentId !== null && found.has(unit.parentId)) found.add(unit.id)
  return found
}
