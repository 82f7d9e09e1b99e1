// The policy of an imported set as a form: which of its rules are on.

import { plainKey, t } from '../i18n/text.ts'
import { fieldText, trimmedText } from '../parts/field-text.ts'
import { SEVERITIES_DOWN } from '../state/queue-view.ts'
import type { RuleSetPolicy } from './rules-api.ts'
import { w } from './set-words.ts'

const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'] as const
const LISTS = ['products', 'categories', 'services'] as const

/** Names a line each; null when there are none: any. */
function names(text: string): string[] | null {
  const found = [...new Set(text.split('\n').map(line => line.trim().toLowerCase()))].filter(
    line => line !== '',
  )
  return found.length === 0 ? null : found
}

/** The policy that the form says. */
export function readPolicy(form: HTMLFormElement): RuleSetPolicy {
  const fields = new FormData(form)
  const days = Number.parseInt(trimmedText(fields, 'seenDays'), 10)
  const level = fieldText(fields, 'minimumLevel')
  return {
    minimumLevel: SEVERITIES_DOWN.find(severity => severity === level) ?? 'medium',
    statuses: STATUSES.filter(status => fields.getAll('statuses').includes(status)),
    products: names(fieldText(fields, 'products')),
    categories: names(fieldText(fields, 'categories')),
    services: names(fieldText(fields, 'services')),
    seenWithinDays: days >= 1 ? Math.min(366, days) : null,
  }
}

function statusText(status: string): string {
  const key = plainKey(`rules.status.${status}`)
  return key === null ? status : t(key)
}

/** The controls; the form around them is the caller's. */
export function PolicyFields({ policy }: { readonly policy: RuleSetPolicy }) {
  return (
    <div class="rule-fields">
      <div class="rule-field">
        <label for="policy-level">{w('minimumLevel')}</label>
        <select id="policy-level" name="minimumLevel" defaultValue={policy.minimumLevel}>
          {SEVERITIES_DOWN.map(severity => (
            <option key={severity} value={severity} selected={severity === policy.minimumLevel}>
              {t(`severity.${severity}`)}
            </option>
          ))}
        </select>
      </div>
      <div class="rule-field">
        <label for="policy-days">{w('seenDays')}</label>
        <input
          id="policy-days"
          name="seenDays"
          type="number"
          min={1}
          max={366}
          aria-describedby="policy-days-hint"
          defaultValue={policy.seenWithinDays ?? ''}
        />
        <p class="hint" id="policy-days-hint">
          {w('seenHint')}
        </p>
      </div>
      <fieldset class="rule-field rule-field-wide">
        <legend>{w('statuses')}</legend>
        <div class="rule-row">
          {STATUSES.map(status => (
            <label key={status} class="check">
              <input
                type="checkbox"
                name="statuses"
                value={status}
                defaultChecked={policy.statuses.includes(status)}
              />
              {statusText(status)}
            </label>
          ))}
        </div>
      </fieldset>
      {LISTS.map(name => (
        <div key={name} class="rule-field">
          <label for={`policy-${name}`}>{w(name)}</label>
          <textarea
            id={`policy-${name}`}
            name={name}
            rows={2}
            spellcheck={false}
            autocapitalize="none"
            aria-describedby={`policy-${name}-hint`}
            defaultValue={policy[name]?.join('\n') ?? ''}
          />
          <p class="hint" id={`policy-${name}-hint`}>
            {w('anyHint')}
          </p>
        </div>
      ))}
    </div>
  )
}
