// The example city: its table enters without a mistake and names the twelve services of the pilot, the demo
// plays in the same city, and its configuration is right.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '#/config.ts'
import { CITY_SYSTEMS, CITY_UNITS } from '#/demo/city.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import { gapsOf } from '#/register/gaps.ts'
import { applyCsv } from '#/register/csv-plan.ts'
import { PILOT_SERVICES } from '#/reports/forms/pilot.ts'
import { openRegister } from './invented-register.ts'

const examples = join(import.meta.dirname, '..', '..', 'examples')
const table = readFileSync(join(examples, 'thanh-pho-mau.csv'))

test('its table enters whole, without overlaps, and is the city of the demo', async () => {
  using open = await openRegister([])
  const { outcome, plan } = await applyCsv(table, open.register, 'lan')
  expect([outcome, plan.problems, plan.warnings]).toEqual(['done', [], []])
  const collected = ({ id, name, level, owner, hosts, addresses, listeners }: MonitoredSystem) => ({
    id,
    name,
    level,
    owner,
    hosts,
    addresses,
    listeners,
  })
  const base = open.register.systems().map(collected)
  const demo = CITY_SYSTEMS.map(collected)
  expect(base.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(
    demo.toSorted((a, b) => a.id.localeCompare(b.id)),
  )
  expect(base.map(({ id }) => id).toSorted()).toEqual(PILOT_SERVICES.map(({ id }) => id).toSorted())
})

test('it shows both: systems that lack nothing mandatory, and systems that do', async () => {
  using open = await openRegister([])
  await applyCsv(table, open.register, 'lan')
  const mandatory = open.register.systems().map(system => gapsOf(system).filter(gap => gap.mandatory).length)
  expect(mandatory.filter(count => count === 0).length).toBeGreaterThan(6)
  expect(mandatory.filter(count => count > 0).length).toBeGreaterThan(0)
})

test('its units form a tree to which every system belongs', async () => {
  using open = await openRegister([])
  for (const unit of CITY_UNITS) expect(await open.register.createUnit(unit)).toMatchObject({ kind: 'saved' })
  expect(open.register.below(['ubnd'])).toHaveLength(CITY_UNITS.length)
  for (const { unitId } of CITY_SYSTEMS) expect(open.register.unit(unitId)).toBeDefined()
})

test('all its addresses are from the ranges for documentation', () => {
  const text = table.toString()
  for (const [address] of text.matchAll(/\b\d+\.\d+\.\d+\.\d+\b/g)) expect(address).toMatch(/^192\.0\.2\./)
  for (const [, host] of text.matchAll(/@([a-z.]+)/g)) expect(host).toBe('example.com')
})

test('its configuration is right', () => {
  const { config, problems } = readConfig(join(examples, 'thanh-pho-mau.yaml'))
  expect(problems).toEqual([])
  expect(config?.organisation.intake.address).toMatch(/\/bao-su-co$/)
})
