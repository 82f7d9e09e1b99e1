// One legal clock: a line with its state and the time that is left, opening to where it comes from, who must be
// told and with which form, and what may be stated about it.

import type { ComponentChildren } from 'preact'
import { documentHref, formName } from '../documents/documents-api.ts'
import { Moment } from '../parts/when.tsx'
import { spanText } from '../parts/time-text.ts'
import { personName } from '../state/people.ts'
import { may } from '../state/session.ts'
import type { ClockAct } from './clock-dialog.tsx'
import { dueText, isOwed, lawHref, limitText, say, type Clock, type Deed } from './law-api.ts'
import { w } from './law-words.ts'
import { Remaining } from './remaining.tsx'
import { Cites, DueMark, Recipients } from './state-mark.tsx'

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** Everything about a clock that the law or a person said. */
export function ClockFacts({ clock }: { readonly clock: Clock }) {
  const { metStatement: met } = clock
  return (
    <dl>
      {clock.pauseReason !== null && <Fact name={w('pauseReason')}>{clock.pauseReason}</Fact>}
      {clock.pausedMs > 0 && <Fact name={w('pausedFor')}>{spanText(clock.pausedMs)}</Fact>}
      {clock.metAt !== null && (
        <Fact name={w('met')}>
          <Moment at={clock.metAt} />
          {met !== null && (
            <>
              {' · '}
              {personName(met.by)}: {met.reason}
              {met.documentId !== null && (
                <>
                  {' · '}
                  <a href={documentHref(met.documentId)}>{w('metWith')}</a>
                </>
              )}
            </>
          )}
        </Fact>
      )}
      {clock.notOwed !== null && <Fact name={w('notOwed')}>{say(clock.notOwed)}</Fact>}
      {clock.dueAt !== null && <Fact name={w('due')}>{dueText(clock.dueAt)}</Fact>}
      {clock.latestAt !== null && clock.latestAt !== clock.dueAt && (
        <Fact name={w('latest')}>{dueText(clock.latestAt)}</Fact>
      )}
      <Fact name={w('limit')}>{limitText(clock.limit)}</Fact>
      {clock.startedAt !== null && <Fact name={w('started')}>{dueText(clock.startedAt)}</Fact>}
      <Fact name={w('recipients')}>
        <Recipients recipients={clock.recipients} />
      </Fact>
      <Fact name={w('form')}>{clock.form === null ? w('noForm') : formName(clock.form)}</Fact>
      <Fact name={w('metBy')}>{say(clock.metBy)}</Fact>
      <Fact name={w('cites')}>
        <Cites cites={clock.cites} />
      </Fact>
      {clock.reading !== undefined && <Fact name={w('reading')}>{say(clock.reading)}</Fact>}
      {clock.caution !== undefined && <Fact name={w('caution')}>{say(clock.caution)}</Fact>}
      {clock.note !== undefined && <Fact name={w('note')}>{say(clock.note)}</Fact>}
    </dl>
  )
}

interface ClockLineProps {
  readonly clock: Clock
  readonly deeds: readonly Deed[]
  readonly act: (act: ClockAct) => void
  readonly draft: (clock: Clock) => void
  readonly drafting: boolean
}

function Actions({ clock, act, draft, drafting }: ClockLineProps) {
  const owed = isOwed(clock)
  // Its condition holds and only its start is missing: a report may go out early.
  const early = clock.state === 'not-started' && clock.appliesSince !== null
  const lead = may('incidents.lead')
  const mayState = clock.statedBy === 'lead' ? lead : may('incidents.work')
  return (
    <div class="clock-actions">
      {clock.form !== null && (owed || early) && may('documents.write') && (
        <button type="button" class="small" disabled={drafting} onClick={() => draft(clock)}>
          {drafting ? w('drafting') : w('act.draft')}
        </button>
      )}
      {(owed || early) && mayState && (
        <button type="button" class="small" onClick={() => act({ kind: 'met', clock })}>
          {w('act.met')}
        </button>
      )}
      {owed && lead && clock.state !== 'paused' && clock.mayPause && (
        <button type="button" class="small" onClick={() => act({ kind: 'paused', clock })}>
          {w('act.paused')}
        </button>
      )}
      {clock.state === 'paused' && lead && (
        <button type="button" class="small" onClick={() => act({ kind: 'resumed', clock })}>
          {w('act.resumed')}
        </button>
      )}
      {(owed || clock.state === 'not-started') && lead && clock.maySetAside && (
        <button type="button" class="small" onClick={() => act({ kind: 'set-aside', clock })}>
          {w('act.set-aside')}
        </button>
      )}
      {owed && !mayState && <span class="hint">{w('leadOnly')}</span>}
      {owed && !clock.mayPause && <span class="hint">{w('noPause')}</span>}
    </div>
  )
}

function Statements({ clock, deeds, act }: Pick<ClockLineProps, 'clock' | 'deeds' | 'act'>) {
  const withdrawn = new Set(deeds.filter(({ kind }) => kind === 'withdrawn').map(({ about }) => about))
  const own = deeds.filter(deed => deed.clock === clock.id)
  if (own.length === 0) return null
  return (
    <>
      <h4>{w('statements')}</h4>
      <ul class="clock-deeds">
        {own.map(deed => (
          <li key={deed.id} class={withdrawn.has(deed.id) ? 'deed-withdrawn' : undefined}>
            <Moment at={deed.at} /> {personName(deed.by)}: <strong>{w(`deed.${deed.kind}`)}</strong>.{' '}
            {deed.reason}
            {deed.article !== null && ` (${deed.article})`}
            {deed.kind !== 'withdrawn' && !withdrawn.has(deed.id) && may('incidents.lead') && (
              <button
                type="button"
                class="quiet small"
                onClick={() => act({ kind: 'withdrawn', clock, deedId: deed.id })}
              >
                {w('act.withdrawn')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

/** The clock as a line that opens. */
export function ClockLine(props: ClockLineProps) {
  const { clock, deeds, act } = props
  const first = clock.cites[0]
  return (
    <details class={`clock clock-${clock.state}`} data-clock={clock.id}>
      <summary>
        <DueMark state={clock.state} />
        <span class="clock-left">
          <Remaining dueAt={clock.dueAt} state={clock.state} remainingMs={clock.remainingMs} />
        </span>
        <span class="clock-title">
          <b>{clock.id}</b> {say(clock.title)}
        </span>
        {first !== undefined && (
          <span class="clock-cite hint">
            {first.article} ({w(`mark.${first.mark}`)})
          </span>
        )}
        {clock.pauseReason !== null && (
          <span class="clock-cite hint">
            {w('pauseReason')}: {clock.pauseReason}
          </span>
        )}
      </summary>
      <div class="clock-body">
        <Actions {...props} />
        <ClockFacts clock={clock} />
        <Statements clock={clock} deeds={deeds} act={act} />
        <p>
          <a href={lawHref(clock.id)}>
            {w('cites')}: {clock.id}
          </a>
        </p>
      </div>
    </details>
  )
}
