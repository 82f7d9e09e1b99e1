// The public intake: what anybody can do, how often, and what they learn; and what the centre makes of it.

import { describe, expect, test } from 'vitest'
import { makeFollowCode, hashFollowCode } from '#/incidents/intake-code.ts'
import { FOLLOW_CODE, FORM_TOKEN } from './invented-desk.ts'
import { openCity, type City } from './invented-platform.ts'
import { WRITTEN } from './requests/intake.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const form = (city: City, url: string, fields: Readonly<Record<string, string>>, from = '198.51.100.1') =>
  city.api.inject({
    method: 'POST',
    url,
    payload: new URLSearchParams(fields).toString(),
    headers: FORM,
    remoteAddress: from,
  })
const tokenOf = async (city: City): Promise<string> => {
  const token = (await city.api.inject({ url: '/api/intake/token' })).json().token as string
  city.clock.turn(3000)
  return token
}
const sendByProgram = async (city: City, from: string, fields: object = {}) =>
  city.api.inject({
    method: 'POST',
    url: '/api/intake',
    payload: { ...WRITTEN, token: await tokenOf(city), ...fields },
    remoteAddress: from,
  })
const follow = (city: City, code: string, remoteAddress = '198.51.100.1') =>
  city.api.inject({ method: 'POST', url: '/api/intake/follow', payload: { code }, remoteAddress })
const work = (city: City, act: string, payload: object) =>
  city.as('analyst', { method: 'POST', url: `/api/intake/notices/n-1/${act}`, payload })

describe('the page', () => {
  test.each(['vi', 'en'])(
    'in %s needs no script and nothing from elsewhere, and says so in its headers',
    async lang => {
      await using city = await openCity()
      for (const url of ['/bao-su-co', '/bao-su-co/theo-doi']) {
        const page = await city.api.inject({ url, query: { lang } })
        expect(page.body).toContain(`<html lang="${lang}">`)
        expect(page.body).not.toMatch(
          /<script|<style|style="|\son\w+=|https?:\/\/(?!www\.w3\.org\/2000\/svg)/,
        )
        expect(page.headers['content-security-policy']).toContain("default-src 'none'")
        // Without this a browser sends `Origin: null` with the form, and it would be refused.
        expect(page.headers['referrer-policy']).toBe('same-origin')
        expect(page.headers['cache-control']).toBe('no-store')
        const labels = [...page.body.matchAll(/<label for="([^"]+)"/g)].map(found => found[1])
        const controls = [...page.body.matchAll(/<(?:input(?! type="hidden")|textarea)[^>]*\sid="([^"]+)"/g)]
        expect(new Set(controls.map(found => found[1]))).toEqual(new Set(labels))
      }
      const style = await city.api.inject({ url: '/bao-su-co/trang.css' })
      expect(style.headers['content-type']).toMatch(/^text\/css/)
    },
  )

  test('acknowledges at once, citing the article, with a code that is kept nowhere', async () => {
    await using city = await openCity()
    const page = await form(city, '/bao-su-co', { ...WRITTEN, token: FORM_TOKEN })
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('Điều 10 Thông tư 20/2017/TT-BTTTT')
    const code = /class="code"[^>]*>([^<]+)</.exec(page.body)![1]!
    expect(code).toMatch(/^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/)
    const { notices } = (await city.as('analyst', { url: '/api/intake/notices' })).json()
    expect(notices[0]).toMatchObject({
      number: 'TB-2026-0001',
      reporter: WRITTEN.reporter,
      state: 'received',
      fromAddress: '198.51.100.1',
      detectedAt: Date.parse('2026-11-22T08:00:00+07:00'),
    })
    expect(JSON.stringify(notices)).not.toContain(code.replaceAll('-', ''))
    const followed = await form(city, '/bao-su-co/theo-doi', { code: ` ${code.toLowerCase()} ` })
    expect(followed.body).toContain('Đã tiếp nhận, đang chờ xác minh.')
  })

  test('shows what was written again, harmless, with what is wrong beside each field', async () => {
    await using city = await openCity()
    const evil = '"><script>alert(1)</script>\'&'
    const fields = {
      ...WRITTEN,
      reporter: evil,
      description: '</textarea><img src=x onerror=alert(1)>',
      detected: '31/02',
    }
    const page = await form(city, '/bao-su-co', { ...fields, token: FORM_TOKEN })
    expect(page.statusCode).toBe(400)
    expect(page.body).not.toMatch(/<script|<img/)
    expect(page.body).toContain('value="&quot;&gt;&lt;script&gt;')
    expect(page.body).toMatch(/id="detected"[^>]*aria-invalid="true"/)
    expect(page.body).toContain('href="#detected"')
    // The same token is still good: nothing was taken.
    const again = await form(city, '/bao-su-co', { ...fields, detected: WRITTEN.detected, token: FORM_TOKEN })
    expect(again.statusCode).toBe(200)
  })

  test.each([
    { name: 'no token', fields: { token: '' }, says: 'mở quá lâu' },
    {
      name: 'a token of someone else',
      fields: { token: FORM_TOKEN.replace(/.$/, 'A').replace(/^./, '1') },
      says: 'mở quá lâu',
    },
    {
      name: 'the hidden field filled in',
      fields: { website: 'http://example.com' },
      says: 'Hãy để trống ô này',
    },
    { name: 'a blank field that must be filled', fields: { system: ' \u200b\n' }, says: 'Hãy điền mục này' },
    { name: 'a time to come', fields: { detected: '2026-12-01T08:00' }, says: 'chưa tới' },
    { name: 'a time long ago', fields: { detected: '2020-12-01T08:00' }, says: 'một năm' },
    { name: 'too long a text', fields: { reporter: 'x'.repeat(201) }, says: 'Nhiều nhất 200' },
  ])('takes no notice with $name', async ({ fields, says }) => {
    await using city = await openCity()
    const page = await form(city, '/bao-su-co', { ...WRITTEN, token: FORM_TOKEN, ...fields })
    expect([page.statusCode, page.body.includes(says)]).toEqual([400, true])
    expect((await city.as('analyst', { url: '/api/intake/notices' })).json().notices).toHaveLength(1)
  })

  test('is not there in a city that has closed it', async () => {
    await using city = await openCity({ intakeOpen: false })
    for (const url of ['/bao-su-co', '/bao-su-co/theo-doi', '/api/intake/token'])
      expect((await city.api.inject({ url })).statusCode).toBe(404)
    const payload = { ...WRITTEN, token: FORM_TOKEN }
    expect((await city.api.inject({ method: 'POST', url: '/api/intake', payload })).statusCode).toBe(404)
  })

  test('sent twice is one notice', async () => {
    await using city = await openCity()
    await form(city, '/bao-su-co', { ...WRITTEN, token: FORM_TOKEN })
    const again = await form(city, '/bao-su-co', { ...WRITTEN, token: FORM_TOKEN })
    expect([again.statusCode, again.body.includes('đã được gửi')]).toEqual([400, true])
  })

  test('is not filled in by a program in no time', async () => {
    await using city = await openCity()
    const token = (await city.api.inject({ url: '/api/intake/token' })).json().token as string
    expect((await form(city, '/bao-su-co', { ...WRITTEN, token })).body).toContain('vài giây')
    city.clock.turn(3000)
    expect((await form(city, '/bao-su-co', { ...WRITTEN, token })).statusCode).toBe(200)
  })

  test('of another site cannot send its form', async () => {
    await using city = await openCity()
    const answer = await city.api.inject({
      method: 'POST',
      url: '/bao-su-co',
      payload: new URLSearchParams({ ...WRITTEN, token: FORM_TOKEN }).toString(),
      headers: { ...FORM, 'sec-fetch-site': 'cross-site' },
    })
    expect(answer.json().error).toBe('request.cross-site')
  })
})

describe('how often', () => {
  test('five notices from one network at once, then one in ten minutes; others are not hindered', async () => {
    await using city = await openCity()
    const statuses: number[] = []
    for (let n = 0; n < 7; n++) statuses.push((await sendByProgram(city, `2001:db8::${n}`)).statusCode)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429])
    const refused = await sendByProgram(city, '2001:db8::ffff')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(300)
    expect((await sendByProgram(city, '2001:db8:1::1')).statusCode).toBe(200)
    city.clock.turn(600_000)
    expect((await sendByProgram(city, '2001:db8::1')).statusCode).toBe(200)
  })

  test('all networks together have a bound too', async () => {
    await using city = await openCity()
    let taken = 0
    for (let n = 0; n < 160; n++) if ((await sendByProgram(city, `203.0.${n}.7`)).statusCode === 200) taken++
    // 120 at once, and one more every 20 of the 477 seconds between the first and the last.
    expect(taken).toBe(120 + 23)
  })

  test('a code is looked up twenty times at once, whether right or wrong', async () => {
    await using city = await openCity()
    for (let n = 0; n < 20; n++) expect((await follow(city, makeFollowCode())).statusCode).toBe(404)
    expect((await follow(city, FOLLOW_CODE)).statusCode).toBe(429)
    expect((await follow(city, FOLLOW_CODE, '198.51.100.2')).statusCode).toBe(200)
    const page = await form(city, '/bao-su-co/theo-doi', { code: FOLLOW_CODE })
    expect([page.statusCode, page.body.includes('TB-2026-0001')]).toEqual([429, false])
  })
})

describe('a code', () => {
  test('has a hundred bits, none of them the same twice', () => {
    const codes = Array.from({ length: 2000 }, makeFollowCode)
    expect(new Set(codes).size).toBe(2000)
    for (let at = 0; at < 23; at++)
      expect(new Set(codes.map(code => code[at])).size).toBe(at % 6 === 5 ? 1 : 32)
  })

  test.each([
    ['0oO1i-Il000-00000-00000', '00011-11000-00000-00000'],
    ['abcde–fghjk—mnpqr stvwx', 'ABCDE-FGHJK-MNPQR-STVWX'],
  ])('may be typed as %s', (typed, meant) => {
    expect(hashFollowCode(typed)).toBe(hashFollowCode(meant))
  })

  test.each(['', '00000-11111-22222-3333', '00000-11111-22222-333334', "' OR 1=1 --", 'U'.repeat(20), '%'])(
    '%j leads nowhere',
    async code => {
      await using city = await openCity()
      const page = await form(city, '/bao-su-co/theo-doi', { code })
      expect([page.statusCode, page.body.includes('Không có thông báo nào')]).toEqual([404, true])
    },
  )
})

describe('the way of a notice', () => {
  test('to an incident: opened with the reporter’s words, the clock of its acknowledgement met, followed to its end', async () => {
    await using city = await openCity()
    expect((await work(city, 'verify', { version: 1 })).json()).toMatchObject({ state: 'verifying' })
    expect((await follow(city, FOLLOW_CODE)).json()).toMatchObject({
      state: 'verifying',
      text: 'Đang được xác minh.',
    })
    const accepted = (await work(city, 'accept', { version: 2, severity: 'high' })).json()
    const incident = city.state.incident(accepted.incidentId)!
    expect(incident).toMatchObject({
      origin: 'intake',
      title: 'dichvucong.example.com: Trang chủ hiện hình ảnh lạ.',
      severity: 'high',
      systemId: 'dvc',
      description: 'Trang chủ hiện hình ảnh lạ.',
      detectedAt: accepted.detectedAt,
      facts: { 'notice-received': { at: accepted.receivedAt, reason: 'Thông báo TB-2026-0001' } },
    })
    const { clocks } = await city.platform.law.clocks(incident)
    expect(clocks.find(({ clock }) => clock.id === 'C7')).toMatchObject({ state: 'met' })
    expect(city.state.timeline(incident.id).map(({ kind }) => kind)).toEqual(['created', 'report', 'clock'])
    expect((await follow(city, FOLLOW_CODE)).json()).toMatchObject({ state: 'handling' })
    const close = {
      version: incident.version,
      disposition: 'true-positive',
      mau05: 5,
      reason: 'Bí mật nội bộ',
    }
    await city.as('analyst', { method: 'POST', url: `/api/incidents/${incident.id}/close`, payload: close })
    const end = await follow(city, FOLLOW_CODE)
    expect(end.json()).toMatchObject({
      state: 'closed',
      textEnglish: 'Closed: it was an incident and has been resolved.',
    })
    expect(end.body).not.toMatch(/Bí mật|analyst|dvc|i-n/)
    expect((await work(city, 'reject', { version: 3, reason: 'x', publicReason: 'y' })).json().error).toBe(
      'intake.decided',
    )
  })

  test('to an incident that is there: its clock runs once more and is met', async () => {
    await using city = await openCity()
    const fact = { reason: 'Điện thoại', version: 1 }
    const put = await city.as('analyst', {
      method: 'POST',
      url: '/api/incidents/i-new/facts/notice-received',
      payload: fact,
    })
    expect(put.statusCode).toBe(200)
    const accepted = await work(city, 'accept', { version: 1, incidentId: 'i-new' })
    expect(accepted.json()).toMatchObject({ state: 'accepted', incidentId: 'i-new', handledBy: 'analyst' })
    const lines = city.state.timeline('i-new')
    expect(lines.filter(({ kind }) => kind === 'report').map(({ text }) => text)).toEqual([
      'Thông báo TB-2026-0001 của Trần Thị Bình, nhận lúc 22/11/2026 08:50; đã phản hồi ngay trên trang tiếp nhận',
    ])
    expect(city.state.incident('i-new')!.facts['notice-received']?.reason).toBe('Điện thoại')
  })

  test('to a closed incident, or one that is not seen, is refused', async () => {
    await using city = await openCity()
    expect((await work(city, 'accept', { version: 1, incidentId: 'i-closed' })).json().error).toBe(
      'incident.closed',
    )
    expect((await work(city, 'accept', { version: 1, incidentId: 'none' })).json().error).toBe(
      'incident.not-found',
    )
    expect((await work(city, 'accept', { version: 1, systemId: 'none' })).json().error).toBe(
      'system.not-found',
    )
    expect((await follow(city, FOLLOW_CODE)).json().state).toBe('received')
  })

  test('to a rejection: the reporter reads the words for the public, not the reason', async () => {
    await using city = await openCity()
    await work(city, 'reject', {
      version: 1,
      reason: 'Lừa đảo quen mặt',
      publicReason: 'Hệ thống <b>bảo trì</b>.',
    })
    const page = await form(city, '/bao-su-co/theo-doi?lang=en', { code: FOLLOW_CODE })
    expect(page.body).toContain('Not taken up.')
    expect(page.body).toContain('Hệ thống &lt;b&gt;bảo trì&lt;/b&gt;.')
    expect(page.body).not.toContain('Lừa đảo')
  })

  test('with messages both ways', async () => {
    await using city = await openCity()
    await work(city, 'messages', { version: 1, text: 'Dùng <i>trình duyệt</i> nào?' })
    const page = await form(city, '/bao-su-co/theo-doi', {
      code: FOLLOW_CODE,
      add: '1',
      text: 'Firefox\u202e\r\n<b>trên</b> máy tính',
    })
    expect(page.body).toContain('Dùng &lt;i&gt;trình duyệt&lt;/i&gt; nào?')
    expect(page.body).toContain('Đã nhận thông tin bổ sung.')
    expect(page.body).not.toMatch(/analyst|<b>|<i>|\u202e/)
    const notice = (await city.as('analyst', { url: '/api/intake/notices/n-1' })).json()
    expect(notice.messages.map(({ by, text }: { by: string | null; text: string }) => [by, text])).toEqual([
      ['analyst', 'Dùng <i>trình duyệt</i> nào?'],
      [null, 'Firefox\n<b>trên</b> máy tính'],
    ])
    expect(
      (await form(city, '/bao-su-co/theo-doi', { code: FOLLOW_CODE, add: '1', text: ' ' })).statusCode,
    ).toBe(400)
  })

  test('is seen by people of a unit only when it means a system of theirs', async () => {
    await using city = await openCity()
    city.state.putUser({ ...city.state.user('analyst')!, units: ['so-y-te'] })
    const list = async () => (await city.as('analyst', { url: '/api/intake/notices' })).json()
    expect(await list()).toMatchObject({ notices: [], waiting: 0 })
    expect((await city.as('analyst', { url: '/api/intake/notices/n-1' })).json().error).toBe(
      'intake.not-found',
    )
    const { system, version } = city.platform.register.system('dvc')!
    await city.platform.register.save({ ...system, unitId: 'so-y-te' }, version, 'lead')
    expect(await list()).toMatchObject({ notices: [{ id: 'n-1' }], waiting: 1 })
  })
})
