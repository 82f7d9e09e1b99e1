// Beside the record of a system: what is missing, which sources of logs are heard, who changed what.

import type { SystemDetail } from '#/api/contract/register.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { Ago, Moment } from '../parts/when.tsx'
import { systemHref } from '../router.ts'
import { personName } from '../state/people.ts'
import { may } from '../state/session.ts'
import { fieldLabel } from './field-words.ts'
import { formsText } from './form-field.tsx'
import { registerApi } from './register-api.ts'
import { w } from './register-words.ts'
import { ownText } from './words-of.ts'

/** More than so many are folded away. */
const SHOWN_CHANGES = 5

/** What forms and rules ask for and the record does not have; what in it is odd. */
export function SystemGaps({ detail }: { readonly detail: SystemDetail }) {
  const { gaps, warnings, system } = detail
  return (
    <section class="aside-part">
      <h2>{w('gaps')}</h2>
      {gaps.length === 0 ? (
        <p class="tone-fine">{w('gapsNone')}</p>
      ) : (
        <ul class="gap-list">
          {gaps.map((gap, at) => (
            <li key={at}>
              <strong>
                {ownText(gap)}
                {gap.mandatory && <span class="tone-warn"> *</span>}
              </strong>
              <span class="hint">{w('neededBy', { forms: formsText(gap.neededBy) })}</span>
            </li>
          ))}
        </ul>
      )}
      {gaps.some(({ mandatory }) => mandatory) && <p class="hint">{w('gapsHint')}</p>}
      {gaps.length > 0 && may('register.manage') && (
        <p>
          <a class="button small" href={`${systemHref(system.id)}?edit=1`}>
            {w('fill')}
          </a>
        </p>
      )}
      {warnings.length > 0 && (
        <>
          <h3>{w('doubts')}</h3>
          <ul class="gap-list">
            {warnings.map((warning, at) => (
              <li key={at}>
                <span>
                  <span class="tone-warn">{fieldLabel(warning.field)}</span>: {ownText(warning)}
                </span>
                <span class="links">
                  {warning.systemIds
                    .filter(id => id !== system.id)
                    .map(id => (
                      <a key={id} href={systemHref(id)}>
                        {id}
                      </a>
                    ))}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** The three classes of Circular 31/2017 art. 5.1.d, and when each was last heard. */
export function SystemSources({ id }: { readonly id: string }) {
  const [answer, again] = useAnswer(() => registerApi.sources(id))
  return (
    <section class="aside-part">
      <h2>{w('sources')}</h2>
      {answer === null && <Loading />}
      {answer?.ok === false && <Failed error={answer.error} again={again} />}
      {answer?.ok === true && (
        <>
          <dl class="facts-list">
            {answer.value.classes.map(source => (
              <div class="fact" key={source.id}>
                <dt>{w(`source.${source.id}`)}</dt>
                <dd>
                  {source.lastSeenAt === null ? (
                    <span class={answer.value.required ? 'tone-warn' : 'hint'}>{w('notHeard')}</span>
                  ) : (
                    <>
                      <Ago at={source.lastSeenAt} /> <code class="hint">{source.dataset}</code>
                    </>
                  )}
                </dd>
              </div>
            ))}
          </dl>
          <p class="hint">{w(answer.value.required ? 'sources.required' : 'sources.notRequired')}</p>
          {!answer.value.complete && <p class="hint">{w('sources.incomplete')}</p>}
        </>
      )}
    </section>
  )
}

/** Newest first. */
export function SystemHistory({ detail }: { readonly detail: SystemDetail }) {
  return (
    <section class="aside-part">
      <h2>{w('history')}</h2>
      {detail.history.length === 0 && <p class="hint">{w('historyNone')}</p>}
      <ol class="change-list">
        {detail.history.map((entry, at) => (
          <li key={at}>
            <p>
              <Moment at={entry.at} /> <strong>{personName(entry.by)}</strong> {w(`did.${entry.action}`)}
            </p>
            {entry.changes.length <= SHOWN_CHANGES ? (
              <Changes changes={entry.changes} />
            ) : (
              <details class="row-changes">
                <summary>{w('changeCount', { n: entry.changes.length })}</summary>
                <Changes changes={entry.changes} />
              </details>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

interface ChangesProps {
  readonly changes: readonly { readonly field: string; readonly before: string; readonly after: string }[]
}

/** Field by field, before and after. */
export function Changes({ changes }: ChangesProps) {
  return (
    <ul class="changes">
      {changes.map(({ field, before, after }) => (
        <li key={field}>
          <span class="hint">{fieldLabel(field)}: </span>
          {before !== '' && (
            <>
              <del>{before}</del> →{' '}
            </>
          )}
          {after === '' ? <i class="hint">{w('blank')}</i> : <ins>{after}</ins>}
        </li>
      ))}
    </ul>
  )
}
