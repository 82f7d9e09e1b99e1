// How grave it is that something is said: 1 (watch) to 4 (crisis), by points of a stated table and a few bounds. No
// judgement of a machine's own: each condition that holds is named, with its points, so that a person can add them
// up. The table stands in docs/decisions/0019-spikes-and-crisis-level.md too.
//
// Monotone: more mentions, a worse tone, more sources, more readers, a graver incident or topic never lower it.

import type { Topic } from '#/kernel/mention.ts'
import { severityRank, type Severity } from '#/kernel/severity.ts'

export interface CrisisFacts {
  /** Mentions in the strongest window of the spike, and how many would be usual there. */
  readonly observed: number
  readonly expected: number
  /** Share of negative ones among those with a sure tone, 0 … 1; null when no tone is sure. */
  readonly negativeShare: number | null
  /** Different sources. */
  readonly sources: number
  /** Readers a day of these sources together; null when none states its reach. */
  readonly reach: number | null
  readonly topic: Topic
  /** The gravest open cyber incident about the same system or place; null when there is none. */
  readonly incident: Severity | null
}

export interface CrisisLevel {
  readonly level: 1 | 2 | 3 | 4
  /** In Vietnamese, one for each condition that holds, with its points. */
  readonly reasons: readonly string[]
}

/** When no spike is open. */
export const NO_CRISIS: CrisisLevel = { level: 1, reasons: [] }

/** What harms people or trust at once weighs more. */
const TOPIC_POINTS: Readonly<Record<Topic, 0 | 1 | 2>> = {
  flood: 2,
  fire: 2,
  health: 2,
  'food-safety': 2,
  cyber: 2,
  corruption: 2,
  order: 1,
  traffic: 1,
  land: 1,
  environment: 1,
  education: 1,
  utilities: 1,
  waste: 1,
  welfare: 1,
  'public-service': 1,
  construction: 1,
  tourism: 0,
  economy: 0,
  other: 0,
}

/** Points from a value on, highest first. */
type Steps = readonly (readonly [from: number, points: number])[]
const RATIO: Steps = [
  [12, 3],
  [6, 2],
  [3, 1],
]
const MENTIONS: Steps = [
  [200, 2],
  [50, 1],
]
const NEGATIVE: Steps = [
  [0.8, 3],
  [0.6, 2],
  [0.4, 1],
]
const SOURCES: Steps = [
  [8, 2],
  [3, 1],
]
const REACH: Steps = [
  [1_000_000, 2],
  [100_000, 1],
]
/** By rank of severity. */
const INCIDENT: Steps = [
  [severityRank('high'), 3],
  [severityRank('low'), 2],
  [severityRank('informational'), 1],
]
/** Level from so many points on. */
const LEVELS: Steps = [
  [11, 4],
  [8, 3],
  [5, 2],
]
/** What is hardly spoken against is no crisis, however loud it is: praise, a festival. */
const MOST_LEVEL_BY_NEGATIVE: Steps = [
  [0.4, 4],
  [0.2, 2],
]
const LEAST_LEVEL_BY_INCIDENT: Steps = [
  [severityRank('critical'), 3],
  [severityRank('high'), 2],
]

export function crisisLevel(facts: CrisisFacts): CrisisLevel {
  const ratio = facts.observed / Math.max(1, facts.expected)
  const negative = facts.negativeShare ?? 0
  const rank = facts.incident === null ? -1 : severityRank(facts.incident)
  const parts: readonly (readonly [points: number, text: string])[] = [
    [step(RATIO, ratio), `gấp ${figure(ratio)} lần bình thường`],
    [step(MENTIONS, facts.observed), `${figure(facts.observed)} lượt nhắc`],
    [step(NEGATIVE, negative), `${figure(negative * 100)} % tiêu cực`],
    [step(SOURCES, facts.sources), `${figure(facts.sources)} nguồn`],
    [step(REACH, facts.reach ?? 0), `tới khoảng ${figure(facts.reach ?? 0)} người đọc mỗi ngày`],
    [TOPIC_POINTS[facts.topic], 'chủ đề hệ trọng'],
    [step(INCIDENT, rank), 'có sự cố an toàn thông tin liên quan đang mở'],
  ]
  const points = parts.reduce((sum, [each]) => sum + each, 0)
  const byPoints = step(LEVELS, points) || 1
  const most = rank >= 0 ? 4 : step(MOST_LEVEL_BY_NEGATIVE, negative) || 1
  const least = step(LEAST_LEVEL_BY_INCIDENT, rank) || 1
  const level = Math.max(least, Math.min(most, byPoints)) as CrisisLevel['level']
  const reasons = parts.flatMap(([each, text]) => (each > 0 ? [`${text} (+${each})`] : []))
  if (byPoints > most) reasons.push(`ít ý kiến tiêu cực: cao nhất là mức ${most}`)
  if (least > Math.min(most, byPoints)) reasons.push(`sự cố nghiêm trọng: thấp nhất là mức ${least}`)
  return { level, reasons }
}

/** Points of the first step that is reached; 0 below all. */
function step(steps: Steps, value: number): number {
  return steps.find(([from]) => value >= from)?.[1] ?? 0
}

const FORMAT = new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 1 })

function figure(value: number): string {
  return FORMAT.format(value)
}
