// A document's life: drafted, edited with its history, refilled, signed off and frozen, sent, corrected.

import { expect, test } from 'vitest'
import { put, remove } from '#/store/records.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { createDocumentDesk, type DeskOutcome, type SentNotice } from '#/reports/desk.ts'
import { DOCUMENTS, FROZEN_FILES } from '#/reports/document-record.ts'
import { contentOf, listOpenFields } from '#/reports/draft.ts'
import { answeredQuestions } from '#/reports/document.ts'
import { renderDocument } from '#/reports/render/render.ts'
import { INCIDENT, NOW, TIMELINE, WEEK, figuresOf } from './invented-figures.ts'

function openDesk(figures = figuresOf()) {
  let now = NOW
  const clock = { now: () => now }
  const state = openEmbeddedStateStore({ path: ':memory:', clock })
  state.createIncident(() => ({ incident: { ...INCIDENT, version: 1 }, seen: 0, entry: TIMELINE[0]! }))
  const sent: SentNotice[] = []
  let made = 0
  const desk = createDocumentDesk({
    records: state.records,
    state,
    clock,
    figures,
    periodFor: () => WEEK,
    newId: () => `d-${++made}`,
    onSent: notice => void sent.push(notice),
  })
  return {
    desk,
    state,
    sent,
    turn: (ms: number) => void (now += ms),
    [Symbol.dispose]: () => state[Symbol.dispose](),
  }
}

const ABOUT = { kind: 'incident', incidentId: 'i-1' } as const

function done(outcome: DeskOutcome) {
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome))
  return outcome.document
}

const textIn = (document: ReturnType<typeof done>, key: string) =>
  answeredQuestions(contentOf(document.record)).find(question => question.key === key)!.answer

const says = (text: string) => ({ kind: 'set', value: { kind: 'text', text } }) as const

test('a figure can be written over and restored, and each edit says who, when, before and after', async () => {
  using city = openDesk()
  const { desk } = city
  done(await desk.create('mau-03', ABOUT, 'an'))
  city.turn(1000)
  const edited = done(await desk.edit('d-1', 1, 'bao-cao.dien-thoai', says(' 0200 111 '), 'binh'))
  expect(textIn(edited, 'bao-cao.dien-thoai')).toEqual({
    value: { kind: 'text', text: '0200 111' },
    source: { kind: 'person', by: 'binh', at: NOW + 1000 },
  })
  expect(edited.record.edits).toEqual([
    {
      key: 'bao-cao.dien-thoai',
      by: 'binh',
      at: NOW + 1000,
      before: { kind: 'text', text: '0200 000 0000' },
      after: { kind: 'text', text: '0200 111' },
    },
  ])
  const restored = done(await desk.edit('d-1', 2, 'bao-cao.dien-thoai', { kind: 'reset' }, 'an'))
  expect(textIn(restored, 'bao-cao.dien-thoai').source).toMatchObject({ kind: 'query' })
})

test('a refill asks the figures again and keeps what people wrote', async () => {
  let to = ['Chủ quản']
  using city = openDesk(figuresOf({ recipients: () => to }))
  const { desk } = city
  done(await desk.create('mau-03', ABOUT, 'an'))
  done(await desk.edit('d-1', 1, 'bao-cao.dia-chi', says('Số 9'), 'an'))
  to = ['Cơ quan điều phối quốc gia']
  const refilled = done(await desk.refill('d-1', 2, 'an'))
  expect(textIn(refilled, 'van-ban.kinh-gui').value).toEqual({ kind: 'items', items: to })
  expect(textIn(refilled, 'bao-cao.dia-chi').value).toEqual({ kind: 'text', text: 'Số 9' })
})

test('a stale version is told so and changes nothing', async () => {
  using city = openDesk()
  done(await city.desk.create('mau-03', ABOUT, 'an'))
  done(await city.desk.edit('d-1', 1, 'kien-nghi.mo-ta', says('một'), 'an'))
  expect((await city.desk.edit('d-1', 1, 'kien-nghi.mo-ta', says('hai'), 'binh')).kind).toBe('conflict')
  expect((await city.desk.sign('d-1', 1, 'lead')).kind).toBe('conflict')
})

test.each([
  ['a field that the form does not have', 'khong.co', says('x')],
  ['a value of another kind', 'su-co.hien-trang', says('x')],
  [
    'a box that is not there',
    'su-co.hien-trang',
    { kind: 'set', value: { kind: 'choices', checked: ['9'], words: {} } },
  ],
  [
    'two boxes where one may be ticked',
    'su-co.hien-trang',
    { kind: 'set', value: { kind: 'choices', checked: ['1', '2'], words: {} } },
  ],
  ['an empty reason', 'su-co.da-gui', { kind: 'leave-open', reason: '  ' }],
] as const)('%s is refused', async (_, key, change) => {
  using city = openDesk()
  done(await city.desk.create('mau-03', ABOUT, 'an'))
  expect(await city.desk.edit('d-1', 1, key, change, 'an')).toMatchObject({
    kind: 'refused',
    code: 'document.field-invalid',
  })
})

/** Mẫu 03 with its one open required field left open. */
async function signed(city: ReturnType<typeof openDesk>) {
  const { desk } = city
  done(await desk.create('mau-03', ABOUT, 'an'))
  const refused = await desk.sign('d-1', 1, 'lead')
  expect(refused).toMatchObject({ kind: 'refused', code: 'document.incomplete' })
  const leave = { kind: 'leave-open', reason: 'Chưa gửi nơi nào' } as const
  done(await desk.edit('d-1', 1, 'su-co.da-gui', leave, 'an'))
  city.turn(86_400_000)
  return done(await desk.sign('d-1', 2, 'lead'))
}

test('only a document whose required fields are filled, or left open with a reason, is signed', async () => {
  using city = openDesk()
  const document = await signed(city)
  expect(document.record.state).toBe('signed')
  expect(listOpenFields(document.record).find(({ key }) => key === 'su-co.da-gui')?.leftOpen).toMatchObject({
    by: 'an',
    reason: 'Chưa gửi nơi nào',
  })
  // The date of the document is the day it was signed.
  expect(textIn(document, 'van-ban.ngay').value).toEqual({ kind: 'text', text: '24/11/2026' })
})

test('after sign-off nothing changes any more: not by edit, refill, a second signature or new figures', async () => {
  using city = openDesk()
  const { desk } = city
  const { record } = await signed(city)
  const frozen = { kind: 'refused', code: 'document.frozen' }
  expect(await desk.edit('d-1', 3, 'kien-nghi.mo-ta', says('muộn'), 'an')).toMatchObject(frozen)
  expect(await desk.edit('d-1', 3, 'kien-nghi.mo-ta', { kind: 'reset' }, 'an')).toMatchObject(frozen)
  expect(await desk.refill('d-1', 3, 'an')).toMatchObject(frozen)
  expect(await desk.sign('d-1', 3, 'lead')).toMatchObject(frozen)
  expect((await desk.get('d-1'))!.record).toEqual(record)
})

test('the frozen files are handed out as they were signed, and can be made again byte for byte', async () => {
  using city = openDesk()
  const { record } = await signed(city)
  for (const format of ['docx', 'pdf'] as const) {
    const stored = (await city.desk.file('d-1', format, false))!
    const again = await renderDocument(record.frozen!.content, format, { dateMs: record.frozen!.at })
    expect(stored.equals(again)).toBe(true)
  }
  expect(await city.desk.verify('d-1')).toMatchObject({ whole: true })
})

test('a changed word, a changed byte and a lost file are all found out', async () => {
  using city = openDesk()
  const { records } = city.state
  const { record, version } = await signed(city)
  const other = JSON.parse(
    JSON.stringify(record).replaceAll('Số 1 đường Mẫu', 'Số 7 đường Mẫu'),
  ) as typeof record
  await records.commit([put(DOCUMENTS, 'd-1', other, version)])
  const broken = await city.desk.verify('d-1')
  expect(broken?.parts.filter(one => one.recorded !== one.computed).map(({ part }) => part)).toEqual([
    'content',
  ])
  const file = (await records.get(FROZEN_FILES, 'd-1.pdf'))!
  const bytes = Buffer.from(file.record.base64, 'base64')
  bytes[100]! ^= 1
  await records.commit([put(FROZEN_FILES, 'd-1.pdf', { base64: bytes.toString('base64') }, file.version)])
  expect((await city.desk.verify('d-1'))?.parts[2]?.computed).not.toBe(record.frozen!.sha256.pdf)
  await records.commit([remove(FROZEN_FILES, 'd-1.docx', 1)])
  expect((await city.desk.verify('d-1'))?.parts[1]?.computed).toBe('')
})

test('sending is recorded beside the frozen content, told to the caller and to the history', async () => {
  using city = openDesk()
  const early = await city.desk.create('mau-04', ABOUT, 'an')
  const sending = { to: 'Công an thành phố', channel: 'công văn', number: '05/BC-TTGS', at: NOW, by: 'an' }
  expect(await city.desk.markSent(done(early).id, 1, sending)).toMatchObject({ code: 'document.not-signed' })
  done(await city.desk.create('bao-cao-tuan', { kind: 'period', period: WEEK }, 'an'))
  done(await city.desk.sign('d-2', 1, 'lead'))
  const before = (await city.desk.get('d-2'))!.record.frozen
  const sent = done(await city.desk.markSent('d-2', 2, sending))
  expect(sent.record).toMatchObject({ state: 'sent', sent: [sending], frozen: before })
  expect(city.sent).toEqual([
    { id: 'd-2', form: 'bao-cao-tuan', about: { kind: 'period', period: WEEK }, sending },
  ])
  expect(await city.desk.sentReports()).toEqual([
    { form: 'bao-cao-tuan', periodStart: WEEK.fromMs, periodEnd: WEEK.toMs, sentAt: NOW, by: 'an' },
  ])
})

test('a correction is a new draft with the same content that names what it corrects', async () => {
  using city = openDesk()
  const { record } = await signed(city)
  const correction = done(await city.desk.correct('d-1', 'an'))
  expect(correction.record).toMatchObject({ state: 'draft', correctionOf: 'd-1', frozen: null })
  expect(textIn(correction, 'bao-cao.ten')).toEqual(
    answeredQuestions(record.frozen!.content).find(({ key }) => key === 'bao-cao.ten')!.answer,
  )
  done(await city.desk.edit(correction.id, 1, 'bao-cao.dien-thoai', says('0200 222'), 'an'))
  expect(await city.desk.correctionsOf('d-1')).toEqual([correction.id])
  expect((await city.desk.get('d-1'))!.record).toEqual(record)
})

test('the history of the incident tells of draft, signature and sending', async () => {
  using city = openDesk()
  const { version } = await signed(city)
  done(
    await city.desk.markSent('d-1', version, {
      to: 'A05',
      channel: 'thư điện tử',
      number: '',
      at: NOW,
      by: 'an',
    }),
  )
  const lines = city.state.timeline('i-1').filter(({ kind }) => kind === 'document')
  expect(lines.map(({ parts }) => parts?.['did'])).toEqual(['drafted', 'signed', 'sent'])
})

test('the closing report refers to the initial one under the number with which it was sent', async () => {
  using city = openDesk()
  const { version } = await signed(city)
  const sending = { to: 'A05', channel: 'công văn', number: '07/BC-TTGS', at: NOW, by: 'an' }
  done(await city.desk.markSent('d-1', version, sending))
  const closing = done(await city.desk.create('mau-04', ABOUT, 'an'))
  expect(textIn(closing, 'ban-dau.so-ky-hieu').value).toEqual({ kind: 'text', text: '07/BC-TTGS' })
  expect(textIn(closing, 'ban-dau.ngay').value).toEqual({ kind: 'text', text: '24/11/2026' })
})

test('a form is refused what it is not about, and an unknown incident is none', async () => {
  using city = openDesk()
  expect(await city.desk.create('mau-05', ABOUT, 'an')).toMatchObject({ code: 'document.about-invalid' })
  expect(await city.desk.create('mau-03', { kind: 'incident', incidentId: 'x' }, 'an')).toEqual({
    kind: 'not-found',
  })
})
