// One monitored system: all that is stated of it, what is missing and who asks for it, which sources are heard,
// its history; the form at `?edit=1`.

import { useEffect, useState } from 'preact/hooks'
import type { SystemDetail } from '#/api/contract/register.ts'
import { t } from '../i18n/text.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { go, search, systemHref } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { may } from '../state/session.ts'
import { loadSystems } from '../state/systems.ts'
import { registerApi } from './register-api.ts'
import { w } from './register-words.ts'
import { SystemFacts } from './system-facts.tsx'
import { SystemForm } from './system-form.tsx'
import { SystemGaps, SystemHistory, SystemSources } from './system-aside.tsx'
import { loadUnits } from './units.ts'
import './register.css'

function RemoveDialog({ detail, onClose }: { readonly detail: SystemDetail; readonly onClose: () => void }) {
  const { id, name } = detail.system
  const send = async (): Promise<boolean> => {
    const answer = await registerApi.remove(id, detail.version)
    if (!answer.ok) {
      announce({ text: errorText(answer.error), tone: 'wrong' })
      return false
    }
    announce({ text: w('removed', { name }), tone: 'done' })
    void loadSystems()
    go('/systems')
    return true
  }
  return (
    <DialogForm title={w('removeTitle', { name })} submit={w('remove')} send={send} onClose={onClose}>
      <p>{w('removeText')}</p>
    </DialogForm>
  )
}

function OpenIncidents({ id }: { readonly id: string }) {
  const [answer] = useAnswer(() => registerApi.openIncidents(id))
  if (answer?.ok !== true) return null
  const { total } = answer.value
  return (
    <a href={`/?system=${encodeURIComponent(id)}`}>
      {total === 0 ? w('noIncidents') : w('openIncidents', { n: numberText(total) })}
    </a>
  )
}

function Shown({ detail }: { readonly detail: SystemDetail }) {
  const [removing, setRemoving] = useState(false)
  const { system } = detail
  const isOurs = system.source === 'register'
  return (
    <div class="page system-page">
      <a class="system-back" href="/systems">
        ← {w('back')}
      </a>
      <div class="page-head">
        <h1>{system.name}</h1>
        <span class="level">{t('queue.level', { n: system.level })}</span>
        <code class="hint">{system.id}</code>
        <OpenIncidents id={system.id} />
        {may('register.manage') && (
          <span class="page-actions">
            <a class="button button-primary" href={`${systemHref(system.id)}?edit=1`}>
              {w('edit')}
            </a>
            {isOurs && (
              <button type="button" onClick={() => setRemoving(true)}>
                {w('remove')}
              </button>
            )}
          </span>
        )}
      </div>
      {!isOurs && <p class="hint">{w('configuredHint')}</p>}
      <div class="system-panes">
        <SystemFacts system={system} />
        <div class="system-aside">
          <SystemGaps detail={detail} />
          <SystemSources id={system.id} />
          <SystemHistory detail={detail} />
        </div>
      </div>
      {removing && <RemoveDialog detail={detail} onClose={() => setRemoving(false)} />}
    </div>
  )
}

/** The page of `/systems/:id`. */
export function SystemPage({ id }: { readonly id: string }) {
  const [answer, again] = useAnswer(() => registerApi.one(id))
  useEffect(() => void loadUnits(), [])
  if (answer === null) return <Loading />
  if (!answer.ok) return <Failed error={answer.error} again={again} />
  const { system, version, gaps } = answer.value
  if (may('register.manage') && new URLSearchParams(search.value).has('edit'))
    return <SystemForm system={system} version={version} gaps={gaps} onSaved={again} />
  return <Shown detail={answer.value} />
}
