// The register of monitored systems and the tree of units, on the wire.

import { Type, type Static } from 'typebox'
import {
  APPROVAL_STATES,
  INSPECTIONS,
  MEASURES_STATES,
  NETWORK_ZONES,
  SYSTEM_KINDS,
} from '#/kernel/monitored-system.ts'
import type { Operation } from './operation.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const closed = { additionalProperties: false } as const
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Id = Type.String({ minLength: 1, maxLength: 64 })
const Short = Type.String({ maxLength: 200 })
const Long = Type.String({ maxLength: 2000 })
const Words = (maxItems: number) => Type.Array(Short, { maxItems })
const Version = Type.Integer({ minimum: 1 })
const Seen = Type.Integer({ minimum: 0, description: 'the version the caller saw; 0 when it saw none' })

export const ProviderKindSchema = Type.Enum(['internet', 'hosting', 'security', 'software', 'other'])
export const UnitKindSchema = Type.Enum(['city', 'department', 'ward', 'centre', 'other'])

/** Everything a person may state about a system; empty texts and nulls mean "not stated". */
const SYSTEM_FIELDS = {
  name: Type.String({ minLength: 1, maxLength: 200 }),
  level: Type.Unsafe<1 | 2 | 3 | 4 | 5>(Type.Integer({ minimum: 1, maximum: 5 })),
  owner: Type.String({ maxLength: 200, description: 'chủ quản' }),
  hosts: Words(2000),
  addresses: Words(2000),
  listeners: Words(100),
  unitId: nullable(Id),
  kind: Type.Enum([...SYSTEM_KINDS]),
  purpose: Long,
  operator: Type.String({ maxLength: 200, description: 'đơn vị vận hành' }),
  operatorAddress: Short,
  domains: Words(500),
  zones: Type.Array(Type.Enum([...NETWORK_ZONES]), { maxItems: 20, uniqueItems: true }),
  links: Type.Array(
    Type.Object(
      { provider: Short, megabits: nullable(Type.Number({ minimum: 0 })), monitored: Type.Boolean() },
      closed,
    ),
    { maxItems: 50 },
  ),
  providers: Type.Array(Type.Object({ name: Short, kind: ProviderKindSchema, telephone: Short }, closed), {
    maxItems: 50,
  }),
  contacts: Type.Array(
    Type.Object({ name: Short, position: Short, telephone: Short, email: Short, duty: Short }, closed),
    { maxItems: 50 },
  ),
  services: Words(50),
  operatingSystem: Short,
  measures: Words(50),
  approval: Type.Object(
    { state: nullable(Type.Enum([...APPROVAL_STATES])), decision: Short, expected: Short },
    closed,
  ),
  regulation: Short,
  measuresState: nullable(Type.Enum([...MEASURES_STATES])),
  measuresExpected: Short,
  inspections: Type.Array(Type.Enum([...INSPECTIONS]), { maxItems: 2, uniqueItems: true }),
}

export const SystemFieldsBody = Type.Object(SYSTEM_FIELDS, closed)
export const RegisteredSystemView = Type.Object({
  id: Id,
  ...SYSTEM_FIELDS,
  source: Type.Enum(['config', 'register'], {
    description: 'config: name, level, owner, hosts, addresses and listeners stand in the configuration file',
  }),
})

/** A place where a form or the law asks for something that the register does not have. */
export const GapView = Type.Object({
  field: Type.String({ description: 'a field of the system, or `sources.web-server` and the like' }),
  text: Type.String({ description: 'what is missing, in Vietnamese' }),
  textEnglish: Type.String(),
  neededBy: Type.Array(Type.String(), { description: 'form ids and articles' }),
  mandatory: Type.Boolean({ description: 'marked (*) in its form, or a duty of law at this level' }),
})
export const WarningView = Type.Object({
  systemIds: Type.Array(Type.String()),
  field: Type.String(),
  text: Type.String(),
  textEnglish: Type.String(),
})

export const SystemRow = Type.Object({
  system: RegisteredSystemView,
  version: Seen,
  missing: Type.Integer({ description: 'gaps in its facts' }),
  missingMandatory: Type.Integer(),
  warnings: Type.Integer(),
})
export const RegisterView = Type.Object({
  systems: Type.Array(SystemRow, { description: 'by name' }),
  warnings: Type.Array(WarningView),
})

export const SourceCoverageView = Type.Object({
  required: Type.Boolean({ description: 'Circular 31/2017 art. 5.1.d holds from level 3' }),
  classes: Type.Array(
    Type.Object({
      id: Type.Enum(['web-server', 'base-device', 'firewall']),
      lastSeenAt: nullable(Ms),
      dataset: nullable(Type.String({ description: 'what it was seen by' })),
    }),
  ),
  sinceMs: Ms,
  complete: Type.Boolean({ description: 'false: the search ran out of time, null may mean not looked' }),
})
export const ChangeLineView = Type.Object({
  at: Ms,
  by: Type.String(),
  action: Type.Enum(['created', 'changed', 'removed', 'imported']),
  changes: Type.Array(Type.Object({ field: Type.String(), before: Type.String(), after: Type.String() })),
})
export const SystemDetail = Type.Object({
  system: RegisteredSystemView,
  version: Seen,
  gaps: Type.Array(GapView),
  warnings: Type.Array(WarningView),
  history: Type.Array(ChangeLineView, { description: 'newest first, at most 100' }),
})
export const SavedSystemView = Type.Object({
  system: RegisteredSystemView,
  version: Seen,
  warnings: Type.Array(WarningView),
})

export const CreateSystemBody = Type.Object(
  { id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }), ...SYSTEM_FIELDS },
  closed,
)
export const ChangeSystemBody = Type.Object(
  { version: Seen, ...Type.Partial(Type.Object(SYSTEM_FIELDS)).properties },
  closed,
)

export const CsvQuery = Type.Object(
  { plan: Type.Optional(Type.String({ maxLength: 64, description: 'the plan that was previewed' })) },
  closed,
)
export const CsvProblemView = Type.Object({
  line: Type.Integer({ description: 'of the file, from 1; 0: the whole file' }),
  column: nullable(Type.String({ description: 'its header' })),
  text: Type.String(),
  textEnglish: Type.String(),
})
export const CsvRowView = Type.Object({
  line: Type.Integer(),
  id: Type.String(),
  name: Type.String(),
  action: Type.Enum(['create', 'change', 'unchanged']),
  changes: Type.Array(Type.Object({ field: Type.String(), before: Type.String(), after: Type.String() })),
})
export const CsvPlanView = Type.Object({
  plan: Type.String({ description: 'names this plan; give it when applying' }),
  encoding: Type.String(),
  separator: Type.String(),
  rows: Type.Array(CsvRowView),
  counts: Type.Object({ create: Type.Integer(), change: Type.Integer(), unchanged: Type.Integer() }),
  problems: Type.Array(CsvProblemView, { description: 'with any, nothing can be applied' }),
  warnings: Type.Array(WarningView),
  applied: Type.Boolean(),
})

export const UnitView = Type.Object({
  id: Id,
  name: Type.String(),
  kind: UnitKindSchema,
  parentId: nullable(Type.String()),
  version: Version,
})
const UNIT_FIELDS = {
  name: Type.String({ minLength: 1, maxLength: 200 }),
  kind: UnitKindSchema,
  parentId: nullable(Id),
}
export const CreateUnitBody = Type.Object(
  { id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }), ...UNIT_FIELDS },
  closed,
)
export const ChangeUnitBody = Type.Object(
  { version: Version, ...Type.Partial(Type.Object(UNIT_FIELDS)).properties },
  closed,
)

export type RegisteredSystemView = Static<typeof RegisteredSystemView>
export type SystemRow = Static<typeof SystemRow>
export type RegisterView = Static<typeof RegisterView>
export type SystemDetail = Static<typeof SystemDetail>
export type SavedSystemView = Static<typeof SavedSystemView>
export type SourceCoverageView = Static<typeof SourceCoverageView>
export type CsvPlanView = Static<typeof CsvPlanView>
export type UnitView = Static<typeof UnitView>
export type GapView = Static<typeof GapView>
export type WarningView = Static<typeof WarningView>

const ById = Type.Object({ id: Id })
const WithVersion = Type.Object({ version: Version }, closed)

export const registerOperations = {
  listRegister: {
    method: 'GET',
    path: '/api/register/systems',
    access: 'register.read',
    summary: 'All monitored systems with what is stated of them',
    answer: RegisterView,
  },
  getRegisteredSystem: {
    method: 'GET',
    path: '/api/register/systems/:id',
    access: 'register.read',
    summary: 'One system, its gaps, warnings and history',
    params: ById,
    answer: SystemDetail,
  },
  systemSources: {
    method: 'GET',
    path: '/api/register/systems/:id/sources',
    access: 'register.read',
    summary: 'Which of the three source classes of Circular 31/2017 art. 5.1.d were heard in the last day',
    params: ById,
    answer: SourceCoverageView,
  },
  createRegisteredSystem: {
    method: 'POST',
    path: '/api/register/systems',
    access: 'register.manage',
    summary: 'Enter a system',
    body: CreateSystemBody,
    answer: SavedSystemView,
  },
  changeRegisteredSystem: {
    method: 'PATCH',
    path: '/api/register/systems/:id',
    access: 'register.manage',
    summary: 'Change a system, or add to one of the configuration file',
    params: ById,
    body: ChangeSystemBody,
    answer: SavedSystemView,
  },
  removeRegisteredSystem: {
    method: 'DELETE',
    path: '/api/register/systems/:id',
    access: 'register.manage',
    summary: 'Remove a system from the register',
    params: ById,
    query: WithVersion,
  },
  exportRegister: {
    method: 'GET',
    path: '/api/register/systems.csv',
    writesDown: true,
    access: 'register.read',
    summary: 'The register as CSV (UTF-8 with BOM), as the import reads it',
    produces: 'text/csv',
  },
  previewRegisterCsv: {
    method: 'POST',
    path: '/api/register/import/preview',
    access: 'register.manage',
    summary: 'What a CSV file would create and change; the body is the file',
    consumes: 'bytes',
    answer: CsvPlanView,
  },
  applyRegisterCsv: {
    method: 'POST',
    path: '/api/register/import',
    access: 'register.manage',
    summary: 'Enter a CSV file, all of it or nothing; the body is the file',
    query: CsvQuery,
    consumes: 'bytes',
    answer: CsvPlanView,
  },
  listUnits: {
    method: 'GET',
    path: '/api/units',
    access: 'register.read',
    summary: 'Units of the city (sở, phường, trung tâm …)',
    answer: Type.Array(UnitView),
  },
  createUnit: {
    method: 'POST',
    path: '/api/units',
    access: 'users.manage',
    summary: 'Enter a unit',
    body: CreateUnitBody,
    answer: UnitView,
  },
  changeUnit: {
    method: 'PATCH',
    path: '/api/units/:id',
    access: 'users.manage',
    summary: 'Rename a unit or put it under another',
    params: ById,
    body: ChangeUnitBody,
    answer: UnitView,
  },
  removeUnit: {
    method: 'DELETE',
    path: '/api/units/:id',
    access: 'users.manage',
    summary: 'Remove a unit that nothing belongs to',
    params: ById,
    query: WithVersion,
  },
} as const satisfies Record<string, Operation>
