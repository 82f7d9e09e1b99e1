// One imported set: what is at work and how it came so, its versions, policy and rules, and what can be done to it.

import { useState } from 'preact/hooks'
import { DataTable } from '../parts/data-table.tsx'
import { numberText } from '../parts/time-text.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { Moment } from '../parts/when.tsx'
import { go } from '../router.ts'
import { personName } from '../state/people.ts'
import { may } from '../state/session.ts'
import { rulesApi, setExportHref, type RuleSet, type RuleSetPolicy } from './rules-api.ts'
import { SetDialog } from './set-dialog.tsx'
import { PolicyFields, readPolicy } from './set-policy.tsx'
import { SetProblems } from './set-problems.tsx'
import { SetRules } from './set-rules.tsx'
import { w } from './set-words.ts'

/** Address of a set, or of a version of it that is looked at. */
export function setHref(name: string, version?: string): string {
  const query = new URLSearchParams({ set: name, ...(version === undefined ? {} : { version }) })
  return `/rules/sets?${query.toString()}`
}

type Asked =
  | { readonly kind: 'switchOn' | 'switchOff' | 'rollback' | 'remove' }
  | { readonly kind: 'policy'; readonly policy: RuleSetPolicy }

interface SetProps {
  readonly set: RuleSet
  readonly after: () => void
}

function AskDialog({ set, asked, after, onClose }: SetProps & { asked: Asked; onClose: () => void }) {
  const { name, atWork } = set
  const seen = atWork?.recordVersion ?? 0
  const hints = { rollback: w('rollbackHint'), remove: w('removeHint') } as const
  return (
    <SetDialog
      title={w(`ask.${asked.kind}`, { name })}
      submit={w(asked.kind === 'policy' ? 'policySave' : asked.kind)}
      hint={asked.kind === 'rollback' || asked.kind === 'remove' ? hints[asked.kind] : undefined}
      done={asked.kind === 'remove' ? w('removed', { name }) : w('done', { name })}
      send={reason => {
        const given = { seen, reason }
        if (asked.kind === 'remove') return rulesApi.removeSet(name, given)
        if (asked.kind === 'rollback') return rulesApi.rollBack(name, given)
        if (asked.kind === 'policy') return rulesApi.setPolicy(name, asked.policy, given)
        return rulesApi.switchSet(name, asked.kind === 'switchOn', given)
      }}
      onDone={() => {
        if (asked.kind === 'remove') go('/rules/sets')
        after()
      }}
      onConflict={after}
      onClose={onClose}
    />
  )
}

function Versions({ set }: { readonly set: RuleSet }) {
  return (
    <DataTable
      title={w('versions')}
      rows={set.versions}
      keyOf={({ version }) => version}
      empty=""
      columns={[
        {
          name: w('v.version'),
          cell: ({ version }) => (
            <span class="rule-name">
              <code>{version}</code>
              {version === set.atWork?.version ? (
                <span class="tone-fine">{w('current')}</span>
              ) : (
                may('rules.manage') && (
                  <a href={setHref(set.name, version)}>
                    {w('look')}
                    <span class="off-screen"> {version}</span>
                  </a>
                )
              )}
            </span>
          ),
        },
        { name: w('v.source'), cell: ({ source }) => source, wide: true },
        { name: w('v.at'), cell: ({ stagedAt }) => <Moment at={stagedAt} />, short: true },
        { name: w('v.by'), cell: ({ stagedBy }) => personName(stagedBy) },
        { name: w('v.files'), cell: ({ files }) => numberText(files), figure: true },
        {
          name: w('v.licences'),
          cell: ({ licences }) => licences.map(({ path, says }) => `${path}: ${says}`).join('; '),
        },
      ]}
    />
  )
}

function Authors({ set }: { readonly set: RuleSet }) {
  const authors = set.versions.find(({ version }) => version === set.atWork?.version)?.authors ?? []
  if (authors.length === 0) return null
  return (
    <details class="set-fold">
      <summary>
        {w('authors')} ({numberText(authors.length)})
      </summary>
      <p class="hint">{w('authorsHint')}</p>
      <p>{authors.map(({ name, rules }) => w('authorOf', { name, n: numberText(rules) })).join('; ')}</p>
    </details>
  )
}

function Problems({ set }: { readonly set: RuleSet }) {
  const [answer] = useAnswer(() => rulesApi.setProblems(set.name))
  if (answer?.ok !== true) return null
  return <SetProblems problems={answer.value.problems} total={answer.value.total} />
}

function History({ set }: { readonly set: RuleSet }) {
  const history = set.atWork?.history ?? []
  return (
    <details class="set-fold">
      <summary>{w('history')}</summary>
      <ol class="rule-history">
        {history.toReversed().map(({ at, by, kind, detail }, index) => (
          <li key={index}>
            <Moment at={at} /> <strong>{personName(by)}</strong> {w(`did.${kind}`)}
            {detail !== '' && <span class="hint">: {detail}</span>}
          </li>
        ))}
      </ol>
    </details>
  )
}

/** The set with everything about it. */
export function SetView({ set, after }: SetProps) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const { name, atWork, damaged } = set
  const version = atWork === null ? '' : `${atWork.version} ${atWork.recordVersion}`
  return (
    <>
      <div class="page-head">
        <h1>{name}</h1>
        {atWork !== null && (
          <span class="page-actions">
            <a class="button" href={setExportHref(name)} download={`${name}.zip`}>
              {w('export')}
            </a>
            {may('rules.manage') && (
              <>
                <button
                  type="button"
                  onClick={() => setAsked({ kind: atWork.enabled ? 'switchOff' : 'switchOn' })}
                >
                  {w(atWork.enabled ? 'switchOff' : 'switchOn')}
                </button>
                {atWork.previous !== null && (
                  <button type="button" onClick={() => setAsked({ kind: 'rollback' })}>
                    {w('rollback')}
                  </button>
                )}
                <button type="button" class="quiet" onClick={() => setAsked({ kind: 'remove' })}>
                  {w('remove')}
                </button>
              </>
            )}
          </span>
        )}
      </div>
      {damaged !== null && <p class="form-error">{w('damaged', { why: damaged })}</p>}
      {atWork === null ? (
        <p class="hint">{w('notAtWork')}</p>
      ) : (
        <p>
          {w('col.on')}{' '}
          <strong>{w('onOf', { on: numberText(atWork.on), n: numberText(atWork.rules) })}</strong>
          {!atWork.enabled && <span class="tone-warn"> · {w('isOff')}</span>}
        </p>
      )}
      <Versions set={set} />
      {atWork !== null && (
        <>
          <Authors set={set} />
          <Problems key={version} set={set} />
          <History set={set} />
          {may('rules.manage') && (
            <details class="set-fold">
              <summary>{w('policy')}</summary>
              <p class="hint">{w('policyHint')}</p>
              <form
                key={version}
                onSubmit={event => {
                  event.preventDefault()
                  setAsked({ kind: 'policy', policy: readPolicy(event.currentTarget) })
                }}
              >
                <PolicyFields policy={atWork.policy} />
                <div class="form-foot">
                  <button type="submit">{w('policySave')}</button>
                </div>
              </form>
            </details>
          )}
          <SetRules set={set} after={after} />
        </>
      )}
      {asked !== null && <AskDialog set={set} asked={asked} after={after} onClose={() => setAsked(null)} />}
    </>
  )
}
