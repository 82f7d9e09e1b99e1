// Exports of stored events and evidence packages: begun, watched, fetched and called off by the person who asked; each is on the audit trail.

import { LIMITS } from '#/kernel/limits.ts'
import type { EventExport, ExportRequest } from '#/store/export/export-desk.ts'
import { writeSearchSort } from '#/store/search-sort.ts'
import type { Principal } from '../auth/principal.ts'
import type { EventExportView } from '../contract/event-exports.ts'
import { ApiError } from '../errors.ts'
import { readEventQuestion, readSort } from '../event-question.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { visibleIncident } from '../visible.ts'

type Names =
  | 'startEventExport'
  | 'startEvidenceExport'
  | 'listEventExports'
  | 'downloadEventExport'
  | 'cancelEventExport'

export function eventExportRoutes(platform: Platform): Handlers<Names> {
  const { exports, audit } = platform

  function find(id: string, principal: Principal): EventExport {
    const found = exports.get(id)
    if (found === undefined || found.by !== principal.name)
      throw new ApiError('export.not-found', 'There is no such export; its file stays for a day.')
    return found
  }

  function start(request: ExportRequest, { name }: Principal): EventExport {
    const started = exports.start(name, request)
    if (started === 'busy')
      throw new ApiError('export.busy', 'As many exports run as may. Wait until one has ended.', {
        retryAfterSeconds: 30,
      })
    if (started === 'day-limit')
      throw new ApiError('export.day-limit', 'You have begun as many exports today as one may.')
    return started
  }

  return {
    async startEventExport({ body, principal }) {
      const question = readEventQuestion(platform, principal, body, 'body')
      const { q = '', unmarked = false, format } = body
      const sort = readSort(body.sort, 'body')
      const order = sort === undefined ? {} : { sort }
      const started = start({ ...question, q, unmarked, format, ...order }, principal)
      const times = `${body.from ?? ''}–${body.to ?? ''}`
      const asked = [format, times, body.sort, q].filter(part => part !== undefined).join(' ')
      await audit.record(principal.name, 'events.exported', `export ${started.id}`, asked)
      return show(started)
    },

    // The audit trail hears of it when it is made: the entry holds the package's hash.
    async startEvidenceExport({ body, principal }) {
      const reason = body.reason.trim().toWellFormed()
      if (reason === '') throw new ApiError('request.invalid', 'body/reason: must not be blank')
      const question = readEventQuestion(platform, principal, body, 'body')
      const incident = body.incident === undefined ? null : incidentEvents(platform, principal, body.incident)
      const q = (incident === null ? (body.q ?? '') : incident.code).toWellFormed()
      const { unmarked = false } = body
      const wish = { unmarked, format: 'evidence', evidence: { reason, incident } } as const
      return show(start({ ...question, q, ...wish }, principal))
    },

    listEventExports: ({ principal }) => exports.list(principal.name).map(show),

    async downloadEventExport({ params, principal, reply }) {
      const { id, state, format, startedAt, events, bytes } = find(params.id, principal)
      if (state !== 'done') throw new ApiError('export.not-done', 'The export has no file, or not yet.')
      await audit.record(principal.name, 'export.downloaded', `export ${id}`, `${events} events`)
      const day = new Date(startedAt).toISOString().slice(0, 10)
      void reply.headers({
        'content-disposition': `attachment; filename="${fileName(format, day, id)}"`,
        'content-length': String(bytes),
      })
      return exports.open(id)
    },

    async cancelEventExport({ params, principal }) {
      await exports.cancel(find(params.id, principal).id)
    },
  }
}

/** Code and the events that the alerts of an incident name. */
function incidentEvents(
  platform: Pick<Platform, 'state' | 'units'>,
  principal: Principal,
  idOrCode: string,
): { readonly code: string; readonly eventIds: readonly string[] } {
  const named = platform.state
    .incidents({ text: idOrCode, limit: 100 })
    .incidents.find(found => found.code === idOrCode)
  const { id, code } = visibleIncident(platform, principal, named?.id ?? idOrCode)
  const alerts = platform.state.alertsOf(id, LIMITS.maxEvidenceEvents)
  return { code, eventIds: [...new Set(alerts.flatMap(({ eventIds }) => eventIds))].sort() }
}

function fileName(format: EventExport['format'], day: string, id: string): string {
  return format === 'evidence'
    ? `evidence-${day}-${id.slice(0, 8)}.tar`
    : `events-${day}-${id.slice(0, 8)}.${format}`
}

function show({ id, q, sort, format, state, events, total, ...rest }: EventExport): EventExportView {
  const { bytes, complete, reason, startedAt, endedAt } = rest
  const order = sort === undefined ? {} : { sort: writeSearchSort(sort) }
  return { id, q, ...order, format, state, events, total, bytes, complete, reason, startedAt, endedAt }
}
