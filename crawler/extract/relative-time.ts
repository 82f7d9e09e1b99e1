// Times told from now: "3 giờ trước", "vừa xong", "Hôm qua", "2 days ago". Forums and comments write them.

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:giây|seconds?|secs?|s)$/u, SECOND],
  [/^(?:phút|minutes?|mins?|p)$/u, MINUTE],
  [/^(?:giờ|tiếng|hours?|hrs?|h)$/u, HOUR],
  [/^(?:ngày|days?|d)$/u, DAY],
  [/^(?:tuần|weeks?|w)$/u, 7 * DAY],
  [/^(?:tháng|months?)$/u, 30 * DAY],
  [/^(?:năm|years?)$/u, 365 * DAY],
]

const AGO =
  /(?<![\d/.:])(\d{1,4}|một|vài|an?|one|few) ?(giây|phút|giờ|tiếng|ngày|tuần|tháng|năm|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|[sphdw])(?: đồng hồ)? (?:trước|ago|qua)(?!\p{L})/u
const JUST_NOW = /^(?:vừa xong|vừa mới|mới đây|vài giây trước|just now|now)(?!\p{L})/u

/** ms UTC of "3 giờ trước"; null when the text does not speak so. Lower case. */
export function agoOf(words: string, nowMs: number): number | null {
  if (JUST_NOW.test(words)) return nowMs
  const found = AGO.exec(words)
  if (found === null) return null
  const unit = UNITS.find(([name]) => name.test(found[2]!))
  return unit === undefined ? null : nowMs - countOf(found[1]!) * unit[1]
}

function countOf(text: string): number {
  if (/^\d/u.test(text)) return Number(text)
  return text === 'vài' || text === 'few' ? 3 : 1
}

/** Days before today that the text names: hôm nay 0, hôm qua 1, hôm kia 2. Lower case. */
export function dayNameOf(words: string): number | null {
  if (/(?:^|\P{L})(?:hôm nay|today)(?!\p{L})/u.test(words)) return 0
  if (/(?:^|\P{L})(?:hôm qua|yesterday)(?!\p{L})/u.test(words)) return 1
  return /(?:^|\P{L})hôm kia(?!\p{L})/u.test(words) ? 2 : null
}
