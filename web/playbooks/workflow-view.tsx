// The steps of a playbook as an indented flow: read from top to bottom, branches inside the step that opens them.

import type { PlaybookView } from '#/api/contract/playbook-views.ts'
import { plainKey, t } from '../i18n/text.ts'
import { playbookHref } from '../router.ts'
import { branchText } from './branch-text.ts'
import { useFormName } from './form-name.ts'
import { eitherText, playbookName } from './own-names.ts'
import { w } from './playbook-words.ts'
import { workflowTree, type FlowBranch, type FlowLine, type FlowStep } from './workflow-tree.ts'

interface FlowProps {
  readonly lines: readonly FlowLine[]
  /** To name the playbooks that are called. */
  readonly all: readonly PlaybookView[]
}

const TYPES = {
  action: 'type.action',
  'playbook-action': 'type.playbook-action',
  parallel: 'type.parallel',
  'if-condition': 'type.if-condition',
  'while-condition': 'type.while-condition',
  'switch-condition': 'type.switch-condition',
} as const

function typeText(step: FlowStep): string {
  if (
    step.type === 'action' &&
    step.commands.length > 0 &&
    step.commands.every(each => each.type === 'manual')
  )
    return w('type.manual')
  return Object.hasOwn(TYPES, step.type) ? w(TYPES[step.type as keyof typeof TYPES]) : step.type
}

function roleText(role: string): string {
  const key = plainKey(`role.${role}`)
  return key === null ? role : t(key)
}

function Called({ id, all }: { readonly id: string; readonly all: readonly PlaybookView[] }) {
  const called = all.find(each => each.id === id)
  return (
    <p>
      {w('flow.calls')}{' '}
      {called === undefined ? <code>{id}</code> : <a href={playbookHref(id)}>{playbookName(called)}</a>}
    </p>
  )
}

function WaitsFor({ form }: { readonly form: string }) {
  const name = useFormName(form)
  return <p>{w('flow.document', { form: name })}</p>
}

function StepHead({ step }: { readonly step: FlowStep }) {
  return (
    <>
      <span class="tag">{typeText(step)}</span>
      <strong>{eitherText(step.name, step.nameEnglish) || step.id}</strong>
      {step.condition !== '' && <code>{step.condition}</code>}
      {step.approval !== null && (
        <span class="badge">
          {w('dry.approval', { n: step.approval.quorum, role: roleText(step.approval.role) })}
        </span>
      )}
    </>
  )
}

function More({ step }: { readonly step: FlowStep }) {
  return (
    <div class="flow-inside">
      {step.agent !== '' && <p class="hint">{w('flow.agent', { name: step.agent })}</p>}
      {step.commands.map((command, at) => (
        <pre class="command-line" key={at}>
          {command.text}
        </pre>
      ))}
      {step.cites.length > 0 && (
        <p class="hint">
          {w('cites')} {step.cites.join('; ')}
        </p>
      )}
    </div>
  )
}

function Step({ step, all }: { readonly step: FlowStep; readonly all: readonly PlaybookView[] }) {
  const hasMore = step.commands.length > 0 || step.cites.length > 0
  return (
    <li class="flow-step" id={step.id}>
      {hasMore ? (
        <details class="flow-more">
          <summary>
            <StepHead step={step} />
          </summary>
          <More step={step} />
        </details>
      ) : (
        <p class="flow-name">
          <StepHead step={step} />
        </p>
      )}
      {step.calls !== '' && <Called id={step.calls} all={all} />}
      {step.document !== '' && <WaitsFor form={step.document} />}
      {step.branches.map(branch => (
        <Branch key={branch.label} branch={branch} all={all} />
      ))}
    </li>
  )
}

function Branch({ branch, all }: { readonly branch: FlowBranch; readonly all: readonly PlaybookView[] }) {
  return (
    <div class="branch">
      <p class="branch-name">{branchText(branch.label)}</p>
      <Flow lines={branch.lines} all={all} />
    </div>
  )
}

function Flow({ lines, all }: FlowProps) {
  return (
    <ol class="flow">
      {lines.map(line =>
        line.kind === 'step' ? (
          <Step key={line.id} step={line} all={all} />
        ) : (
          <li key={`to ${line.id}`} class="flow-jump">
            {w('flow.goesOn')}{' '}
            <a href={`#${line.id}`}>{eitherText(line.name, line.nameEnglish) || line.id}</a>
          </li>
        ),
      )}
    </ol>
  )
}

/** The whole flow, or the words for a document without one. */
export function WorkflowView({
  document,
  all,
}: {
  readonly document: unknown
  readonly all: readonly PlaybookView[]
}) {
  const lines = workflowTree(document)
  return lines.length === 0 ? <p class="hint">{w('flow.none')}</p> : <Flow lines={lines} all={all} />
}
