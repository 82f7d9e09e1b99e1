// One playbook: what it is for, on what it starts, whose signature it carries, and its steps as a flow.

import { useState } from 'preact/hooks'
import type { PlaybookDetail } from '#/api/contract/playbook-views.ts'
import { Icon } from '../parts/icon.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { go, runHref } from '../router.ts'
import { may } from '../state/session.ts'
import { eitherText, playbookName } from './own-names.ts'
import { inputName } from './playbook-inputs.tsx'
import { playbooksApi } from './playbooks-api.ts'
import { triggerText } from './playbooks-page.tsx'
import { w } from './playbook-words.ts'
import './playbooks.css'
import { SignatureMark } from './signature-mark.tsx'
import { StartPlaybook } from './start-playbook.tsx'
import { WorkflowView } from './workflow-view.tsx'

function saveDocument({ playbook, document: content }: PlaybookDetail): void {
  const address = URL.createObjectURL(
    new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' }),
  )
  const link = document.createElement('a')
  link.href = address
  link.download = `${playbook.id}.json`
  link.click()
  URL.revokeObjectURL(address)
}

function Facts({ detail }: { readonly detail: PlaybookDetail }) {
  const { playbook, versions } = detail
  return (
    <dl class="playbook-facts">
      <div class="fact">
        <dt>{w('col.trigger')}</dt>
        <dd>{triggerText(playbook)}</dd>
      </div>
      <div class="fact">
        <dt>{w('col.cites')}</dt>
        <dd>{playbook.cites.length === 0 ? '–' : playbook.cites.join('; ')}</dd>
      </div>
      <div class="fact">
        <dt>{w('col.source')}</dt>
        <dd>{w(`source.${playbook.source}`)}</dd>
      </div>
      <div class="fact">
        <dt>{w('col.signature')}</dt>
        <dd>
          <SignatureMark playbook={playbook} /> {playbook.signatureReasons.join(' ')}
        </dd>
      </div>
      <div class="fact">
        <dt>{w('version')}</dt>
        <dd>
          <code>{playbook.version}</code>
          {versions.length > 1 && <span class="hint"> {w('versions', { n: versions.length })}</span>}
        </dd>
      </div>
      {playbook.inputs.length > 0 && (
        <div class="fact">
          <dt>{w('inputs')}</dt>
          <dd class="tags">
            {playbook.inputs.map(({ name, description }) => (
              <code class="tag" key={name} title={description}>
                {inputName(name)}
              </code>
            ))}
          </dd>
        </div>
      )}
    </dl>
  )
}

/** The page of `/playbooks/:id`. */
export function PlaybookPage({ id }: { readonly id: string }) {
  const [answer, again] = useAnswer(() => playbooksApi.get(id))
  const [list] = useAnswer(playbooksApi.list)
  const [starting, setStarting] = useState(false)
  if (answer === null) return <Loading />
  if (!answer.ok) return <Failed error={answer.error} again={again} />
  const { playbook, document: content } = answer.value
  return (
    <div class="page playbook-page">
      <div class="page-head">
        <a class="back" href="/playbooks">
          <Icon name="back" />
          {w('page.title')}
        </a>
        <h1>{playbookName(playbook)}</h1>
        {playbook.revoked && <span class="badge">{w('revoked')}</span>}
        <span class="question-buttons">
          {may('playbooks.run') && !playbook.revoked && (
            <button type="button" class="primary" onClick={() => setStarting(true)}>
              {w('start.tryOrStart')}
            </button>
          )}
          <button type="button" onClick={() => saveDocument(answer.value)}>
            {w('page.save')}
          </button>
        </span>
      </div>
      <p class="playbook-about">{eitherText(playbook.description, playbook.descriptionEnglish)}</p>
      <Facts detail={answer.value} />
      <h2>{w('flow.title')}</h2>
      <WorkflowView document={content} all={list?.ok === true ? list.value : []} />
      {starting && (
        <StartPlaybook
          incident={null}
          playbook={playbook}
          onClose={() => setStarting(false)}
          onStarted={runId => go(runHref(runId))}
        />
      )}
    </div>
  )
}
