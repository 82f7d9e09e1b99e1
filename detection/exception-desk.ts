// The desk of exceptions: what people keep in the record store, what the pipeline makes of it, what it hid.

import type { DetectionReader, ExceptionDesk } from '#/api/detection-desk.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Ask } from '#/pipeline/detection-questions.ts'
import type { ExceptionStatus } from '#/pipeline/exception-shelf.ts'
import type { EventStore } from '#/store/event-store.ts'
import type { ExceptionStore } from '#/store/exceptions.ts'
import type { HiddenCounts } from '#/store/hidden-alerts.ts'
import type { StateStore } from '#/store/state-store.ts'
import { previewException } from './preview-exception.ts'
import {
  reached,
  showDefinition,
  showDocument,
  showKept,
  showNotes,
  type ShowingExceptions,
} from './show-exception.ts'

export interface ExceptionDeskOptions {
  readonly store: ExceptionStore
  readonly hidden: HiddenCounts
  readonly ask: Ask
  readonly state: Pick<StateStore, 'recentAlerts' | 'incident'>
  readonly events: Pick<EventStore, 'get'>
  readonly isSystem: (id: string) => boolean
  readonly clock: Clock
}

const HISTORY = 200

export function createExceptionDesk(options: ExceptionDeskOptions): ExceptionDesk {
  const { store, hidden, ask, isSystem, clock } = options
  const showing = (): ShowingExceptions => ({ now: clock.now(), hiddenBy: hidden.of, isSystem })
  const statuses = async (): Promise<readonly ExceptionStatus[]> =>
    (await ask<'exceptions'>({ kind: 'exceptions' })) ?? []

  async function list(reader: DetectionReader) {
    const all = await statuses()
    const byId = new Map(all.filter(({ document }) => document === null).map(one => [one.id, one]))
    const at = showing()
    return [
      ...store.list().map(kept => showKept(kept, byId.get(kept.id), reader, at)),
      ...all.filter(({ document }) => document !== null).map(status => showDocument(status, at)),
    ]
  }

  return {
    store,
    list,

    async ofRule(ruleId, reader) {
      const rule = await ask<'rule'>({ kind: 'rule', id: ruleId })
      const ids = new Set(rule?.exceptions.map(({ id }) => id))
      return (await list(reader)).filter(({ id }) => ids.has(id))
    },

    async detail(id, reader) {
      const kept = store.get(id)
      const inForce = (await ask<'exceptions'>({ kind: 'exceptions', id })) ?? []
      const [status] = inForce
      if (kept === undefined) {
        if (status === undefined || status.document === null) return undefined
        const exception = showDocument(status, showing())
        return { exception, rules: [...status.reach.rules], problems: showNotes(status), history: [] }
      }
      const { proposal, ended } = kept.record
      // What is not in force is looked at as if it were.
      const definition = proposal?.definition ?? ended?.definition
      const looked =
        status ??
        (definition === undefined
          ? null
          : await ask<'check-exception'>({ kind: 'check-exception', definition }))
      return {
        exception: showKept(kept, status, reader, showing()),
        rules: [...(looked?.reach.rules ?? [])],
        problems: looked === null ? [] : showNotes(looked),
        history: (await store.history(id, HISTORY)).map(entry => ({
          at: entry.at,
          by: entry.by,
          kind: entry.kind,
          reason: entry.reason,
          body: entry.definition === null ? null : showDefinition(entry.definition),
        })),
      }
    },

    async show(kept, reader) {
      const [status] = (await ask<'exceptions'>({ kind: 'exceptions', id: kept.id })) ?? []
      return showKept(kept, status, reader, showing())
    },

    async check(definition) {
      const status = await ask<'check-exception'>({ kind: 'check-exception', definition })
      if (status === null) throw new Error('the pipeline did not look at the exception')
      const problems = showNotes(status)
      const applied = reached(status, definition.systems, { isSystem })
      return {
        ok: applied.applied && !problems.some(({ severity }) => severity === 'error'),
        problems,
        applied,
        rules: [...status.reach.rules],
      }
    },

    preview: (definition, reader) => previewException(definition, reader, options),
  }
}
