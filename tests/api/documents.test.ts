// Documents over the API: who sees which, refusals with their codes, files as attachments, the audit trail.

import type { InjectOptions } from 'fastify'
import { expect, test } from 'vitest'
import type { DocumentDetail, DocumentPage } from '#/api/contract/documents.ts'
import { openDocx } from '../reports/opened-docx.ts'
import { openCity, userNamed, type City } from './invented-platform.ts'

const post = (url: string, payload: object): InjectOptions => ({ method: 'POST', url, payload })

async function draft(city: City, incident = 'i-new'): Promise<DocumentDetail> {
  const answer = await city.as('analyst', post('/api/documents', { form: 'thong-bao-su-co', incident }))
  expect(answer.statusCode).toBe(200)
  return answer.json()
}

/** Lets the analyst see one unit's rows only. */
function bind(city: City): void {
  city.state.putUser(userNamed('analyst', { role: 'analyst', units: ['so-y-te'] }))
}

test('a periodic document, and one about an incident of another unit, do not exist for people of a unit', async () => {
  await using city = await openCity()
  const { document } = await draft(city)
  bind(city)
  for (const id of ['d-1', document.id])
    for (const request of [
      { url: `/api/documents/${id}` },
      { url: `/api/documents/${id}/file.pdf` },
      { url: `/api/documents/${id}/verify` },
      post(`/api/documents/${id}/refill`, { version: 1 }),
    ])
      expect((await city.as('analyst', request)).json()).toMatchObject({ error: 'document.not-found' })
  const page: DocumentPage = (await city.as('analyst', { url: '/api/documents' })).json()
  expect(page.documents).toEqual([])
  const built = await city.as('analyst', { url: '/api/report.html?form=mau-03&incident=2026-0001' })
  expect(built.json()).toMatchObject({ error: 'incident.not-found' })
  const whole = await city.as('analyst', { url: '/api/report.html?form=mau-05' })
  expect(whole.json()).toMatchObject({ error: 'permission.denied' })
})

test('people of a unit see documents about its incidents', async () => {
  await using city = await openCity()
  const incident = city.state.incident('i-new')!
  const entry = { at: 0, by: 'lead', kind: 'unit', text: 'x' } as const
  city.state.changeIncident(
    { ...incident, unitId: 'so-y-te', version: incident.version + 1 },
    incident.version,
    entry,
  )
  bind(city)
  const { document } = await draft(city)
  const page: DocumentPage = (await city.as('analyst', { url: '/api/documents?incident=i-new' })).json()
  expect(page.documents.map(({ id }) => id)).toEqual([document.id])
})

test('a draft is written, signed, sent and corrected, and the audit trail tells of each', async () => {
  await using city = await openCity()
  const { document } = await draft(city)
  const at = `/api/documents/${document.id}`
  let version = document.version
  const change = async (who: 'analyst' | 'lead', path: string, body: object): Promise<DocumentDetail> => {
    const answer = await city.as(who, post(`${at}/${path}`, { version, ...body }))
    expect([answer.statusCode, answer.body]).toEqual([200, answer.body])
    const detail: DocumentDetail = answer.json()
    version = detail.document.version
    return detail
  }
  const refused = await city.as('lead', post(`${at}/sign`, { version }))
  expect([refused.statusCode, refused.json().error]).toEqual([409, 'document.incomplete'])
  const open = (await city.as('analyst', { url: at })).json<DocumentDetail>()
  for (const { key } of open.openFields.filter(({ required }) => required))
    await change('analyst', 'fields', {
      key,
      change: { kind: 'set', value: { kind: 'text', text: 'Đã ghi' } },
    })
  const signed = await change('lead', 'sign', {})
  expect(signed.document).toMatchObject({ state: 'signed', signedBy: 'lead', openRequired: 0 })
  expect(signed.hashes?.content).toMatch(/^[0-9a-f]{64}$/)
  const late = await city.as('analyst', post(`${at}/refill`, { version }))
  expect(late.json()).toMatchObject({ error: 'document.frozen' })
  const stale = await city.as('analyst', post(`${at}/refill`, { version: 1 }))
  expect(stale.json()).toMatchObject({ error: 'conflict' })
  await change('analyst', 'sent', {
    to: 'Chủ quản',
    channel: 'công văn',
    number: '07/TB',
    at: city.clock.now(),
  })
  const correction = await city.as('analyst', { method: 'POST', url: `${at}/correct` })
  expect(correction.json<DocumentDetail>().document.correctionOf).toBe(document.id)
  expect((await city.as('viewer', { url: `${at}/verify` })).json()).toMatchObject({ whole: true })
  const actions = (await city.platform.audit.entries(0, 100)).map(({ entry }) => entry.action)
  expect(new Set(actions.filter(action => action.startsWith('document.')))).toEqual(
    new Set([
      'document.drafted',
      'document.edited',
      'document.signed',
      'document.sent',
      'document.corrected',
    ]),
  )
})

test.each([
  ['a form about an incident without one', { form: 'mau-03' }],
  ['a form about a period with an incident', { form: 'mau-05', incident: 'i-new' }],
  ['a period that cannot be read', { form: 'mau-05', period: 'tuần này' }],
])('%s is refused', async (_, body) => {
  await using city = await openCity()
  const answer = await city.as('analyst', post('/api/documents', body))
  expect([answer.statusCode, answer.json().error]).toEqual([400, 'document.about-invalid'])
})

test('sending cannot lie in the future, and a draft cannot be sent', async () => {
  await using city = await openCity()
  const sent = { version: 2, to: 'A05', channel: 'công văn', number: '' }
  const future = await city.as(
    'analyst',
    post('/api/documents/d-2/sent', { ...sent, at: city.clock.now() + 1 }),
  )
  expect(future.json()).toMatchObject({ error: 'request.invalid' })
  const early = await city.as('analyst', post('/api/documents/d-1/sent', { ...sent, version: 1, at: 0 }))
  expect(early.json()).toMatchObject({ error: 'document.not-signed' })
})

test('files come as attachments and open', async () => {
  await using city = await openCity()
  const docx = await city.as('viewer', { url: '/api/documents/d-2/file.docx' })
  expect(docx.headers['content-disposition']).toBe('attachment; filename="bao-cao-ngay.docx"')
  expect(openDocx(docx.rawPayload).paragraphs).toContain('BÁO CÁO NGÀY')
  const html = await city.as('viewer', {
    url: '/api/report.html?form=bao-cao-tuan&period=2026-W46&sources=yes',
  })
  expect(html.headers['content-disposition']).toMatch(/^attachment/)
  expect(html.body).toContain('NGUỒN SỐ LIỆU')
})
