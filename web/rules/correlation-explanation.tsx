// Why a correlation fired: the group, the window and the number against the condition in a sentence each, the rules
// that were asked for, and the events in the order in which they happened, with the number after each.

import type { CorrelationExplanationView } from '#/api/contract/correlation-explanation.ts'
import { titleText } from '../i18n/own-words.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Icon } from '../parts/icon.tsx'
import { momentText, numberText, spanText } from '../parts/time-text.ts'
import { Moment } from '../parts/when.tsx'
import { may } from '../state/session.ts'
import { w } from './correlation-words.ts'
import { ruleHref } from './rules-api.ts'

type View = CorrelationExplanationView

const SIGNS = { gt: '>', gte: '≥', lt: '<', lte: '≤', eq: '=', neq: '≠' } as const

/** `3 ≥ 3 và 3 < 10`, or the text of a condition over rules. */
function Condition({ view }: { readonly view: View }) {
  const { bounds, condition, found, isChanged } = view
  const number = Number.isNaN(Number(found)) ? found : numberText(Number(found))
  if (bounds.length === 0)
    return (
      <>
        <code>{condition}</code>
        {isChanged && <span class="tone-warn">{w('changed')}</span>}
      </>
    )
  return (
    <>
      {bounds.map(({ operator, number: bound, holds }) => (
        <span key={`${operator}${bound}`} class={holds ? 'holds tone-fine' : 'holds hint'}>
          <Icon name={holds ? 'fine' : 'close'} />
          <strong>{number}</strong> {SIGNS[operator]} {numberText(bound)}
        </span>
      ))}
    </>
  )
}

function Facts({ view }: { readonly view: View }) {
  const { type, fields, group, fromMs, at, timespanMs } = view
  return (
    <dl class="correlation-facts">
      <div class="fact">
        <dt>{w('counted')}</dt>
        <dd>
          {w(`type.${type}`)} {fields.length > 0 && <code>{fields.join(', ')}</code>}
        </dd>
      </div>
      <div class="fact">
        <dt>{w('condition')}</dt>
        <dd class="rule-row">
          <Condition view={view} />
        </dd>
      </div>
      <div class="fact">
        <dt>{w('group')}</dt>
        <dd class="rule-row">
          {group.length === 0 && w('noGroup')}
          {group.map(({ field, value }) => (
            <code key={field} class="explained-value">
              {field}={value}
            </code>
          ))}
        </dd>
      </div>
      <div class="fact">
        <dt>{w('window')}</dt>
        <dd>{w('span', { t: spanText(timespanMs), from: momentText(fromMs), to: momentText(at) })}</dd>
      </div>
    </dl>
  )
}

function Members({ members }: View) {
  return (
    <ul class="correlation-members">
      {members.map(({ rule, kind, events, asked }, place) => (
        <li key={`${place} ${rule.id}`}>
          <span class="correlation-place">{place + 1}</span>
          <RuleName rule={rule} />
          <span class="hint">
            {asked === 'absent' ? w('askedAbsent') : w('memberEvents', { n: numberText(events) })}
            {kind === 'correlation' && ` · ${w('isCorrelation')}`}
          </span>
        </li>
      ))}
    </ul>
  )
}

function RuleName({ rule }: { readonly rule: View['rule'] }) {
  return may('rules.read') ? <a href={ruleHref(rule.id)}>{titleText(rule)}</a> : <>{titleText(rule)}</>
}

/** What of the alert's events is not in the list. */
function missing({ left, gone, withheld, isCut }: View): readonly string[] {
  return [
    ...(left > 0 ? [w('left', { n: numberText(left) })] : []),
    ...(gone > 0 ? [w('gone', { n: numberText(gone) })] : []),
    ...(withheld > 0 ? [w('withheld', { n: numberText(withheld) })] : []),
    ...(isCut ? [w('isCut')] : []),
  ]
}

type Row = View['events'][number] & { readonly place: number }

function Events({ view }: { readonly view: View }) {
  const rows: readonly Row[] = view.events.map((event, place) => ({ ...event, place }))
  // Where there is one rule only, every event is of it.
  const isOfOne = view.members.length === 1 && view.members[0]?.kind === 'rule'
  const hasCounted = rows.some(({ counted }) => counted.length > 0)
  const hasAfter = rows.some(({ after }) => after !== null)
  return (
    <DataTable
      title={w('events')}
      rows={rows}
      keyOf={({ id }) => id}
      empty={w('noEvents')}
      columns={[
        { name: w('order'), cell: ({ place }) => numberText(view.left + place + 1), figure: true },
        { name: w('time'), cell: ({ at }) => <Moment at={at} />, short: true },
        ...(isOfOne
          ? []
          : [
              {
                name: w('rule'),
                cell: ({ members, rules: of }: Row) => (
                  <>
                    <span class="correlation-place">{members.map(place => place + 1).join(', ')}</span>{' '}
                    {of.map(titleText).join('; ')}
                  </>
                ),
              },
            ]),
        ...(hasCounted
          ? [
              {
                name: w('value'),
                cell: ({ counted }: Row) =>
                  counted.map((value, at) => (
                    <code key={at} class="explained-value">
                      {value}
                    </code>
                  )),
              },
            ]
          : []),
        ...(hasAfter
          ? [
              {
                name: w('after'),
                cell: ({ after }: Row) => after !== null && numberText(after),
                figure: true as const,
              },
            ]
          : []),
        { name: w('line'), cell: ({ line }) => <span class="correlation-line">{line}</span>, wide: true },
      ]}
    />
  )
}

/** All of it. */
export function CorrelationExplanation({ view }: { readonly view: View }) {
  return (
    <div class="explanation correlation">
      <p class="explained-verdict" role="status">
        <strong>{w(view.absence ? 'firedOnSilence' : 'fired')}</strong>
      </p>
      <Facts view={view} />
      <h3>{w('members')}</h3>
      <Members {...view} />
      {view.absence && <p class="hint">{w('absence')}</p>}
      <Events view={view} />
      {missing(view).map(text => (
        <p key={text} class="hint">
          {text}
        </p>
      ))}
    </div>
  )
}
