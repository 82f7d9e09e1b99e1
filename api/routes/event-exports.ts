// Exports of stored events: begun, watched, fetched and called off by the person who asked; each is on the audit trail.

import type { EventExport } from '#/store/export/export-desk.ts'
import { writeSearchSort } from '#/store/search-sort.ts'
import type { Principal } from '../auth/principal.ts'
import type { EventExportView } from '../contract/event-exports.ts'
import { ApiError } from '../errors.ts'
import { readEventQuestion, readSort } from '../event-question.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'

type Names = 'startEventExport' | 'listEventExports' | 'downloadEventExport' | 'cancelEventExport'

export function eventExportRoutes(platform: Platform): Handlers<Names> {
  const { exports, audit } = platform

  function find(id: string, principal: Principal): EventExport {
    const found = exports.get(id)
    if (found === undefined || found.by !== principal.name)
      throw new ApiError('export.not-found', 'There is no such export; its file stays for a day.')
    return found
  }

  return {
    async startEventExport({ body, principal }) {
      const question = readEventQuestion(platform, principal, body, 'body')
      const { q = '', unmarked = false, format } = body
      const sort = readSort(body.sort, 'body')
      const order = sort === undefined ? {} : { sort }
      const started = exports.start(principal.name, { ...question, q, unmarked, format, ...order })
      if (started === 'busy')
        throw new ApiError('export.busy', 'As many exports run as may. Wait until one has ended.', {
          retryAfterSeconds: 30,
        })
      if (started === 'day-limit')
        throw new ApiError('export.day-limit', 'You have begun as many exports today as one may.')
      const times = `${body.from ?? ''}–${body.to ?? ''}`
      const asked = [format, times, body.sort, q].filter(part => part !== undefined).join(' ')
      await audit.record(principal.name, 'events.exported', `export ${started.id}`, asked)
      return show(started)
    },

    listEventExports: ({ principal }) => exports.list(principal.name).map(show),

    async downloadEventExport({ params, principal, reply }) {
      const { id, state, format, startedAt, events, bytes } = find(params.id, principal)
      if (state !== 'done') throw new ApiError('export.not-done', 'The export has no file, or not yet.')
      await audit.record(principal.name, 'export.downloaded', `export ${id}`, `${events} events`)
      const day = new Date(startedAt).toISOString().slice(0, 10)
      void reply.headers({
        'content-disposition': `attachment; filename="events-${day}-${id.slice(0, 8)}.${format}"`,
        'content-length': String(bytes),
      })
      return exports.open(id)
    },

    async cancelEventExport({ params, principal }) {
      await exports.cancel(find(params.id, principal).id)
    },
  }
}

function show({ id, q, sort, format, state, events, total, ...rest }: EventExport): EventExportView {
  const { bytes, complete, reason, startedAt, endedAt } = rest
  const order = sort === undefined ? {} : { sort: writeSearchSort(sort) }
  return { id, q, ...order, format, state, events, total, bytes, complete, reason, startedAt, endedAt }
}
