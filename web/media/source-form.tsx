// The form of a source, new or known; selectors are folded away. What is wrong stands next to its field.

import { useRef, useState } from 'preact/hooks'
import type { SourceBody } from '#/api/contract/media-sources.ts'
import { language, t } from '../i18n/text.ts'
import { go } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { mediaApi } from './media-api.ts'
import { ownProblems, readSource, refusedProblems, type SourceProblem } from './source-fields.ts'
import {
  Field,
  Identity,
  Lines,
  Selectors,
  Tick,
  Topics,
  Whole,
  type FieldName,
} from './source-form-parts.tsx'
import { w } from './source-words.ts'

interface FormProps {
  readonly source: SourceBody
  /** 0: a new one. */
  readonly version: number
  readonly onSaved: () => void
}

/** The whole form; it leads back to the list. */
export function SourceForm({ source, version, onSaved }: FormProps) {
  const form = useRef<HTMLFormElement>(null)
  const [seen, setSeen] = useState(version)
  const [problems, setProblems] = useState<readonly SourceProblem[]>([])
  const [said, setSaid] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const complain = (found: readonly SourceProblem[], otherwise: string): void => {
    setProblems(found)
    const names = [...new Set(found.map(({ field }) => w(field as FieldName)))]
    setSaid(found.length === 0 ? otherwise : w('wrong', { fields: names.join(', ') }))
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
  }
  async function save(): Promise<void> {
    const typed = readSource(new FormData(form.current ?? undefined), source)
    const found = ownProblems(typed)
    if (found.length > 0) return complain(found, '')
    setBusy(true)
    const answer = await mediaApi.saveSource(typed, seen)
    setBusy(false)
    if (answer.ok) {
      announce({ text: w('saved', { name: typed.name }), tone: 'done' })
      onSaved()
      go('/media/sources')
    } else if (answer.error.code === 'conflict') {
      const latest = await mediaApi.sources()
      const now = latest.ok ? latest.value.find(view => view.source.id === typed.id) : undefined
      if (now !== undefined) setSeen(now.version)
      complain([], w('conflict'))
    } else complain(refusedProblems(answer.error, language.value), errorText(answer.error))
  }
  return (
    <>
      <a class="media-back" href="/media/sources">
        ← {w('back')}
      </a>
      <h1>{source.id === '' ? w('new') : w('editTitle', { name: source.name })}</h1>
      <form
        ref={form}
        class="source-form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (!busy) void save()
        }}
      >
        <Identity source={source} problems={problems} />
        <div class="source-ticks source-field-wide">
          <Tick name="enabled" source={source} />
          <Tick name="withComments" source={source} />
          <Tick name="needsBrowser" source={source} />
        </div>
        <Whole name="everyMinutes" source={source} problems={problems} hint={w('everyHint')} />
        <Whole name="pauseMs" source={source} problems={problems} hint={w('pauseHint')} />
        <Whole name="reach" source={source} problems={problems} hint={w('reachHint')} />
        <Field name="language" problems={problems} hint={w('languageHint')}>
          {control => <input {...control} maxLength={8} autocomplete="off" defaultValue={source.language} />}
        </Field>
        <Lines name="include" source={source} problems={problems} hint={w('includeHint')} />
        <Lines name="exclude" source={source} problems={problems} hint={w('excludeHint')} />
        <Topics source={source} />
        <Selectors source={source} problems={problems} />
        <Field name="note" problems={problems} wide>
          {control => <textarea {...control} rows={2} maxLength={2000} defaultValue={source.note} />}
        </Field>
        <div class="form-foot source-field-wide">
          {said !== null && (
            <p class="form-error" role="alert">
              {said}
            </p>
          )}
          <a class="button" href="/media/sources">
            {t('app.cancel')}
          </a>
          <button type="submit" class="primary" disabled={busy}>
            {w('save')}
          </button>
        </div>
      </form>
    </>
  )
}
