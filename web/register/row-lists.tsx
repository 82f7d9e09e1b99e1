// The lists of a system whose entries have several parts: Internet links, providers, contacts. Rows are added
// and taken out here; what stands in them is read from the form when it is sent.

import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { RegisteredSystemView } from '#/api/contract/register.ts'
import { Icon } from '../parts/icon.tsx'
import { f } from './field-words.ts'
import { FieldGroup, type FormScope } from './form-field.tsx'
import { w } from './form-words.ts'
import { PROVIDER_KINDS } from './system-fields.ts'

type ListName = 'links' | 'providers' | 'contacts'
type Entry<L extends ListName> = RegisteredSystemView[L][number]

interface RowListProps<L extends ListName> {
  readonly scope: FormScope
  readonly list: L
  readonly entries: readonly Entry<L>[]
  readonly blank: Entry<L>
  readonly add: string
  readonly row: (entry: Entry<L>, prefix: string) => ComponentChildren
}

function RowList<L extends ListName>({ scope, list, entries, blank, add, row }: RowListProps<L>) {
  const [rows, setRows] = useState(() => entries.map((entry, key) => ({ key, entry })))
  const nextKey = useRef(entries.length)
  const place = useRef<HTMLDivElement>(null)
  const addRow = (): void => {
    const key = nextKey.current++
    setRows([...rows, { key, entry: blank }])
    requestAnimationFrame(() =>
      place.current?.querySelector<HTMLInputElement>(`[name^="${list}.${key}."]`)?.focus(),
    )
  }
  return (
    <FieldGroup scope={scope} name={list}>
      <div ref={place} class="row-list">
        {rows.map(({ key, entry }, at) => (
          <div class={`row-entry row-entry-${list}`} key={key}>
            {row(entry, `${list}.${key}`)}
            <button
              type="button"
              class="quiet square small"
              aria-label={w('removeRow', { n: at + 1 })}
              onClick={() => setRows(rows.filter(other => other.key !== key))}
            >
              <Icon name="close" />
            </button>
          </div>
        ))}
        <button type="button" class="small" onClick={addRow}>
          {add}
        </button>
      </div>
    </FieldGroup>
  )
}

interface PartProps {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly type?: 'text' | 'decimal' | 'tel' | 'email'
}

function Part({ name, label, value, type = 'text' }: PartProps) {
  return (
    <label class="row-part">
      <span>{label}</span>
      <input
        name={name}
        type={type === 'decimal' ? 'text' : type}
        inputMode={type}
        defaultValue={value}
        maxLength={200}
      />
    </label>
  )
}

interface SystemPart {
  readonly scope: FormScope
  readonly system: RegisteredSystemView
}

/** Internet links with their capacity and whether they are watched. */
export function LinkList({ scope, system }: SystemPart) {
  return (
    <RowList
      scope={scope}
      list="links"
      entries={system.links}
      blank={{ provider: '', megabits: null, monitored: false }}
      add={w('addLink')}
      row={(link, prefix) => (
        <>
          <Part name={`${prefix}.provider`} label={f('link.provider')} value={link.provider} />
          <Part
            name={`${prefix}.megabits`}
            label={f('link.megabits')}
            value={link.megabits === null ? '' : String(link.megabits)}
            type="decimal"
          />
          <label class="check">
            <input type="checkbox" name={`${prefix}.monitored`} defaultChecked={link.monitored} />
            {f('link.monitored')}
          </label>
        </>
      )}
    />
  )
}

/** Who supplies what. */
export function ProviderList({ scope, system }: SystemPart) {
  return (
    <RowList
      scope={scope}
      list="providers"
      entries={system.providers}
      blank={{ name: '', kind: 'internet', telephone: '' }}
      add={w('addProvider')}
      row={(provider, prefix) => (
        <>
          <Part name={`${prefix}.name`} label={f('provider.name')} value={provider.name} />
          <label class="row-part">
            <span>{f('provider.kind')}</span>
            <select name={`${prefix}.kind`}>
              {PROVIDER_KINDS.map(kind => (
                <option key={kind} value={kind} selected={kind === provider.kind}>
                  {f(`provider.${kind}`)}
                </option>
              ))}
            </select>
          </label>
          <Part
            name={`${prefix}.telephone`}
            label={f('person.telephone')}
            value={provider.telephone}
            type="tel"
          />
        </>
      )}
    />
  )
}

/** Whom to call. */
export function ContactList({ scope, system }: SystemPart) {
  return (
    <RowList
      scope={scope}
      list="contacts"
      entries={system.contacts}
      blank={{ name: '', position: '', telephone: '', email: '', duty: '' }}
      add={w('addContact')}
      row={(contact, prefix) => (
        <>
          <Part name={`${prefix}.name`} label={f('person.name')} value={contact.name} />
          <Part name={`${prefix}.position`} label={f('person.position')} value={contact.position} />
          <Part
            name={`${prefix}.telephone`}
            label={f('person.telephone')}
            value={contact.telephone}
            type="tel"
          />
          <Part name={`${prefix}.email`} label={f('person.email')} value={contact.email} type="email" />
          <Part name={`${prefix}.duty`} label={f('person.duty')} value={contact.duty} />
        </>
      )}
    />
  )
}
