// The tree of units (sở, phường, xã, trung tâm): who is below whom, and that nobody is below themselves. Pure.

import type { Unit } from '#/kernel/monitored-system.ts'

/** The given units and all below them; ids that are no unit's are passed over. */
export function unitsBelow(units: readonly Unit[], ids: readonly string[]): readonly string[] {
  const children = new Map<string, string[]>()
  for (const { id, parentId } of units) {
    if (parentId === null) continue
    const siblings = children.get(parentId)
    if (siblings === undefined) children.set(parentId, [id])
    else siblings.push(id)
  }
  const known = new Set(units.map(({ id }) => id))
  const found = new Set<string>()
  const waiting = ids.filter(id => known.has(id))
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue
    found.add(id)
    waiting.push(...(children.get(id) ?? []))
  }
  return [...found]
}

/** True when `unit` as it is to be written would be below itself. */
export function closesCycle(units: readonly Unit[], unit: Unit): boolean {
  if (unit.parentId === null) return false
  const others = units.filter(({ id }) => id !== unit.id)
  return unitsBelow([...others, unit], [unit.id]).includes(unit.parentId)
}
