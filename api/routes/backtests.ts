// Backtests, and the walk through stored events that those at the command line take.

import { LIMITS } from '#/kernel/limits.ts'
import { ApiError } from '../errors.ts'
import { showEvent } from '../incident-view.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { visibleSystems } from '../visible.ts'

type BacktestHandlers = Handlers<
  'listBacktests' | 'startBacktest' | 'getBacktest' | 'cancelBacktest' | 'scanEvents'
>

export function backtestRoutes(platform: Platform): BacktestHandlers {
  const { audit, detection, events } = platform
  const { backtests } = detection
  return {
    listBacktests: () => [...backtests.list()],

    async startBacktest({ body, principal }) {
      if (body.fromMs >= body.toMs) throw new ApiError('backtest.invalid', 'fromMs must be before toMs')
      const started = backtests.start(body, principal.name)
      if (started === 'full') {
        const message = `${LIMITS.maxWaitingBacktests} backtests wait already.`
        throw new ApiError('backtest.busy', message, { retryAfterSeconds: 60 })
      }
      const asked = body.rules.kind === 'text' ? 'a text' : body.rules.ids.join(', ') || 'all rules'
      await audit.record(principal.name, 'backtest.started', `backtest ${started.id}`, asked.slice(0, 500))
      return started
    },

    getBacktest({ params }) {
      const backtest = backtests.get(params.id)
      if (backtest === undefined) throw notFound()
      return backtest
    },

    async cancelBacktest({ params, principal }) {
      const backtest = backtests.cancel(params.id)
      if (backtest === undefined) throw notFound()
      await audit.record(principal.name, 'backtest.cancelled', `backtest ${params.id}`)
      return backtest
    },

    async scanEvents({ query, principal, request }) {
      const limit = query.limit ?? 1000
      const hits = await events.scan(
        {
          afterId: query.after ?? null,
          limit,
          ...(query.from === undefined ? {} : { fromMs: query.from }),
          ...(query.to === undefined ? {} : { toMs: query.to }),
          ...(principal.units === null
            ? {}
            : { systems: visibleSystems(platform, principal).map(({ id }) => id) }),
        },
        request.signal,
      )
      return {
        hits: hits.map(({ id, event }) => ({ id, event: showEvent(event) })),
        more: hits.length === limit,
      }
    },
  }
}

const notFound = (): ApiError => new ApiError('backtest.not-found', 'There is no such backtest.')
