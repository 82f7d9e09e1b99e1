// Mẫu số 03 from the incident and the register.

import type { RegisteredSystem, SystemProvider } from '#/kernel/monitored-system.ts'
import type { Answers } from '../document.ts'
import { MAU_03 } from '../forms/mau-03.ts'
import { vietnamTime } from '../vietnamese-time.ts'
import type { Answering, Figures, SignedDocument } from './figures.ts'
import {
  describe,
  fillDetection,
  fillReporter,
  fillSystem,
  incidentQuery,
  systemQuery,
  type Subject,
} from './incident-facts.ts'
import { isPublicAddress } from './words.ts'

export function fillMau03(
  subject: Subject,
  figures: Figures,
  answer: Answering,
  signed: readonly SignedDocument[],
): Answers {
  const { incident } = subject
  const { contact } = figures.organisation
  const own = (key: string): string => `config:organisation.contact.${key}`
  return {
    ...fillReporter(figures, answer),
    [MAU_03.contactName]: answer.text(contact.name, own('name')),
    [MAU_03.contactPosition]: answer.text(contact.position, own('position')),
    [MAU_03.contactTelephone]: answer.text(contact.telephone, own('telephone')),
    [MAU_03.contactEmail]: answer.text(contact.email, own('email')),
    ...fillSystem(subject, answer, true),
    ...(subject.system === undefined ? {} : fillRegister(subject, subject.system, answer, signed)),
    [MAU_03.description]: answer.text(
      describe(subject),
      incidentQuery(subject, 'title description mau05 affects alerts facts'),
      Math.max(1, incident.alertCount),
    ),
    ...fillDetection(subject, answer),
    [MAU_03.state]: answer.boxes(
      [incident.resolvedAt === null ? 2 : 1],
      {},
      incidentQuery(subject, 'resolvedAt'),
    ),
    [MAU_03.detectedBy]: fillDetectedBy(subject, answer),
    [MAU_03.reportedAt]: answer.text(slashes(answer.at), 'clock'),
  }
}

/** Alerts made by an intrusion detection system say so; the others were found in logs. */
function fillDetectedBy(subject: Subject, answer: Answering): Answers[string] {
  const { incident, alerts } = subject
  const query = incidentQuery(subject, 'origin alerts event.kind')
  if (incident.origin === 'intake') return answer.boxes([3], {}, query)
  if (incident.origin === 'person') return { value: null, source: null }
  const byDevice = alerts.filter(({ event }) => event?.['event.kind'] === 'alert').length
  const boxes = [...(byDevice > 0 ? [1] : []), ...(byDevice < Math.max(alerts.length, 1) ? [2] : [])]
  return answer.boxes(boxes, {}, query, incident.alertCount)
}

function fillRegister(
  subject: Subject,
  system: RegisteredSystem,
  answer: Answering,
  signed: readonly SignedDocument[],
): Answers {
  const from = (part: string): string => systemQuery(subject, part)
  const internet = [...providers(system, ['internet']), ...system.links.map(({ provider }) => provider)]
  const [, name = system.operatingSystem, version = ''] =
    /^(\D+?)\s+(v?\d.*)$/.exec(system.operatingSystem) ?? []
  const told = new Set(internet.map(provider => provider.toLocaleLowerCase('vi')))
  const toldIsp = signed.flatMap(({ sent }) => sent).filter(({ to }) => told.has(to.toLocaleLowerCase('vi')))
  return {
    [MAU_03.securityProvider]: answer.text(unique(providers(system, ['security'])), from('providers')),
    [MAU_03.connectionProvider]: answer.text(unique(internet), from('providers links')),
    [MAU_03.otherProvider]: answer.text(
      unique(providers(system, ['hosting', 'software', 'other'])),
      from('providers'),
    ),
    [MAU_03.notified]: answer.boxes(
      toldIsp.length > 0 ? [2] : [],
      {},
      incidentQuery(subject, 'documents sent'),
      toldIsp.length,
    ),
    [MAU_03.operatingSystem]: answer.text(name, from('operatingSystem')),
    [MAU_03.operatingSystemVersion]: answer.text(version, from('operatingSystem')),
    [MAU_03.services]: known(system.services, ['web', 'mail', 'database'], answer, from('services')),
    [MAU_03.measures]: known(system.measures, ['antivirus', 'firewall', 'ids'], answer, from('measures')),
    [MAU_03.addresses]: answer.text(
      system.addresses.filter(isPublicAddress).join(', '),
      from('addresses'),
      system.addresses.length,
    ),
    [MAU_03.domains]: answer.text(system.domains.join(', '), from('domains'), system.domains.length),
    [MAU_03.purpose]: answer.text(system.purpose, from('purpose')),
  }
}

function providers(system: RegisteredSystem, kinds: readonly SystemProvider['kind'][]): readonly string[] {
  return system.providers.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name)
}

const unique = (names: readonly string[]): string => [...new Set(names)].join(', ')

/** Boxes 1–3 for the words the form knows, box 4 for all others. */
function known(
  has: readonly string[],
  words: readonly [string, string, string],
  answer: Answering,
  query: string,
): Answers[string] {
  const others = has.filter(word => !words.includes(word))
  const boxes = words.flatMap((word, at) => (has.includes(word) ? [at + 1] : []))
  return answer.boxes(
    others.length === 0 ? boxes : [...boxes, 4],
    others.length === 0 ? {} : { 4: others.join(', ') },
    query,
    has.length,
  )
}

/** `22/11/2026/09/05`: ngày/tháng/năm/giờ/phút. */
function slashes(ms: number): string {
  const { day, month, year, hour, minute } = vietnamTime(ms)
  return [day, month, year, hour, minute].map(part => String(part).padStart(2, '0')).join('/')
}
