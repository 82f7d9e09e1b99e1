// Files and tasks of an incident over the API; uploads over a real connection.

import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { EVIDENCE } from './invented-desk.ts'
import { openCity, type City, type Person } from './invented-platform.ts'

const ATTACHMENTS = '/api/incidents/i-new/attachments'
const BYTES = { 'content-type': 'application/octet-stream' }

const attach = (city: City, name: string, payload: Buffer, who: Person = 'analyst') =>
  city.as(who, { method: 'POST', url: ATTACHMENTS, query: { name }, payload, headers: BYTES })
const list = async (city: City) => (await city.as('viewer', { url: ATTACHMENTS })).json()
const audited = async (city: City) =>
  (await city.platform.audit.entries(0, 100)).map(({ entry }) => entry.action)

async function listen(city: City): Promise<URL> {
  return new URL(await city.api.listen({ host: '127.0.0.1', port: 0 }))
}

describe('an attached file', () => {
  test('is hashed, told by its content, in the history and the audit trail, and comes back as a download', async () => {
    await using city = await openCity()
    const page = Buffer.from('<html><script>alert(1)</script></html>')
    const answer = await attach(city, '../bằng chứng.html', page)
    expect(answer.json()).toMatchObject({
      name: 'bằng chứng.html',
      sha256: createHash('sha256').update(page).digest('hex'),
      bytes: page.length,
      mediaType: 'text/html',
      addedBy: 'analyst',
      removed: null,
    })
    const download = await city.as('viewer', { url: `${ATTACHMENTS}/${answer.json().id}/content` })
    expect(download.rawPayload.equals(page)).toBe(true)
    expect(download.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(page.length),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    expect(download.headers['content-disposition']).toMatch(/^attachment; filename="bang chung.html"/)
    expect(await audited(city)).toEqual(['attachment.added', 'attachment.downloaded'])
    const line = city.state.timeline('i-new').at(-1)
    expect(line).toMatchObject({ kind: 'attachment', by: 'analyst', parts: { name: 'bằng chứng.html' } })
  })

  test('that is removed leaves what it was, and who removed it and why', async () => {
    await using city = await openCity()
    const { id } = (await attach(city, 'a.bin', randomBytes(500))).json()
    const url = `${ATTACHMENTS}/${id}`
    const remove = (who: Person, version: number) =>
      city.as(who, { method: 'POST', url: `${url}/remove`, payload: { version, reason: 'Nhầm' } })
    expect((await remove('analyst', 1)).statusCode).toBe(403)
    expect((await remove('lead', 2)).json().error).toBe('conflict')
    expect((await remove('lead', 1)).json()).toMatchObject({
      bytes: 500,
      removed: { by: 'lead', reason: 'Nhầm' },
    })
    const download = await city.as('viewer', { url: `${url}/content` })
    expect([download.statusCode, download.json().error]).toEqual([410, 'attachment.removed'])
    expect((await remove('lead', 2)).json().error).toBe('attachment.removed')
    expect((await list(city)).at(-1)).toMatchObject({ id, removed: { by: 'lead' } })
  })

  test('that another record holds as well keeps its bytes when one is removed', async () => {
    await using city = await openCity()
    const { id } = (await attach(city, 'again.log', EVIDENCE)).json()
    const payload = { version: 1, reason: 'Trùng' }
    await city.as('lead', { method: 'POST', url: `${ATTACHMENTS}/${id}/remove`, payload })
    const other = await city.as('viewer', { url: `${ATTACHMENTS}/a-1/content` })
    expect(other.rawPayload.equals(EVIDENCE)).toBe(true)
  })

  test('is not reached through another incident', async () => {
    await using city = await openCity()
    const answer = await city.as('viewer', { url: '/api/incidents/i-open/attachments/a-1/content' })
    expect([answer.statusCode, answer.json().error]).toEqual([404, 'attachment.not-found'])
  })

  test('comes only as bytes, and bytes come nowhere else', async () => {
    await using city = await openCity()
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const asForm = await city.as('analyst', {
      method: 'POST',
      url: ATTACHMENTS,
      query: { name: 'x' },
      payload: 'a=b',
      headers: form,
    })
    expect([asForm.statusCode, asForm.json().error]).toEqual([415, 'request.unsupported-type'])
    const asBytes = await city.as('analyst', {
      method: 'POST',
      url: '/api/incidents/i-new/take',
      payload: Buffer.from('{"version":1}'),
      headers: BYTES,
    })
    expect([asBytes.statusCode, asBytes.json().error]).toEqual([415, 'request.unsupported-type'])
  })
})

describe('an upload over a real connection', () => {
  const send = (city: City, url: URL, headers: string): ReturnType<typeof connect> => {
    const socket = connect(Number(url.port), url.hostname)
    socket.on('error', () => undefined)
    socket.write(
      `POST ${ATTACHMENTS}?name=big.bin HTTP/1.1\r\nHost: ${url.host}\r\nCookie: ${city.cookieOf('analyst')}\r\n` +
        `Content-Type: application/octet-stream\r\n${headers}\r\n\r\n`,
    )
    return socket
  }

  test('of more than the usual body arrives whole', async () => {
    await using city = await openCity()
    const url = await listen(city)
    const bytes = randomBytes(9_000_000)
    const answer = await fetch(new URL(`${ATTACHMENTS}?name=big.bin&kind=log`, url), {
      method: 'POST',
      body: bytes,
      headers: { ...BYTES, cookie: city.cookieOf('analyst') },
    })
    const kept = (await answer.json()) as { id: string; bytes: number }
    expect([answer.status, kept.bytes]).toEqual([200, bytes.length])
    const back = await fetch(new URL(`${ATTACHMENTS}/${kept.id}/content`, url), {
      headers: { cookie: city.cookieOf('viewer') },
    })
    expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true)
    // A server that closes before it knows that its answer has gone out waits for the idle connection.
    await sleep(100)
  })

  test.each([
    { name: 'with its length announced', headers: 'Content-Length: 5000000' },
    { name: 'in chunks', headers: 'Transfer-Encoding: chunked' },
  ])('that hangs up midway ($name) leaves no record and no error of ours', async ({ headers }) => {
    await using city = await openCity()
    const url = await listen(city)
    const before = await list(city)
    const socket = send(city, url, headers)
    const piece = randomBytes(100_000)
    socket.write(headers.startsWith('Transfer') ? `${piece.length.toString(16)}\r\n` : '')
    socket.write(piece)
    await sleep(100)
    socket.destroy()
    await sleep(200)
    expect(await list(city)).toEqual(before)
    expect(city.bugs).toEqual([])
    // Its place is free again.
    expect((await attach(city, 'next.bin', randomBytes(10))).statusCode).toBe(200)
  })

  test('that announces too much is refused at once, and its connection ends', async () => {
    await using city = await openCity()
    const url = await listen(city)
    const socket = send(city, url, 'Content-Length: 99999999999')
    let answer = ''
    for await (const chunk of socket) answer += String(chunk)
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toContain('attachment.too-large')
    expect(answer.toLowerCase()).toContain('connection: close')
  })
})

describe('a task', () => {
  const TASKS = '/api/incidents/i-new/tasks'
  const change = (city: City, payload: object) =>
    city.as('analyst', { method: 'PATCH', url: `${TASKS}/t-1`, payload })

  test('is given, begun and ended with a result, each a line of the history', async () => {
    await using city = await openCity()
    const made = await city.as('lead', {
      method: 'POST',
      url: TASKS,
      payload: {
        title: ' Sao lưu bộ nhớ ',
        kind: 'investigate',
        assignee: 'analyst',
        due: city.clock.now() + 1,
      },
    })
    expect(made.json()).toMatchObject({ title: 'Sao lưu bộ nhớ', state: 'open', version: 1 })
    expect((await change(city, { version: 1, state: 'doing' })).json()).toMatchObject({ state: 'doing' })
    const bare = await change(city, { version: 2, state: 'done', result: ' ' })
    expect(bare.json().error).toBe('task.result-required')
    expect((await change(city, { version: 1, state: 'done', result: 'x' })).json().error).toBe('conflict')
    expect((await change(city, { version: 2, state: 'done', result: 'Đủ' })).json()).toMatchObject({
      state: 'done',
      endedAt: city.clock.now(),
    })
    expect(
      city.state
        .timeline('i-new')
        .slice(-3)
        .map(({ text }) => text),
    ).toEqual([
      'Thêm việc: Sao lưu bộ nhớ (giao cho analyst)',
      'Bắt đầu việc: Thu thập nhật ký',
      'Xong việc: Thu thập nhật ký – Đủ',
    ])
    const mine = await city.as('analyst', { url: '/api/tasks', query: { assignee: 'me' } })
    expect(mine.json().tasks.map((one: { task: { title: string } }) => one.task.title)).toEqual([
      'Sao lưu bộ nhớ',
    ])
  })

  test.each(['viewer', 'disabled', 'nobody'])('is not given to %s', async assignee => {
    await using city = await openCity()
    city.state.putUser({ ...city.state.user('disabled')!, disabled: true })
    expect((await change(city, { version: 1, assignee })).json().error).toBe('assignee.invalid')
  })

  test('stands in nobody’s list who does not see its incident', async () => {
    await using city = await openCity()
    city.state.putUser({ ...city.state.user('viewer')!, units: ['so-y-te'] })
    const seen = await city.as('viewer', { url: '/api/tasks' })
    expect(seen.json()).toEqual({ tasks: [], next: null })
    expect((await city.as('viewer', { url: ATTACHMENTS })).json().error).toBe('incident.not-found')
  })
})
