// What a table would do to the register: which systems it creates and changes, field by field, and everything
// that is wrong with it, each with line and column. Nothing is written here; a plan with a problem cannot be
// applied, so an import is all or nothing.

import { createHash } from 'node:crypto'
import { LIMITS } from '#/kernel/limits.ts'
import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import { foldText } from '#/store/embedded/fold-text.ts'
import { configuredFieldsChanged, doubtsAboutSystem, tidySystem } from './check-system.ts'
import { SYSTEM_COLUMNS, columnOfHeader, type SystemColumn } from './csv-columns.ts'
import { readTable, writeTable, type TableRow } from './csv-text.ts'
import { changesBetween, type FieldChange } from './history.ts'
import { findOverlaps, type RegisterWarning } from './overlaps.ts'
import type { ImportedSystem, Register } from './register.ts'
import { UNSTATED } from './system-record.ts'

export interface CsvProblem {
  /** Of the file, from 1; 0: the whole file. */
  readonly line: number
  /** Header of the column; null: the whole line. */
  readonly column: string | null
  readonly text: string
  readonly textEnglish: string
}
export interface CsvRow {
  readonly line: number
  readonly id: string
  readonly name: string
  readonly action: 'create' | 'change' | 'unchanged'
  readonly changes: readonly FieldChange[]
}
export interface CsvPlan {
  /** Names what would be done; the same file on the same register has the same. */
  readonly plan: string
  readonly encoding: string
  readonly separator: string
  readonly rows: readonly CsvRow[]
  readonly problems: readonly CsvProblem[]
  /** Of the register as it would be, where the rows are concerned. */
  readonly warnings: readonly RegisterWarning[]
  /** To be written; empty with problems. */
  readonly systems: readonly ImportedSystem[]
}

type Snapshot = Pick<Register, 'systems' | 'system' | 'units' | 'check'>

export function planCsv(bytes: Buffer, register: Snapshot): CsvPlan {
  const table = readTable(bytes)
  if (!('rows' in table)) return failed([{ ...table, column: null }])
  const [header, ...rows] = table.rows
  const problems: CsvProblem[] = []
  const columns = header === undefined ? [] : readHeader(header, problems)
  if (header === undefined)
    problems.push({ line: 0, column: null, text: 'tệp không có dòng nào', textEnglish: 'the file is empty' })
  if (rows.length > LIMITS.maxRegisterRows)
    problems.push({
      line: 0,
      column: null,
      text: `nhiều hơn ${LIMITS.maxRegisterRows} dòng`,
      textEnglish: `more than ${LIMITS.maxRegisterRows} rows`,
    })
  if (problems.length > 0) return failed(problems, table)

  const reader = createRowReader(register, columns, problems)
  const planned = rows.flatMap(row => reader.read(row))
  const changed = planned.filter(({ row }) => row.action !== 'unchanged')
  const after = new Map(register.systems().map(system => [system.id, system]))
  for (const { imported } of changed) after.set(imported.system.id, imported.system)
  const ids = new Set(planned.map(({ row }) => row.id))
  const warnings = [
    ...findOverlaps([...after.values()]).filter(({ systemIds }) => systemIds.some(id => ids.has(id))),
    ...planned.flatMap(({ imported: { system } }) =>
      doubtsAboutSystem(system).map(doubt => ({ systemIds: [system.id], ...doubt })),
    ),
  ]
  const outcome = planned.map(({ row, imported }) => [row.action, imported.seen, imported.system])
  return {
    plan: createHash('sha256').update(JSON.stringify(outcome)).digest('hex'),
    encoding: table.encoding,
    separator: table.separator,
    rows: planned.map(({ row }) => row),
    problems,
    warnings,
    systems: problems.length > 0 ? [] : changed.map(({ imported }) => imported),
  }
}

/** Why a plan could not be applied. */
export type ApplyOutcome = 'done' | 'problems' | 'other-plan' | 'conflict'

/** Writes what the plan of these bytes says, all or nothing; with `plan` only if it is that one. */
export async function applyCsv(
  bytes: Buffer,
  register: Register,
  by: string,
  plan?: string,
): Promise<{ readonly outcome: ApplyOutcome; readonly plan: CsvPlan }> {
  const now = planCsv(bytes, register)
  if (now.problems.length > 0) return { outcome: 'problems', plan: now }
  if (plan !== undefined && plan !== now.plan) return { outcome: 'other-plan', plan: now }
  return { outcome: await register.importAll(now.systems, by), plan: now }
}

/** The register as the import reads it back. */
export function exportCsv(systems: readonly RegisteredSystem[]): string {
  return writeTable([
    SYSTEM_COLUMNS.map(({ header }) => header),
    ...systems.map(system => SYSTEM_COLUMNS.map(column => column.show(system))),
  ])
}

function failed(
  problems: readonly CsvProblem[],
  table: { readonly encoding: string; readonly separator: string } = { encoding: '', separator: '' },
): CsvPlan {
  const { encoding, separator } = table
  return { plan: '', encoding, separator, rows: [], problems, warnings: [], systems: [] }
}

/** A column for each cell of the header; undefined for one without a header. */
function readHeader(header: TableRow, problems: CsvProblem[]): (SystemColumn | undefined)[] {
  const { line } = header
  const columns = header.cells.map(cell => {
    if (cell.trim() === '') return undefined
    const column = columnOfHeader(cell)
    if (column === undefined)
      problems.push({
        line,
        column: cell,
        text: `không có cột "${cell}"; các cột: ${SYSTEM_COLUMNS.map(known => known.header).join(', ')}`,
        textEnglish: `there is no column "${cell}"; columns: ${SYSTEM_COLUMNS.map(known => known.headerEnglish).join(', ')}`,
      })
    return column
  })
  for (const [at, column] of columns.entries())
    if (column !== undefined && columns.indexOf(column) !== at)
      problems.push({
        line,
        column: header.cells[at]!,
        text: 'cột này có hai lần',
        textEnglish: 'this column is there twice',
      })
  const keys = columns.map(column => column?.key)
  if (!keys.includes('id') && !keys.includes('name'))
    problems.push({
      line,
      column: null,
      text: 'phải có cột Mã hoặc Tên hệ thống',
      textEnglish: 'must have a column Id or Name',
    })
  return columns
}

interface Planned {
  readonly row: CsvRow
  readonly imported: ImportedSystem
}

function createRowReader(
  register: Snapshot,
  columns: readonly (SystemColumn | undefined)[],
  problems: CsvProblem[],
): { read(row: TableRow): Planned[] } {
  const units = register.units().map(({ unit }) => unit)
  const byName = new Map<string, string[]>()
  for (const { id, name } of register.systems())
    byName.set(nameKey(name), [...(byName.get(nameKey(name)) ?? []), id])
  const lineOfId = new Map<string, number>()
  const at = (key: string): number => columns.findIndex(column => column?.key === key)
  const [idAt, nameAt] = [at('id'), at('name')]
  const headerOf = (field: string): string | null =>
    columns.find(column => column?.key === field || column?.key.startsWith(`${field}.`))?.header ?? null

  /** By its id, or else by its name; a new one without an id gets one from its name. */
  function idOf(cells: readonly string[]): string {
    const id = (cells[idAt] ?? '').trim()
    if (id !== '') return id
    const name = cells[nameAt] ?? ''
    const known = byName.get(nameKey(name)) ?? []
    return known.length === 1 ? known[0]! : idOfName(name)
  }

  return {
    read({ line, cells }) {
      const before = problems.length
      const complain = (column: string | null, text: string, textEnglish: string): void => {
        problems.push({ line, column, text, textEnglish })
      }
      if (cells.slice(columns.length).some(cell => cell.trim() !== ''))
        complain(null, 'có nhiều ô hơn dòng tiêu đề', 'has more cells than the header')
      const id = idOf(cells)
      const earlier = lineOfId.get(id)
      if (id === '') complain(null, 'không có mã và tên', 'has neither id nor name')
      else if (earlier !== undefined)
        complain(
          null,
          `hệ thống "${id}" đã có ở dòng ${earlier}`,
          `the system "${id}" stands on line ${earlier} already`,
        )
      lineOfId.set(id, earlier ?? line)

      const known = register.system(id)
      const base: RegisteredSystem = known?.system ?? { ...UNSTATED, id, level: 1 }
      let system = base
      columns.forEach((column, index) => {
        if (column === undefined || column.key === 'id') return
        const cell = (cells[index] ?? '').trim()
        const reading = column.read(cell, system, units)
        if (reading.kind === 'read') system = { ...system, ...reading.fields }
        else complain(column.header, reading.problem.text, reading.problem.textEnglish)
      })
      if (known === undefined && at('level') === -1)
        complain(null, 'hệ thống mới phải có cột Cấp độ', 'a new system must have a column Level')
      if (problems.length > before) return []

      system = tidySystem(system)
      if (base.source === 'config')
        for (const field of configuredFieldsChanged(tidySystem(base), system))
          complain(
            headerOf(field),
            'do tệp cấu hình quy định; hãy sửa ở đó',
            'is settled by the configuration file; change it there',
          )
      for (const { field, text, textEnglish } of register.check(system))
        complain(headerOf(field), text, textEnglish)
      if (problems.length > before) return []
      const changes = changesBetween(known?.system, system)
      const changed = changes.length > 0 ? ('change' as const) : ('unchanged' as const)
      const action = known === undefined ? ('create' as const) : changed
      const row: CsvRow = { line, id, name: system.name, action, changes }
      return [{ row, imported: { system, seen: known?.version ?? 0 } }]
    },
  }
}

const nameKey = (name: string): string => name.normalize('NFC').trim().toLowerCase()

/** `Cổng dịch vụ công` → `cong-dich-vu-cong`. */
function idOfName(name: string): string {
  return foldText(name)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64)
}
