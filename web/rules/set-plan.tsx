// What putting a version of an imported set to work would change: rules added, changed line by line, removed, those
// that go on or off, what cannot be run; then it is put to work.

import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { t } from '../i18n/text.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import type { Answer } from '../api-client.ts'
import { SeverityMark } from '../parts/severity-mark.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { errorText } from '../state/error-text.ts'
import { may } from '../state/session.ts'
import { rulesApi, type RuleSetPlan, type RuleSetPolicy, type RuleSetRule } from './rules-api.ts'
import { SetDialog } from './set-dialog.tsx'
import { PolicyFields, readPolicy } from './set-policy.tsx'
import { SetProblems } from './set-problems.tsx'
import { whyText } from './set-text.ts'
import { w } from './set-words.ts'

const COUNTS = [
  'added',
  'changed',
  'removed',
  'unchanged',
  'on',
  'off',
  'turnedOn',
  'turnedOff',
  'unmapped',
  'errors',
] as const

function Folded({ title, n, children }: { title: string; n: number; children: ComponentChildren }) {
  if (n === 0) return null
  return (
    <details class="set-fold">
      <summary>{title}</summary>
      {children}
    </details>
  )
}

function RuleLine({ rule }: { readonly rule: RuleSetRule }) {
  return (
    <>
      <SeverityMark severity={rule.level} /> <strong>{rule.title}</strong>{' '}
      <span class="hint">{rule.author}</span>
      <br />
      <span class="hint">
        {whyText(rule)}
        {!rule.mapped && rule.kind === 'rule' && ` · ${w('unmapped')}`} · <code>{rule.path}</code>
      </span>
    </>
  )
}

function RuleLines({ rules }: { readonly rules: readonly RuleSetRule[] }) {
  return (
    <ul class="set-rules">
      {rules.map(rule => (
        <li key={rule.id}>
          <RuleLine rule={rule} />
        </li>
      ))}
    </ul>
  )
}

/** A unified diff, its lines by sign and colour. */
function Diff({ text }: { readonly text: string }) {
  return (
    <pre class="rule-source raw-text" tabIndex={0} aria-label={w('showDiff')}>
      {text.split('\n').map((line, at) => {
        const kind = line.startsWith('+') ? 'diff-added' : line.startsWith('-') ? 'diff-removed' : undefined
        return (
          <span key={at} class={kind}>
            {line}
            {'\n'}
          </span>
        )
      })}
    </pre>
  )
}

interface ChangedProps {
  readonly name: string
  readonly version: string
  readonly change: RuleSetPlan['changed'][number]
}

function Changed({ name, version, change }: ChangedProps) {
  const { rule, before } = change
  const [diff, setDiff] = useState<string | null>(change.diff)
  const fetchDiff = async (): Promise<void> => {
    const answer = await rulesApi.diff(name, version, rule.id)
    setDiff(answer.ok ? answer.value.diff : errorText(answer.error))
  }
  const was = [
    ...(before.title === rule.title ? [] : [before.title]),
    ...(before.level === rule.level ? [] : [t(`severity.${before.level}`)]),
    ...(before.status === rule.status ? [] : [before.status]),
  ]
  return (
    <li>
      <RuleLine rule={rule} />
      {was.length > 0 && <p class="hint">{w('before', { before: was.join(', ') })}</p>}
      <details
        class="set-diff"
        onToggle={event => {
          if (event.currentTarget.open && diff === null) void fetchDiff()
        }}
      >
        <summary>{w('showDiff')}</summary>
        {diff !== null && <Diff text={diff} />}
      </details>
    </li>
  )
}

function Changes({ name, plan }: { readonly name: string; readonly plan: RuleSetPlan }) {
  const { counts, added, changed, removed, turnedOn, turnedOff } = plan
  const n = (count: number): { n: string } => ({ n: numberText(count) })
  return (
    <>
      <ul class="set-counts" role="status">
        {COUNTS.map(count => (
          <li key={count} class={counts[count] === 0 ? 'hint' : undefined}>
            {w(`n.${count}`, n(counts[count]))}
          </li>
        ))}
      </ul>
      <Folded title={w('added', n(counts.added))} n={added.length}>
        <RuleLines rules={added} />
      </Folded>
      <Folded title={w('changed', n(counts.changed))} n={changed.length}>
        <ul class="set-rules">
          {changed.map(change => (
            <Changed key={change.rule.id} name={name} version={plan.manifest.version} change={change} />
          ))}
        </ul>
      </Folded>
      <Folded title={w('removedRules', n(counts.removed))} n={removed.length}>
        <ul class="set-rules">
          {removed.map(({ id, title, path }) => (
            <li key={id}>
              <strong>{title}</strong> <code class="hint">{path}</code>
            </li>
          ))}
        </ul>
      </Folded>
      <Folded title={w('turnedOn', n(counts.turnedOn))} n={turnedOn.length}>
        <RuleLines rules={turnedOn} />
      </Folded>
      <Folded title={w('turnedOff', n(counts.turnedOff))} n={turnedOff.length}>
        <RuleLines rules={turnedOff} />
      </Folded>
      <SetProblems problems={plan.problems} total={counts.errors + counts.remarks} />
      {plan.decisionsWithoutRule.length > 0 && (
        <p class="tone-warn">{w('lost', { ids: plan.decisionsWithoutRule.join(', ') })}</p>
      )}
    </>
  )
}

interface PlanProps {
  readonly name: string
  readonly version: string
  /** Runs when it was put to work. */
  readonly onApplied: () => void
}

/** The preview of a version, with another policy on demand. */
export function SetPlan({ name, version, onApplied }: PlanProps) {
  const form = useRef<HTMLFormElement>(null)
  const [answer, again] = useAnswer(() => rulesApi.plan(name, version, null))
  const [other, setOther] = useState<Answer<RuleSetPlan> | null>(null)
  const [applied, setApplied] = useState<RuleSetPolicy | null>(null)
  const [asking, setAsking] = useState(false)
  const [isStale, setStale] = useState(false)
  const current = other ?? answer
  const replan = async (policy: RuleSetPolicy): Promise<void> => {
    setOther(await rulesApi.plan(name, version, policy))
    setApplied(policy)
  }
  if (current === null) return <Loading />
  if (!current.ok)
    return (
      <Failed
        error={current.error}
        again={() => {
          setOther(null)
          again()
        }}
      />
    )
  const plan = current.value
  return (
    <>
      <section class="rule-part">
        <h2>{w('plan')}</h2>
        {isStale && <p class="tone-warn">{w('conflict')}</p>}
        {!plan.enabled && <p class="tone-warn">{w('setOff')}</p>}
        <Changes name={name} plan={plan} />
        {may('rules.manage') && (
          <div class="form-foot">
            <button type="button" class="primary" onClick={() => setAsking(true)}>
              {w('apply')}
            </button>
          </div>
        )}
      </section>
      <section class="rule-part">
        <h2>{w('policy')}</h2>
        <p class="hint">{w('policyHint')}</p>
        <form
          ref={form}
          onSubmit={event => {
            event.preventDefault()
            void replan(readPolicy(event.currentTarget))
          }}
        >
          <PolicyFields policy={plan.policy} />
          <div class="form-foot">
            <button type="submit">{w('replan')}</button>
          </div>
        </form>
      </section>
      {asking && (
        <SetDialog
          title={w('ask.apply')}
          submit={w('apply')}
          done={w('done', { name })}
          send={reason => rulesApi.apply(name, version, applied, { seen: plan.recordVersion, reason })}
          onDone={onApplied}
          onConflict={() => {
            setStale(true)
            if (applied === null) again()
            else void replan(applied)
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
