// The summaries under Circular 20/2017 and Decree 331/2026: Mẫu số 05, Mẫu số 01, Mẫu số 08, and the progress of
// the pilot.

import type { Incident } from '#/kernel/incident.ts'
import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import type { Answers } from '../document.ts'
import { MAU_01, MAU_01_CONTACT, MAU_01_GENERAL, MAU_01_INTAKE } from '../forms/mau-01.ts'
import { MAU_05, MAU_05_KINDS } from '../forms/mau-05.ts'
import { MAU_08 } from '../forms/mau-08.ts'
import { PILOT, PILOT_SERVICES } from '../forms/pilot.ts'
import { BASICS } from '../forms/questions.ts'
import {
  STAFFING_LETTERS,
  STAFF_BY_EXPERTISE,
  STAFF_BY_TRAINING,
  staffingKey,
  type StaffingGroup,
} from '../forms/staffing.ts'
import type { Organisation } from '../organisation.ts'
import type { Period } from '../period.ts'
import { periodQuery, type Answering, type Figures } from './figures.ts'
import {
  APPROVAL_WORDS,
  INSPECTION_WORDS,
  MEASURES_WORDS,
  SEVERITY_ORDER,
  SEVERITY_WORDS,
  isCounted,
  kindOf,
} from './words.ts'

const own = (key: string): string => `config:organisation.${key}`

export async function fillMau05(period: Period, figures: Figures, answer: Answering): Promise<Answers> {
  const { organisation } = figures
  const all = figures.incidentsIn(period).filter(isCounted)
  const found = periodQuery(period)
  const kinds = MAU_05_KINDS.map((name, at) => ({
    name,
    incidents: all.filter(({ mau05 }) => mau05 === at + 1),
    query: `${found} mau05:${at + 1}`,
  }))
  const counted = all.filter(({ mau05 }) => mau05 !== null)
  const unhandled = counted.filter(({ handling }) => handling === null)
  const notes = [
    ...(all.length === 0 ? ['Không có sự cố nào trong kỳ.'] : []),
    ...(counted.length === all.length
      ? []
      : [
          `${all.length - counted.length} sự cố chưa được phân loại, không tính trong bảng: ${codes(all.filter(({ mau05 }) => mau05 === null))}.`,
        ]),
    ...(unhandled.length === 0
      ? []
      : [`${unhandled.length} sự cố trong bảng chưa ghi cách thức xử lý: ${codes(unhandled)}.`]),
  ]
  const helpers = (of: (incident: Incident) => readonly string[]): readonly string[] =>
    [...new Set(counted.flatMap(of))].sort((a, b) => a.localeCompare(b, 'vi'))
  return {
    [MAU_05.from]: answer.boxes([1], { 1: period.label }, found, all.length),
    [BASICS.name]: answer.text(organisation.name, own('name')),
    [BASICS.address]: answer.text(organisation.address, own('address')),
    [MAU_05.member]: answer.text(organisation.memberCode, own('memberCode')),
    [MAU_05.counts]: answer.rows(
      [
        ...kinds.map(({ name, incidents }) => [name, ...handled(incidents), damage(incidents)]),
        ['Tổng số', ...handled(counted), ''],
      ],
      found,
      counted.length,
      [
        ...kinds.map(({ query, incidents }) => ({ query, count: incidents.length })),
        { query: `${found} mau05:*`, count: counted.length },
      ],
    ),
    [MAU_05.notCounted]: answer.items(notes, found, all.length),
    [MAU_05.domestic]: answer.items(
      helpers(({ handling }) => handling?.domesticHelpers ?? []),
      `${found} handling.domesticHelpers`,
    ),
    [MAU_05.foreign]: answer.items(
      helpers(({ handling }) => handling?.foreignHelpers ?? []),
      `${found} handling.foreignHelpers`,
    ),
  }
}

const codes = (incidents: readonly Incident[]): string =>
  incidents.length <= 20
    ? incidents.map(({ code }) => code).join(', ')
    : `${incidents
        .slice(0, 20)
        .map(({ code }) => code)
        .join(', ')} và ${incidents.length - 20} sự cố khác`

/** Columns 2–6. */
function handled(incidents: readonly Incident[]): string[] {
  const count = (test: (handling: NonNullable<Incident['handling']>) => boolean): string =>
    String(incidents.filter(({ handling }) => handling !== null && test(handling)).length)
  return [
    String(incidents.length),
    count(({ self }) => self),
    count(({ domesticHelpers }) => domesticHelpers.length > 0),
    count(({ foreignHelpers }) => foreignHelpers.length > 0),
    count(({ coordinatorAsked }) => coordinatorAsked),
  ]
}

/** Estimates as written; open when there were incidents and nobody estimated. */
function damage(incidents: readonly Incident[]): string | null {
  const estimates = incidents.map(({ handling }) => handling?.damage ?? '').filter(text => text !== '')
  if (estimates.length > 0) return estimates.join('; ')
  return incidents.length === 0 ? '' : null
}

export async function fillMau01(_period: Period, figures: Figures, answer: Answering): Promise<Answers> {
  const { organisation } = figures
  const systems = await figures.systems()
  const { securityLeader, intake, responder } = organisation
  const general = [
    organisation.name,
    organisation.governingBody,
    organisation.address,
    organisation.telephone,
    organisation.fax,
    organisation.email,
    organisation.website,
    securityLeader.name,
    securityLeader.position,
  ]
  const contact = [
    responder.name,
    responder.position,
    responder.address,
    responder.landline,
    responder.mobile,
    responder.fax,
    responder.email,
  ]
  const intakes = [intake.address, intake.landline, intake.mobile, intake.fax, intake.email]
  const section = (
    name: string,
    questions: readonly (readonly [string, string])[],
    texts: readonly string[],
  ): Answers =>
    Object.fromEntries(
      questions.map(([key], at) => [`${name}.${key}`, answer.text(texts[at] ?? '', own(name))]),
    )
  const levels = ([1, 2, 3, 4, 5] as const).map(level => systems.filter(system => system.level === level))
  const depth = Math.max(...levels.map(({ length }) => length))
  return {
    ...section(MAU_01.general, MAU_01_GENERAL, general),
    ...section(MAU_01.intake, MAU_01_INTAKE, intakes),
    ...section(MAU_01.contact, MAU_01_CONTACT, contact),
    [MAU_01.activities]: answer.text(organisation.activities, own('activities')),
    [MAU_01.systems]: answer.rows(
      Array.from({ length: depth }, (_, at) =>
        levels.map(named => (named[at] === undefined ? '' : `${at + 1}. ${named[at].name}`)),
      ),
      'systems level:1..5',
      systems.length,
    ),
    [MAU_01.training]: staffing(STAFF_BY_TRAINING, organisation, answer),
    [MAU_01.expertise]: staffing(STAFF_BY_EXPERTISE, organisation, answer),
    ...(organisation.people.length === 0
      ? {}
      : {
          [MAU_01.people]: answer.rows(
            organisation.people.map(({ name, school, field, degree, graduated }, at) => [
              String(at + 1),
              ...[name, school, field, degree, graduated].map(text => (text === '' ? null : text)),
            ]),
            own('people'),
          ),
        }),
  }
}

function staffing(
  groups: readonly StaffingGroup[],
  { staffing }: Organisation,
  answer: Answering,
): Answers[string] {
  return answer.rows(
    groups.flatMap(group => [
      [`${group.number}. ${group.title}`],
      ...group.rows.map((label, at) => {
        const count = staffing[staffingKey(group, at)]
        return [`${STAFFING_LETTERS[at]!})`, label, count === undefined ? null : String(count)]
      }),
    ]),
    own('staffing'),
    Object.keys(staffing).length,
  )
}

export async function fillMau08(_period: Period, figures: Figures, answer: Answering): Promise<Answers> {
  const { owner, specialisedUnit } = figures.organisation
  const systems = await figures.systems()
  const count = (query: string, test: (system: RegisteredSystem) => boolean): Answers[string] => {
    const number = systems.filter(test).length
    return answer.text(String(number), `systems ${query}`, number)
  }
  const reached =
    (...states: readonly string[]) =>
    ({ approval }: RegisteredSystem) =>
      approval.state !== null && states.includes(approval.state)
  const waiting = systems.filter(({ approval }) => approval.state !== 'approved')
  const expected = [...new Set(waiting.map(({ approval }) => approval.expected).filter(text => text !== ''))]
  const body = (key: string, name: string, from: Organisation['owner']): Answers => ({
    [`${key}.ten`]: answer.text(from.name, own(`${name}.name`)),
    [`${key}.chuc-nang`]: answer.text(from.mandate, own(`${name}.mandate`)),
    [`${key}.dai-dien`]: answer.text(from.representative, own(`${name}.representative`)),
    [`${key}.dia-chi`]: answer.text(from.address, own(`${name}.address`)),
    [`${key}.lien-he`]: answer.text(from.contact, own(`${name}.contact`)),
  })
  return {
    [MAU_08.total]: count('', () => true),
    // What only the configuration file names has no kind that anybody stated.
    [MAU_08.classified]: count('kind:*', ({ kind, source }) => source === 'register' || kind !== 'other'),
    [MAU_08.drafted]: count('approval.state:*', ({ approval }) => approval.state !== null),
    [MAU_08.appraised]: count('approval.state:appraised,approved', reached('appraised', 'approved')),
    [MAU_08.approved]: count('approval.state:approved', reached('approved')),
    [MAU_08.inspected]: count(
      'approval.state:approved inspections:periodic',
      system => reached('approved')(system) && system.inspections.includes('periodic'),
    ),
    [MAU_08.expected]: answer.text(
      expected.length === 1 ? expected[0]! : '',
      'systems approval.expected',
      waiting.length,
    ),
    ...body(MAU_08.owner, 'owner', owner),
    ...body(MAU_08.unit, 'specialisedUnit', specialisedUnit),
    [MAU_08.systems]: answer.rows(
      systems.map((system, at) => systemRow(system, at + 1)),
      'systems',
    ),
  }
}

/** The twelve columns; a blank column that the form allows to be blank is blank, what must be known is open. */
function systemRow(system: RegisteredSystem, number: number): (string | null)[] {
  const { approval, measuresState } = system
  const stated = (text: string): string | null => (text === '' ? null : text)
  return [
    String(number),
    system.name,
    stated(system.owner),
    stated(system.operator),
    String(system.level),
    approval.state === null ? null : APPROVAL_WORDS[approval.state],
    approval.state === 'approved' ? stated(approval.decision) : approval.decision,
    system.regulation,
    approval.state === 'approved' ? '' : stated(approval.expected),
    measuresState === null ? null : MEASURES_WORDS[measuresState],
    measuresState === 'fully' ? '' : stated(system.measuresExpected),
    system.inspections.map(kind => INSPECTION_WORDS[kind]).join('; '),
  ]
}

export async function fillPilot(period: Period, figures: Figures, answer: Answering): Promise<Answers> {
  const systems = await figures.systems()
  const incidents = figures.incidentsIn(period).filter(isCounted)
  const bySeverity = SEVERITY_ORDER.flatMap(severity => {
    const count = incidents.filter(incident => incident.severity === severity).length
    return count === 0 ? [] : [`${SEVERITY_WORDS[severity].toLowerCase()}: ${count}`]
  })
  const kinds = [...new Set(incidents.map(kindOf).filter(kind => kind !== ''))]
  const closed = incidents.filter(({ status }) => status === 'closed').length
  const told =
    incidents.length === 0
      ? 'Không có sự cố nào trong kỳ.'
      : [
          `${incidents.length} sự cố (${bySeverity.join(', ')}); đã đóng ${closed}, đang xử lý ${incidents.length - closed}.`,
          ...(kinds.length === 0 ? [] : [`Loại: ${kinds.join('; ')}.`]),
        ].join(' ')
  const approved = systems.filter(({ approval }) => approval.state === 'approved').length
  return {
    [PILOT.period]: answer.text(period.label, periodQuery(period)),
    [PILOT.services]: answer.rows(
      PILOT_SERVICES.map(({ id, name }, at) => {
        const state = figures.organisation.pilot[id] ?? ''
        return [String(at + 1), name, state === '' ? null : state]
      }),
      own('pilot'),
      Object.keys(figures.organisation.pilot).length,
    ),
    [PILOT.security]: answer.text(
      `Số hệ thống thông tin được giám sát: ${systems.length}; đã được phê duyệt cấp độ: ${approved}.`,
      'systems approval.state',
      systems.length,
    ),
    [PILOT.incidents]: answer.text(told, periodQuery(period), incidents.length),
  }
}
