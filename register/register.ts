// The register: all monitored systems and units, kept in memory as of the last reload and written through the
// record store. Writers name the version they saw. Whoever assigns events to systems hears of each change
// through `onChanged`; a process that shares the store with others calls `reload` when they changed it.

import type { Clock } from '#/kernel/clock.ts'
import type { MonitoredSystem, RegisteredSystem, Unit } from '#/kernel/monitored-system.ts'
import { readAll } from '#/store/all-records.ts'
import { append, put, remove, type Change, type Records } from '#/store/records.ts'
import {
  configuredFieldsChanged,
  doubtsAboutSystem,
  problemsOfSystem,
  tidySystem,
  type FieldProblem,
} from './check-system.ts'
import { changesBetween, systemLog, type SystemHistoryEntry } from './history.ts'
import { findOverlaps, type RegisterWarning } from './overlaps.ts'
import { MONITORED_SYSTEMS, withConfigured } from './system-record.ts'
import { closesCycle, unitsBelow } from './unit-tree.ts'
import { UNITS } from './unit-record.ts'

export interface RegisterOptions {
  readonly records: Records
  readonly clock: Clock
  readonly configSystems: readonly MonitoredSystem[]
  /** Listener ids of the configuration, to check names of listeners against; absent: not checked. */
  readonly listenerIds?: readonly string[]
  /** Hears of all systems after each change. */
  readonly onChanged: (systems: readonly RegisteredSystem[]) => void
}

export interface VersionedSystem {
  readonly system: RegisteredSystem
  /** 0: only the configuration speaks of it. */
  readonly version: number
}
export interface VersionedUnit {
  readonly unit: Unit
  readonly version: number
}

export type SaveOutcome<Saved> =
  | { readonly kind: 'saved'; readonly saved: Saved }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] }
  | { readonly kind: 'not-found' }
  /** There is one of that id already. */
  | { readonly kind: 'exists' }
  /** The configuration file settles this, not the register. */
  | { readonly kind: 'configured'; readonly fields: readonly string[] }
  /** Something still belongs to it. */
  | { readonly kind: 'in-use'; readonly by: readonly string[] }

/** One system of an import; `seen` 0 and `isNew` for one that is created. */
export interface ImportedSystem {
  readonly system: RegisteredSystem
  readonly seen: number
}

export interface Register {
  /** All systems, those of the configuration first; the same array until something changes. */
  systems(): readonly RegisteredSystem[]
  system(id: string): VersionedSystem | undefined
  warnings(): readonly RegisterWarning[]
  history(id: string, limit: number): Promise<readonly SystemHistoryEntry[]>
  create(system: RegisteredSystem, by: string): Promise<SaveOutcome<VersionedSystem>>
  save(system: RegisteredSystem, seen: number, by: string): Promise<SaveOutcome<VersionedSystem>>
  remove(id: string, seen: number, by: string): Promise<SaveOutcome<null>>
  /** All of them or none; they have been checked by the plan (csv-plan.ts). */
  importAll(systems: readonly ImportedSystem[], by: string): Promise<'done' | 'conflict'>
  check(system: RegisteredSystem): readonly FieldProblem[]

  units(): readonly VersionedUnit[]
  unit(id: string): VersionedUnit | undefined
  /** The given units and all below them. */
  below(ids: readonly string[]): readonly string[]
  createUnit(unit: Unit): Promise<SaveOutcome<VersionedUnit>>
  saveUnit(unit: Unit, seen: number): Promise<SaveOutcome<VersionedUnit>>
  /** `usedBy` names what else belongs to it (accounts). */
  removeUnit(id: string, seen: number, usedBy: readonly string[]): Promise<SaveOutcome<null>>

  reload(): Promise<void>
}

export async function createRegister(options: RegisterOptions): Promise<Register> {
  const { records, clock, configSystems, onChanged } = options
  const configured = new Map(configSystems.map(system => [system.id, system]))
  const listenerIds = options.listenerIds === undefined ? undefined : new Set(options.listenerIds)
  let systems: readonly RegisteredSystem[] = []
  let versions = new Map<string, VersionedSystem>()
  let units = new Map<string, VersionedUnit>()
  let unitList: readonly Unit[] = []
  let warnings: readonly RegisterWarning[] | undefined

  async function reload(): Promise<void> {
    const unitRecords = await readAll(records, UNITS)
    const stored = new Map((await readAll(records, MONITORED_SYSTEMS)).map(one => [one.id, one]))
    const ofConfig = configSystems.map(system => {
      const known = stored.get(system.id)
      return { system: withConfigured(system, known?.record), version: known?.version ?? 0 }
    })
    // What was added to a system that the configuration has dropped waits for its return.
    const ofRegister = [...stored.values()]
      .filter(({ id, record }) => !configured.has(id) && record.source === 'register')
      .map(({ record, version }) => ({ system: record, version }))
    const all = [...ofConfig, ...ofRegister]
    units = new Map(unitRecords.map(({ id, record, version }) => [id, { unit: record, version }]))
    unitList = unitRecords.map(({ record }) => record)
    versions = new Map(all.map(one => [one.system.id, one]))
    systems = all.map(({ system }) => system)
    warnings = undefined
    onChanged(systems)
  }

  function check(system: RegisteredSystem): readonly FieldProblem[] {
    const problems = problemsOfSystem(system, { unitIds: new Set(units.keys()), listenerIds })
    // What stands in the configuration file is mended there.
    const settled: readonly string[] =
      system.source === 'config' ? ['id', 'hosts', 'addresses', 'listeners'] : []
    return problems.filter(({ field }) => !settled.includes(field))
  }

  function changesOf(system: RegisteredSystem, seen: number, by: string, action: 'entered' | 'imported') {
    const before = versions.get(system.id)?.system
    const changes = changesBetween(before, system)
    const plain = before === undefined ? ('created' as const) : ('changed' as const)
    const entry: SystemHistoryEntry = {
      at: clock.now(),
      by,
      action: action === 'imported' ? 'imported' : plain,
      changes,
    }
    return { write: put(MONITORED_SYSTEMS, system.id, system, seen), entry }
  }

  async function logged(id: string, entry: SystemHistoryEntry): Promise<Change> {
    return append(systemLog(id), [entry], await records.lastNumber(systemLog(id)))
  }

  async function write(changes: readonly Change[]): Promise<boolean> {
    const done = (await records.commit(changes)) === 'done'
    await reload()
    return done
  }

  async function saveChecked(
    wanted: RegisteredSystem,
    seen: number,
    by: string,
  ): Promise<SaveOutcome<VersionedSystem>> {
    const system = tidySystem(wanted)
    const problems = check(system)
    if (problems.length > 0) return { kind: 'invalid', problems }
    const { write: change, entry } = changesOf(system, seen, by, 'entered')
    if (entry.changes.length === 0 && seen > 0) return { kind: 'saved', saved: versions.get(system.id)! }
    if (!(await write([change, await logged(system.id, entry)]))) return { kind: 'conflict' }
    return { kind: 'saved', saved: versions.get(system.id)! }
  }

  async function saveUnit(unit: Unit, seen: number): Promise<SaveOutcome<VersionedUnit>> {
    const problems: FieldProblem[] = []
    if (unit.parentId !== null && !units.has(unit.parentId))
      problems.push({
        field: 'unitId',
        text: `không có đơn vị cấp trên "${unit.parentId}"`,
        textEnglish: `there is no unit "${unit.parentId}" above it`,
      })
    if (closesCycle(unitList, unit))
      problems.push({
        field: 'unitId',
        text: 'đơn vị không thể trực thuộc chính nó',
        textEnglish: 'a unit cannot be below itself',
      })
    if (unit.name.trim() === '')
      problems.push({ field: 'name', text: 'phải có tên', textEnglish: 'must have a name' })
    if (problems.length > 0) return { kind: 'invalid', problems }
    const tidy = { ...unit, name: unit.name.normalize('NFC').trim() }
    if (!(await write([put(UNITS, unit.id, tidy, seen)]))) return { kind: 'conflict' }
    return { kind: 'saved', saved: units.get(unit.id)! }
  }

  await reload()

  return {
    systems: () => systems,
    system: id => versions.get(id),
    warnings: () =>
      (warnings ??= [
        ...findOverlaps(systems),
        ...systems.flatMap(system =>
          doubtsAboutSystem(system).map(doubt => ({ systemIds: [system.id], ...doubt })),
        ),
      ]),
    async history(id, limit) {
      const last = await records.lastNumber(systemLog(id))
      const entries = await records.entries<SystemHistoryEntry>(
        systemLog(id),
        Math.max(0, last - limit),
        limit,
      )
      return entries.map(({ entry }) => entry).toReversed()
    },
    check,

    async create(system, by) {
      if (versions.has(system.id)) return { kind: 'exists' }
      // Something of that id may wait for the return of its configuration: it is taken over.
      const waiting = await records.get(MONITORED_SYSTEMS, system.id)
      return await saveChecked({ ...system, source: 'register' }, waiting?.version ?? 0, by)
    },

    async save(wanted, seen, by) {
      const known = versions.get(wanted.id)
      if (known === undefined) return { kind: 'not-found' }
      if (known.version !== seen) return { kind: 'conflict' }
      const system = { ...wanted, source: known.system.source }
      const fields = known.system.source === 'config' ? configuredFieldsChanged(known.system, system) : []
      if (fields.length > 0) return { kind: 'configured', fields }
      return await saveChecked(system, seen, by)
    },

    async remove(id, seen, by) {
      const known = versions.get(id)
      if (known === undefined) return { kind: 'not-found' }
      if (known.system.source === 'config') return { kind: 'configured', fields: ['id'] }
      const entry = { at: clock.now(), by, action: 'removed' as const, changes: [] }
      const done = await write([remove(MONITORED_SYSTEMS, id, seen), await logged(id, entry)])
      return done ? { kind: 'saved', saved: null } : { kind: 'conflict' }
    },

    async importAll(imported, by) {
      const changes: Change[] = []
      for (const { system, seen } of imported) {
        // As in `create`: what waits for the return of its configuration is taken over.
        const waiting = versions.has(system.id) ? undefined : await records.get(MONITORED_SYSTEMS, system.id)
        const { write: change, entry } = changesOf(system, waiting?.version ?? seen, by, 'imported')
        changes.push(change, await logged(system.id, entry))
      }
      return (await write(changes)) ? 'done' : 'conflict'
    },

    units: () => [...units.values()].sort((a, b) => a.unit.name.localeCompare(b.unit.name, 'vi')),
    unit: id => units.get(id),
    below: ids => unitsBelow(unitList, ids),
    async createUnit(unit) {
      return units.has(unit.id) ? { kind: 'exists' } : await saveUnit(unit, 0)
    },
    async saveUnit(unit, seen) {
      return units.has(unit.id) ? await saveUnit(unit, seen) : { kind: 'not-found' }
    },
    async removeUnit(id, seen, usedBy) {
      if (!units.has(id)) return { kind: 'not-found' }
      const by = [
        ...unitList.filter(({ parentId }) => parentId === id).map(({ name }) => name),
        ...systems.filter(({ unitId }) => unitId === id).map(({ name }) => name),
        ...usedBy,
      ]
      if (by.length > 0) return { kind: 'in-use', by }
      return (await write([remove(UNITS, id, seen)])) ? { kind: 'saved', saved: null } : { kind: 'conflict' }
    },
    reload,
  }
}
