// Incidents that share addresses, accounts, hosts or hashes with this one, and how they ended.

import { useState } from 'preact/hooks'
import type { SimilarView } from '#/api/contract/incident-work.ts'
import { titleText } from '../../i18n/own-words.ts'
import { t } from '../../i18n/text.ts'
import { SeverityMark } from '../../parts/severity-mark.tsx'
import { Failed } from '../../parts/states.tsx'
import { numberText } from '../../parts/time-text.ts'
import { Ago } from '../../parts/when.tsx'
import { incidentHref } from '../../router.ts'
import { mau05Text } from '../mau05-text.ts'
import { isAbsent, type Latest } from '../work/use-latest.ts'
import { w } from './part-words.ts'
import { Part } from './part.tsx'

const FIRST = 4
const VALUES = 3

type Similar = SimilarView['incidents'][number]

function sharedText({ shared }: Similar): string {
  const values = shared
    .slice(0, VALUES)
    .map(({ kind, value }) => `${w(`entity.${kind}`)} ${value}`)
    .join(', ')
  const rest = shared.length - VALUES
  return w('similar.shared', { values: rest > 0 ? w('similar.andMore', { values, n: rest }) : values })
}

function outcomeText({ incident }: Similar): string {
  const outcome = t(
    incident.disposition === null ? `status.${incident.status}` : `disposition.${incident.disposition}`,
  )
  return incident.mau05 === null ? outcome : `${outcome} · ${mau05Text(incident.mau05)}`
}

/** The part, from what the page has fetched; silent when the platform has no such thing. */
export function SimilarPart({ similar }: { readonly similar: Latest<SimilarView> }) {
  const [all, setAll] = useState(false)
  const { value, error, again } = similar
  if (value === null) return error === null || isAbsent(error) ? null : <Failed error={error} again={again} />
  const listed = all ? value.incidents : value.incidents.slice(0, FIRST)
  return (
    <Part name="similar" title={w('similar')} hint={numberText(value.incidents.length)}>
      {value.incidents.length === 0 && <p class="hint">{w('similar.none')}</p>}
      <ul class="similar">
        {listed.map(one => (
          <li key={one.incident.id} title={w('similar.score', { n: numberText(one.score) })}>
            <p class="similar-head">
              <SeverityMark severity={one.incident.severity} />
              <a href={incidentHref(one.incident.id)}>{one.incident.code}</a>
              <span class="status">{outcomeText(one)}</span>
              <span class="hint">
                <Ago at={one.incident.lastSeen} />
              </span>
            </p>
            <p>{titleText(one.incident)}</p>
            <p class="hint">{sharedText(one)}</p>
          </li>
        ))}
      </ul>
      {listed.length < value.incidents.length && (
        <button type="button" class="small" onClick={() => setAll(true)}>
          {w('showAll', { n: value.incidents.length })}
        </button>
      )}
    </Part>
  )
}
