// What an alert adds to its incident's risk, as lines that a person can read. The first alert of a rule counts
// by its level, more on a system of a high level; a dangerous tactic and an entity that was in other incidents
// add to it; the same rule again counts ever less (at the 2nd, 4th, 8th … time), so that a flood of one rule
// stays bounded. How contributions age: kernel/risk.ts.

import type { Alert } from '#/kernel/alert.ts'
import type { Incident, RiskLine, RiskReason } from '#/kernel/incident.ts'
import type { SystemLevel } from '#/kernel/monitored-system.ts'
import type { Severity } from '#/kernel/severity.ts'

/** Points of a rule by its level. */
const RULE_POINTS = {
  informational: 1,
  low: 5,
  medium: 15,
  high: 35,
  critical: 60,
} as const satisfies Record<Severity, number>

/** Share of the rule's points that the system's level adds. */
const LEVEL_SHARE = { 1: 0, 2: 0, 3: 0.2, 4: 0.4, 5: 0.6 } as const satisfies Record<SystemLevel, number>

/** Tactics of ATT&CK that mean that the attacker is far on. */
const TACTIC_POINTS: Readonly<Record<string, number>> = {
  'attack.impact': 15,
  'attack.exfiltration': 15,
  'attack.lateral-movement': 10,
  'attack.command-and-control': 10,
  'attack.privilege-escalation': 8,
  'attack.credential-access': 5,
}
const ELSEWHERE_POINTS = 5
const MOST_ELSEWHERE = 3

const LEVEL_WORDS = {
  informational: 'thông tin',
  low: 'thấp',
  medium: 'trung bình',
  high: 'cao',
  critical: 'nghiêm trọng',
} as const satisfies Record<Severity, string>

export interface AlertCircumstances {
  /** The incident before this alert; undefined: the alert opens it. */
  readonly before: Incident | undefined
  /** Alerts of the same rule that the incident had already. */
  readonly repeats: number
  readonly systemLevel: SystemLevel | null
  /** Other incidents of late with the same entity; asked only for the alert that opens the incident. */
  readonly elsewhere: number
  readonly now: number
}

/** The lines that the alert adds; most often none. */
export function riskOfAlert(alert: Alert, about: AlertCircumstances): readonly RiskLine[] {
  const { rule } = alert
  const base = RULE_POINTS[rule.level]
  const line = (
    why: RiskReason,
    points: number,
    text: string,
    parts: Readonly<Record<string, string>>,
  ): RiskLine => ({ at: about.now, by: 'thapcanh', why, points, text, parts, alertId: alert.id })

  if (about.repeats > 0) {
    const times = about.repeats + 1
    if (!Number.isInteger(Math.log2(times))) return []
    const points = Math.max(1, Math.round(base / 10))
    return [
      line('repeated', points, `Lặp lại lần thứ ${times}: ${rule.title}`, {
        times: String(times),
        ...titles(alert),
      }),
    ]
  }
  const lines = [
    line('rule', base, `Quy tắc mức ${LEVEL_WORDS[rule.level]}: ${rule.title}`, {
      level: rule.level,
      ...titles(alert),
    }),
  ]
  const { systemLevel } = about
  const ofLevel = systemLevel === null ? 0 : Math.round(base * LEVEL_SHARE[systemLevel])
  if (ofLevel > 0)
    lines.push(
      line('system-level', ofLevel, `Hệ thống cấp độ ${systemLevel}`, {
        level: String(systemLevel),
      }),
    )
  const tactic = worstNewTactic(rule.tags, about.before?.tags ?? [])
  if (tactic !== undefined)
    lines.push(
      line('threat', TACTIC_POINTS[tactic]!, `Chiến thuật nguy hiểm: ${tactic.slice('attack.'.length)}`, {
        tactic,
      }),
    )
  const elsewhere = Math.min(about.elsewhere, MOST_ELSEWHERE)
  if (about.before === undefined && elsewhere > 0)
    lines.push(
      line(
        'seen-elsewhere',
        elsewhere * ELSEWHERE_POINTS,
        `${alert.entity.value} có trong ${about.elsewhere} sự cố khác gần đây`,
        { value: alert.entity.value, incidents: String(about.elsewhere) },
      ),
    )
  return lines
}

/** A person raises or lowers the risk; what would take it below zero is cut by the sum. */
export function adjustment(points: number, reason: string, by: string, now: number): RiskLine {
  const text = `${points > 0 ? 'Tăng' : 'Giảm'} ${Math.abs(points)} điểm: ${reason}`
  return { at: now, by, why: 'adjusted', points, text, parts: { reason } }
}

function titles({ rule }: Alert): Readonly<Record<string, string>> {
  return rule.english === undefined
    ? { title: rule.title }
    : { title: rule.title, titleEnglish: rule.english.title }
}

function worstNewTactic(tags: readonly string[], known: readonly string[]): string | undefined {
  return tags
    .filter(tag => TACTIC_POINTS[tag] !== undefined && !known.includes(tag))
    .sort((a, b) => TACTIC_POINTS[b]! - TACTIC_POINTS[a]!)[0]
}
