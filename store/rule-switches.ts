// Rules that people switched off or on, kept by the rule's id, so that a decision outlives restarts and updates of
// the rule, and waits for a rule whose file is away for a while. Writers name the version they saw.

import type { Clock } from '#/kernel/clock.ts'
import { readAll } from './all-records.ts'
import { put, type Collection, type Records, type Stored } from './records.ts'

/** What somebody decided of a rule. */
export interface RuleSwitch {
  readonly isOff: boolean
  readonly reason: string
  /** Account. */
  readonly by: string
  /** ms UTC. */
  readonly at: number
}

const SWITCHES: Collection<RuleSwitch> = { name: 'rule-switch', keys: () => ({}) }

export interface RuleSwitches {
  /** The last decision; undefined: there was none, so the rule is on. */
  get(ruleId: string): Stored<RuleSwitch> | undefined
  /** Ids of rules that are off. */
  readonly off: () => readonly string[]
  /** `seen`: version of the decision before, 0 without one. */
  decide(ruleId: string, decision: Omit<RuleSwitch, 'at'>, seen: number): Promise<'done' | 'conflict'>
}

export async function createRuleSwitches(records: Records, clock: Clock): Promise<RuleSwitches> {
  const kept = new Map((await readAll(records, SWITCHES)).map(one => [one.id, one]))
  return {
    get: ruleId => kept.get(ruleId),
    off: () => [...kept.values()].flatMap(({ id, record }) => (record.isOff ? [id] : [])),
    async decide(ruleId, decision, seen) {
      if ((kept.get(ruleId)?.version ?? 0) !== seen) return 'conflict'
      const record = { ...decision, at: clock.now() }
      if ((await records.commit([put(SWITCHES, ruleId, record, seen)])) === 'conflict') return 'conflict'
      kept.set(ruleId, { id: ruleId, version: seen + 1, record })
      return 'done'
    },
  }
}
