// The health of a source: state by word and shape, what the last run brought, and why it failed, with an example.

import type { SourceView } from '#/api/contract/media-sources.ts'
import { agoText, numberText } from '../parts/time-text.ts'
import { OutLink } from './out-link.tsx'
import { w } from './source-words.ts'

type Health = SourceView['health']
type State = Health['state']

const SHAPES = {
  well: 'M6 1.200a4.800 4.800 0 1 1 0 9.600 4.800 4.800 0 0 1 0-9.600Z',
  failing: 'M6 1 11.500 10.800H.5Z',
  refused: 'M1.400 1.400h9.200v9.200H1.400Z',
  silent: 'M6 .4 11.600 6 6 11.600 .4 6Z',
  never: 'M6 1.200a4.800 4.800 0 1 1 0 9.600 4.800 4.800 0 0 1 0-9.600Zm0 1.800a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
  off: 'M1 5h10v2H1Z',
} satisfies Record<State, string>

const TONES = {
  well: 'tone-fine',
  failing: 'tone-bad',
  refused: 'tone-warn',
  silent: 'tone-warn',
  never: '',
  off: '',
} satisfies Record<State, string>

/** Shape and word. */
export function SourceState({ health: { state, failedRunsInRow } }: { readonly health: Health }) {
  return (
    <span class={`source-state ${TONES[state]}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d={SHAPES[state]} fill="currentColor" fill-rule="evenodd" />
      </svg>
      <span>
        {w(`state.${state}`)}
        {failedRunsInRow > 1 && (
          <span class="hint source-runs">{w('failedRuns', { n: failedRunsInRow })}</span>
        )}
      </span>
    </span>
  )
}

const REASONS = [
  'robots',
  'crawl-delay',
  'address',
  'noindex',
  'nofollow',
  'redirects',
  'timeout',
  'too large',
  'broken body',
  'nothing to read',
  'resting',
  'other',
] as const

/** A reason of the crawler in words; one that is new is shown as it is. */
function reasonText(reason: string): string {
  const known = REASONS.find(word => word === reason)
  if (known !== undefined) return w(`reason.${known}`)
  const status = /^status (\d{3})$/.exec(reason)?.[1]
  return status === undefined ? reason : w('reasonStatus', { n: status })
}

/** What the last run brought, and what went wrong in it. */
export function SourceRun({ health }: { readonly health: Health }) {
  if (health.lastRunAt === null) return null
  const failed = health.failures.reduce((sum, { count }) => sum + count, 0)
  return (
    <>
      <span>
        {w('run', {
          requests: numberText(health.requests),
          fresh: numberText(health.newMentions),
          same: numberText(health.notModified),
        })}
      </span>
      {health.state === 'failing' && health.lastSuccessAt !== null && (
        <span class="hint source-line">{w('lastSuccess', { t: agoText(health.lastSuccessAt) })}</span>
      )}
      {health.state === 'silent' && health.lastNewAt !== null && (
        <span class="hint source-line">{w('lastNew', { t: agoText(health.lastNewAt) })}</span>
      )}
      {failed > 0 && (
        <details class="source-failures">
          <summary>{w('failures', { n: numberText(failed) })}</summary>
          <ul>
            {health.failures.map(({ reason, count, example }) => (
              <li key={reason}>
                {w('failure', { reason: reasonText(reason), n: numberText(count) })}{' '}
                {example !== '' && <OutLink href={example}>{w('example')}</OutLink>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
