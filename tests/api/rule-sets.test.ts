// Imported rule sets over the API, beyond who may ask: an archive on its way from upload to work and back, refusals,
// and the audit trail.

import { expect, test } from 'vitest'
import type { RuleSetPlanView, RuleSetView } from '#/api/contract/rule-sets.ts'
import { writeRuleSetZip } from '#/rulesets/write-zip.ts'
import { ruleText } from '../rulesets/invented-rules.ts'
import { openCity, type City } from './invented-platform.ts'
import { AT_WORK, BEFORE, OPEN_POLICY, RECORD_VERSION, RULE_IDS, SET, STAGED } from './invented-rule-sets.ts'

const upload = async (city: City, payload: Buffer, name = SET) =>
  await city.as('lead', {
    method: 'POST',
    url: `/api/rule-sets/${name}/versions`,
    query: { source: 'thử' },
    payload,
    headers: { 'content-type': 'application/octet-stream' },
  })
const post = async (city: City, path: string, payload: object) =>
  await city.as('lead', { method: 'POST', url: `/api/rule-sets/${SET}${path}`, payload })
const CHANGE = { seen: RECORD_VERSION, reason: 'đã thử' }

test('an archive is looked at, put to work by a lead, taken back, and all of it stands in the audit trail', async () => {
  await using city = await openCity()
  const archive = writeRuleSetZip([
    { path: 'rules/a.yml', text: ruleText(1) },
    { path: 'rules/b.yml', text: ruleText(2, { level: 'low' }) },
  ])
  const plan = (await upload(city, archive, 'moi')).json<RuleSetPlanView>()
  expect(plan).toMatchObject({
    recordVersion: 0,
    manifest: { source: 'thử', stagedBy: 'lead', files: 2 },
    counts: { added: 2, on: 1, off: 1 },
    added: [
      { path: 'a.yml', on: true, author: 'Nguyễn Thử, Trần Mẫu' },
      { path: 'b.yml', on: false, why: 'level', detail: 'low' },
    ],
  })
  const { version } = plan.manifest
  const policy = { ...OPEN_POLICY, minimumLevel: 'low' }
  const url = `/api/rule-sets/moi/versions/${version}`
  const other = await city.as('lead', { method: 'POST', url: `${url}/plan`, payload: { policy } })
  expect(other.json<RuleSetPlanView>().counts).toMatchObject({ on: 2, turnedOn: 2 })
  const applied = await city.as('lead', {
    method: 'POST',
    url: `${url}/apply`,
    payload: { policy, seen: 0, reason: '' },
  })
  expect(applied.json<RuleSetView>().atWork).toMatchObject({ version, rules: 2, on: 2, recordVersion: 1 })

  expect((await post(city, '/rollback', CHANGE)).json<RuleSetView>().atWork).toMatchObject({
    version: BEFORE,
    previous: AT_WORK,
  })
  const listed = (await city.as('viewer', { url: '/api/rule-sets' })).json<RuleSetView[]>()
  expect(listed.map(({ name, atWork }) => [name, atWork?.version])).toEqual([
    ['moi', version],
    [SET, BEFORE],
  ])
  const entries = await city.platform.audit.entries(0, 10)
  expect(entries.map(({ entry }) => `${entry.by} ${entry.action} ${entry.subject}`)).toEqual([
    'lead rule-set.applied rule set moi',
    `lead rule-set.rolled-back rule set ${SET}`,
  ])
})

test('a plan shows the lines that change, and what cannot run by file and line', async () => {
  await using city = await openCity()
  const plan = (await post(city, `/versions/${STAGED}/plan`, { policy: null })).json<RuleSetPlanView>()
  expect(plan.changed[0]!.diff).toContain('-title: Đăng nhập lạ\n+title: Đăng nhập rất lạ\n')
  expect(plan.added).toMatchObject([{ id: RULE_IDS.web, logsource: 'freebsd/*/sshd', mapped: false }])
  const url = `/api/rule-sets/${SET}/versions/${STAGED}/diff`
  const alone = await city.as('viewer', { url, query: { rule: RULE_IDS.login } })
  expect(alone.json()).toEqual({ diff: plan.changed[0]!.diff })
  const problems = await city.as('viewer', { url: `/api/rule-sets/${SET}/problems` })
  expect(problems.json()).toMatchObject({
    problems: [
      { code: 'rule.invalid', path: 'broken.yml', line: 2, detail: 'there is no selection' },
      { code: 'rule.invalid', path: 'broken.yml', line: 2, key: 'detection.condition' },
      { code: 'rule.lint', key: 'id' },
      { code: 'rule.lint', key: 'level' },
    ],
    total: 4,
  })
})

test('rules are found by state, reason and words', async () => {
  await using city = await openCity()
  const find = async (query: Record<string, string>): Promise<number> =>
    (await city.as('viewer', { url: `/api/rule-sets/${SET}/rules`, query })).json<{ total: number }>().total
  expect(await find({})).toBe(1)
  expect(await find({ on: 'true', text: 'ÁNH DƯƠNG' })).toBe(1)
  expect(await find({ on: 'false' })).toBe(0)
  await post(city, '/rules', { ...CHANGE, ruleId: RULE_IDS.login, decision: 'off' })
  expect(await find({ on: 'false', why: 'person' })).toBe(1)
})

test('an export can be taken in again', async () => {
  await using city = await openCity()
  const exported = await city.as('viewer', { url: `/api/rule-sets/${SET}/export` })
  expect(exported.headers['content-disposition']).toBe(`attachment; filename="${SET}.zip"`)
  const plan = (await upload(city, exported.rawPayload)).json<RuleSetPlanView>()
  expect(plan).toMatchObject({ manifest: { version: AT_WORK }, counts: { added: 0, changed: 0, removed: 0 } })
})

test.each<[string, (city: City) => ReturnType<typeof post>, number, string]>([
  ['no archive', city => upload(city, Buffer.from('title: x')), 400, 'rule-set.refused'],
  ['an archive without rules', city => upload(city, writeRuleSetZip([])), 400, 'rule-set.refused'],
  ['a stale change', city => post(city, '/rollback', { ...CHANGE, seen: 1 }), 409, 'rule-set.changed'],
  [
    'a version that is not there',
    city => post(city, `/versions/${'0'.repeat(16)}/plan`, { policy: null }),
    404,
    'rule-set.not-found',
  ],
  [
    'a rule that is not there',
    city => post(city, '/rules', { ...CHANGE, ruleId: 'none', decision: 'on' }),
    404,
    'rule-set.rule-not-found',
  ],
  [
    'a policy with a mistake',
    city => post(city, '/policy', { ...CHANGE, policy: { ...OPEN_POLICY, minimumLevel: 'loud' } }),
    400,
    'request.invalid',
  ],
  [
    'a decision without a reason',
    city =>
      post(city, '/rules', { seen: RECORD_VERSION, reason: '', ruleId: RULE_IDS.login, decision: 'on' }),
    400,
    'request.invalid',
  ],
])('%s is refused', async (_, asking, status, error) => {
  await using city = await openCity()
  const answer = await asking(city)
  expect(answer.statusCode).toBe(status)
  expect(answer.json()).toMatchObject({ error })
  expect(city.bugs).toEqual([])
})
