// A form and what it is about → its answers, each with the query it came from. What cannot be known has no answer
// and stays open.

import type { FormId } from '#/kernel/form.ts'
import type { Answers } from '../document.ts'
import { formOf } from '../forms/all-forms.ts'
import { mau05Title } from '../forms/mau-05.ts'
import type { Period } from '../period.ts'
import { DAY_MS } from '../vietnamese-time.ts'
import { answering, type Answering, type Figures } from './figures.ts'
import { fillHead } from './head.ts'
import { INCIDENT_FILLS, type IncidentFormId } from './incident-documents.ts'
import { fillMedia } from './media.ts'
import { fillDaily, fillHalfYear } from './monitoring.ts'
import { fillMau01, fillMau05, fillMau08, fillPilot } from './summaries.ts'
import { fillWeekly } from './weekly.ts'

export type About =
  | { readonly kind: 'incident'; readonly incidentId: string }
  | { readonly kind: 'period'; readonly period: Period }

export interface Filled {
  readonly answers: Answers
  /** The title, where it depends on the period. */
  readonly title: readonly string[]
}

type FillPeriod = (period: Period, figures: Figures, answer: Answering) => Promise<Answers>

const PERIOD_FILLS = {
  'mau-05': fillMau05,
  'mau-01': fillMau01,
  'bao-cao-ngay': fillDaily,
  'bao-cao-tuan': fillWeekly,
  'bao-cao-06-thang': fillHalfYear,
  'mau-08': fillMau08,
  'tien-do-thi-diem': fillPilot,
  'diem-tin-tuan': fillMedia,
  'diem-tin-ngay': fillMedia,
  'diem-tin': fillMedia,
} as const satisfies Readonly<Record<Exclude<FormId, IncidentFormId>, FillPeriod>>

/** Undefined when there is no such incident. The kind of `about` must be the form's scope. */
export async function fillForm(
  id: FormId,
  about: About,
  figures: Figures,
  at: number,
): Promise<Filled | undefined> {
  const form = formOf(id)
  const answer = answering(at)
  const head = fillHead(form, figures, answer)
  if (about.kind === 'incident') {
    const file = figures.incident(about.incidentId)
    if (file === undefined) return undefined
    const systems = await figures.systems()
    const system = systems.find(one => one.id === file.incident.systemId)
    const fill = INCIDENT_FILLS[id as IncidentFormId]
    const signed = await figures.signedDocuments(about.incidentId)
    return { answers: { ...head, ...fill({ ...file, system }, figures, answer, signed) }, title: form.title }
  }
  const fill = PERIOD_FILLS[id as keyof typeof PERIOD_FILLS]
  const answers = { ...head, ...(await fill(about.period, figures, answer)) }
  return { answers, title: titleOf(id, form.title, about.period) }
}

const NAMES_ITS_PERIOD: ReadonlySet<FormId> = new Set<FormId>([
  'bao-cao-ngay',
  'bao-cao-tuan',
  'bao-cao-06-thang',
  'tien-do-thi-diem',
  'diem-tin-tuan',
  'diem-tin-ngay',
  'diem-tin',
])

function titleOf(id: FormId, title: readonly string[], { fromMs, toMs, label }: Period): readonly string[] {
  if (id === 'mau-05') return mau05Title(toMs - fromMs > 300 * DAY_MS ? '01 NĂM' : '06 THÁNG')
  return NAMES_ITS_PERIOD.has(id) ? [...title, `(${label})`] : title
}
