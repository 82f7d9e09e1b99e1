// Requests of imported rule sets for the role matrix.

import { ARCHIVE, OPEN_POLICY, RECORD_VERSION, RULE_IDS, SET, STAGED } from '../invented-rule-sets.ts'

const OF_SET = { path: { name: SET } }
const OF_STAGED = { path: { name: SET, version: STAGED } }
const CHANGE = { seen: RECORD_VERSION, reason: 'Sau khi thử' }

export const ruleSetRequests = {
  listRuleSets: {},
  listRuleSetRules: { ...OF_SET, query: { on: 'true', text: 'đăng nhập', limit: '10' } },
  listRuleSetProblems: { ...OF_SET, query: { limit: '10' } },
  exportRuleSet: OF_SET,
  stageRuleSet: {
    ...OF_SET,
    query: { source: 'bản tháng 12' },
    payload: ARCHIVE,
    headers: { 'content-type': 'application/octet-stream' },
  },
  planRuleSet: { ...OF_STAGED, payload: { policy: null } },
  diffRuleSetRule: { ...OF_STAGED, query: { rule: RULE_IDS.login } },
  applyRuleSet: { ...OF_STAGED, payload: { ...CHANGE, policy: null } },
  rollBackRuleSet: { ...OF_SET, payload: CHANGE },
  setRuleSetPolicy: { ...OF_SET, payload: { ...CHANGE, policy: OPEN_POLICY } },
  switchRuleSet: { ...OF_SET, payload: { ...CHANGE, enabled: false } },
  decideRuleSetRule: { ...OF_SET, payload: { ...CHANGE, ruleId: RULE_IDS.login, decision: 'off' } },
  removeRuleSet: { ...OF_SET, query: { seen: String(RECORD_VERSION), reason: 'Không dùng nữa' } },
} as const
