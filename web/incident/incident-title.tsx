// The head of an incident: severity, code, status and owner, and the plain sentence.

import type { ComponentChildren } from 'preact'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { titleText } from '../i18n/own-words.ts'
import { t } from '../i18n/text.ts'
import { SeverityMark } from '../parts/severity-mark.tsx'
import { ownerText } from '../queue/queue-row.tsx'

interface TitleProps {
  readonly incident: IncidentView
  readonly heading: 'h1' | 'h2'
  /** Further marks, at the end of the first line. */
  readonly children?: ComponentChildren
}

/** Two lines that say what it is and who has it. */
export function IncidentTitle({ incident, heading: Heading, children }: TitleProps) {
  return (
    <header class="incident-title">
      <p class="incident-marks">
        <SeverityMark severity={incident.severity} />
        <span class="row-code">{incident.code}</span>
        <span class={`status status-${incident.status}`}>{t(`status.${incident.status}`)}</span>
        {incident.disposition !== null && (
          <span class="status">{t(`disposition.${incident.disposition}`)}</span>
        )}
        <span class="incident-owner">{ownerText(incident)}</span>
        {children}
      </p>
      <Heading>{titleText(incident)}</Heading>
    </header>
  )
}
