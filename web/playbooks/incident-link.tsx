// A link to an incident by its code and title, which are fetched once for each.

import { useEffect, useState } from 'preact/hooks'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { api } from '../api-client.ts'
import { titleText } from '../i18n/own-words.ts'
import { incidentHref } from '../router.ts'
import { rows } from '../state/queue.ts'
import { w } from './playbook-words.ts'

/** Code and title; until they are known, the plain word. */
export function IncidentLink({ id }: { readonly id: string }) {
  const listed = rows.value.find(row => row.id === id)
  const [fetched, setFetched] = useState<IncidentView | null>(null)
  useEffect(() => {
    let wanted = true
    if (listed === undefined)
      void api.getIncident(id).then(answer => {
        if (wanted && answer.ok) setFetched(answer.value.incident)
      })
    return () => {
      wanted = false
    }
  }, [id])
  const incident = listed ?? fetched
  return (
    <a href={incidentHref(id)}>
      {incident === null ? w('incident') : `${incident.code} ${titleText(incident)}`}
    </a>
  )
}
