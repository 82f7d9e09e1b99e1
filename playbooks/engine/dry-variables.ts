// Variables of a dry run: what is known, and what only the real run will bring. Nothing is sent in a dry run,
// so whatever a command would answer is unknown, and so is everything decided by it.

import type { Variable, VariableName, Variables } from '../cacao/playbook.ts'
import type { FindVariable } from '../cacao/variable-references.ts'

interface DryVariable {
  readonly variable: Variable
  readonly known: boolean
}

export class DryVariables {
  private readonly values: Map<VariableName, DryVariable>

  constructor(values: Iterable<readonly [VariableName, DryVariable]> = []) {
    this.values = new Map(values)
  }

  static of(declared: Variables): DryVariables {
    return new DryVariables(
      Object.entries(declared).map(([name, variable]) => [name, { variable, known: true }]),
    )
  }

  copy(): DryVariables {
    return new DryVariables(this.values)
  }

  /** With a step's own variables in front; writes to them do not come back. */
  within(own: Variables): DryVariables {
    return new DryVariables([...this.values, ...DryVariables.of(own).values])
  }

  get(name: VariableName): DryVariable | undefined {
    return this.values.get(name)
  }

  isUnknown(name: VariableName): boolean {
    return this.values.get(name)?.known === false
  }

  forget(name: VariableName): void {
    const known = this.values.get(name)
    if (known !== undefined) this.values.set(name, { ...known, known: false })
  }

  set(name: VariableName, value: string): void {
    const known = this.values.get(name)
    if (known !== undefined) this.values.set(name, { variable: { ...known.variable, value }, known: true })
  }

  /** Takes over what branches made of it: of which only one, nobody knows which, was gone through. */
  mergeEither(branches: readonly DryVariables[]): void {
    for (const name of this.values.keys()) {
      const [first, ...others] = branches.map(branch => branch.values.get(name)!)
      const isSame = others.every(
        other => other.known && first!.known && other.variable.value === first!.variable.value,
      )
      if (first !== undefined && isSame && first.known) this.values.set(name, first)
      else this.forget(name)
    }
  }

  /** Takes over what branches made of it, all of which were gone through, in order; not their own names. */
  mergeAll(branches: readonly DryVariables[], own: readonly VariableName[] = []): void {
    const before = new Map(this.values)
    for (const branch of branches)
      for (const [name, value] of branch.values)
        if (before.has(name) && before.get(name) !== value && !own.includes(name))
          this.values.set(name, value)
  }

  /** `touched` collects unknown names that are asked for. */
  find(touched: Set<VariableName>): FindVariable {
    return name => {
      const found = this.values.get(name)
      if (found === undefined || found.known) return found?.variable
      touched.add(name)
      const { value: _, ...unset } = found.variable
      return unset
    }
  }
}
