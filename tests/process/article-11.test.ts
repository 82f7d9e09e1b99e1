// One incident through the whole of Circular 20/2017 art. 11, as the people of a centre would take it: real log
// lines in, the playbook of its kind starts by itself, two people and a lead answer, approve and sign, the check of
// step 3c sends the work back once, documents are made and opened again, clocks are met, the summary counts it.

import { strFromU8, unzipSync } from 'fflate'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hashPassword } from '#/api/auth/password-hash.ts'
import { SESSION_COOKIE, createSessions } from '#/api/auth/sessions.ts'
import type { DocumentDetail, DocumentPage } from '#/api/contract/documents.ts'
import type { IncidentClocksView } from '#/api/contract/law.ts'
import type { PendingView, RunPage } from '#/api/contract/playbook-views.ts'
import type { IncidentDetail, IncidentPageView } from '#/api/contract/schemas.ts'
import { parseConfig } from '#/config.ts'
import { systemClock } from '#/kernel/clock.ts'
import { startPlatform } from '#/main.ts'

const INTRUDER = '203.0.113.66'
const LINES = [
  `<86>1 2026-11-22T10:00:00+07:00 dvc-web-01 sshd 812 - - error: maximum authentication attempts exceeded for root from ${INTRUDER} port 4122 ssh2 [preauth]`,
  `<86>1 2026-11-22T10:00:05+07:00 dvc-web-01 sshd 813 - - Accepted password for root from ${INTRUDER} port 4123 ssh2`,
]
/** What must stand in a document, each with its label as the form prints it. */
const PRINTED: Readonly<Record<string, readonly string[]>> = {
  'thong-bao-su-co': ['Cổng dịch vụ công trực tuyến', 'UBND thành phố Ví Dụ', INTRUDER],
  'mau-03': [
    'BÁO CÁO BAN ĐẦU SỰ CỐ',
    'Tên hệ thống bị sự cố|Cổng dịch vụ công trực tuyến',
    'Cơ quan chủ quản|UBND thành phố Ví Dụ',
    '☒ Cấp độ 3',
    'HIỆN TRẠNG SỰ CỐ',
  ],
  'mau-04': ['BÁO CÁO KẾT THÚC ỨNG PHÓ SỰ CỐ', 'Tên hệ thống bị sự cố|Cổng dịch vụ công trực tuyến'],
  'bao-cao-72-gio': ['Cổng dịch vụ công trực tuyến'],
  'dien-bien': ['THÔNG TIN DIỄN BIẾN SỰ CỐ', 'Mô tả diễn biến sự cố', 'Nhận xử lý'],
}
const CONFIG = `
console: { port: 0 }
listeners:
  - { kind: http, id: http, host: 127.0.0.1, port: 0, tokens: [{ name: t, token: token-of-the-test }] }
systems:
  - { id: dvc, name: Cổng dịch vụ công trực tuyến, level: 3, owner: UBND thành phố Ví Dụ, hosts: ["dvc-*"] }
organisation:
  name: Trung tâm Giám sát Ví Dụ
  governingBody: UBND thành phố Ví Dụ
  abbreviation: TTGS
  place: Ví Dụ
  address: Số 1 đường Ví Dụ
  telephone: "0200 000 000"
  email: truc@example.com
  contact: { name: Nguyễn Văn Ví, position: Trưởng ca, telephone: "0900 000 000", email: vi@example.com }
  signatory: { name: Trần Thị Dụ, position: GIÁM ĐỐC }
`

test('an incident goes through article 11, with its documents and clocks', { timeout: 180_000 }, async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'thapcanh-art11-'))
  const { config, problems } = parseConfig(CONFIG, 'test.yaml')
  expect(problems).toEqual([])
  const bugs: unknown[] = []
  try {
    await using platform = await startPlatform({
      dataDirectory,
      config: config!,
      clock: systemClock,
      webDirectory: join(dataDirectory, 'no-console'),
      demo: false,
      onFailed: error => bugs.push(error),
      onError: error => bugs.push(error),
    })
    const { state, url } = platform
    const passwordHash = await hashPassword('một câu rất dài để thử')
    const sessions = createSessions(state, systemClock)
    const cookies = new Map<string, string>()
    const roles = { an: 'analyst', binh: 'lead', chi: 'lead' } as const
    for (const [name, role] of Object.entries(roles)) {
      const user = { name, displayName: name, role, passwordHash, units: null, createdAt: Date.now() }
      state.putUser({ ...user, mustChangePassword: false, disabled: false })
      cookies.set(name, `${SESSION_COOKIE}=${sessions.open(state.user(name)!)}`)
    }
    async function ask<T>(who: keyof typeof roles, method: string, path: string, body?: unknown): Promise<T> {
      const answer = await fetch(url + path, {
        method,
        headers: {
          cookie: cookies.get(who)!,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
      return (text === '' ? undefined : JSON.parse(text)) as T
    }

    // Log lines come in; the incident is there, tied to its system.
    const inlet = await fetch(`http://${platform.listeners['http']}/ingest`, {
      method: 'POST',
      headers: { authorization: 'Bearer token-of-the-test' },
      body: LINES.join('\n'),
    })
    expect(inlet.ok).toBe(true)
    await expect.poll(async () => await queue(), { timeout: 30_000 }).toBe(1)
    async function queue(): Promise<number> {
      return (await ask<IncidentPageView>('an', 'GET', '/api/incidents')).total
    }
    const [incident] = (await ask<IncidentPageView>('an', 'GET', '/api/incidents')).incidents
    const id = incident!.id
    expect(incident).toMatchObject({ mau05: 4, severity: 'high', system: { id: 'dvc', level: 3 } })

    // Its playbook has started by itself and waits for a person.
    const runs = async () => (await ask<RunPage>('an', 'GET', `/api/runs?incidentId=${id}`)).runs
    await expect.poll(async () => (await runs()).length, { timeout: 60_000 }).toBe(1)
    await ask('an', 'POST', `/api/incidents/${id}/take`, { version: (await detail()).incident.version })

    // People do what it asks for, until it ends. 3c finds the system unstable once.
    let checks = 0
    const done: string[] = []
    const ended = Date.now() + 120_000
    for (;;) {
      const [run] = await runs()
      if (run!.state !== 'running' && run!.state !== 'waiting') break
      expect(Date.now(), `still waits after ${done.join(' · ')}`).toBeLessThan(ended)
      const pending = await ask<readonly PendingView[]>('an', 'GET', `/api/pending?incidentId=${id}`)
      for (const question of pending) {
        done.push(question.stepName)
        await settle(question)
      }
      if (pending.length === 0) await new Promise(resolve => setTimeout(resolve, 100))
    }
    expect((await runs())[0]).toMatchObject({ state: 'succeeded' })
    expect(checks).toBe(2)
    for (const step of ['1a', '1b', '1c', '1đ', '1e', '2a', '2b', '3a', '3b', '3c', '4'])
      expect(
        done.some(name => name.startsWith(`${step}.`)),
        `step ${step}`,
      ).toBe(true)

    async function settle(question: PendingView): Promise<void> {
      if (question.kind === 'approval') return await approve(question)
      if (question.kind === 'outcome') throw new Error(`an outcome is not known: ${question.stepName}`)
      const { documentId, form } = question.manual!
      if (documentId !== null) return await sign(documentId)
      const answers = Object.fromEntries(form.map(field => [field.variable, answerTo(field)] as const))
      await ask('binh', 'POST', `/api/manual-tasks/${encodeURIComponent(question.id)}/answer`, {
        done: true,
        answers,
        note: 'Đã làm',
      })
    }

    function answerTo({
      variable,
      kind,
      choices,
    }: NonNullable<PendingView['manual']>['form'][number]): string {
      if (variable === '__stable__') return String(++checks === 2)
      if (variable === '__confirmed__' || variable === '__beyond_capacity__') return 'true'
      if (variable === '__block_address__') return INTRUDER
      if (variable === '__block_domain__') return ''
      if (variable === '__helpers__') return 'Đội ứng cứu tỉnh Ví Dụ'
      if (kind === 'yes-no') return 'false'
      if (kind === 'choice') return choices[0]!.value
      if (kind === 'time') return new Date().toISOString()
      if (kind === 'number') return '1'
      return `Đã ghi: ${variable}`
    }

    async function approve({ id: approval, approval: asked }: PendingView): Promise<void> {
      const people = ['binh', 'chi'] as const
      for (const who of people.slice(0, asked!.rule.quorum))
        await ask(who, 'POST', `/api/approvals/${encodeURIComponent(approval)}/decision`, {
          approve: true,
          reason: 'Đồng ý',
          digest: asked!.digest,
        })
    }

    async function sign(documentId: string): Promise<void> {
      let document = await ask<DocumentDetail>('an', 'GET', `/api/documents/${documentId}`)
      for (const field of document.openFields.filter(each => each.required && each.leftOpen === null))
        document = await ask('an', 'POST', `/api/documents/${documentId}/fields`, {
          version: document.document.version,
          key: field.key,
          change: { kind: 'leave-open', reason: 'Chưa có dữ liệu' },
        })
      document = await ask('binh', 'POST', `/api/documents/${documentId}/sign`, {
        version: document.document.version,
      })
      await ask('an', 'POST', `/api/documents/${documentId}/sent`, {
        version: document.document.version,
        to: 'Công an thành phố Ví Dụ',
        channel: 'Trục liên thông văn bản',
        number: '01/BC-TTGS',
        at: Date.now(),
      })
    }

    async function detail(): Promise<IncidentDetail> {
      return await ask<IncidentDetail>('an', 'GET', `/api/incidents/${id}`)
    }

    // What was answered became facts and milestones of the incident.
    await expect.poll(async () => (await detail()).incident.resolvedAt, { timeout: 30_000 }).not.toBeNull()
    const after = (await detail()).incident
    expect(after.facts['beyond-capacity']).toMatchObject({ by: 'binh' })
    expect([after.triagedAt, after.containedAt]).not.toContain(null)
    expect(after.handling).toMatchObject({ self: false, domesticHelpers: ['Đội ứng cứu tỉnh Ví Dụ'] })

    // The intruder's address is in the block list that firewalls fetch.
    const blocked = await ask<{ entries: { value: string }[] }>(
      'an',
      'GET',
      '/api/block-lists/firewall/entries',
    )
    expect(blocked.entries.map(({ value }) => value)).toContain(INTRUDER)

    // Every document that the article asks for was made, and can be opened again.
    const { documents } = await ask<DocumentPage>('an', 'GET', `/api/documents?incident=${id}`)
    const forms = documents.map(({ form }) => form)
    const asked = ['thong-bao-su-co', 'mau-03', 'bao-cao-72-gio', 'dien-bien', 'mau-04'] as const
    expect(asked.filter(form => !forms.includes(form))).toEqual([])
    for (const { id: documentId, form, state: standing } of documents) {
      expect(standing).toBe('sent')
      const file = await fetch(`${url}/api/documents/${documentId}/file.docx`, {
        headers: { cookie: cookies.get('an')! },
      })
      const parts = unzipSync(new Uint8Array(await file.arrayBuffer()))
      const text = textOf(strFromU8(parts['word/document.xml']!))
      const wanted = [
        'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
        'Trung tâm Giám sát Ví Dụ',
        ...(PRINTED[form] ?? []),
      ]
      expect({ form, missing: wanted.filter(part => !text.includes(part)) }).toEqual({ form, missing: [] })
      const verified = await ask<{ whole: boolean }>('an', 'GET', `/api/documents/${documentId}/verify`)
      expect(verified.whole).toBe(true)
    }

    // The clocks that these documents answer are met.
    const { clocks } = await ask<IncidentClocksView>('an', 'GET', `/api/incidents/${id}/clocks`)
    const stateOf = (clock: string) => clocks.find(each => each.id === clock)?.state
    expect({ C3: stateOf('C3'), C4: stateOf('C4'), C5: stateOf('C5'), C6: stateOf('C6') }).toEqual({
      C3: 'met',
      C4: 'met',
      C5: 'met',
      C6: 'met',
    })

    // Closed, and counted in the summary of Mẫu số 05.
    await ask('an', 'POST', `/api/incidents/${id}/close`, {
      version: (await detail()).incident.version,
      disposition: 'true-positive',
      mau05: 4,
      reason: 'Đã xử lý xong',
    })
    const summary = await fetch(`${url}/api/report.docx?form=mau-05&period=2026`, {
      headers: { cookie: cookies.get('binh')! },
    })
    const text = textOf(
      strFromU8(unzipSync(new Uint8Array(await summary.arrayBuffer()))['word/document.xml']!),
    )
    expect(text).toMatch(/Truy cập trái phép, chiếm quyền điều khiển\|1\|/)
    const history = (await detail()).timeline.map(({ kind }) => kind)
    const kinds = ['created', 'playbook', 'fact', 'milestone', 'document', 'clock', 'closed'] as const
    expect(kinds.filter(kind => !history.includes(kind))).toEqual([])
    expect(bugs).toEqual([])
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true })
  }
})

/** Words of a DOCX in their order, paragraphs and cells apart. */
function textOf(xml: string): string {
  return xml
    .replace(/<\/w:tc>/g, '|')
    .replace(/<\/w:p>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/ *\| */g, '|')
    .replace(/\s+/g, ' ')
}
