import { expect, test } from 'vitest'
import { loadLawProfile } from '#/regulation/load-profile.ts'
import { daysKept } from '#/regulation/day-retention.ts'
import { nodeName } from '#/roles/join-cluster.ts'
import { retentionClasses } from '#/roles/retention-classes.ts'
import { folderOf, nodeOf, rolesOf } from '#/roles/start-roles.ts'

test.each([
  ['SIEM_01.example.com', 'collector-siem-01'],
  ['-máy chủ-', 'collector-m-y-ch'],
  ['x'.repeat(90), `collector-${'x'.repeat(53)}`],
])('a process on the host %s is called %s', (host, name) => {
  expect(nodeName('collector', host)).toBe(name)
})

test('roles are named one by one, or all', () => {
  expect(rolesOf(['all'])).toEqual(['collector', 'correlator', 'worker', 'api'])
  expect(rolesOf(['api', 'worker'])).toEqual(['worker', 'api'])
  expect(rolesOf(['collector', 'leader'])).toBeUndefined()
})

test('several roles in one process have folders and names of their own', () => {
  const cluster = { node: 'siem-01' } as Parameters<typeof nodeOf>[0]
  expect(folderOf('/data', 'api', ['api'])).toBe('/data')
  expect(folderOf('/data', 'api', ['api', 'worker'])).toBe('/data/api')
  expect(nodeOf(cluster, 'api', ['api']).node).toBe('siem-01')
  expect(nodeOf(cluster, 'api', ['api', 'worker']).node).toBe('siem-01-api')
})

test.each([0, 1, 2, 3, 4, 5])('events of level %i are kept no shorter than the law asks', level => {
  const { profile } = loadLawProfile('vn-2026')
  for (const [unassignedMonths, extraDays] of [
    [3, 0],
    [1, 10],
    [36, 0],
  ] as const) {
    const rules = { profile: profile!, unassignedMonths, extraDays }
    const { classes, keepMs } = retentionClasses(rules)
    expect(keepMs[classes[level]!] / 86_400_000).toBeGreaterThanOrEqual(daysKept(rules, level))
  }
})
