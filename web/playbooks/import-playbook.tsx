// Importing a CACAO document: a file is chosen, the platform checks it, and everything wrong with it is shown by
// its place in the document. What is only doubtful is shown after the import.

import { useState } from 'preact/hooks'
import type { PlaybookView } from '#/api/contract/playbook-views.ts'
import type { ProblemAt } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Frame } from '../parts/frame.tsx'
import { fullErrorText } from './act.ts'
import { playbookName } from './own-names.ts'
import { playbooksApi } from './playbooks-api.ts'
import { w } from './import-words.ts'
import { w as common } from './playbook-words.ts'
import { Refused } from './question-parts.tsx'

interface ImportProps {
  readonly onClose: () => void
  readonly onImported: (playbook: PlaybookView) => void
}
type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'wrong'; readonly why: string; readonly findings: readonly ProblemAt[] }
  | { readonly kind: 'done'; readonly playbook: PlaybookView; readonly findings: readonly ProblemAt[] }

async function importFile(file: File): Promise<Outcome> {
  let document: unknown
  try {
    document = JSON.parse(await file.text())
  } catch (cause) {
    const why = w('import.notJson', { why: cause instanceof Error ? cause.message : '' })
    return { kind: 'wrong', why, findings: [] }
  }
  const answer = await playbooksApi.import(document)
  return answer.ok
    ? { kind: 'done', playbook: answer.value.playbook, findings: answer.value.warnings }
    : { kind: 'wrong', why: fullErrorText(answer.error), findings: answer.error.problems ?? [] }
}

function Findings({ title, findings }: { readonly title: string; readonly findings: readonly ProblemAt[] }) {
  if (findings.length === 0) return null
  return (
    <DataTable
      title={title}
      rows={findings}
      keyOf={({ code, where, detail }) => `${where} ${code} ${detail}`}
      empty=""
      columns={[
        { name: w('import.where'), cell: ({ where }) => <code>{where === '' ? '/' : where}</code> },
        { name: w('import.what'), cell: ({ detail }) => detail, wide: true },
        { name: w('import.code'), cell: ({ code }) => <code>{code}</code>, short: true },
      ]}
    />
  )
}

/** The dialog. */
export function ImportPlaybook({ onClose, onImported }: ImportProps) {
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' })
  const [busy, setBusy] = useState(false)
  const send = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return
    setBusy(true)
    setOutcome({ kind: 'none' })
    setOutcome(await importFile(file))
    setBusy(false)
  }
  return (
    <Frame title={w('import.title')} onClose={onClose} wide>
      <div class="form">
        <label for="playbook-file">{w('import.file')}</label>
        <input
          id="playbook-file"
          type="file"
          accept=".json,application/json"
          data-focus
          disabled={busy}
          onChange={event => void send(event.currentTarget.files?.[0])}
        />
        <p class="hint">{w('import.hint')}</p>
        {busy && <p role="status">{w('import.checking')}</p>}
        {outcome.kind === 'wrong' && (
          <>
            <Refused why={outcome.why} />
            <Findings
              title={w('import.findings', { n: outcome.findings.length })}
              findings={outcome.findings}
            />
          </>
        )}
        {outcome.kind === 'done' && (
          <>
            <p class="form-note" role="status">
              {w('import.done', { name: playbookName(outcome.playbook) })}
            </p>
            <Findings
              title={w('import.warnings', { n: outcome.findings.length })}
              findings={outcome.findings}
            />
          </>
        )}
        <div class="form-foot">
          <button type="button" onClick={onClose}>
            {outcome.kind === 'done' ? common('close') : t('app.cancel')}
          </button>
          {outcome.kind === 'done' && (
            <button type="button" class="primary" onClick={() => onImported(outcome.playbook)}>
              {w('import.open')}
            </button>
          )}
        </div>
      </div>
    </Frame>
  )
}
