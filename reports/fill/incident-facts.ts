// Answers that several documents about an incident share: who reports, the system, when it was detected, what
// happened so far.

import type { TimelineEntry } from '#/kernel/incident.ts'
import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import type { Answers } from '../document.ts'
import { DETECTED, REPORTER, SYSTEM } from '../forms/questions.ts'
import { dateOf, hourOf, momentOf, shortMomentOf } from '../vietnamese-time.ts'
import type { Answering, Figures, IncidentFile } from './figures.ts'
import { PROPERTY_WORDS, kindOf } from './words.ts'

/** One incident with what the register knows of its system; undefined when it is on none, or on an unknown one. */
export interface Subject extends IncidentFile {
  readonly system: RegisteredSystem | undefined
}

export function incidentQuery({ incident }: IncidentFile, part: string): string {
  return `incident:${incident.code} ${part}`
}

export function systemQuery({ incident }: IncidentFile, part: string): string {
  return `system:${incident.systemId ?? '-'} ${part}`
}

export function fillReporter({ organisation }: Figures, answer: Answering): Answers {
  const own = (key: string): string => `config:organisation.${key}`
  return {
    [REPORTER.name]: answer.text(organisation.name, own('name')),
    [REPORTER.address]: answer.text(organisation.address, own('address')),
    [REPORTER.telephone]: answer.text(organisation.telephone, own('telephone')),
    [REPORTER.email]: answer.text(organisation.email, own('email')),
  }
}

export function fillSystem(subject: Subject, answer: Answering, withAddresses: boolean): Answers {
  const { system } = subject
  if (system === undefined) return {}
  const where = [...system.domains, ...system.addresses].join(', ')
  const name = withAddresses && where !== '' ? `${system.name} (${where})` : system.name
  return {
    [SYSTEM.operator]: answer.text(system.operator, systemQuery(subject, 'operator')),
    [SYSTEM.owner]: answer.text(system.owner, systemQuery(subject, 'owner')),
    [SYSTEM.name]: answer.text(name, systemQuery(subject, 'name domains addresses')),
    [SYSTEM.level]: answer.boxes([system.level], {}, systemQuery(subject, 'level')),
  }
}

export function fillDetection(subject: Subject, answer: Answering): Answers {
  const { detectedAt } = subject.incident
  return {
    [DETECTED.date]: answer.text(dateOf(detectedAt), incidentQuery(subject, 'detectedAt')),
    [DETECTED.time]: answer.text(hourOf(detectedAt), incidentQuery(subject, 'detectedAt')),
  }
}

/** What is known, a sentence each; nothing is judged that no person judged. */
export function describe(subject: Subject): string {
  const { incident } = subject
  const kind = kindOf(incident)
  const lines = [
    `${incident.title}.`,
    incident.description,
    kind === '' ? '' : `Loại sự cố: ${kind}.`,
    incident.affects.length === 0
      ? ''
      : `Thuộc tính bị ảnh hưởng: ${incident.affects.map(one => PROPERTY_WORDS[one]).join(', ')}.`,
    incident.alertCount === 0
      ? ''
      : `Ghi nhận ${incident.alertCount} cảnh báo từ ${shortMomentOf(incident.firstSeen)} đến ${shortMomentOf(incident.lastSeen)}.`,
    incident.facts.interrupted === undefined
      ? ''
      : `Hệ thống bị gián đoạn nghiêm trọng: ${incident.facts.interrupted.reason}.`,
    incident.facts['personal-data'] === undefined
      ? ''
      : `Dữ liệu cá nhân có thể đã bị lộ: ${incident.facts['personal-data'].reason}.`,
  ]
  return lines
    .filter(line => line.trim() !== '')
    .map(line => line.replace(/\.{2,}$/, '.'))
    .join('\n')
}

/** What people and playbooks did about it, oldest first, a line each. */
export function deeds({ timeline }: IncidentFile): readonly TimelineEntry[] {
  return timeline.filter(({ kind }) => kind === 'milestone' || kind === 'playbook' || kind === 'task')
}

/** How it ended, with what was written when it was closed; empty while it is open. */
export function outcome({ incident, timeline }: IncidentFile): readonly TimelineEntry[] {
  if (incident.status !== 'closed') return []
  const last = timeline.findLast(({ kind }) => kind === 'closed')
  return last === undefined ? [] : [last]
}

export function timedLine({ at, text }: TimelineEntry): string {
  return `${momentOf(at)}: ${text}`
}

/** Rows of time and text; runs of alerts become one row. */
export function courseOfEvents({ timeline }: IncidentFile): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = []
  let alerts: TimelineEntry[] = []
  const endAlerts = (): void => {
    const [first, last] = [alerts[0], alerts.at(-1)]
    if (first === undefined || last === undefined) return
    rows.push(
      alerts.length === 1
        ? [momentOf(first.at), first.text]
        : [momentOf(first.at), `${alerts.length} cảnh báo đến ${momentOf(last.at)}; cuối cùng: ${last.text}`],
    )
    alerts = []
  }
  for (const entry of timeline) {
    if (entry.kind === 'alert') {
      alerts.push(entry)
      continue
    }
    endAlerts()
    rows.push([momentOf(entry.at), entry.text])
  }
  endAlerts()
  return rows
}
