// The fields of a system in the order of its record.

import type { ComponentChildren } from 'preact'
import type { RegisteredSystemView } from '#/api/contract/register.ts'
import { t } from '../i18n/text.ts'
import { me } from '../state/session.ts'
import { f } from './field-words.ts'
import { FormField, type FormScope } from './form-field.tsx'
import { ChoiceField, LinesField, TextField, Ticks, WordList } from './form-parts.tsx'
import { w } from './form-words.ts'
import { w as page } from './register-words.ts'
import { ContactList, LinkList, ProviderList } from './row-lists.tsx'
import { slugOf } from './slug.ts'
import { APPROVAL_STATES, INSPECTIONS, KINDS, PLAN_STATES, ZONES } from './system-fields.ts'
import { UnitOptions } from './unit-options.tsx'
import { withBelow } from './unit-tree.ts'
import { units } from './units.ts'

const LEVELS = [1, 2, 3, 4, 5] as const

/** The id of a new system; proposed from the name while nobody has typed one. */
export function IdField({ scope }: { readonly scope: FormScope }) {
  return (
    <FormField scope={scope} name="id" hint={w('idHint')}>
      {control => (
        <input
          {...control}
          maxLength={64}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          onInput={event => event.currentTarget.setAttribute('data-typed', '')}
        />
      )}
    </FormField>
  )
}

function proposeId(name: HTMLInputElement): void {
  const id = name.form?.elements.namedItem('id')
  if (id instanceof HTMLInputElement && !id.hasAttribute('data-typed')) id.value = slugOf(name.value)
}

function Part({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="system-part">
      <h2>{title}</h2>
      <div class="system-grid">{children}</div>
    </section>
  )
}

interface PartsProps {
  readonly scope: FormScope
  readonly system: RegisteredSystemView
}

/** Who is bound to units enters systems of those. */
function UnitChoices({ chosen }: { readonly chosen: string | null }) {
  const own = me.value?.units ?? null
  if (own === null)
    return (
      <>
        <option value="">{w('noUnit')}</option>
        <UnitOptions chosen={chosen} />
      </>
    )
  const seen = new Set(own.flatMap(id => [...withBelow(units.value, id)]))
  const others = new Set(units.value.map(({ id }) => id).filter(id => !seen.has(id)))
  return <UnitOptions chosen={chosen} but={others} />
}

function Identity({ scope, system }: PartsProps) {
  return (
    <Part title={page('part.identity')}>
      <FormField scope={scope} name="name" wide>
        {control => (
          <input
            {...control}
            defaultValue={system.name}
            maxLength={200}
            required
            autocomplete="off"
            onInput={event => proposeId(event.currentTarget)}
          />
        )}
      </FormField>
      <FormField scope={scope} name="level">
        {control => (
          <select {...control}>
            {LEVELS.map(level => (
              <option key={level} value={level} selected={level === system.level}>
                {t('queue.level', { n: level })}
              </option>
            ))}
          </select>
        )}
      </FormField>
      <ChoiceField
        scope={scope}
        name="kind"
        among={KINDS}
        chosen={system.kind}
        text={kind => f(`kind.${kind}`)}
      />
      <TextField scope={scope} name="owner" value={system.owner} />
      <FormField scope={scope} name="unitId">
        {control => (
          <select {...control}>
            <UnitChoices chosen={system.unitId} />
          </select>
        )}
      </FormField>
      <TextField scope={scope} name="operator" value={system.operator} />
      <TextField scope={scope} name="operatorAddress" value={system.operatorAddress} />
      <FormField scope={scope} name="purpose" wide>
        {control => <textarea {...control} rows={2} maxLength={2000} defaultValue={system.purpose} />}
      </FormField>
    </Part>
  )
}

function Network({ scope, system }: PartsProps) {
  return (
    <Part title={page('part.network')}>
      <LinesField scope={scope} name="addresses" values={system.addresses} hint={w('addressHint')} />
      <LinesField scope={scope} name="domains" values={system.domains} hint={w('lines')} />
      <LinesField scope={scope} name="hosts" values={system.hosts} hint={w('hostHint')} />
      <LinesField scope={scope} name="listeners" values={system.listeners} hint={w('listenerHint')} />
      <Ticks
        scope={scope}
        name="zones"
        among={ZONES}
        chosen={system.zones}
        text={zone => f(`zone.${zone}`)}
      />
      <LinkList scope={scope} system={system} />
    </Part>
  )
}

function Dossier({ scope, system }: PartsProps) {
  const { approval } = system
  return (
    <Part title={page('part.dossier')}>
      <ChoiceField
        scope={scope}
        name="approval.state"
        among={APPROVAL_STATES}
        chosen={approval.state}
        text={state => f(`state.${state}`)}
        open
      />
      <TextField scope={scope} name="approval.decision" value={approval.decision} hint={w('decisionHint')} />
      <TextField scope={scope} name="approval.expected" value={approval.expected} hint={w('expectedHint')} />
      <TextField scope={scope} name="regulation" value={system.regulation} hint={w('decisionHint')} />
      <ChoiceField
        scope={scope}
        name="measuresState"
        among={PLAN_STATES}
        chosen={system.measuresState}
        text={state => f(`plan.${state}`)}
        open
      />
      <TextField
        scope={scope}
        name="measuresExpected"
        value={system.measuresExpected}
        hint={w('expectedHint')}
      />
      <Ticks
        scope={scope}
        name="inspections"
        among={INSPECTIONS}
        chosen={system.inspections}
        text={inspection => f(`inspection.${inspection}`)}
      />
    </Part>
  )
}

/** All parts of the form. */
export function SystemFormParts({ scope, system }: PartsProps) {
  return (
    <>
      <Identity scope={scope} system={system} />
      <Network scope={scope} system={system} />
      <Part title={page('part.suppliers')}>
        <ProviderList scope={scope} system={system} />
        <ContactList scope={scope} system={system} />
      </Part>
      <Part title={page('part.software')}>
        <WordList scope={scope} name="services" values={system.services} />
        <TextField scope={scope} name="operatingSystem" value={system.operatingSystem} wide />
        <WordList scope={scope} name="measures" values={system.measures} />
      </Part>
      <Dossier scope={scope} system={system} />
    </>
  )
}
