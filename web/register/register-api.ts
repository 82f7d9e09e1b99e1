// The calls of the register and of the units.

import type {
  CsvPlanView,
  RegisterView,
  RegisteredSystemView,
  SavedSystemView,
  SourceCoverageView,
  SystemDetail,
  UnitView,
} from '#/api/contract/register.ts'
import type { IncidentPageView } from '#/api/contract/schemas.ts'
import { callApi, type Answer, type ApiError } from '../api-client.ts'

const SYSTEMS = '/api/register/systems'
const systemPath = (id: string): string => `${SYSTEMS}/${encodeURIComponent(id)}`
const unitPath = (id: string): string => `/api/units/${encodeURIComponent(id)}`

/** Everything a person may state about a system. */
export type SystemFields = Omit<RegisteredSystemView, 'id' | 'source'>
export type UnitFields = Omit<UnitView, 'id' | 'version'>

export const registerApi = {
  list: () => callApi<RegisterView>('GET', SYSTEMS),
  one: (id: string) => callApi<SystemDetail>('GET', systemPath(id)),
  sources: (id: string) => callApi<SourceCoverageView>('GET', `${systemPath(id)}/sources`),
  create: (id: string, fields: SystemFields) =>
    callApi<SavedSystemView>('POST', SYSTEMS, { body: { id, ...fields } }),
  change: (id: string, version: number, fields: Partial<SystemFields>) =>
    callApi<SavedSystemView>('PATCH', systemPath(id), { body: { version, ...fields } }),
  remove: (id: string, version: number) => callApi<void>('DELETE', systemPath(id), { query: { version } }),
  preview: (file: Blob) => callApi<CsvPlanView>('POST', '/api/register/import/preview', { file }),
  apply: (file: Blob, plan: string) =>
    callApi<CsvPlanView>('POST', '/api/register/import', { file, query: { plan } }),

  openIncidents: (system: string) =>
    callApi<IncidentPageView>('GET', '/api/incidents', { query: { system, status: 'new,open', limit: 1 } }),

  units: () => callApi<readonly UnitView[]>('GET', '/api/units'),
  createUnit: (id: string, fields: UnitFields) =>
    callApi<UnitView>('POST', '/api/units', { body: { id, ...fields } }),
  changeUnit: (id: string, version: number, fields: Partial<UnitFields>) =>
    callApi<UnitView>('PATCH', unitPath(id), { body: { version, ...fields } }),
  removeUnit: (id: string, version: number) => callApi<void>('DELETE', unitPath(id), { query: { version } }),
}

/** Address of the table as the import reads it. */
export const EXPORT_HREF = '/api/register/systems.csv'

/** What is wrong with one field, in both languages. */
export interface FieldProblem {
  readonly field: string
  readonly text: string
  readonly textEnglish: string
}

function isFieldProblem(value: unknown): value is FieldProblem {
  const problem = value as FieldProblem
  return typeof problem.field === 'string' && typeof problem.text === 'string'
}

/** The fields that a refusal names; empty when it names none. */
export function fieldProblems(error: ApiError): readonly FieldProblem[] {
  const listed: readonly unknown[] = error.problems ?? []
  const named = listed.filter(isFieldProblem)
  if (named.length > 0) return named
  const [, field, said = ''] = /^body\/(\w+)\S*:? (.*)$/.exec(error.message) ?? []
  return field === undefined ? [] : [{ field, text: said, textEnglish: said }]
}

/** Whether somebody else has changed the thing meanwhile. */
export function isConflict<T>(answer: Answer<T>): boolean {
  return !answer.ok && answer.error.code === 'conflict'
}
