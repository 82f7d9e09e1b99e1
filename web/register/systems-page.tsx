// The register of monitored systems: the list, a new one (`?new=1`), a table to import (`?import=file`).

import { useEffect, useState } from 'preact/hooks'
import type { RegisterView, SystemRow } from '#/api/contract/register.ts'
import { useKeys } from '../keyboard/keys.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { go, search, systemHref } from '../router.ts'
import { folded } from '../state/queue-view.ts'
import { may, me } from '../state/session.ts'
import { CsvImport } from './csv-import.tsx'
import { EXPORT_HREF, registerApi } from './register-api.ts'
import { w } from './register-words.ts'
import { EMPTY_SYSTEM } from './system-fields.ts'
import { SystemForm } from './system-form.tsx'
import { SystemsTable } from './systems-table.tsx'
import { ownText } from './words-of.ts'
import { loadUnits, unitName } from './units.ts'
import './register.css'

function wordsOf({ system }: SystemRow): string {
  const { id, name, owner, operator, unitId, domains, hosts, addresses, services } = system
  const unit = unitId === null ? '' : unitName(unitId)
  return folded([id, name, owner, operator, unit, ...domains, ...hosts, ...addresses, ...services].join('\n'))
}

/** A table may name systems of all units. */
function mayImport(): boolean {
  return may('register.manage') && me.value?.units === null
}

function NoSystems() {
  return (
    <div class="state">
      <p class="state-title">{w('empty.title')}</p>
      <p>{w(mayImport() ? 'empty.text' : 'empty.mayNot')}</p>
      {mayImport() && (
        <p>
          <button type="button" class="primary" onClick={() => go('/systems?import=example')}>
            {w('example')}
          </button>
        </p>
      )}
    </div>
  )
}

function Warnings({ register }: { readonly register: RegisterView }) {
  if (register.warnings.length === 0) return null
  return (
    <details class="register-warnings">
      <summary>
        {w('warningsTitle')} ({register.warnings.length})
      </summary>
      <ul>
        {register.warnings.map((warning, at) => (
          <li key={at}>
            {warning.systemIds.map(id => (
              <a key={id} href={systemHref(id)}>
                {register.systems.find(({ system }) => system.id === id)?.system.name ?? id}
              </a>
            ))}
            <span>{ownText(warning)}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Listed({ register }: { readonly register: RegisterView }) {
  const [wanted, setWanted] = useState('')
  const [incomplete, setIncomplete] = useState(false)
  useKeys({ search: () => document.querySelector<HTMLInputElement>('#system-filter')?.select() })
  if (register.systems.length === 0) return <NoSystems />
  const shown = register.systems.filter(
    row => (!incomplete || row.missing > 0) && wordsOf(row).includes(folded(wanted.trim())),
  )
  return (
    <>
      <div class="page-head register-filter">
        <input
          id="system-filter"
          type="search"
          aria-label={w('filter')}
          placeholder={w('filterHint')}
          value={wanted}
          onInput={event => setWanted(event.currentTarget.value)}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={incomplete}
            onChange={event => setIncomplete(event.currentTarget.checked)}
          />
          {w('incomplete')}
        </label>
        <span class="hint" role="status">
          {w('count', { n: numberText(shown.length), total: numberText(register.systems.length) })}
        </span>
      </div>
      <SystemsTable rows={shown} />
      <Warnings register={register} />
    </>
  )
}

function SystemList() {
  const [answer, again] = useAnswer(registerApi.list)
  return (
    <div class="page">
      <div class="page-head">
        <h1>{w('title')}</h1>
        <span class="page-actions">
          {may('register.manage') && (
            <button type="button" class="primary" onClick={() => go('/systems?new=1')}>
              {w('create')}
            </button>
          )}
          {mayImport() && (
            <button type="button" onClick={() => go('/systems?import=file')}>
              {w('import')}
            </button>
          )}
          {answer?.ok === true && answer.value.systems.length > 0 && (
            <a class="button" href={EXPORT_HREF} download="doi-tuong-giam-sat.csv">
              {w('export')}
            </a>
          )}
        </span>
      </div>
      {answer === null && <Loading />}
      {answer?.ok === false && <Failed error={answer.error} again={again} />}
      {answer?.ok === true && <Listed register={answer.value} />}
    </div>
  )
}

/** The page of `/systems`. */
export function SystemsPage() {
  useEffect(() => void loadUnits(), [])
  const asked = new URLSearchParams(search.value)
  const toImport = asked.get('import')
  if (mayImport() && toImport !== null) return <CsvImport key={toImport} example={toImport === 'example'} />
  if (may('register.manage') && asked.has('new'))
    return <SystemForm system={EMPTY_SYSTEM} version={null} gaps={[]} />
  return <SystemList />
}
