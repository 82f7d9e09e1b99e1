// The other documents about an incident: notice, course of events, plan, request for help, closing report, and the
// report within 72 hours.

import type { FormId } from '#/kernel/form.ts'
import { OPEN, type Answer } from '../answer.ts'
import type { Answers } from '../document.ts'
import { MAU_04 } from '../forms/mau-04.ts'
import { BASICS } from '../forms/questions.ts'
import { HOURS_72, NOTICE, ROWS } from '../forms/without-form.ts'
import { dateOf, momentOf } from '../vietnamese-time.ts'
import type { Answering, Figures, SignedDocument } from './figures.ts'
import {
  courseOfEvents,
  deeds,
  describe,
  fillDetection,
  fillReporter,
  fillSystem,
  incidentQuery,
  outcome,
  systemQuery,
  timedLine,
  type Subject,
} from './incident-facts.ts'
import { fillMau03 } from './mau-03.ts'
import { PROPERTY_WORDS, addressesAndDomains, joined } from './words.ts'

type Fill = (
  subject: Subject,
  figures: Figures,
  answer: Answering,
  signed: readonly SignedDocument[],
) => Answers

export const INCIDENT_FILLS = {
  'thong-bao-su-co': fillNotice,
  'mau-03': fillMau03,
  'dien-bien': (subject, figures, answer) => ({
    ...fillReporter(figures, answer),
    [ROWS]: answer.rows(courseOfEvents(subject), incidentQuery(subject, 'timeline'), subject.timeline.length),
  }),
  'phuong-an': (subject, figures, answer) => ({
    ...fillReporter(figures, answer),
    [ROWS]: rowsOrOpen(
      deeds(subject).map(({ at, text }) => [momentOf(at), text]),
      answer,
      incidentQuery(subject, 'timeline kind:playbook,task,milestone'),
    ),
  }),
  'de-nghi-ho-tro': (subject, figures, answer) => {
    const beyond = subject.incident.facts['beyond-capacity']
    return {
      ...fillReporter(figures, answer),
      [ROWS]: rowsOrOpen(
        beyond === undefined ? [] : [[momentOf(beyond.at), beyond.reason]],
        answer,
        incidentQuery(subject, 'facts.beyond-capacity'),
      ),
    }
  },
  'mau-04': fillMau04,
  'bao-cao-72-gio': fill72Hours,
} as const satisfies Readonly<Partial<Record<FormId, Fill>>>

export type IncidentFormId = keyof typeof INCIDENT_FILLS

function rowsOrOpen(rows: readonly (readonly string[])[], answer: Answering, query: string): Answer {
  return rows.length === 0 ? OPEN : answer.rows(rows, query)
}

/** Lines of what was done and how it ended; open when nothing was written down. */
function results(subject: Subject, answer: Answering): Answer {
  const lines = [...deeds(subject).filter(({ kind }) => kind !== 'task'), ...outcome(subject)]
  const { handling } = subject.incident
  const helpers = handling === null ? [] : [...handling.domesticHelpers, ...handling.foreignHelpers]
  const words = [
    ...lines.map(timedLine),
    ...(helpers.length === 0 ? [] : [`Tổ chức hỗ trợ xử lý: ${helpers.join(', ')}.`]),
    ...(handling === null || handling.damage === '' ? [] : [`Thiệt hại ước tính: ${handling.damage}.`]),
  ]
  return answer.text(
    words.join('\n'),
    incidentQuery(subject, 'timeline kind:milestone,playbook,closed handling'),
    lines.length,
  )
}

function fillNotice(subject: Subject, { organisation }: Figures, answer: Answering): Answers {
  const { system } = subject
  const where = system === undefined ? '' : addressesAndDomains(system)
  return {
    [BASICS.name]: answer.text(organisation.name, 'config:organisation.name'),
    [BASICS.address]: answer.text(organisation.address, 'config:organisation.address'),
    ...(system === undefined
      ? {}
      : {
          [NOTICE.system]: answer.text(
            where === '' ? system.name : `${system.name} (${where})`,
            systemQuery(subject, 'name domains addresses'),
          ),
          [NOTICE.operator]: answer.text(
            joined(system.operator, system.operatorAddress),
            systemQuery(subject, 'operator operatorAddress'),
          ),
          [NOTICE.owner]: answer.text(system.owner, systemQuery(subject, 'owner')),
        }),
    [NOTICE.description]: answer.text(
      describe(subject),
      incidentQuery(subject, 'title description mau05 affects alerts facts'),
      Math.max(1, subject.incident.alertCount),
    ),
    ...fillDetection(subject, answer),
    [NOTICE.result]: results(subject, answer),
  }
}

function fillMau04(
  subject: Subject,
  figures: Figures,
  answer: Answering,
  signed: readonly SignedDocument[],
): Answers {
  const initial = signed.findLast(({ form }) => form === 'mau-03')
  const attached = [
    ...signed.map(({ name, number }) => (number === '' ? name : `${name}, số ${number}`)),
    ...subject.timeline.filter(({ kind }) => kind === 'attachment').map(({ text }) => text),
  ]
  return {
    ...fillReporter(figures, answer),
    ...(initial === undefined
      ? {}
      : {
          [MAU_04.initialNumber]: answer.text(
            initial.number,
            incidentQuery(subject, 'documents form:mau-03'),
          ),
          [MAU_04.initialDate]: answer.text(
            dateOf(initial.signedAt),
            incidentQuery(subject, 'documents form:mau-03'),
          ),
        }),
    ...fillSystem(subject, answer, false),
    [MAU_04.description]: answer.text(
      describe(subject),
      incidentQuery(subject, 'title description mau05 affects alerts facts'),
      Math.max(1, subject.incident.alertCount),
    ),
    ...fillDetection(subject, answer),
    [MAU_04.result]: results(subject, answer),
    [MAU_04.attachments]: answer.items(attached, incidentQuery(subject, 'documents attachments')),
  }
}

function fill72Hours(subject: Subject, figures: Figures, answer: Answering): Answers {
  const { incident, system } = subject
  const where = system === undefined ? '' : addressesAndDomains(system)
  // 2: preliminary information, 4: closing report, 5: the report within 72 hours itself.
  const variant = incident.resolvedAt !== null ? 4 : incident.facts.complex === undefined ? 5 : 2
  const affected = incident.affects.map(one => PROPERTY_WORDS[one]).join(', ')
  const scope = [
    ...(system === undefined ? [] : [`Hệ thống: ${system.name} (cấp độ ${system.level}).`]),
    ...(affected === '' ? [] : [`Thuộc tính bị ảnh hưởng: ${affected}.`]),
  ]
  return {
    [HOURS_72.variant]: answer.boxes([variant], {}, incidentQuery(subject, 'facts.complex resolvedAt')),
    ...fillReporter(figures, answer),
    [HOURS_72.code]: answer.text(incident.code, incidentQuery(subject, 'code')),
    [HOURS_72.incident]: answer.text(incident.title, incidentQuery(subject, 'title')),
    ...(system === undefined
      ? {}
      : {
          [HOURS_72.system]: answer.text(
            where === '' ? system.name : `${system.name} (${where})`,
            systemQuery(subject, 'name domains addresses'),
          ),
        }),
    ...fillDetection(subject, answer),
    // What was affected is for a person to establish: without it, the system alone says too little.
    [HOURS_72.scope]:
      affected === '' ? OPEN : answer.text(scope.join('\n'), incidentQuery(subject, 'affects')),
    [HOURS_72.remedies]: results(subject, answer),
  }
}
