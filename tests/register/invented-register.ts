// A register on a store in memory, with a clock that stands still.

import type { MonitoredSystem, RegisteredSystem } from '#/kernel/monitored-system.ts'
import { createRegister, type Register } from '#/register/register.ts'
import { UNSTATED } from '#/register/system-record.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { Records } from '#/store/records.ts'

export const NOW = Date.parse('2026-11-22T02:00:00.000Z')
export const clock = { now: () => NOW }

export const CONFIGURED: MonitoredSystem = {
  id: 'dvc',
  name: 'Cổng dịch vụ công',
  level: 3,
  owner: 'UBND thành phố',
  hosts: ['dvc-*'],
  addresses: ['192.0.2.16/29'],
  listeners: [],
}

export interface OpenRegister extends Disposable {
  readonly register: Register
  readonly records: Records
  readonly heard: (readonly RegisteredSystem[])[]
}

export async function openRegister(
  configSystems: readonly MonitoredSystem[] = [CONFIGURED],
  records?: Records,
): Promise<OpenRegister> {
  const store = openEmbeddedStateStore({ path: ':memory:', clock })
  const heard: (readonly RegisteredSystem[])[] = []
  const used = records ?? store.records
  const register = await createRegister({
    records: used,
    clock,
    configSystems,
    onChanged: systems => void heard.push(systems),
  })
  return { register, records: used, heard, [Symbol.dispose]: () => store[Symbol.dispose]() }
}

export function systemOf(id: string, fields: Partial<RegisteredSystem> = {}): RegisteredSystem {
  return { ...UNSTATED, id, name: `Hệ thống ${id}`, level: 3, ...fields }
}
