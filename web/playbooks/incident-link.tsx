// A link to an incident by its code and title, which are fetched once for each.

import { useEffect, useState } from 'preact/hooks'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { api } from '../api-client.ts'
import { titleText } from '../i18n/own-words.ts'
import { incidentHref } from '../router.ts'
import { rows } from '../state/queue.ts'
import { w } from './playbook-words.ts'

/** Code and title, or the code alone; until they are known, the plain word. */
export function IncidentLink({ id, short }: { readonly id: string; readonly short?: true }) {
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
  if (incident === null) return <a href={incidentHref(id)}>{w('incident')}</a>
  const title = titleText(incident)
  return (
    <a href={incidentHref(id)} title={title}>
      {short === true ? incident.code : `${incident.code} ${title}`}
    </a>
  )
}
