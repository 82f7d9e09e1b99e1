// The time of day in a text, with its half of the day and its zone: "08:15", "8:15:00 CH", "08h15", "8 giờ 15 phút
// tối", "T08:15:00.123+07:00", "2:20 PM GMT+7".

export interface WallClock {
  /** ms since midnight. */
  readonly msOfDay: number
  /** Minutes east of Greenwich; null when none is written. */
  readonly zoneMinutes: number | null
  readonly at: number
  readonly end: number
}

const TIME =
  /(?<![\d.,/])t?(\d{1,2})(?:(?::|h| ?giờ ?|g(?=\d))(\d{2})|h(?!\p{L})| giờ(?! trước| qua| đồng hồ))(?:(?::|m|phút ?)(\d{2})(?:[.,](\d{1,9}))?)?(?: phút)?(?!\d)/u
/** `sa`, `ch`: what .NET writes in Vietnamese for a.m. and p.m. */
const HALF = /^[ ,]*(sa|ch|am|pm|a\.m\.|p\.m\.|sáng|trưa|chiều|tối|đêm)(?![\p{L}\d])/u
const AFTERNOON = new Set(['ch', 'pm', 'p.m.', 'chiều', 'tối'])
const OFFSET = /^[ ,(]*(?:(?:gmt|utc|múi giờ)[ :]?)?([+\-−])(\d{1,2})(?::?(\d{2}))?(?!\d)\)?/u
const NAMED_ZONE = /^[ ,(]*(z|gmt|utc|ict|edt|est|cdt|cst|mdt|mst|pdt|pst|jst|bst|cest|cet)(?![\p{L}\d])\)?/u

/** RFC 822 names and those that feeds use besides. */
const ZONES: Readonly<Record<string, number>> = {
  z: 0,
  gmt: 0,
  utc: 0,
  ict: 420,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  jst: 540,
  bst: 60,
  cet: 60,
  cest: 120,
}

/** The first time of day in lower-case text; null when there is none, `impossible` for one like "25:70". */
export function wallClockIn(words: string): WallClock | 'impossible' | null {
  const compact = /(?<!\d)t?(\d{2})(\d{2})(\d{2})(?=$|[z+\- ])/u
  const found = TIME.exec(words) ?? (/^ ?t?\d{6}/u.test(words) ? compact.exec(words) : null)
  if (found === null) return null
  let end = found.index + found[0].length
  const half = HALF.exec(words.slice(end))
  if (half !== null) end += half[0].length
  let zoneMinutes: number | null = null
  const offset = OFFSET.exec(words.slice(end))
  const zone = offset === null ? NAMED_ZONE.exec(words.slice(end)) : null
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0)
    if (minutes > 14 * 60) return 'impossible'
    zoneMinutes = offset[1] === '+' ? minutes : -minutes
    end += offset[0].length
  } else if (zone !== null) {
    zoneMinutes = ZONES[zone[1]!]!
    end += zone[0].length
  }
  const hour = hourOf(Number(found[1]), half?.[1])
  const [minute, second] = [Number(found[2] ?? 0), Number(found[3] ?? 0)]
  if (hour > 23 || minute > 59 || second > 60) return 'impossible'
  const fraction = Math.floor(Number(`0.${found[4] ?? 0}`) * 1000)
  return {
    msOfDay: ((hour * 60 + minute) * 60 + second) * 1000 + fraction,
    zoneMinutes,
    at: found.index,
    end,
  }
}

/** "12:05 SA" is five past midnight; "14:20 CH" says the same twice; "12 giờ đêm" is midnight, "1 giờ trưa" one p.m. */
function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined || hour > 12) return hour
  if (half === 'trưa') return hour < 10 ? hour + 12 : hour
  if (half === 'đêm') return hour === 12 ? 0 : hour >= 9 ? hour + 12 : hour
  if (AFTERNOON.has(half)) return hour === 12 ? 12 : hour + 12
  return hour === 12 ? 0 : hour
}
