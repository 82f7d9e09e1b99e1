// What people have said of an incident: what it is, how grave, which facts hold, how it was handled; each with
// who said it, when and why.

import type { ComponentChildren } from 'preact'
import type { IncidentDetail, IncidentView } from '#/api/contract/schemas.ts'
import { momentText } from '../../parts/time-text.ts'
import { Moment } from '../../parts/when.tsx'
import type { Work } from '../../state/dialog.ts'
import { personName } from '../../state/people.ts'
import { may } from '../../state/session.ts'
import { mau05Text } from '../mau05-text.ts'
import { askFor } from '../work/decide.ts'
import { FACTS } from '../work/fact-dialogs.tsx'
import { w as said } from '../work/work-words.ts'
import { w } from './part-words.ts'
import { Part } from './part.tsx'

interface LineProps {
  readonly name: string
  readonly incident: IncidentView
  /** What changes it; null: the person may not, or the state does not allow it. */
  readonly work: Work | null
  readonly children: ComponentChildren
}

function Line({ name, incident, work, children }: LineProps) {
  return (
    <div class="fact judged">
      <dt>{name}</dt>
      <dd>
        <div class="judged-text">{children}</div>
        {work !== null && (
          <button
            type="button"
            class="small quiet"
            aria-label={`${w('change')} ${name}`}
            onClick={() => askFor(incident, work)}
          >
            {w('change')}
          </button>
        )}
      </dd>
    </div>
  )
}

function handlingText({ handling }: IncidentView): string {
  if (handling === null) return w('handling.none')
  const { self, coordinatorAsked, domesticHelpers, foreignHelpers, damage } = handling
  return [
    ...(self ? [w('handling.self')] : []),
    ...(domesticHelpers.length > 0 ? [w('handling.domestic', { names: domesticHelpers.join(', ') })] : []),
    ...(foreignHelpers.length > 0 ? [w('handling.foreign', { names: foreignHelpers.join(', ') })] : []),
    ...(coordinatorAsked ? [w('handling.asked')] : []),
    ...(damage === '' ? [] : [w('handling.damage', { text: damage })]),
  ].join('; ')
}

function EstablishedFacts({ incident }: { readonly incident: IncidentView }) {
  const facts = FACTS.flatMap(fact => {
    const known = incident.facts[fact]
    return known === undefined ? [] : [{ fact, ...known }]
  })
  if (facts.length === 0) return <p class="hint">{w('facts.none')}</p>
  const works = may('incidents.work') && incident.status !== 'closed'
  return (
    <ul class="established">
      {facts.map(({ fact, at, by, reason }) => (
        <li key={fact}>
          <p>{said(`fact.${fact}`)}</p>
          <p class="hint">
            {w('since', { t: momentText(at) })} · {w('saidBy', { name: personName(by), reason })}
          </p>
          {works && (
            <button
              type="button"
              class="small quiet"
              onClick={() => askFor(incident, { kind: 'withdraw', fact })}
            >
              {w('withdraw')}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}

/** The part. */
export function JudgementPart({ detail }: { readonly detail: IncidentDetail }) {
  const { incident, proposals = [] } = detail
  const { gravity, mau05, affects, description } = incident
  const open = incident.status !== 'closed'
  const works = may('incidents.work') && incident.mergedInto === null
  const classify = works && open ? ({ kind: 'classify' } as const) : null
  const [proposed] = proposals
  return (
    <Part name="judgement" title={w('judgement')}>
      <dl>
        <Line name={w('kindLabel')} incident={incident} work={classify}>
          {mau05 === null ? (
            <>
              <span class="hint">{w('undecided')}</span>
              {proposed !== undefined && open && (
                <span class="hint block">{w('proposed', { kind: mau05Text(proposed.kind) })}</span>
              )}
            </>
          ) : (
            mau05Text(mau05)
          )}
        </Line>
        <Line
          name={w('gravity')}
          incident={incident}
          work={works && open && may('incidents.lead') ? { kind: 'gravity' } : null}
        >
          {gravity === null ? (
            <span class="hint">{w('undecided')}</span>
          ) : (
            <>
              {said(`gravity.${gravity.value}`)}
              <span class="hint block">
                {w('saidBy', { name: personName(gravity.by), reason: gravity.reason })} ·{' '}
                <Moment at={gravity.at} />
              </span>
            </>
          )}
        </Line>
        <Line name={w('affects')} incident={incident} work={null}>
          {affects.length === 0 ? (
            <span class="hint">{w('undecided')}</span>
          ) : (
            affects.map(each => said(`affects.${each}`)).join(', ')
          )}
        </Line>
        {description !== '' && (
          <Line name={w('description')} incident={incident} work={null}>
            <span class="entry-text">{description}</span>
          </Line>
        )}
        <Line name={w('handling')} incident={incident} work={works ? { kind: 'handling' } : null}>
          <span class={incident.handling === null ? 'hint' : ''}>{handlingText(incident)}</span>
        </Line>
      </dl>
      <div class="part-head">
        <h3>{w('facts')}</h3>
        {works && open && (
          <span class="part-acts">
            <button
              type="button"
              class="small quiet"
              onClick={() => askFor(incident, { kind: 'fact', fact: null })}
            >
              {w('add')}
            </button>
          </span>
        )}
      </div>
      <EstablishedFacts incident={incident} />
    </Part>
  )
}
