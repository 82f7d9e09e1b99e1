// All actions over an invented platform: real block lists in memory, everything else as the test gives it.

import type { Clock } from '#/kernel/clock.ts'
import { createAddressPolicy } from '#/outbound/address-policy.ts'
import type { Action } from '#/playbooks/action.ts'
import { DEFAULT_BLOCK_LISTS } from '#/playbooks/actions/action-config.ts'
import { createBlockLists, type BlockLists } from '#/playbooks/actions/block-lists.ts'
import { createActions, type ActionOptions } from '#/playbooks/actions/create-actions.ts'
import { parseKnownHosts } from '#/playbooks/actions/known-hosts.ts'
import { createProtectedAssets } from '#/playbooks/actions/protected-assets.ts'
import type { AgentTarget, CommandType } from '#/playbooks/cacao/playbook.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { Records } from '#/store/records.ts'

export const START_MS = Date.UTC(2026, 10, 23, 2)

export interface Invented extends Disposable {
  readonly actions: ReadonlyMap<CommandType, Action>
  readonly blockLists: BlockLists
  readonly records: Records
  readonly clock: Clock & { turn(ms: number): void }
  /** What was told to the audit trail. */
  readonly recorded: string[]
  action(type: CommandType): Action
}

export function inventedActions(parts: Partial<ActionOptions> = {}): Invented {
  let now = START_MS
  const clock = { now: () => now, turn: (ms: number) => void (now += ms) }
  const state = openEmbeddedStateStore({ path: ':memory:', clock })
  const protectedAssets = createProtectedAssets([{ value: '192.0.2.53', reason: 'máy chủ DNS' }])
  const blockLists = createBlockLists({
    records: state.records,
    clock,
    protectedAssets,
    lists: DEFAULT_BLOCK_LISTS,
  })
  const recorded: string[] = []
  const actions = createActions({
    clock,
    http: { timeoutMs: 5000, addresses: createAddressPolicy() },
    ssh: { knownHosts: parseKnownHosts([]).hosts, connectMs: 5000 },
    mail: undefined,
    syslog: { destinations: [], send: () => Promise.reject(new Error('no destination')) },
    blockLists,
    recordBlock: (action, list, detail) =>
      Promise.resolve(void recorded.push(`${action} ${list}: ${detail}`)),
    search: () => Promise.resolve({ count: 0, complete: true, lines: [] }),
    detect: () => Promise.resolve({ count: 0, complete: true, lines: [] }),
    ...parts,
  })
  return {
    actions,
    blockLists,
    records: state.records,
    clock,
    recorded,
    action: type => actions.get(type)!,
    [Symbol.dispose]: () => state[Symbol.dispose](),
  }
}

/** The platform itself as an agent. */
export const OWN: AgentTarget = {
  type: 'http-api',
  name: 'Tháp canh',
  address: { dname: ['thapcanh.internal'] },
}
