// Whose rows a person may see. A person with units sees what belongs to them and to the units below; a
// person without that bound sees all. Rows of no unit are seen only by those who see all.

/** The tree of units, as far as visibility asks: the given units and all below them. */
export interface UnitTree {
  below(ids: readonly string[]): readonly string[]
}

/** Who looks: null sees all. */
export interface Onlooker {
  readonly units: readonly string[] | null
}

/** The units whose rows the onlooker sees, those below included; null: all rows. */
export function unitsSeen(tree: UnitTree, { units }: Onlooker): ReadonlySet<string> | null {
  return units === null ? null : new Set(tree.below(units))
}

/** True when a row of that unit (null: of none) is among those seen. */
export function isSeen(seen: ReadonlySet<string> | null, unitId: string | null): boolean {
  return seen === null || (unitId !== null && seen.has(unitId))
}
