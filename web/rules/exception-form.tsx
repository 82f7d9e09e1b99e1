// The form of an exception, new or changed. Looking at what it would have hidden comes before proposing it: whoever
// sends it without a look has it checked all the same.

import { useRef, useState } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import type {
  ExceptionBody,
  ExceptionCheckView,
  ExceptionPreviewView,
  ExceptionView,
} from '#/api/contract/exceptions.ts'
import { t } from '../i18n/text.ts'
import { fullErrorText } from '../playbooks/act.ts'
import { Refused } from '../playbooks/question-parts.tsx'
import { go } from '../router.ts'
import { announce } from '../state/notices.ts'
import { people } from '../state/people.ts'
import { systems } from '../state/systems.ts'
import { lastDay, missingIn, readException, type NeededName } from './exception-fields.ts'
import { AppliesTo, ExceptionPreview, ExceptionProblems } from './exception-preview.tsx'
import { w } from './exception-words.ts'
import { exceptionHref, rulesApi } from './rules-api.ts'

const NAMES = {
  title: 'name',
  filter: 'filterText',
  reason: 'reason',
  owner: 'owner',
  expires: 'expires',
} as const satisfies Record<NeededName, Parameters<typeof w>[0]>

interface FieldProps {
  readonly id: string
  readonly label: string
  readonly hint?: string
  readonly wide?: true
  readonly children: ComponentChildren
}

function Field({ id, label, hint, wide, children }: FieldProps) {
  return (
    <div class={wide === true ? 'rule-field rule-field-wide' : 'rule-field'}>
      <label for={`exception-${id}`}>{label}</label>
      {children}
      {hint !== undefined && (
        <p class="hint" id={`hint-${id}`}>
          {hint}
        </p>
      )}
    </div>
  )
}

/** What a control of the form is named by, and what its hint is. */
const named = (id: string) => ({ id: `exception-${id}`, name: id, 'aria-describedby': `hint-${id}` })

function Fields({ body }: { readonly body: ExceptionBody }) {
  return (
    <div class="rule-fields">
      <Field id="title" label={w('name')} wide>
        <input
          id="exception-title"
          name="title"
          maxLength={200}
          defaultValue={body.title}
          autocomplete="off"
        />
      </Field>
      <Field id="reason" label={w('reason')} hint={w('reasonHint')} wide>
        <textarea {...named('reason')} rows={2} maxLength={2000} defaultValue={body.reason} />
      </Field>
      <Field id="filter" label={w('filterText')} hint={w('filterTextHint')} wide>
        <textarea
          {...named('filter')}
          class="raw-text"
          rows={Math.min(18, Math.max(8, body.filter.split('\n').length + 1))}
          maxLength={100_000}
          spellcheck={false}
          autocapitalize="none"
          defaultValue={body.filter}
        />
      </Field>
      <Field id="owner" label={w('owner')} hint={w('ownerHint')}>
        <input
          {...named('owner')}
          maxLength={64}
          list="exception-people"
          autocapitalize="none"
          autocomplete="off"
          defaultValue={body.owner}
        />
        <datalist id="exception-people">
          {people.value.map(({ name, displayName }) => (
            <option key={name} value={name}>
              {displayName}
            </option>
          ))}
        </datalist>
      </Field>
      <Field id="expires" label={w('expires')} hint={w('expiresHint')}>
        <input {...named('expires')} type="date" defaultValue={lastDay(body.expiresAt)} />
      </Field>
      <Field id="systems" label={w('systems')} hint={w('systemsHint')}>
        <textarea
          {...named('systems')}
          rows={2}
          spellcheck={false}
          placeholder={systems.value[0]?.id}
          defaultValue={body.systems.join('\n')}
        />
      </Field>
      <Field id="tags" label={w('tags')} hint={w('tagsHint')}>
        <textarea {...named('tags')} rows={2} spellcheck={false} defaultValue={body.tags.join('\n')} />
      </Field>
      <Field id="entityField" label={w('entityField')}>
        <input
          id="exception-entityField"
          name="entityField"
          maxLength={200}
          autocapitalize="none"
          autocomplete="off"
          defaultValue={body.entity?.field}
        />
      </Field>
      <Field id="entityValue" label={w('entityValue')}>
        <input
          id="exception-entityValue"
          name="entityValue"
          maxLength={1000}
          autocapitalize="none"
          autocomplete="off"
          defaultValue={body.entity?.value}
        />
      </Field>
    </div>
  )
}

interface FormProps {
  readonly body: ExceptionBody
  /** What is changed; null: a new one. */
  readonly changed: Pick<ExceptionView, 'id' | 'version'> | null
  readonly cancelHref: string
}

interface Looked {
  readonly check: ExceptionCheckView
  /** Null: it is too wrong to be held against alerts. */
  readonly preview: ExceptionPreviewView | null
}

/** The form with its preview; it leads to the page of the exception. */
export function ExceptionForm({ body, changed, cancelHref }: FormProps) {
  const form = useRef<HTMLFormElement>(null)
  const [version, setVersion] = useState(changed?.version ?? 0)
  const [busy, setBusy] = useState<'preview' | 'send' | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const [looked, setLooked] = useState<Looked | null>(null)

  /** What was typed, or null when it cannot be sent; then it is said why. */
  const typed = (): ExceptionBody | null => {
    const read = readException(new FormData(form.current ?? undefined))
    const missing = missingIn(read)
    const refuse = (why: string, field: string): null => {
      setWrong(why)
      form.current?.querySelector<HTMLElement>(`[name=${field}]`)?.focus()
      return null
    }
    if (missing[0] !== undefined)
      return refuse(w('required', { fields: missing.map(name => w(NAMES[name])).join(', ') }), missing[0])
    if (read.expiresAt <= Date.now()) return refuse(w('expiryPast'), 'expires')
    if (read.entity !== null && (read.entity.field === '' || read.entity.value === ''))
      return refuse(w('entityBoth'), read.entity.field === '' ? 'entityField' : 'entityValue')
    setWrong(null)
    return read
  }
  const check = async (read: ExceptionBody): Promise<ExceptionCheckView | null> => {
    const answer = await rulesApi.check(read)
    if (answer.ok) return answer.value
    setWrong(fullErrorText(answer.error))
    return null
  }
  const look = async (): Promise<void> => {
    const read = typed()
    if (read === null) return
    setBusy('preview')
    const checked = await check(read)
    const answer = checked?.ok === true ? await rulesApi.preview(read) : null
    setBusy(null)
    if (answer?.ok === false) setWrong(fullErrorText(answer.error))
    if (checked !== null) setLooked({ check: checked, preview: answer?.ok === true ? answer.value : null })
  }
  const send = async (): Promise<void> => {
    const read = typed()
    if (read === null) return
    setBusy('send')
    const checked = await check(read)
    if (checked?.ok !== true) {
      setBusy(null)
      if (checked !== null) setLooked({ check: checked, preview: null })
      return
    }
    const answer =
      changed === null ? await rulesApi.propose(read) : await rulesApi.change(changed.id, version, read)
    setBusy(null)
    if (answer.ok) {
      announce({ text: w('proposed', { title: read.title }), tone: 'done' })
      return go(exceptionHref(answer.value.id))
    }
    if (answer.error.code !== 'conflict' || changed === null) return setWrong(fullErrorText(answer.error))
    const latest = await rulesApi.exception(changed.id)
    if (latest.ok) setVersion(latest.value.exception.version)
    setWrong(w('conflict'))
  }
  return (
    <form
      ref={form}
      class="exception-form"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        if (busy === null) void send()
      }}
    >
      <Fields body={body} />
      {looked !== null && (
        <section class="rule-part">
          <h2>{w('previewTitle')}</h2>
          <ExceptionProblems problems={looked.check.problems} />
          {looked.preview !== null && <ExceptionPreview preview={looked.preview} />}
          <AppliesTo check={looked.check} />
        </section>
      )}
      <div class="form-foot">
        <Refused why={wrong} />
        <a class="button" href={cancelHref}>
          {t('app.cancel')}
        </a>
        <button type="button" disabled={busy !== null} onClick={() => void look()}>
          {w(busy === 'preview' ? 'previewing' : 'preview')}
        </button>
        <button type="submit" class="primary" disabled={busy !== null}>
          {w(changed === null ? 'propose' : 'proposeChange')}
        </button>
      </div>
    </form>
  )
}
