// The reports of monitoring under Circular 31/2017: every day and every half year (the weekly one: weekly.ts).

import type { Incident } from '#/kernel/incident.ts'
import { OPEN } from '../answer.ts'
import type { Answers } from '../document.ts'
import { MAU_05_KINDS } from '../forms/mau-05.ts'
import { DAILY, HALF_YEAR } from '../forms/monitoring.ts'
import type { Period } from '../period.ts'
import { dateOf, shortMomentOf, vietnamTime } from '../vietnamese-time.ts'
import { periodQuery, type Answering, type CollectionFigures, type Figures } from './figures.ts'
import { SEVERITY_ORDER, SEVERITY_WORDS, isCounted, joined } from './words.ts'

const STATE_WORDS: Readonly<Record<CollectionFigures['listeners'][number]['state'], string>> = {
  listening: 'Đang nhận',
  failed: 'Lỗi',
  paused: 'Tạm dừng',
  stopped: 'Đã dừng',
}

export const number = (value: number): string => value.toLocaleString('vi-VN')

export function bytes(value: number): string {
  return `${(value / 1e9).toLocaleString('vi-VN', { maximumFractionDigits: 1 })} GB`
}

export function fromTo({ fromMs, toMs }: Period): string {
  return `Từ ${shortMomentOf(fromMs)} đến ${shortMomentOf(toMs)}`
}

export async function fillDaily(period: Period, figures: Figures, answer: Answering): Promise<Answers> {
  const names = new Map((await figures.systems()).map(({ id, name }) => [id, name]))
  const found = periodQuery(period)
  const counts = figures.alertCounts(period)
  const total = Object.values(counts.bySeverity).reduce((sum, count) => sum + count, 0)
  const least = counts.complete ? '' : '≥ '
  const fresh = figures.incidentsIn(period).filter(isCounted)
  const open = figures.openIncidents()
  const row = (incident: Incident): (string | null)[] => [
    incident.code,
    incident.title,
    names.get(incident.systemId ?? '') ?? incident.systemId ?? '',
    SEVERITY_WORDS[incident.severity],
    shortMomentOf(incident.detectedAt),
    incident.owner ?? '',
  ]
  return {
    [DAILY.period]: answer.text(fromTo(period), found),
    ...fillCollection(figures.collection(), answer),
    [DAILY.alerts]: answer.rows(
      SEVERITY_ORDER.map(severity => [
        SEVERITY_WORDS[severity],
        `${least}${number(counts.bySeverity[severity])}`,
      ]),
      `alerts ${found.replace('detected', 'at')}`,
      total,
      SEVERITY_ORDER.map(severity => ({
        query: `alerts ${found.replace('detected', 'at')} level:${severity}`,
        count: counts.bySeverity[severity],
      })),
    ),
    [DAILY.fresh]: answer.rows(fresh.map(row), found),
    [DAILY.open]: answer.rows(open.map(row), 'incidents status:new,open'),
  }
}

function fillCollection(collection: CollectionFigures | undefined, answer: Answering): Answers {
  if (collection === undefined) return {}
  const { received, stored, dropped, listeners, silentSources } = collection
  return {
    [DAILY.summary]: answer.text(
      `Từ lúc khởi động: đã nhận ${number(received)} dòng, đã lưu ${number(stored)}, mất ${number(dropped)}.`,
      'health received stored dropped',
      received,
    ),
    [DAILY.listeners]: answer.rows(
      listeners.map(listener => [
        listener.id,
        listener.kind,
        listener.address,
        STATE_WORDS[listener.state],
        number(listener.received),
      ]),
      'health listeners',
    ),
    [DAILY.silent]: answer.items(
      silentSources.map(
        ({ listener, peer, lastSeenAt }) => `${peer} (${listener}): im lặng từ ${shortMomentOf(lastSeenAt)}`,
      ),
      'health silentSources',
    ),
  }
}

export async function fillHalfYear(period: Period, figures: Figures, answer: Answering): Promise<Answers> {
  const { organisation } = figures
  const { monitor } = organisation
  const systems = await figures.systems()
  const incidents = figures.incidentsIn(period).filter(isCounted)
  const found = periodQuery(period)
  const collection = figures.collection()
  const changes = await figures.changes(period)
  const links = systems.flatMap(({ name, links }) => links.map(link => ({ name, ...link })))
  return {
    [HALF_YEAR.period]: answer.text(fromTo(period), found),
    [HALF_YEAR.owner]: answer.text(
      joined(organisation.owner.name, organisation.owner.address),
      'config:organisation.owner',
    ),
    [HALF_YEAR.contact]: answer.text(
      joined(monitor.name, monitor.position, monitor.telephone, monitor.email),
      'config:organisation.monitor',
    ),
    [HALF_YEAR.systems]: answer.rows(
      systems.map(({ name, level, addresses, domains, operator }, at) => [
        String(at + 1),
        name,
        String(level),
        joined(...domains, ...addresses) || null,
        operator === '' ? null : operator,
      ]),
      'systems',
    ),
    [HALF_YEAR.links]:
      links.length === 0 && systems.length > 0
        ? OPEN
        : answer.rows(
            links.map(({ name, provider, megabits, monitored }) => [
              name,
              provider,
              megabits === null ? null : number(megabits),
              monitored ? 'Có' : 'Chưa',
            ]),
            'systems links',
          ),
    [HALF_YEAR.inputs]:
      collection === undefined
        ? OPEN
        : answer.text(
            collection.listeners.map(({ id, kind, address }) => `${id}: ${kind}, ${address}`).join('\n'),
            'health listeners',
            collection.listeners.length,
          ),
    ...fillStatistics(incidents, period, answer),
    [HALF_YEAR.storage]:
      collection === undefined
        ? OPEN
        : answer.text(
            `Dữ liệu đã lưu: ${bytes(collection.disk.dataBytes)}; dung lượng còn trống: ${bytes(collection.disk.freeBytes)}.`,
            'health disk',
            collection.stored,
          ),
    [HALF_YEAR.changes]: answer.items(
      changes.map(({ at, by, what }) => `${dateOf(at)}, ${by}: ${what}`),
      `audit ${found.replace('detected', 'at')}`,
    ),
  }
}

/** By kind of Mẫu 05 and by month; unclassified ones have a row of their own. */
function fillStatistics(incidents: readonly Incident[], period: Period, answer: Answering): Answers {
  const found = periodQuery(period)
  const group = (name: string, query: string, test: (incident: Incident) => boolean) => {
    const members = incidents.filter(test)
    const closed = members.filter(({ status }) => status === 'closed').length
    return {
      row: [name, String(members.length), String(closed), String(members.length - closed)],
      source: { query, count: members.length },
    }
  }
  const kinds = [
    ...MAU_05_KINDS.map((name, at) =>
      group(name, `${found} mau05:${at + 1}`, ({ mau05 }) => mau05 === at + 1),
    ),
    group('Chưa phân loại', `${found} mau05:-`, ({ mau05 }) => mau05 === null),
    group('Tổng số', found, () => true),
  ]
  const months = monthsOf(period).map(({ year, month }) =>
    group(`Tháng ${month}/${year}`, `${found} month:${year}-${String(month).padStart(2, '0')}`, incident => {
      const at = vietnamTime(incident.detectedAt)
      return at.year === year && at.month === month
    }),
  )
  const rows = (groups: typeof kinds): Answers[string] =>
    incidents.length === 0
      ? answer.rows([], found)
      : answer.rows(
          groups.map(one => one.row),
          found,
          incidents.length,
          groups.map(one => one.source),
        )
  return { [HALF_YEAR.byKind]: rows(kinds), [HALF_YEAR.byMonth]: rows(months) }
}

function monthsOf({ fromMs, toMs }: Period): readonly { year: number; month: number }[] {
  const months: { year: number; month: number }[] = []
  const last = vietnamTime(toMs - 1)
  let { year, month } = vietnamTime(fromMs)
  while (year < last.year || (year === last.year && month <= last.month)) {
    months.push({ year, month })
    month = month === 12 ? 1 : month + 1
    if (month === 1) year++
  }
  return months
}
