// The playbooks there are, of the library and imported, and the runs of late.

import { useState } from 'preact/hooks'
import type { PlaybookView } from '#/api/contract/playbook-views.ts'
import { language } from '../i18n/text.ts'
import { mau05Text } from '../incident/mau05-text.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { go, playbookHref } from '../router.ts'
import { may } from '../state/session.ts'
import { ImportPlaybook } from './import-playbook.tsx'
import { playbookName } from './own-names.ts'
import { playbooksApi } from './playbooks-api.ts'
import { w as importWords } from './import-words.ts'
import { w } from './playbook-words.ts'
import './playbooks.css'
import { RunTable } from './run-table.tsx'
import { SignatureMark } from './signature-mark.tsx'

/** On what a playbook starts by itself. */
export function triggerText({ trigger }: PlaybookView): string {
  if (trigger === null) return w('trigger.none')
  const kinds = trigger.mau05.map(mau05Text)
  const gravity = trigger.gravity === null ? [] : [w(`trigger.${trigger.gravity}`)]
  return [...kinds, ...gravity].join('; ')
}

/** `Loại 2` before `Loại 10`. */
function byName(a: PlaybookView, b: PlaybookView): number {
  return playbookName(a).localeCompare(playbookName(b), language.value, { numeric: true })
}

/** The page of `/playbooks`. */
export function PlaybooksPage() {
  const [answer, again] = useAnswer(playbooksApi.list)
  const [importing, setImporting] = useState(false)
  return (
    <div class="page">
      <div class="page-head">
        <h1>{w('page.title')}</h1>
        {may('playbooks.manage') && (
          <button type="button" class="primary" onClick={() => setImporting(true)}>
            {importWords('import.button')}
          </button>
        )}
      </div>
      {answer === null && <Loading />}
      {answer?.ok === false && <Failed error={answer.error} again={again} />}
      {answer?.ok === true && (
        <DataTable
          rows={[...answer.value].sort(byName)}
          keyOf={playbook => playbook.id}
          empty={w('page.none')}
          columns={[
            {
              name: w('col.name'),
              cell: playbook => (
                <>
                  <a class="playbook-link" href={playbookHref(playbook.id)}>
                    {playbookName(playbook)}
                  </a>
                  {playbook.revoked && <span class="badge">{w('revoked')}</span>}
                </>
              ),
              wide: true,
            },
            { name: w('col.trigger'), cell: triggerText },
            { name: w('col.cites'), cell: playbook => playbook.cites.join('; ') },
            { name: w('col.source'), cell: playbook => w(`source.${playbook.source}`), short: true },
            {
              name: w('col.signature'),
              cell: playbook => <SignatureMark playbook={playbook} />,
              short: true,
            },
            { name: w('col.steps'), cell: playbook => numberText(playbook.steps), figure: true },
          ]}
        />
      )}
      <RunTable />
      {importing && (
        <ImportPlaybook
          onClose={() => setImporting(false)}
          onImported={playbook => {
            again()
            go(playbookHref(playbook.id))
          }}
        />
      )}
    </div>
  )
}
