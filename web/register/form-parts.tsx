// The parts of the system's form: texts, lists of words, choices, ticks.

import type { RegisteredSystemView } from '#/api/contract/register.ts'
import { f, wordOr } from './field-words.ts'
import { FieldGroup, FormField, type FormScope } from './form-field.tsx'
import { w } from './form-words.ts'
import { MEASURES, SERVICES } from './system-fields.ts'

type TextName =
  | 'name'
  | 'owner'
  | 'operator'
  | 'operatorAddress'
  | 'operatingSystem'
  | 'regulation'
  | 'measuresExpected'

interface TextFieldProps {
  readonly scope: FormScope
  readonly name: TextName | 'approval.decision' | 'approval.expected'
  readonly value: string
  readonly hint?: string
  readonly wide?: boolean
  readonly required?: boolean
}

/** One line of text. */
export function TextField({ scope, name, value, hint, wide = false, required = false }: TextFieldProps) {
  return (
    <FormField scope={scope} name={name} hint={hint} wide={wide}>
      {control => (
        <input {...control} defaultValue={value} maxLength={200} required={required} autocomplete="off" />
      )}
    </FormField>
  )
}

interface LinesFieldProps {
  readonly scope: FormScope
  readonly name: 'hosts' | 'addresses' | 'domains' | 'listeners'
  readonly values: readonly string[]
  readonly hint: string
}

/** One entry a line. */
export function LinesField({ scope, name, values, hint }: LinesFieldProps) {
  return (
    <FormField scope={scope} name={name} hint={hint}>
      {control => (
        <textarea
          {...control}
          class="mono"
          rows={Math.min(8, Math.max(3, values.length + 1))}
          defaultValue={values.join('\n')}
          spellcheck={false}
          autocapitalize="none"
        />
      )}
    </FormField>
  )
}

interface ChoiceFieldProps<T extends string> {
  readonly scope: FormScope
  readonly name: 'kind' | 'approval.state' | 'measuresState'
  readonly among: readonly T[]
  readonly chosen: T | null
  readonly text: (value: T) => string
  /** May be left open. */
  readonly open?: boolean
}

/** One of a closed list. */
export function ChoiceField<T extends string>({
  scope,
  name,
  among,
  chosen,
  text,
  open = false,
}: ChoiceFieldProps<T>) {
  return (
    <FormField scope={scope} name={name}>
      {control => (
        <select {...control}>
          {open && <option value="">{w('unstated')}</option>}
          {among.map(value => (
            <option key={value} value={value} selected={value === chosen}>
              {text(value)}
            </option>
          ))}
        </select>
      )}
    </FormField>
  )
}

interface TicksProps<T extends string> {
  readonly scope: FormScope
  readonly name: 'zones' | 'inspections'
  readonly among: readonly T[]
  readonly chosen: readonly T[]
  readonly text: (value: T) => string
}

function Tick({ name, value, text, on }: { name: string; value: string; text: string; on: boolean }) {
  return (
    <label class="check">
      <input type="checkbox" name={name} value={value} defaultChecked={on} />
      {text}
    </label>
  )
}

/** Any of a closed list. */
export function Ticks<T extends string>({ scope, name, among, chosen, text }: TicksProps<T>) {
  return (
    <FieldGroup scope={scope} name={name}>
      <div class="ticks">
        {among.map(value => (
          <Tick key={value} name={name} value={value} text={text(value)} on={chosen.includes(value)} />
        ))}
      </div>
    </FieldGroup>
  )
}

interface WordListProps {
  readonly scope: FormScope
  readonly name: 'services' | 'measures'
  readonly values: RegisteredSystemView['services']
}

const KNOWN = {
  services: { kind: 'service', words: SERVICES },
  measures: { kind: 'measure', words: MEASURES },
} as const

/** The words that the forms print, and others of one's own. */
export function WordList({ scope, name, values }: WordListProps) {
  const { kind, words } = KNOWN[name]
  const known: readonly string[] = words
  const own = values.filter(value => !known.includes(value))
  return (
    <FieldGroup scope={scope} name={name}>
      <div class="ticks">
        {words.map(value => (
          <Tick
            key={value}
            name={name}
            value={value}
            text={wordOr(kind, value)}
            on={values.includes(value)}
          />
        ))}
      </div>
      <textarea
        name={`${name}.more`}
        aria-label={`${f(name)}: ${w('more')}`}
        placeholder={w('more')}
        rows={2}
        defaultValue={own.join('\n')}
      />
    </FieldGroup>
  )
}
