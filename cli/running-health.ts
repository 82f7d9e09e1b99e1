// What `doctor` says of a running platform: what its page Health shows to be wrong. A process of a cluster without a
// console says only that it runs; how it fares is on the page of the one that leads.

import type { Health } from '#/api/contract/schemas.ts'
import type { RunningFile } from '#/pipeline/data-folder.ts'
import type { Finding } from './finding.ts'
import { hasConsole } from './running-platform.ts'

/** Asks the platform for its health, which takes one request. */
export async function checkRunning(running: RunningFile): Promise<Finding[]> {
  const check = 'platform'
  const { url, localToken, pid } = running
  if (!hasConsole(running)) {
    const detail = `process ${pid} of a cluster runs, without a console: the page Health of the leader tells how it fares`
    return [{ check, ok: true, detail }]
  }
  let health: Health
  try {
    const answer = await fetch(new URL('/api/health', url), {
      headers: { authorization: `Bearer ${localToken}` },
    })
    if (!answer.ok) return [{ check, ok: false, detail: `${url} answered ${answer.status}` }]
    health = (await answer.json()) as Health
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
    return [{ check, ok: false, detail: `runs, but does not answer at ${url}${cause}` }]
  }
  const { received, stored, lagEvents, storeError, listeners, silentSources, dropped, disk, clockOffMs } =
    health
  const detail = `answers at ${url}: ${received} lines received, ${stored} stored, ${lagEvents} waiting`
  return [
    { check, ok: true, detail },
    ...listeners.map(listener => ({
      check: `listener ${listener.id}`,
      ok: listener.state === 'listening',
      detail: `${listener.state} on ${listener.address}${listener.detail === '' ? '' : `: ${listener.detail}`}`,
    })),
    ...(storeError === null ? [] : [{ check: 'store', ok: false, detail: storeError }]),
    ...(dropped === 0 ? [] : [{ check: 'lost lines', ok: false, detail: `${dropped} since the start` }]),
    ...(disk.full ? [{ check: 'disk', ok: false, detail: 'too full to take lines; make space' }] : []),
    ...(disk.low === true && !disk.full
      ? [{ check: 'disk', ok: false, detail: `low on space${daysLeft(disk.daysLeft)}` }]
      : []),
    ...(clockOffMs === undefined
      ? []
      : [
          {
            check: 'clock',
            ok: false,
            detail: `${Math.floor(Math.abs(clockOffMs) / 86_400_000)} days ${clockOffMs > 0 ? 'ahead of' : 'behind'} the time that has passed; events are not deleted by it until it is set right or confirmed`,
          },
        ]),
    ...silentSources.map(({ listener, peer, silentMs }) => ({
      check: 'silent source',
      ok: false,
      detail: `${peer} on ${listener}: nothing for ${spanOf(silentMs)}`,
    })),
  ]
}

function spanOf(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`
}

function daysLeft(days: number | null | undefined): string {
  return days === null || days === undefined
    ? ''
    : `; at the pace of the last days it lasts ${days} more days`
}
