// The form of a system, new or known. What is wrong stands next to its field; what forms of the law need a
// field for stands under it. Only what was changed is sent, so that two people can work on one system.

import { useRef, useState } from 'preact/hooks'
import type { GapView, RegisteredSystemView, SavedSystemView } from '#/api/contract/register.ts'
import type { Answer } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { trimmedText } from '../parts/field-text.ts'
import { go, systemHref } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { personName } from '../state/people.ts'
import { loadSystems } from '../state/systems.ts'
import { fieldLabel } from './field-words.ts'
import type { FormScope } from './form-field.tsx'
import { w } from './form-words.ts'
import {
  fieldProblems,
  isConflict,
  registerApi,
  type FieldProblem,
  type SystemFields,
} from './register-api.ts'
import { w as page } from './register-words.ts'
import { changedFields, readFields } from './system-fields.ts'
import { IdField, SystemFormParts } from './system-form-parts.tsx'
import './register.css'

interface SystemFormProps {
  readonly system: RegisteredSystemView
  /** Null: a new one. */
  readonly version: number | null
  readonly gaps: readonly GapView[]
  readonly onSaved?: () => void
}

const wrongAt = (field: string, text: string): FieldProblem => ({ field, text, textEnglish: text })

/** What is seen without asking the platform. */
function ownProblems(id: string | null, { name, links }: SystemFields): readonly FieldProblem[] {
  const problems: FieldProblem[] = []
  if (name === '') problems.push(wrongAt('name', w('required')))
  if (id !== null && !/^[a-z0-9][a-z0-9-]{0,63}$/.test(id)) problems.push(wrongAt('id', w('idWrong')))
  if (links.some(({ megabits }) => megabits !== null && !(megabits >= 0)))
    problems.push(wrongAt('links', w('megabitsWrong')))
  return problems
}

/** The page of the form; it leads back to the system. */
export function SystemForm({ system, version, gaps, onSaved }: SystemFormProps) {
  const isNew = version === null
  const form = useRef<HTMLFormElement>(null)
  const seen = useRef(version ?? 0)
  const [problems, setProblems] = useState<readonly FieldProblem[]>([])
  const [said, setSaid] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const back = isNew ? '/systems' : systemHref(system.id)
  const scope: FormScope = { problems, gaps, configured: system.source === 'config' }

  const complain = (found: readonly FieldProblem[], otherwise: string): void => {
    setProblems(found)
    const names = [...new Set(found.map(({ field }) => fieldLabel(field)))]
    setSaid(found.length === 0 ? otherwise : w('wrong', { fields: names.join(', ') }))
    requestAnimationFrame(() => {
      const first = form.current?.querySelector<HTMLElement>('[aria-invalid=true], .field-wrong')
      first?.scrollIntoView({ block: 'center' })
      if (first?.matches('input, select, textarea') === true) first.focus({ preventScroll: true })
    })
  }

  async function explainConflict(): Promise<void> {
    const latest = await registerApi.one(system.id)
    if (!latest.ok) return complain([], errorText(latest.error))
    seen.current = latest.value.version
    const by = latest.value.history[0]?.by
    complain([], w('conflict', { name: by === undefined ? w('someone') : personName(by) }))
  }

  async function send(): Promise<Answer<SavedSystemView> | null> {
    const typed = new FormData(form.current ?? undefined)
    const fields = readFields(typed, system)
    const id = isNew ? trimmedText(typed, 'id') : null
    const found = ownProblems(id, fields)
    if (found.length > 0) {
      complain(found, '')
      return null
    }
    if (id !== null) return await registerApi.create(id, fields)
    const changed = changedFields(system, fields)
    if (Object.keys(changed).length > 0) return await registerApi.change(system.id, seen.current, changed)
    announce({ text: w('nothing'), tone: 'done' })
    onSaved?.()
    go(back)
    return null
  }

  async function save(): Promise<void> {
    if (busy) return
    setBusy(true)
    const answer = await send()
    setBusy(false)
    if (answer === null) return
    if (answer.ok) {
      announce({ text: page('saved', { name: answer.value.system.name }), tone: 'done' })
      void loadSystems()
      onSaved?.()
      go(systemHref(answer.value.system.id))
    } else if (isConflict(answer)) await explainConflict()
    else if (answer.error.code === 'system.exists') complain([wrongAt('id', errorText(answer.error))], '')
    else if (answer.error.code === 'permission.denied') complain([wrongAt('unitId', w('ownUnit'))], '')
    else complain(fieldProblems(answer.error), errorText(answer.error))
  }

  return (
    <div class="page system-page">
      <div class="page-head">
        <h1>{isNew ? w('new') : w('edit', { name: system.name })}</h1>
      </div>
      <p class="hint">{scope.configured ? page('configuredHint') : w('optional')}</p>
      <form
        ref={form}
        class="system-form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          void save()
        }}
      >
        {isNew && <IdField scope={scope} />}
        <SystemFormParts scope={scope} system={system} />
        <div class="form-foot system-form-foot">
          {said !== null && (
            <p class="form-error" role="alert">
              {said}
            </p>
          )}
          <a class="button" href={back}>
            {t('app.cancel')}
          </a>
          <button type="submit" class="primary" disabled={busy}>
            {w('save')}
          </button>
        </div>
      </form>
    </div>
  )
}
