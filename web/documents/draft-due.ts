// Starting the document of something due: about its incident, or about its period.

import type { CalendarItem } from '../law/law-api.ts'
import { dayOf, isoDay } from '../law/vietnam-time.ts'
import { go } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { documentHref, documents, type FormId } from './documents-api.ts'

/** `2026-11-16..2026-11-22`, both included, as the API wants periods. */
function periodText({ start, end }: NonNullable<CalendarItem['period']>): string {
  return `${isoDay(dayOf(start))}..${isoDay(dayOf(end - 1))}`
}

/** Starts the document of something due and shows it. */
export async function draftFor(item: CalendarItem): Promise<void> {
  const form = item.form as FormId
  const made = await documents.create(
    item.incident !== null
      ? { form, incident: item.incident.id }
      : { form, ...(item.period === null ? {} : { period: periodText(item.period) }) },
  )
  if (made.ok) go(documentHref(made.value.document.id))
  else announce({ text: errorText(made.error), tone: 'wrong' })
}
