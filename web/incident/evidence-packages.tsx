// Evidence packages of an incident's events: begun here, with how far each of the own ones is. Later they are found among
// the exports of the search page.

import { useState } from 'preact/hooks'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { ExportItem, useExports } from '../events/event-exports.tsx'
import { EvidenceButton } from '../events/evidence-button.tsx'
import { may } from '../state/session.ts'

/** Nothing for someone who may not export evidence. */
export function EvidencePackages({ incident }: { readonly incident: IncidentView }) {
  const [begun, setBegun] = useState(false)
  const [list, again] = useExports(begun)
  if (!may('evidence.export')) return null
  const own = list.filter(({ format, q }) => format === 'evidence' && q === incident.code)
  return (
    <div class="event-exports">
      <p class="export-formats">
        <EvidenceButton of={{ incident: incident.id }} onBegun={() => (begun ? again() : setBegun(true))} />
      </p>
      {own.length > 0 && (
        <ul>
          {own.map(one => (
            <ExportItem key={one.id} one={one} again={again} />
          ))}
        </ul>
      )}
    </div>
  )
}
