// A table to import: choose it, see what it would do and what is wrong with it, enter it. Nothing is written
// before the plan was seen, and the plan that was seen is the one that is applied.

import { useEffect, useState } from 'preact/hooks'
import type { CsvPlanView } from '#/api/contract/register.ts'
import { DataTable } from '../parts/data-table.tsx'
import { numberText } from '../parts/time-text.ts'
import { go } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { loadSystems } from '../state/systems.ts'
import { registerApi } from './register-api.ts'
import { w } from './register-words.ts'
import { Changes } from './system-aside.tsx'
import { ownText } from './words-of.ts'
import './register.css'

const FIRST = 100

interface Table {
  readonly name: string
  readonly file: Blob
}

/** The invented table that comes with the platform. */
async function exampleTable(): Promise<Table> {
  const { default: text } = await import('../../examples/thanh-pho-mau.csv?raw')
  return { name: w('import.example'), file: new Blob([text], { type: 'text/csv' }) }
}

function Problems({ plan }: { readonly plan: CsvPlanView }) {
  if (plan.problems.length === 0) return null
  return (
    <DataTable
      title={w('import.problemList')}
      rows={plan.problems}
      keyOf={problem => `${problem.line} ${problem.column} ${problem.text}`}
      empty=""
      columns={[
        {
          name: w('import.line'),
          cell: ({ line }) => (line === 0 ? w('import.wholeFile') : numberText(line)),
          short: true,
        },
        { name: w('import.column'), cell: ({ column }) => column ?? '' },
        { name: w('import.what'), cell: problem => ownText(problem), wide: true },
      ]}
    />
  )
}

function Rows({ plan }: { readonly plan: CsvPlanView }) {
  const [all, setAll] = useState(false)
  const rows = plan.rows.filter(({ action }) => action !== 'unchanged')
  const shown = all ? rows : rows.slice(0, FIRST)
  return (
    <>
      <DataTable
        title={w('import.rows')}
        rows={shown}
        keyOf={({ line }) => String(line)}
        empty={w('import.noRows')}
        columns={[
          { name: w('import.line'), cell: ({ line }) => numberText(line), short: true },
          { name: w('import.action'), cell: ({ action }) => w(`action.${action}`), short: true },
          {
            name: w('import.system'),
            cell: ({ id, name }) => (
              <>
                <strong>{name}</strong> <code class="hint">{id}</code>
              </>
            ),
          },
          {
            name: w('import.changes'),
            cell: ({ changes }) => (
              <details class="row-changes">
                <summary>{w('changeCount', { n: changes.length })}</summary>
                <Changes changes={changes} />
              </details>
            ),
            wide: true,
          },
        ]}
      />
      {shown.length < rows.length && (
        <button type="button" onClick={() => setAll(true)}>
          {w('import.all', { n: numberText(rows.length) })}
        </button>
      )}
    </>
  )
}

function Plan({ plan, name }: { readonly plan: CsvPlanView; readonly name: string }) {
  const separator = plan.separator === '\t' ? w('separator.tab') : `“${plan.separator}”`
  const { create, change, unchanged } = plan.counts
  return (
    <>
      <p role="status">
        <span class="hint">{w('import.read', { name, encoding: plan.encoding, separator })}</span>
        <br />
        {plan.problems.length > 0 ? (
          <strong class="tone-bad">{w('import.problems', { n: numberText(plan.problems.length) })}</strong>
        ) : (
          <strong>
            {w('import.created', { n: numberText(create) })} ·{' '}
            {w('import.changed', { n: numberText(change) })} ·{' '}
            {w('import.unchanged', { n: numberText(unchanged) })}
          </strong>
        )}
      </p>
      <Problems plan={plan} />
      {plan.warnings.length > 0 && (
        <ul class="gap-list">
          {plan.warnings.map((warning, at) => (
            <li key={at}>
              <span class="tone-warn">{warning.systemIds.join(', ')}</span>
              <span>{ownText(warning)}</span>
            </li>
          ))}
        </ul>
      )}
      {plan.problems.length === 0 && <Rows plan={plan} />}
    </>
  )
}

/** The page of `/systems?import=`; with `example` the invented table is chosen already. */
export function CsvImport({ example }: { readonly example: boolean }) {
  const [table, setTable] = useState<Table | null>(null)
  const [plan, setPlan] = useState<CsvPlanView | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  async function preview(chosen: Table, words: string | null = null): Promise<void> {
    setTable(chosen)
    setPlan(null)
    setSaid(words)
    setBusy(true)
    const answer = await registerApi.preview(chosen.file)
    setBusy(false)
    if (answer.ok) setPlan(answer.value)
    else setSaid(errorText(answer.error))
  }
  async function apply(chosen: Table, seen: CsvPlanView): Promise<void> {
    setBusy(true)
    const answer = await registerApi.apply(chosen.file, seen.plan)
    setBusy(false)
    if (!answer.ok && answer.error.code === 'conflict') return await preview(chosen, w('import.again'))
    if (!answer.ok) return setSaid(errorText(answer.error))
    const { create: created, change: changed } = answer.value.counts
    announce({ text: w('import.done', { created, changed }), tone: 'done' })
    void loadSystems()
    go('/systems')
  }
  useEffect(() => {
    if (example) void exampleTable().then(chosen => preview(chosen))
  }, [])

  const toWrite = plan === null ? 0 : plan.counts.create + plan.counts.change
  return (
    <div class="page">
      <a class="system-back" href="/systems">
        ← {w('back')}
      </a>
      <h1>{w('import.title')}</h1>
      <p class="hint import-text">{w('import.text')}</p>
      <div class="page-head import-head">
        <label class="file-choice">
          <span>{w('import.choose')}</span>
          <input
            type="file"
            accept=".csv,text/csv,text/plain"
            onChange={event => {
              const file = event.currentTarget.files?.[0]
              if (file !== undefined) void preview({ name: file.name, file })
            }}
          />
        </label>
        {table !== null && plan !== null && plan.problems.length === 0 && toWrite > 0 && (
          <button type="button" class="primary" disabled={busy} onClick={() => void apply(table, plan)}>
            {w('import.apply', { n: numberText(toWrite) })}
          </button>
        )}
      </div>
      {said !== null && (
        <p class="form-note" role="alert">
          {said}
        </p>
      )}
      {busy && plan === null && (
        <p class="hint" role="status">
          {w('import.checking')}
        </p>
      )}
      {plan !== null && <Plan plan={plan} name={table?.name ?? ''} />}
    </div>
  )
}
