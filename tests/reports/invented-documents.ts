// The invented city's documents, filled.

import type { FormId } from '#/kernel/form.ts'
import { composeDocument, type ReportDocument } from '#/reports/document.ts'
import type { Figures } from '#/reports/fill/figures.ts'
import { fillForm, type About } from '#/reports/fill/fill.ts'
import { formOf } from '#/reports/forms/all-forms.ts'
import type { Period } from '#/reports/period.ts'
import { NOW, WEEK, figuresOf } from './invented-figures.ts'

export async function documentOf(
  id: FormId,
  {
    figures = figuresOf(),
    incidentId = 'i-1',
    period = WEEK,
  }: { figures?: Figures; incidentId?: string; period?: Period } = {},
): Promise<ReportDocument> {
  const form = formOf(id)
  const about: About =
    form.scope === 'incident' ? { kind: 'incident', incidentId } : { kind: 'period', period }
  const filled = await fillForm(id, about, figures, NOW)
  if (filled === undefined) throw new Error('no such incident')
  return composeDocument(form, filled.answers, filled.title)
}
