// A list of sources to import: chosen or pasted, previewed with every mistake by its line, then written.

import { useState } from 'preact/hooks'
import type { SourceImportView } from '#/api/contract/media-sources.ts'
import { DataTable } from '../parts/data-table.tsx'
import { numberText } from '../parts/time-text.ts'
import { ownText } from '../register/words-of.ts'
import { go } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { mediaApi } from './media-api.ts'
import { w } from './source-words.ts'

/** As long as the contract takes. */
const MAX_LENGTH = 900_000

function Problems({ plan }: { readonly plan: SourceImportView }) {
  return (
    <DataTable
      title={w('import.problemList')}
      rows={plan.problems}
      keyOf={({ line, field, text }) => `${line} ${field} ${text}`}
      empty=""
      columns={[
        {
          name: w('import.line'),
          cell: ({ line }) => (line === null ? w('import.whole') : numberText(line)),
          short: true,
        },
        { name: w('import.source'), cell: ({ sourceId }) => sourceId ?? '' },
        { name: w('import.field'), cell: ({ field }) => field },
        { name: w('import.what'), cell: ownText, wide: true },
      ]}
    />
  )
}

function Plan({ plan }: { readonly plan: SourceImportView }) {
  if (plan.problems.length > 0)
    return (
      <>
        <p role="status">
          <strong class="tone-bad">{w('import.problems', { n: numberText(plan.problems.length) })}</strong>
        </p>
        <Problems plan={plan} />
      </>
    )
  const nothing = plan.added.length + plan.changed.length === 0
  return (
    <section class="media-part import-plan" role="status">
      {nothing && <p>{w('import.nothing')}</p>}
      {plan.added.length > 0 && (
        <>
          <h2>
            {w('import.added')} <span class="count">{numberText(plan.added.length)}</span>
          </h2>
          <p>{plan.added.join(', ')}</p>
        </>
      )}
      {plan.changed.length > 0 && (
        <>
          <h2>
            {w('import.changed')} <span class="count">{numberText(plan.changed.length)}</span>
          </h2>
          <ul>
            {plan.changed.map(({ id, fields }) => (
              <li key={id}>
                {id} <span class="hint">{fields.join(', ')}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="hint">{w('import.unchanged', { n: numberText(plan.unchanged.length) })}</p>
    </section>
  )
}

/** The page of `/media/sources?import=1`. */
export function SourceImport({ onDone }: { readonly onDone: () => void }) {
  const [yaml, setYaml] = useState('')
  const [plan, setPlan] = useState<SourceImportView | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const write = (text: string): void => {
    setYaml(text)
    setPlan(null)
    setSaid(text.length > MAX_LENGTH ? w('import.tooLarge') : null)
  }
  const send = async (apply: boolean): Promise<void> => {
    setBusy(true)
    const answer = await mediaApi.importSources(yaml, apply)
    setBusy(false)
    setSaid(answer.ok ? null : errorText(answer.error))
    if (!answer.ok) return
    setPlan(answer.value)
    if (!answer.value.applied) return
    const { added, changed } = answer.value
    announce({ text: w('import.done', { added: added.length, changed: changed.length }), tone: 'done' })
    onDone()
    go('/media/sources')
  }
  const writable = plan === null || plan.problems.length > 0 ? 0 : plan.added.length + plan.changed.length
  return (
    <>
      <a class="media-back" href="/media/sources">
        ← {w('back')}
      </a>
      <h1>{w('import.title')}</h1>
      <p class="hint label-why">{w('import.text')}</p>
      <form
        class="form import-form"
        onSubmit={event => {
          event.preventDefault()
          void send(false)
        }}
      >
        <label for="import-file">{w('import.file')}</label>
        <input
          id="import-file"
          type="file"
          accept=".yaml,.yml,text/yaml,application/yaml,text/plain"
          onChange={event => {
            const file = event.currentTarget.files?.[0]
            if (file !== undefined) void file.text().then(write)
          }}
        />
        <label for="import-yaml">{w('import.yaml')}</label>
        <textarea
          id="import-yaml"
          class="import-yaml"
          rows={12}
          required
          spellcheck={false}
          value={yaml}
          onInput={event => write(event.currentTarget.value)}
        />
        {said !== null && (
          <p class="form-error" role="alert">
            {said}
          </p>
        )}
        <div class="form-foot">
          <button type="submit" disabled={busy || yaml.trim() === '' || yaml.length > MAX_LENGTH}>
            {w('import.preview')}
          </button>
          {writable > 0 && (
            <button type="button" class="primary" disabled={busy} onClick={() => void send(true)}>
              {w('import.apply', { n: numberText(writable) })}
            </button>
          )}
        </div>
      </form>
      {plan !== null && <Plan plan={plan} />}
    </>
  )
}
