// Requests of playbooks for the role matrix, against the one run of the invented city.

import { DIGEST, OWN_LINK, PLAYBOOK_ID, RUN_ID, inventedPlaybook } from '../invented-playbooks.ts'

const PLAYBOOK = { path: { id: PLAYBOOK_ID } }
const RUN = { path: { id: RUN_ID } }
const question = (number: number) => ({ path: { id: `${RUN_ID}.${number}` } })
const start = { incidentId: 'i-new', variables: { __address__: '198.51.100.7' } }

export const playbooksRequests = {
  listPlaybooks: { query: { mau05: '1' } },
  getPlaybook: { ...PLAYBOOK, query: { version: '2026-01-01T00:00:00.000Z' } },
  importPlaybook: {
    payload: { document: inventedPlaybook('playbook--6f1b0a52-3d47-4b6c-9c59-2f0d8a7e1c03') },
  },
  dryRunPlaybook: { ...PLAYBOOK, payload: start },
  startRun: { ...PLAYBOOK, payload: start },
  listRuns: { query: { incidentId: 'i-new', state: 'waiting', limit: '10' } },
  getRun: RUN,
  getRunLog: { ...RUN, query: { after: '1', limit: '5' } },
  cancelRun: { ...RUN, payload: { reason: 'Báo động giả' } },
  listPending: { query: { incidentId: 'i-new' } },
  openApprovalLink: { query: { token: OWN_LINK } },
  decideApproval: { ...question(1), payload: { approve: true, reason: 'Đã xem', digest: DIGEST } },
  answerManualTask: {
    ...question(2),
    payload: { done: true, answers: { __answer__: 'Đã nhận' }, note: '' },
  },
  resolveOutcome: { ...question(3), payload: { resolution: 'happened', note: 'Đã thấy trên tường lửa' } },
}
