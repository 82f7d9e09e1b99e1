// All that is stated of a system, part by part; what is not stated says so.

import type { ComponentChildren } from 'preact'
import type { RegisteredSystemView } from '#/api/contract/register.ts'
import { numberText } from '../parts/time-text.ts'
import { f, fieldLabel, wordOr } from './field-words.ts'
import { w } from './register-words.ts'
import { unitName } from './units.ts'

interface FactProps {
  readonly name: string
  readonly children: ComponentChildren
}

function Fact({ name, children }: FactProps) {
  const isBlank = children === '' || children === null || (Array.isArray(children) && children.length === 0)
  return (
    <div class="fact">
      <dt>{fieldLabel(name)}</dt>
      <dd>{isBlank ? <span class="hint">{w('unstated')}</span> : children}</dd>
    </div>
  )
}

function Words({ words }: { readonly words: readonly string[] }) {
  return (
    <span class="tags">
      {words.map(word => (
        <code class="tag tag-value" key={word}>
          {word}
        </code>
      ))}
    </span>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="system-part">
      <h2>{title}</h2>
      <dl class="facts-list">{children}</dl>
    </section>
  )
}

type Shown = { readonly system: RegisteredSystemView }
const words = (list: readonly string[]): ComponentChildren =>
  list.length === 0 ? '' : <Words words={list} />

function Network({ system }: Shown) {
  return (
    <Part title={w('part.network')}>
      <Fact name="addresses">{words(system.addresses)}</Fact>
      <Fact name="domains">{words(system.domains)}</Fact>
      <Fact name="hosts">{words(system.hosts)}</Fact>
      {system.listeners.length > 0 && <Fact name="listeners">{words(system.listeners)}</Fact>}
      <Fact name="zones">{system.zones.map(zone => f(`zone.${zone}`)).join(', ')}</Fact>
      <Fact name="links">
        {system.links.map((link, at) => (
          <p key={at}>
            {link.provider}
            {' · '}
            {link.megabits === null ? (
              <span class="tone-warn">{f('link.unstated')}</span>
            ) : (
              `${numberText(link.megabits)} Mbit/s`
            )}
            {' · '}
            {link.monitored ? f('link.monitored') : <span class="tone-warn">{f('link.notMonitored')}</span>}
          </p>
        ))}
      </Fact>
    </Part>
  )
}

function Suppliers({ system }: Shown) {
  return (
    <Part title={w('part.suppliers')}>
      <Fact name="contacts">
        {system.contacts.map((contact, at) => (
          <p key={at} class="person">
            <strong>{contact.name}</strong>
            {contact.position !== '' && <span>{contact.position}</span>}
            {contact.telephone !== '' && (
              <a href={`tel:${contact.telephone.replaceAll(/[^\d+]/g, '')}`}>{contact.telephone}</a>
            )}
            {contact.email !== '' && <a href={`mailto:${contact.email}`}>{contact.email}</a>}
            {contact.duty !== '' && <span class="hint">{contact.duty}</span>}
          </p>
        ))}
      </Fact>
      <Fact name="providers">
        {system.providers.map((provider, at) => (
          <p key={at} class="person">
            <strong>{provider.name}</strong>
            <span>{f(`provider.${provider.kind}`)}</span>
            {provider.telephone !== '' && (
              <a href={`tel:${provider.telephone.replaceAll(/[^\d+]/g, '')}`}>{provider.telephone}</a>
            )}
          </p>
        ))}
      </Fact>
    </Part>
  )
}

function Dossier({ system }: Shown) {
  const { approval, measuresState } = system
  return (
    <Part title={w('part.dossier')}>
      <Fact name="approval.state">{approval.state === null ? '' : f(`state.${approval.state}`)}</Fact>
      <Fact name="approval.decision">{approval.decision}</Fact>
      {approval.state !== 'approved' && <Fact name="approval.expected">{approval.expected}</Fact>}
      <Fact name="regulation">{system.regulation}</Fact>
      <Fact name="measuresState">{measuresState === null ? '' : f(`plan.${measuresState}`)}</Fact>
      {measuresState !== 'fully' && <Fact name="measuresExpected">{system.measuresExpected}</Fact>}
      <Fact name="inspections">{system.inspections.map(one => f(`inspection.${one}`)).join(', ')}</Fact>
    </Part>
  )
}

/** The parts of a system's record. */
export function SystemFacts({ system }: Shown) {
  return (
    <div class="system-facts">
      <Part title={w('part.identity')}>
        <Fact name="kind">{f(`kind.${system.kind}`)}</Fact>
        <Fact name="owner">{system.owner}</Fact>
        <Fact name="operator">{system.operator}</Fact>
        <Fact name="operatorAddress">{system.operatorAddress}</Fact>
        <Fact name="unitId">{system.unitId === null ? '' : unitName(system.unitId)}</Fact>
        <Fact name="purpose">{system.purpose}</Fact>
      </Part>
      <Network system={system} />
      <Suppliers system={system} />
      <Part title={w('part.software')}>
        <Fact name="services">{system.services.map(word => wordOr('service', word)).join(', ')}</Fact>
        <Fact name="operatingSystem">{system.operatingSystem}</Fact>
        <Fact name="measures">{system.measures.map(word => wordOr('measure', word)).join(', ')}</Fact>
      </Part>
      <Dossier system={system} />
    </div>
  )
}
