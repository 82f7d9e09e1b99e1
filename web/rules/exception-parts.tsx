// Parts of an exception that list and page share: until when, and all that it says.

import type { ExceptionShown } from '#/api/contract/exceptions.ts'
import { dayOf, dayText } from '../law/vietnam-time.ts'
import { now } from '../parts/time-text.ts'
import { personName } from '../state/people.ts'
import { systemName } from '../state/systems.ts'
import { w } from './exception-words.ts'

const SOON_MS = 14 * 86_400_000

/** The last day in force; marked when it is near. */
export function Until({ expiresAt }: { readonly expiresAt: number | null }) {
  if (expiresAt === null) return <span class="tone-warn">{w('noExpiry')}</span>
  const left = expiresAt - now.value
  return (
    <time
      class={left > 0 && left < SOON_MS ? 'tone-warn' : undefined}
      dateTime={new Date(expiresAt).toISOString()}
    >
      {dayText(dayOf(expiresAt - 1))}
    </time>
  )
}

/** Reason, owner, expiry, scope and filter. */
export function ExceptionWords({ body }: { readonly body: ExceptionShown }) {
  const { reason, owner, expiresAt, systems, tags, entity, filter } = body
  return (
    <>
      <dl>
        <div class="fact">
          <dt>{w('reason')}</dt>
          <dd>{reason}</dd>
        </div>
        <div class="fact">
          <dt>{w('owner')}</dt>
          <dd>{personName(owner)}</dd>
        </div>
        <div class="fact">
          <dt>{w('expires')}</dt>
          <dd>
            <Until expiresAt={expiresAt} />
          </dd>
        </div>
        <div class="fact">
          <dt>{w('scopeSystems')}</dt>
          <dd>{systems.length === 0 ? w('anySystem') : systems.map(systemName).join('; ')}</dd>
        </div>
        <div class="fact">
          <dt>{w('scopeTags')}</dt>
          <dd>{tags.length === 0 ? w('anyTag') : tags.join('; ')}</dd>
        </div>
        <div class="fact">
          <dt>{w('entity')}</dt>
          <dd>{entity === null ? w('anyEntity') : `${entity.field} = ${entity.value}`}</dd>
        </div>
      </dl>
      {filter !== '' && (
        <pre class="rule-source raw-text" tabIndex={0} aria-label={w('filterText')}>
          {filter}
        </pre>
      )}
    </>
  )
}
