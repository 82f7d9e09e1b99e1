// Who and what is in an incident: addresses, accounts, hosts with how often they occur, and whom to call about
// the system.

import { useEffect, useState } from 'preact/hooks'
import type { SimilarView } from '#/api/contract/incident-work.ts'
import type { RegisteredSystemView } from '#/api/contract/register.ts'
import type { IncidentDetail, IncidentView } from '#/api/contract/schemas.ts'
import { numberText } from '../../parts/time-text.ts'
import { Value } from '../../parts/value.tsx'
import { may } from '../../state/session.ts'
import { rangeOf } from '../incident-facts.tsx'
import { workApi } from '../work/work-api.ts'
import { countEntities, type CountedEntity } from './count-entities.ts'
import { w } from './part-words.ts'
import { Part } from './part.tsx'

const FIRST = 8

interface EntitiesProps {
  readonly detail: IncidentDetail
  readonly similar: SimilarView | null
}

function elsewhere({ kind, value }: CountedEntity, similar: SimilarView | null): number {
  const text = value.toLowerCase()
  return (similar?.incidents ?? []).filter(({ shared }) =>
    shared.some(one => one.kind === kind && one.value.toLowerCase() === text),
  ).length
}

/** The part; without alerts there is nothing to count. */
export function EntitiesPart({ detail, similar }: EntitiesProps) {
  const [all, setAll] = useState(false)
  const { incident, alerts } = detail
  const entities = countEntities(incident, alerts)
  if (entities.length === 0) return null
  const listed = all ? entities : entities.slice(0, FIRST)
  const range = rangeOf(incident)
  return (
    <Part name="entities" title={w('entities')} hint={numberText(entities.length)}>
      <ul class="entities">
        {listed.map(entity => {
          const others = elsewhere(entity, similar)
          return (
            <li key={`${entity.kind} ${entity.value}`}>
              <span class="hint">{w(`entity.${entity.kind}`)}</span>
              <span class="entity-value">
                <Value field={entity.field} value={entity.value} range={range} />
                {entity.isMain && <span class="tag">{w('entities.main')}</span>}
              </span>
              <span class="hint">
                {w('entities.inAlerts', { n: numberText(entity.alerts), of: numberText(alerts.length) })}
                {others > 0 && ` · ${w('entities.elsewhere', { n: others })}`}
              </span>
            </li>
          )
        })}
      </ul>
      {listed.length < entities.length && (
        <button type="button" class="small" onClick={() => setAll(true)}>
          {w('showAll', { n: entities.length })}
        </button>
      )}
    </Part>
  )
}

function Contact({ contact }: { readonly contact: RegisteredSystemView['contacts'][number] }) {
  const { name, position, telephone, email, duty } = contact
  return (
    <li>
      <p>
        <strong>{name}</strong>{' '}
        <span class="hint">{[position, duty].filter(text => text !== '').join(' · ')}</span>
      </p>
      <p class="links">
        {telephone !== '' && <a href={`tel:${telephone.replaceAll(/[^\d+]/g, '')}`}>{telephone}</a>}
        {email !== '' && <a href={`mailto:${email}`}>{email}</a>}
      </p>
    </li>
  )
}

/** Whom to call; silent for a system that the register does not have. */
export function ContactsPart({ incident }: { readonly incident: IncidentView }) {
  const [system, setSystem] = useState<RegisteredSystemView | null>(null)
  const id = incident.system?.id ?? null
  useEffect(() => {
    let wanted = true
    if (id !== null && may('register.read')) {
      void workApi.system(id).then(answer => {
        if (wanted && answer.ok) setSystem(answer.value.system)
      })
    }
    return () => {
      wanted = false
    }
  }, [id])
  if (system === null || system.id !== id) return null
  return (
    <Part name="contacts" title={w('contact')}>
      <dl>
        {system.operator !== '' && (
          <div class="fact">
            <dt>{w('operator')}</dt>
            <dd>{system.operator}</dd>
          </div>
        )}
        {system.owner !== '' && (
          <div class="fact">
            <dt>{w('owner')}</dt>
            <dd>{system.owner}</dd>
          </div>
        )}
      </dl>
      {system.contacts.length === 0 && <p class="hint">{w('contact.none')}</p>}
      <ul class="contacts">
        {system.contacts.map((contact, at) => (
          <Contact key={at} contact={contact} />
        ))}
      </ul>
    </Part>
  )
}
