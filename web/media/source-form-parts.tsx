// The parts of the source's form: labelled fields with what is wrong beside them, lists a line each, whole numbers,
// ticks, topics, selectors.

import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { SourceBody } from '#/api/contract/media-sources.ts'
import { slugOf } from '../register/slug.ts'
import { TOPICS } from './media-api.ts'
import { w as word } from './media-words.ts'
import { NUMBERS, SELECTORS, SOURCE_KINDS, type NumberName, type SourceProblem } from './source-fields.ts'
import { w } from './source-words.ts'

/** Fields that have a label of their own. */
export type FieldName =
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

/** A field with its label above, and what is wrong with it below. */
export function Field({ name, problems, hint, wide, children }: FieldProps) {
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

/** Name, id (of a new one, proposed from the name), kind and where to begin. */
export function Identity({ source, problems }: PartProps) {
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

/** One entry a line. */
export function Lines({
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

/** A whole number; empty where it may be unknown. */
export function Whole({
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

/** Yes or no. */
export function Tick({
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

/** The topics that all texts of the source have. */
export function Topics({ source }: { readonly source: SourceBody }) {
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

/** CSS selectors of the site, folded away until there is one. */
export function Selectors({ source, problems }: PartProps) {
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
