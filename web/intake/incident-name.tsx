// A link to an incident by its code and title.

import { api } from '../api-client.ts'
import { titleText } from '../i18n/own-words.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { incidentHref } from '../router.ts'
import { w } from './intake-words.ts'

/** Until code and title are known, the plain word. */
export function IncidentName({ id }: { readonly id: string }) {
  const [answer] = useAnswer(() => api.getIncident(id))
  const incident = answer?.ok === true ? answer.value.incident : null
  return (
    <a href={incidentHref(id)}>
      {incident === null ? w('incident') : `${incident.code} ${titleText(incident)}`}
    </a>
  )
}
