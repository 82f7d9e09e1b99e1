// What of the register crosses the wire: exactly the fields of the contract.

import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import type { FieldProblem } from '#/register/check-system.ts'
import type { CsvPlan } from '#/register/csv-plan.ts'
import type { Gap } from '#/register/gaps.ts'
import type { RegisterWarning } from '#/register/overlaps.ts'
import type { VersionedUnit } from '#/register/register.ts'
import type {
  CsvPlanView,
  GapView,
  RegisteredSystemView,
  UnitView,
  WarningView,
} from './contract/register.ts'

export function showProblem({ field, text, textEnglish }: FieldProblem): FieldProblem {
  return { field, text, textEnglish }
}

export function showSystem(system: RegisteredSystem): RegisteredSystemView {
  const { id, name, level, owner, unitId, kind, purpose, operator, operatorAddress } = system
  const { operatingSystem, approval, regulation, measuresState, measuresExpected, source } = system
  return {
    id,
    name,
    level,
    owner,
    unitId,
    kind,
    purpose,
    operator,
    operatorAddress,
    operatingSystem,
    regulation,
    measuresState,
    measuresExpected,
    source,
    hosts: [...system.hosts],
    addresses: [...system.addresses],
    listeners: [...system.listeners],
    domains: [...system.domains],
    zones: [...system.zones],
    links: system.links.map(({ provider, megabits, monitored }) => ({ provider, megabits, monitored })),
    providers: system.providers.map(({ name, kind, telephone }) => ({ name, kind, telephone })),
    contacts: system.contacts.map(({ name, position, telephone, email, duty }) => ({
      name,
      position,
      telephone,
      email,
      duty,
    })),
    services: [...system.services],
    measures: [...system.measures],
    approval: { state: approval.state, decision: approval.decision, expected: approval.expected },
    inspections: [...system.inspections],
  }
}

export function showGap({ field, text, textEnglish, neededBy, mandatory }: Gap): GapView {
  return { field, text, textEnglish, neededBy: [...neededBy], mandatory }
}

export function showWarning({ systemIds, field, text, textEnglish }: RegisterWarning): WarningView {
  return { systemIds: [...systemIds], field, text, textEnglish }
}

export function showUnit({ unit, version }: VersionedUnit): UnitView {
  const { id, name, kind, parentId } = unit
  return { id, name, kind, parentId, version }
}

export function showPlan(
  { plan, encoding, separator, rows, problems, warnings }: CsvPlan,
  applied: boolean,
): CsvPlanView {
  const count = (action: string): number => rows.filter(row => row.action === action).length
  return {
    plan,
    encoding,
    separator,
    applied,
    rows: rows.map(({ line, id, name, action, changes }) => ({
      line,
      id,
      name,
      action,
      changes: changes.map(({ field, before, after }) => ({ field, before, after })),
    })),
    counts: { create: count('create'), change: count('change'), unchanged: count('unchanged') },
    problems: problems.map(({ line, column, text, textEnglish }) => ({ line, column, text, textEnglish })),
    warnings: warnings.map(showWarning),
  }
}
