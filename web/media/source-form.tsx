// The form of a source, new or known; selectors are folded away. What is wrong stands next to its field.

import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { SourceBody } from '#/api/contract/media-sources.ts'
import { language, t } from '../i18n/text.ts'
import { go } from '../router.ts'
import { slugOf } from '../register/slug.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { mediaApi, TOPICS } from './media-api.ts'
import { w as word } from './media-words.ts'
import {
  NUMBERS,
  ownProblems,
  readSource,
  refusedProblems,
  SELECTORS,
  SOURCE_KINDS,
  type NumberName,
  type SourceProblem,
} from './source-fields.ts'
import { w } from './source-words.ts'

type FieldName =
  | 'name'
  | 'id'
  | 'kind'
  | 'urls'
  | 'everyMinutes'
  | 'pauseMs'
  | 'include'
  | 'exclude'
  | 'reach'
  | 'language'
  | 'note'

function problemText({ field, kind, text }: SourceProblem): string {
  if (kind === 'required') return w('required')
  if (kind === 'id') return w('idWrong')
  if (kind === 'number') {
    const { low, high } = NUMBERS[field as NumberName]
    return w('numberWrong', { low, high })
  }
  return text
}

interface FieldProps {
  readonly name: FieldName
  readonly problems: readonly SourceProblem[]
  readonly hint?: string
  readonly wide?: true
  readonly children: (control: {
    readonly id: string
    readonly name: string
    readonly 'aria-describedby': string
    readonly 'aria-invalid': boolean | undefined
  }) => ComponentChildren
}

function Field({ name, problems, hint, wide, children }: FieldProps) {
  const own = problems.filter(({ field }) => field === name)
  return (
    <div class={wide === true ? 'source-field source-field-wide' : 'source-field'}>
      <label for={`source-${name}`}>{w(name)}</label>
      {children({
        id: `source-${name}`,
        name,
        'aria-describedby': `source-notes-${name}`,
        'aria-invalid': own.length > 0 ? true : undefined,
      })}
      <div id={`source-notes-${name}`}>
        {own.map((problem, at) => (
          <p key={at} class="tone-bad">
            {problemText(problem)}
          </p>
        ))}
        {hint !== undefined && <p class="hint">{hint}</p>}
      </div>
    </div>
  )
}

interface PartProps {
  readonly source: SourceBody
  readonly problems: readonly SourceProblem[]
}

function Identity({ source, problems }: PartProps) {
  const [id, setId] = useState(source.id)
  const [touched, setTouched] = useState(false)
  const isNew = source.id === ''
  return (
    <>
      <Field name="name" problems={problems}>
        {control => (
          <input
            {...control}
            maxLength={200}
            autocomplete="off"
            defaultValue={source.name}
            onInput={event => {
              if (isNew && !touched) setId(slugOf(event.currentTarget.value))
            }}
          />
        )}
      </Field>
      {isNew && (
        <Field name="id" problems={problems} hint={w('idHint')}>
          {control => (
            <input
              {...control}
              maxLength={64}
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              value={id}
              onInput={event => {
                setTouched(true)
                setId(event.currentTarget.value)
              }}
            />
          )}
        </Field>
      )}
      <Field name="kind" problems={problems}>
        {control => (
          <select {...control}>
            {SOURCE_KINDS.map(kind => (
              <option key={kind} value={kind} selected={kind === source.kind}>
                {w(`kind.${kind}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Lines name="urls" source={source} problems={problems} hint={w('urlsHint')} />
    </>
  )
}

function Lines({
  name,
  source,
  problems,
  hint,
}: PartProps & { readonly name: 'urls' | 'include' | 'exclude'; readonly hint: string }) {
  return (
    <Field name={name} problems={problems} hint={hint} wide>
      {control => (
        <textarea
          {...control}
          rows={Math.min(8, Math.max(2, source[name].length + 1))}
          defaultValue={source[name].join('\n')}
          spellcheck={false}
          autocapitalize="none"
        />
      )}
    </Field>
  )
}

function Whole({
  name,
  source,
  problems,
  hint,
}: PartProps & { readonly name: NumberName; readonly hint: string }) {
  const value = source[name]
  return (
    <Field name={name} problems={problems} hint={hint}>
      {control => (
        <input
          {...control}
          inputMode="numeric"
          maxLength={10}
          autocomplete="off"
          defaultValue={value === null ? '' : String(value)}
        />
      )}
    </Field>
  )
}

function Tick({
  name,
  source,
}: {
  readonly name: 'enabled' | 'needsBrowser' | 'withComments'
  readonly source: SourceBody
}) {
  return (
    <label class="check">
      <input type="checkbox" name={name} defaultChecked={source[name]} />
      {w(name)}
    </label>
  )
}

function Topics({ source }: { readonly source: SourceBody }) {
  return (
    <fieldset class="source-topics source-field-wide">
      <legend>{w('topics')}</legend>
      {TOPICS.map(topic => (
        <label key={topic} class="check">
          <input type="checkbox" name="topics" value={topic} defaultChecked={source.topics.includes(topic)} />
          {word(`topic.${topic}`)}
        </label>
      ))}
    </fieldset>
  )
}

function Selectors({ source, problems }: PartProps) {
  const own = problems.filter(({ field }) => field === 'selectors')
  return (
    <details class="source-field-wide" open={own.length > 0 || Object.keys(source.selectors).length > 0}>
      <summary>{w('selectors')}</summary>
      <p class="hint">{w('selectorsHint')}</p>
      {own.map((problem, at) => (
        <p key={at} class="tone-bad">
          {problemText(problem)}
        </p>
      ))}
      <div class="source-selectors">
        {SELECTORS.map(name => (
          <label key={name}>
            <span>{w(`selector.${name}`)}</span>
            <input
              name={`selector.${name}`}
              maxLength={500}
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              defaultValue={source.selectors[name] ?? ''}
            />
          </label>
        ))}
      </div>
    </details>
  )
}

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
