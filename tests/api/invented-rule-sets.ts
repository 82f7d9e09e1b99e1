// An imported set of invented rules for tests of the API: one version before, one at work, one staged. The files are
// made once; each city has a copy.

import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Platform } from '#/api/platform.ts'
import type { Clock } from '#/kernel/clock.ts'
import { makeContent } from '#/rulesets/content.ts'
import { createRuleSetDesk } from '#/rulesets/desk.ts'
import { DEFAULT_POLICY, type RuleSetPolicy } from '#/rulesets/policy.ts'
import { createArchiveStage } from '#/rulesets/stage-archive.ts'
import { stageVersion } from '#/rulesets/version-folder.ts'
import { writeRuleSetZip } from '#/rulesets/write-zip.ts'
import type { Audit } from '#/store/audit.ts'
import type { Records } from '#/store/records.ts'
import { START_MS } from './invented-incident.ts'

export const SET = 'vung-ngoai'
export const RULE_IDS = {
  login: 'b0000000-0000-4000-8000-000000000001',
  web: 'b0000000-0000-4000-8000-000000000002',
}
export const OPEN_POLICY: RuleSetPolicy = { ...DEFAULT_POLICY, seenWithinDays: null }

function rule(id: string, title: string, product: string): string {
  return `title: ${title}
id: ${id}
status: test
author: Lê Ánh Dương
level: high
logsource: {product: ${product}, service: sshd}
detection:
  selection: {message|contains: 'x'}
  condition: selection
`
}

const encode = (path: string, text: string) => ({ path, bytes: new TextEncoder().encode(text) })
const BROKEN = encode(
  'broken.yml',
  'title: Không chạy được\ndetection: {condition: nothing}\nlogsource: {product: linux}\n',
)
const VERSIONS = [
  [encode('login.yml', rule(RULE_IDS.login, 'Đăng nhập', 'linux'))],
  [encode('login.yml', rule(RULE_IDS.login, 'Đăng nhập lạ', 'linux')), BROKEN],
  [
    encode('login.yml', rule(RULE_IDS.login, 'Đăng nhập rất lạ', 'linux')),
    encode('web.yml', rule(RULE_IDS.web, 'Cổng web', 'freebsd')),
  ],
].map(files => makeContent(files, 0, []))

/** An archive that can be staged. */
export const ARCHIVE = writeRuleSetZip(VERSIONS[2]!.files)

const PROGRAM = '0.0.0'
const template = mkdtempSync(join(tmpdir(), 'thapcanh-rule-sets-'))
afterAll(() => rmSync(template, { recursive: true, force: true }))
const staged: string[] = []
for (const content of VERSIONS) {
  const clock = { now: () => START_MS - 1000 + staged.length }
  const options = { directory: join(template, 'sets'), name: SET, source: 'example.com', by: 'lead', clock }
  const { manifest } = await stageVersion(content, { ...options, program: PROGRAM })
  staged.push(manifest.version)
}
/** The version before, the one at work, the one that is only staged. */
export const [BEFORE, AT_WORK, STAGED] = staged as [string, string, string]
/** Of the set's record as the city begins. */
export const RECORD_VERSION = 2

export async function inventedRuleSets(
  records: Records,
  audit: Audit,
  clock: Clock,
): Promise<Pick<Platform, 'ruleSets' | 'ruleArchives'>> {
  const directory = mkdtempSync(join(template, 'city-'))
  cpSync(join(template, 'sets'), directory, { recursive: true })
  const ruleSets = createRuleSetDesk({
    directory,
    records,
    // The city begins with an empty audit trail.
    audit: { ...audit, record: async (...entry) => (isOpen ? await audit.record(...entry) : undefined) },
    clock,
    program: PROGRAM,
    lookForSources: async () => ({ at: clock.now(), sources: ['linux/*/sshd'] }),
    onChanged: async () => {},
    report: () => {},
  })
  let isOpen = false
  for (const [at, version] of [BEFORE, AT_WORK].entries())
    await ruleSets.apply({ name: SET, version, policy: OPEN_POLICY, seen: at, by: 'lead', reason: '' })
  isOpen = true
  return { ruleSets, ruleArchives: createArchiveStage({ directory, program: PROGRAM, clock }) }
}
