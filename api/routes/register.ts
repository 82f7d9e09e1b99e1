// The register of monitored systems and the tree of units. Who is bound to units sees and changes the systems
// of those; importing a table is for those who see all.

import { MONITORING_FROM_LEVEL, SOURCE_CLASSES, SOURCE_SEARCHES, gapsOf } from '#/register/gaps.ts'
import { applyCsv, exportCsv, planCsv } from '#/register/csv-plan.ts'
import type { SaveOutcome, VersionedSystem } from '#/register/register.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import type { Readable } from 'node:stream'
import type { Principal } from '../auth/principal.ts'
import type { SavedSystemView, SourceCoverageView, WarningView } from '../contract/register.ts'
import { ApiError, type ApiErrorCode } from '../errors.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { showGap, showPlan, showProblem, showSystem, showUnit, showWarning } from '../register-view.ts'
import { seesUnit } from '../visible.ts'

type RegisterHandlers = Handlers<
  | 'listRegister'
  | 'getRegisteredSystem'
  | 'systemSources'
  | 'createRegisteredSystem'
  | 'changeRegisteredSystem'
  | 'removeRegisteredSystem'
  | 'exportRegister'
  | 'previewRegisterCsv'
  | 'applyRegisterCsv'
  | 'listUnits'
  | 'createUnit'
  | 'changeUnit'
  | 'removeUnit'
>

const SHOWN_HISTORY = 100
const DAY_MS = 24 * 60 * 60_000

export function registerRoutes(platform: Platform): RegisterHandlers {
  const { register, audit, events, clock, state } = platform
  const sees = (principal: Principal, unitId: string | null): boolean =>
    seesUnit(principal, unitId, platform.units)

  function visible(principal: Principal): readonly RegisteredSystem[] {
    return register.systems().filter(({ unitId }) => sees(principal, unitId))
  }

  function find(id: string, principal: Principal): VersionedSystem {
    const known = register.system(id)
    if (known === undefined || !sees(principal, known.system.unitId))
      throw new ApiError('system.not-found', 'There is no such system.')
    return known
  }

  /** Warnings name other systems: only where all of them are seen. */
  function warningsOf(principal: Principal, id?: string): WarningView[] {
    const shown = new Set(visible(principal).map(system => system.id))
    return register
      .warnings()
      .filter(({ systemIds }) => systemIds.every(one => shown.has(one)))
      .filter(({ systemIds }) => id === undefined || systemIds.includes(id))
      .map(showWarning)
  }

  /** Nobody moves a system out of their own sight, or into another's. */
  function checkUnit(principal: Principal, unitId: string | null): void {
    if (!sees(principal, unitId))
      throw new ApiError('permission.denied', 'body/unitId: must be one of your units.')
  }

  function saved({ system, version }: VersionedSystem, principal: Principal): SavedSystemView {
    return { system: showSystem(system), version, warnings: warningsOf(principal, system.id) }
  }

  async function planOf(body: Readable, principal: Principal): Promise<Buffer> {
    if (principal.units !== null)
      throw new ApiError('permission.denied', 'Importing is for people who see all units.')
    return await readSmall(body, LIMITS.maxRegisterBytes)
  }

  return {
    listRegister({ principal }) {
      const warnings = warningsOf(principal)
      const systems = visible(principal)
        .map(system => {
          const gaps = gapsOf(system)
          return {
            system: showSystem(system),
            version: register.system(system.id)!.version,
            missing: gaps.length,
            missingMandatory: gaps.filter(({ mandatory }) => mandatory).length,
            warnings: warnings.filter(({ systemIds }) => systemIds.includes(system.id)).length,
          }
        })
        .sort((a, b) => a.system.name.localeCompare(b.system.name, 'vi'))
      return { systems, warnings }
    },

    async getRegisteredSystem({ params, principal }) {
      const { system, version } = find(params.id, principal)
      const history = await register.history(system.id, SHOWN_HISTORY)
      return {
        system: showSystem(system),
        version,
        gaps: gapsOf(system).map(showGap),
        warnings: warningsOf(principal, system.id),
        history: history.map(entry => ({ ...entry, changes: [...entry.changes] })),
      }
    },

    async systemSources({ params, principal, request }) {
      const { system } = find(params.id, principal)
      const sinceMs = clock.now() - DAY_MS
      let complete = true
      const classes: SourceCoverageView['classes'] = []
      for (const id of SOURCE_CLASSES) {
        let last: { readonly lastSeenAt: number; readonly dataset: string | null } | undefined
        for (const query of SOURCE_SEARCHES[id]) {
          const found = await events.search(
            { query, systems: [system.id], fromMs: sinceMs, limit: 1 },
            request.signal,
          )
          complete &&= found.complete || found.hits.length > 0
          const event = found.hits[0]?.event
          const at = event === undefined ? Number.NaN : Date.parse(String(event['@timestamp']))
          if (event !== undefined && !(at <= (last?.lastSeenAt ?? -Infinity))) {
            const dataset = event['event.dataset'] ?? event['thapcanh.format']
            last = {
              lastSeenAt: Number.isNaN(at) ? sinceMs : at,
              dataset: dataset === undefined ? null : String(dataset),
            }
          }
        }
        classes.push({ id, lastSeenAt: last?.lastSeenAt ?? null, dataset: last?.dataset ?? null })
      }
      return { required: system.level >= MONITORING_FROM_LEVEL, classes, sinceMs, complete }
    },

    async createRegisteredSystem({ body, principal }) {
      checkUnit(principal, body.unitId)
      const created = done(await register.create({ ...body, source: 'register' }, principal.name), SYSTEM)
      await audit.record(principal.name, 'system.created', `system ${body.id}`, body.name)
      return saved(created, principal)
    },

    async changeRegisteredSystem({ params, body, principal }) {
      const { system } = find(params.id, principal)
      const { version, ...fields } = body
      if (fields.unitId !== undefined) checkUnit(principal, fields.unitId)
      const changed = done(await register.save({ ...system, ...fields }, version, principal.name), SYSTEM)
      const detail = Object.keys(fields).join(', ')
      await audit.record(principal.name, 'system.changed', `system ${system.id}`, detail)
      return saved(changed, principal)
    },

    async removeRegisteredSystem({ params, query, principal }) {
      const { system } = find(params.id, principal)
      done(await register.remove(system.id, query.version, principal.name), SYSTEM)
      await audit.record(principal.name, 'system.removed', `system ${system.id}`, system.name)
    },

    async exportRegister({ principal, reply }) {
      const systems = visible(principal)
      await audit.record(principal.name, 'register.exported', 'register', `${systems.length} systems`)
      void reply.header('content-disposition', 'attachment; filename="doi-tuong-giam-sat.csv"')
      return exportCsv(systems)
    },

    async previewRegisterCsv({ body, principal }) {
      return showPlan(planCsv(await planOf(body, principal), register), false)
    },

    async applyRegisterCsv({ query, body, principal }) {
      const bytes = await planOf(body, principal)
      const { outcome, plan } = await applyCsv(bytes, register, principal.name, query.plan)
      const shown = showPlan(plan, outcome === 'done')
      if (outcome === 'problems')
        throw new ApiError('import.invalid', 'The table has mistakes; nothing was entered.', {
          body: { plan: shown },
        })
      if (outcome !== 'done')
        throw new ApiError('conflict', 'The register has changed since; look at the plan again.', {
          body: { plan: shown },
        })
      const { create, change } = shown.counts
      await audit.record(
        principal.name,
        'register.imported',
        'register',
        `${create} created, ${change} changed`,
      )
      return shown
    },

    listUnits: () => register.units().map(showUnit),

    async createUnit({ body, principal }) {
      const created = done(await register.createUnit(body), UNIT)
      await audit.record(principal.name, 'unit.created', `unit ${body.id}`, body.name)
      return showUnit(created)
    },

    async changeUnit({ params, body, principal }) {
      const known = register.unit(params.id)
      if (known === undefined) throw new ApiError('unit.not-found', 'There is no such unit.')
      const { version, ...fields } = body
      const changed = done(await register.saveUnit({ ...known.unit, ...fields }, version), UNIT)
      await audit.record(principal.name, 'unit.changed', `unit ${params.id}`, JSON.stringify(fields))
      return showUnit(changed)
    },

    async removeUnit({ params, query, principal }) {
      const accounts = state.users().filter(({ units }) => units?.includes(params.id) === true)
      const usedBy = accounts.map(({ displayName }) => displayName)
      done(await register.removeUnit(params.id, query.version, usedBy), UNIT)
      await audit.record(principal.name, 'unit.removed', `unit ${params.id}`)
    },
  }
}

interface Codes {
  readonly missing: ApiErrorCode
  readonly exists: ApiErrorCode
  readonly invalid: ApiErrorCode
}
const SYSTEM: Codes = { missing: 'system.not-found', exists: 'system.exists', invalid: 'system.invalid' }
const UNIT: Codes = { missing: 'unit.not-found', exists: 'unit.exists', invalid: 'unit.invalid' }

/** What was saved, or the refusal thrown. */
function done<T>(outcome: SaveOutcome<T>, codes: Codes): T {
  switch (outcome.kind) {
    case 'saved':
      return outcome.saved
    case 'conflict':
      throw new ApiError('conflict', 'Someone has changed it since.')
    case 'not-found':
      throw new ApiError(codes.missing, 'There is no such thing.')
    case 'exists':
      throw new ApiError(codes.exists, 'body/id: is taken')
    case 'configured':
      throw new ApiError(
        'system.configured',
        `The configuration file settles: ${outcome.fields.join(', ')}. Change it there.`,
      )
    case 'in-use':
      throw new ApiError('unit.in-use', `Still belong to it: ${outcome.by.slice(0, 20).join(', ')}`)
    case 'invalid': {
      const [first] = outcome.problems
      throw new ApiError(codes.invalid, `body/${first?.field}: ${first?.textEnglish}`, {
        body: { problems: outcome.problems.map(showProblem) },
      })
    }
  }
}

/** The whole body, when it is small enough. */
async function readSmall(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new ApiError('request.too-large', `The file has more than ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
