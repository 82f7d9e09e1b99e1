// The key facts of an incident: whom it concerns, which system, which articles, when.

import type { ComponentChildren } from 'preact'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { around } from '../events/search-choice.ts'
import { t } from '../i18n/text.ts'
import { Moment } from '../parts/when.tsx'
import { Value } from '../parts/value.tsx'
import { TagList } from './tag-list.tsx'
import { kindsOf } from './tags.ts'

const HOUR_MS = 3_600_000

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** Time range for searches that start from this incident. */
export function rangeOf(incident: IncidentView): ReturnType<typeof around> {
  return around(incident.firstSeen, incident.lastSeen, HOUR_MS)
}

/** A list of facts; what is not known is left out. */
export function IncidentFacts({ incident }: { readonly incident: IncidentView }) {
  const { system, entity } = incident
  return (
    <section class="facts" aria-label={t('incident.facts')}>
      <dl>
        <Fact name={t('incident.entity')}>
          <span class="field-name">{entity.field}</span>{' '}
          <Value field={entity.field} value={entity.value} range={rangeOf(incident)} />
        </Fact>
        <Fact name={t('incident.system')}>
          {system === null ? (
            <span class="hint">{t('queue.noSystem')}</span>
          ) : (
            <>
              {system.name} <span class="level">{t('queue.level', { n: system.level })}</span>
            </>
          )}
        </Fact>
        {system !== null && system.owner !== '' && (
          <Fact name={t('incident.systemOwner')}>{system.owner}</Fact>
        )}
        <Fact name={t('incident.firstSeen')}>
          <Moment at={incident.firstSeen} />
        </Fact>
        <Fact name={t('incident.lastSeen')}>
          <Moment at={incident.lastSeen} />
        </Fact>
        {incident.acknowledgedAt !== null && (
          <Fact name={t('incident.acknowledged')}>
            <Moment at={incident.acknowledgedAt} />
          </Fact>
        )}
        {incident.closedAt !== null && (
          <Fact name={t('incident.closed')}>
            <Moment at={incident.closedAt} />
          </Fact>
        )}
        <Fact name={t('incident.tags')}>
          <TagList tags={incident.tags} kinds={kindsOf(incident)} />
        </Fact>
        {incident.cites.length > 0 && (
          <Fact name={t('incident.cites')}>
            <ul class="cites">
              {incident.cites.map(cite => (
                <li key={cite}>{cite}</li>
              ))}
            </ul>
          </Fact>
        )}
      </dl>
    </section>
  )
}
