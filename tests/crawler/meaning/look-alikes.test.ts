import { domainToASCII } from 'node:url'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLookAlikeFinder, lookAlikes, type LookAlikeReason } from '#/crawler/meaning/look-alikes.ts'
import { addressesIn, readAddress } from '#/crawler/meaning/web-addresses.ts'

const CITY = ['dichvucong.thanhphohoa.example', 'thuphi.hoaphi.example']

describe('look-alikes of the city’s sites', () => {
  test.each<{ name: string; url: string; reason: LookAlikeReason | null; imitates?: string }>([
    { name: 'the site itself', url: 'https://dichvucong.thanhphohoa.example/nop-ho-so', reason: null },
    { name: 'another site under the same domain', url: 'https://hop-thu.thanhphohoa.example', reason: null },
    {
      name: 'the site with port, in capitals',
      url: 'HTTPS://DichVuCong.ThanhPhoHoa.Example:8443/',
      reason: null,
    },
    { name: 'something else altogether', url: 'https://tin-tuc.example.net/bai-1', reason: null },
    {
      name: 'a path that names the city proves nothing',
      url: 'https://blog.example.net/dichvucong.thanhphohoa.example',
      reason: null,
    },
    {
      name: "the city's host in front of another domain",
      url: 'https://dichvucong.thanhphohoa.example.evil.test/dang-nhap',
      reason: 'inside',
    },
    {
      name: 'the same with hyphens for points',
      url: 'https://dichvucong-thanhphohoa-example.evil.test',
      reason: 'inside',
    },
    { name: 'before an @', url: 'https://dichvucong.thanhphohoa.example@evil.test/', reason: 'inside' },
    { name: 'Cyrillic letters', url: 'https://dichvucong.thаnhphohoa.example', reason: 'letters' },
    {
      name: 'the same as punycode',
      url: `https://${domainToASCII('thаnhphohoa.example')}`,
      reason: 'letters',
    },
    { name: 'a digit for a letter', url: 'https://thanhph0hoa.example', reason: 'letters' },
    { name: 'with Vietnamese marks', url: 'https://thànhphốhoa.example', reason: 'letters' },
    { name: 'another ending', url: 'https://thanhphohoa.test', reason: 'ending' },
    { name: 'other hyphens', url: 'https://thanh-pho-hoa.example', reason: 'hyphens' },
    { name: 'a point made a hyphen', url: 'https://dichvucong-thanhphohoa.test', reason: 'hyphens' },
    { name: 'one letter more', url: 'https://thanhphohoaa.example', reason: 'spelling' },
    { name: 'two letters swapped', url: 'https://dichvuocng.test', reason: 'spelling' },
    { name: 'words added', url: 'https://thanhphohoa-hotro.test', reason: 'words' },
    { name: 'words added without a hyphen', url: 'https://dichvucongonline.test', reason: 'words' },
    { name: 'a state body under gov.vn', url: 'https://dichvucong.gov.vn/p/home', reason: null },
    {
      name: 'the second site',
      url: 'https://thuphi-nop.test',
      reason: 'words',
      imitates: 'thuphi.hoaphi.example',
    },
  ])('$name: $reason', ({ url, reason, imitates }) => {
    const [found] = lookAlikes([url], CITY)
    expect(found?.reason ?? null).toBe(reason)
    expect(found === undefined || imitates === undefined || found.imitates === imitates).toBe(true)
  })

  test('a domain that is known to be good is none', () => {
    expect(lookAlikes(['https://baothanhphohoa.test/tin'], CITY)).toHaveLength(1)
    expect(lookAlikes(['https://www.baothanhphohoa.test/tin'], CITY, ['baothanhphohoa.test'])).toEqual([])
  })

  test('no address below a domain of the city is ever one', () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/)
    fc.assert(
      fc.property(fc.array(label, { maxLength: 4 }), fc.constantFrom(...CITY), (labels, domain) => {
        const host = [...labels, domain].join('.')
        expect(lookAlikes([`https://${host}/`, host], CITY)).toEqual([])
      }),
      { seed: 5, numRuns: 300 },
    )
  })

  test('the city’s name in front of anybody’s domain always is one', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{3,12}$/), fc.constantFrom(...CITY), (evil, domain) => {
        expect(lookAlikes([`https://${domain}.${evil}x.test/`], CITY)[0]?.reason).toBe('inside')
      }),
      { seed: 6, numRuns: 100 },
    )
  })

  test('what is no domain is refused as the city’s', () => {
    expect(() => createLookAlikeFinder(['localhost'])).toThrow('localhost is no domain of a site')
  })

  test('without domains of the city nothing is looked for', () => {
    expect(createLookAlikeFinder([]).of(['https://thanhphohoa.test'])).toEqual([])
  })
})

describe('addresses in texts', () => {
  test.each<{ name: string; text: string; hosts: readonly string[] }>([
    {
      name: 'a link in a sentence',
      text: 'Xem https://tin.example.com/a?b=1. Hết',
      hosts: ['tin.example.com'],
    },
    {
      name: 'without a scheme',
      text: 'vào dichvucong.example.com nộp hồ sơ',
      hosts: ['dichvucong.example.com'],
    },
    { name: 'hxxp and brackets', text: 'hxxps://evil[.]example[.]com/x', hosts: ['evil.example.com'] },
    { name: 'words for the point', text: 'evil(dot)example(dot)com', hosts: ['evil.example.com'] },
    { name: 'a scheme taken apart', text: 'hxxp[:]//evil.example.com', hosts: ['evil.example.com'] },
    { name: 'in brackets', text: '(www.example.com)', hosts: ['www.example.com'] },
    {
      name: 'international letters',
      text: 'https://tỉnh.example.com',
      hosts: [domainToASCII('tỉnh.example.com')],
    },
    {
      name: 'a sentence without a space after its point',
      text: 'nước ngập.Hôm nay lại ngập.Sao vậy',
      hosts: [],
    },
    {
      name: 'numbers, dates, an address of mail',
      text: '1.500.000 đồng ngày 12.3.2026, an@example.com',
      hosts: [],
    },
    { name: 'an IP address is no host name', text: 'http://192.0.2.7/x', hosts: [] },
    { name: 'twice the same', text: 'https://a.example.com https://a.example.com', hosts: ['a.example.com'] },
  ])('$name', ({ text, hosts }) => {
    expect(addressesIn(text).map(({ host }) => host)).toEqual(hosts)
  })

  test('reading never fails, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), text => {
        addressesIn(text)
        expect(readAddress(text)?.host ?? 'a.b').toContain('.')
      }),
      { seed: 8, numRuns: 300 },
    )
  })
})
