// Requests about rules, exceptions, backtests and liveness for the role matrix.

import { exceptionBody, RULE_ID } from '../invented-detection.ts'
import { ALERT, START_MS } from '../invented-incident.ts'
import type { City } from '../invented-platform.ts'

const BODY = exceptionBody(START_MS)
const TIME = { fromMs: START_MS - 86_400_000, toMs: START_MS, exceptions: true }
const BACKTEST = { rules: { kind: 'text', yaml: 'title: x' }, ...TIME } as const

async function post(city: City, who: 'analyst' | 'lead', url: string, payload: object): Promise<string> {
  const answer = await city.as(who, { method: 'POST', url, payload })
  return String(answer.json().id)
}
const proposed = async (city: City) => ({ id: await post(city, 'analyst', '/api/exceptions', BODY) })
const inForce = async (city: City) => {
  const { id } = await proposed(city)
  await post(city, 'lead', `/api/exceptions/${id}/approve`, { version: 1 })
  return { id }
}
const backtest = async (city: City) => ({ id: await post(city, 'analyst', '/api/backtests', BACKTEST) })

export const detectionRequests = {
  listExceptions: { query: { state: 'active' } },
  getException: { path: proposed },
  checkException: { payload: BODY },
  previewException: { payload: BODY },
  draftException: { payload: { incidentId: 'i-new', alertId: 'i-new-0', fields: [] } },
  proposeException: { payload: BODY },
  changeException: { path: proposed, payload: { version: 1, body: BODY } },
  approveException: { path: proposed, payload: { version: 1 } },
  rejectException: { path: proposed, payload: { version: 1, reason: 'Quá rộng' } },
  withdrawException: { path: inForce, payload: { version: 2, reason: 'Hết cần' } },
  getRule: { path: { id: RULE_ID } },
  switchRule: {
    path: { id: RULE_ID },
    payload: { on: false, seen: 0, reason: 'Ồn ở Sở Y tế' },
  },
  explainRule: { path: { id: RULE_ID }, payload: { event: ALERT.event } },
  explainAlert: { path: { id: 'i-new', alert: 'i-new-0' } },
  ruleCounters: {},
  getLiveness: {},
  runLiveness: {},
  listBacktests: {},
  startBacktest: { payload: BACKTEST },
  getBacktest: { path: backtest },
  cancelBacktest: { path: backtest },
  scanEvents: { query: { from: String(START_MS - 86_400_000), limit: '10' } },
} as const
