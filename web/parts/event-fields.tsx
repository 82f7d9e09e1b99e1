// An event in full: every field with its values as buttons, the raw line apart. Also the raw line with the
// matched values lit.

import { useState } from 'preact/hooks'
import type { EventView } from '#/api/contract/schemas.ts'
import type { TimeRange } from '../events/search-choice.ts'
import { t } from '../i18n/text.ts'
import { litParts } from '../incident/lit-line.ts'
import { copyText } from './clipboard.ts'
import { numberText } from './time-text.ts'
import { Value } from './value.tsx'

const RAW = 'event.original'
const FIRST_CHARACTERS = 4_000

/** First value of a field as text, or undefined. */
export function firstText(event: EventView, field: string): string | undefined {
  const value = event[field]
  const first = Array.isArray(value) ? value[0] : value
  return first === undefined ? undefined : String(first)
}

/** The raw line as received, the given values lit. */
export function RawLine({
  event,
  lit = [],
}: {
  readonly event: EventView
  readonly lit?: readonly string[]
}) {
  const [whole, setWhole] = useState(false)
  const line = firstText(event, RAW)
  if (line === undefined) return <p class="hint">{t('incident.rawMissing')}</p>
  const cut = !whole && line.length > FIRST_CHARACTERS
  const parts = litParts(cut ? line.slice(0, FIRST_CHARACTERS) : line, lit)
  return (
    <div class="raw">
      <pre class="raw-text" tabIndex={0} aria-label={t('incident.raw')}>
        {parts.map((part, at) => (part.lit ? <mark key={at}>{part.text}</mark> : part.text))}
        {cut && '…'}
      </pre>
      <p class="raw-foot">
        <button type="button" class="quiet small" onClick={() => void copyText(line)}>
          {t('app.copy')}
        </button>
        {cut && (
          <>
            <span>{t('incident.rawCut', { n: numberText(line.length) })}</span>
            <button type="button" class="quiet small" onClick={() => setWhole(true)}>
              {t('incident.rawWhole')}
            </button>
          </>
        )}
      </p>
    </div>
  )
}

interface FieldsProps {
  readonly event: EventView
  readonly range?: TimeRange
  /** Fields to be lit. */
  readonly matched?: readonly string[]
}

/** Every field but the raw line, by name. */
export function FieldTable({ event, range, matched = [] }: FieldsProps) {
  const names = Object.keys(event)
    .filter(name => name !== RAW)
    .sort()
  return (
    <dl class="fields">
      {names.map(name => {
        const value = event[name]
        const values = Array.isArray(value) ? value : [value]
        return (
          <div class="field" key={name}>
            <dt class="field-name">{name}</dt>
            <dd>
              {values.map((one, at) => (
                <Value key={at} field={name} value={String(one)} range={range} lit={matched.includes(name)} />
              ))}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

/** Number of fields that the table would show. */
export function fieldCount(event: EventView): number {
  return Object.keys(event).filter(name => name !== RAW).length
}
