// The register, tasks, files and notices of the invented city: one of each, so that every operation finds
// something to work on. Files lie in a folder of the test file that ends with it.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Platform } from '#/api/platform.ts'
import { openAttachmentFiles } from '#/incidents/attachment-files.ts'
import { ATTACHMENTS, type Attachment } from '#/incidents/attachments.ts'
import { createDesk } from '#/incidents/desk.ts'
import { createFormTokens, hashFollowCode } from '#/incidents/intake-code.ts'
import { INTAKE_NOTICES, type IntakeNotice } from '#/incidents/intake-notice.ts'
import { createIntake } from '#/incidents/intake.ts'
import { TASKS, newTask } from '#/incidents/tasks.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import { createRegister } from '#/register/register.ts'
import { UNSTATED } from '#/register/system-record.ts'
import { put } from '#/store/records.ts'
import type { StateStore } from '#/store/state-store.ts'
import { START_MS } from './invented-incident.ts'

const folder = mkdtempSync(join(tmpdir(), 'thapcanh-attachments-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

export const FOLLOW_CODE = '00000-11111-22222-33333'
const FORM_SECRET = Buffer.from('a secret of the invented city    ')
/** Good for any city that is not older than some hours. */
export const FORM_TOKEN = createFormTokens(FORM_SECRET, { now: () => START_MS - 60_000 }).make().token

export const EVIDENCE = Buffer.from('Nov 22 09:00:00 dvc-app-01 sshd[1]: Failed password for root\n')

export const NOTICE: IntakeNotice = {
  reporter: 'Trần Thị Bình',
  reporterAddress: '12 đường Ví Dụ',
  contact: '0200 555 0000',
  system: 'dichvucong.example.com',
  operator: '',
  owner: '',
  description: 'Trang chủ hiện hình ảnh lạ.',
  detected: '2026-11-22T08:30',
  result: '',
  proposals: '',
  number: 'TB-2026-0001',
  receivedAt: START_MS - 600_000,
  detectedAt: START_MS - 1_800_000,
  language: 'vi',
  fromAddress: '203.0.113.5',
  codeHash: hashFollowCode(FOLLOW_CODE)!,
  state: 'received',
  systemId: 'dvc',
  incidentId: null,
  handledBy: null,
  decidedAt: null,
  reason: '',
  publicReason: '',
  messages: [],
}

const EVIDENCE_SHA256 = createHash('sha256').update(EVIDENCE).digest('hex')

/** Another city of this process may have removed it. */
function keepEvidence(): void {
  const place = join(folder, EVIDENCE_SHA256.slice(0, 2))
  if (existsSync(join(place, EVIDENCE_SHA256))) return
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, EVIDENCE_SHA256), EVIDENCE)
}

type Parts = Pick<Platform, 'register' | 'desk' | 'intake'>

export async function inventedDesk(
  state: StateStore,
  clock: Clock,
  configSystems: readonly MonitoredSystem[],
): Promise<Parts> {
  const { records } = state
  keepEvidence()
  const files = await openAttachmentFiles({ directory: folder, maxBytes: 64 * 1024 * 1024, minFreeBytes: 0 })
  const attachment: Attachment = {
    incidentId: 'i-new',
    name: 'auth.log',
    sha256: EVIDENCE_SHA256,
    bytes: EVIDENCE.length,
    mediaType: 'text/plain',
    kind: 'log',
    addedAt: START_MS - 1000,
    addedBy: 'analyst',
    from: 'dvc-app-01:/var/log/auth.log',
    note: '',
    removed: null,
  }
  const task = newTask(
    { incidentId: 'i-new', title: 'Thu thập nhật ký', kind: 'investigate', assignee: 'analyst', due: null },
    'lead',
    START_MS - 1000,
  )
  await records.commit([
    put(ATTACHMENTS, 'a-1', attachment, 0),
    put(TASKS, 't-1', task, 0),
    put(INTAKE_NOTICES, 'n-1', NOTICE, 0),
    put(
      { name: 'intake-secret', keys: () => ({}) },
      'forms',
      { secret: FORM_SECRET.toString('base64url') },
      0,
    ),
  ])
  const register = await createRegister({ records, clock, configSystems, onChanged: () => undefined })
  await register.createUnit({ id: 'so-y-te', name: 'Sở Y tế', kind: 'department', parentId: null })
  await register.create({ ...UNSTATED, id: 'y-te', name: 'Thông tin y tế', level: 3 }, 'lead')
  return {
    register,
    desk: createDesk(records, clock, files),
    intake: await createIntake({
      records,
      clock,
      incident: id => state.incident(id),
      systems: () => register.systems(),
      onReceived: () => undefined,
    }),
  }
}
