// Events that touch a domain known to be bad. The domains change while the platform runs; they are looked up by
// the host names in an event and by their parent domains, so that a hundred thousand cost no more than one.

import type { MatchedField, RuleSummary } from '#/kernel/alert.ts'
import { valuesOf, type Event } from '#/kernel/event.ts'
import type { Indicator } from '#/kernel/indicator.ts'
import { citationOf } from './citations.ts'
import type { Match, Rule } from './rule.ts'

/** Fields that hold a host name. */
const HOST_FIELDS = [
  'dns.question.name',
  'url.domain',
  'destination.domain',
  'server.domain',
  'tls.client.server_name',
  'winlog.event_data.QueryName',
  'winlog.event_data.DestinationHostname',
] as const
/** Fields that hold an address of the web. */
const URL_FIELDS = ['url.full', 'url.original', 'http.request.referrer'] as const
/** Fields that hold an address of mail. */
const MAIL_FIELDS = ['email.from.address', 'email.sender.address', 'email.reply_to.address'] as const
/** A host name has no more labels than this; longer ones are no host names. */
const MAX_LABELS = 40

const TAGS = ['attack.t1566', 'mau05.2']
const SUMMARY: RuleSummary = {
  id: 'thapcanh-indicator-domain',
  title: 'Kết nối tới tên miền giả mạo đã biết',
  author: 'Thápcanh',
  level: 'high',
  description:
    'Một máy hỏi, mở hoặc nhận thư từ tên miền có trong danh sách chỉ dấu: tên miền giả mạo trang của thành phố tìm thấy trên mạng, hoặc do người trực nhập.',
  family: 'indicator',
  tags: TAGS,
  cites: TAGS.map(citationOf).filter(cite => typeof cite === 'string'),
  falsePositives: [
    'Người trực tự mở trang để kiểm tra',
    'Tên miền đã đổi chủ sau khi được đưa vào danh sách',
  ],
  english: {
    title: 'Contact with a known imitating domain',
    description:
      'A machine asked for, opened or got mail from a domain on the list of indicators: one that imitates a page of the city and was found online, or one that a person entered.',
    response:
      'Find out who opened the page and what they typed there; block the domain; change the passwords that were entered.',
    falsePositives: [
      'Someone on duty opened the page to look at it',
      'The domain has changed hands since it was listed',
    ],
  },
  response: 'Xác định ai đã mở trang và đã nhập gì; chặn tên miền; đổi mật khẩu đã nhập.',
}

/** The rule under which such matches are reported; it has no log source and no cases of its own. */
export const INDICATOR_RULE: Rule = {
  summary: SUMMARY,
  logsource: {},
  status: 'stable',
  cases: [],
  path: '(indicators)',
}

/** Matches of an event against the indicators: none, or one with all that was found. Pure. */
export type MatchIndicators = (event: Event) => readonly Match[]

export function createIndicatorMatch(indicators: readonly Indicator[]): MatchIndicators {
  if (indicators.length === 0) return () => []
  const reasons = new Map(indicators.map(({ domain, reason }) => [domain, reason]))
  return event => {
    const matched: MatchedField[] = []
    const look = (field: string, value: string, host: string | undefined): void => {
      const domain = host === undefined ? undefined : listedParent(host, reasons)
      if (domain !== undefined)
        matched.push({ field, value, selection: `${domain}: ${reasons.get(domain)!}` })
    }
    for (const field of HOST_FIELDS)
      for (const value of valuesOf(event, field)) look(field, String(value), String(value))
    for (const field of URL_FIELDS)
      for (const value of valuesOf(event, field)) look(field, String(value), hostOfUrl(String(value)))
    for (const field of MAIL_FIELDS)
      for (const value of valuesOf(event, field))
        look(field, String(value), /@([^@>\s]+)>?\s*$/.exec(String(value))?.[1])
    return matched.length === 0 ? [] : [{ rule: INDICATOR_RULE, matched }]
  }
}

/** The host itself or the nearest of its parents that is listed. */
function listedParent(host: string, listed: ReadonlyMap<string, string>): string | undefined {
  let name = host.toLowerCase().replace(/\.$/, '')
  for (let labels = 0; labels < MAX_LABELS; labels++) {
    if (listed.has(name)) return name
    const dot = name.indexOf('.')
    if (dot === -1) return undefined
    name = name.slice(dot + 1)
  }
  return undefined
}

/** Paths without a host (`/index.php` of a web server's own log) have none. */
function hostOfUrl(url: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:[\]]+)/i.exec(url)?.[1]
}
