// Progress of a run: its steps as a tree, each with its state in shape and word, the commands behind a press.

import type { CommandProgressView, StepProgressView } from '#/api/contract/playbook-views.ts'
import { Moment } from '../parts/when.tsx'
import { branchText } from './branch-text.ts'
import { stepName } from './own-names.ts'
import { w } from './playbook-words.ts'
import { StateMark } from './state-mark.tsx'
import { stepTree, type StepBranch, type StepNode } from './step-tree.ts'

function Command({ command }: { readonly command: CommandProgressView }) {
  const { target, summary, state, attempts, detail } = command
  return (
    <li>
      <p class="command-where">
        <StateMark state={state} />
        {target !== null && target !== '' && <span>{target}</span>}
        {attempts > 1 && <span class="hint">{w('command.attempts', { n: attempts })}</span>}
      </p>
      {summary !== '' && <pre class="command-line">{summary}</pre>}
      {detail !== '' && <pre class="command-detail">{detail}</pre>}
    </li>
  )
}

/** What needs a look stands open; what went well is one line. */
function wantsALook({ state, commands }: StepProgressView): boolean {
  return state === 'failed' || commands.some(each => ['unknown', 'retry', 'failed'].includes(each.state))
}

function StepHead({ step }: { readonly step: StepProgressView }) {
  return (
    <>
      <StateMark state={step.state} />
      <span class="step-name">{stepName(step)}</span>
      <span class="step-when hint">
        <Moment at={step.endedAt ?? step.begunAt} />
      </span>
    </>
  )
}

function Step({ node: { step, branches } }: { readonly node: StepNode }) {
  const hasMore = step.commands.length > 0 || step.rollback !== null || step.cites.length > 0
  return (
    <li class="step" data-state={step.state}>
      {hasMore ? (
        <details class="step-line" open={wantsALook(step)}>
          <summary>
            <StepHead step={step} />
          </summary>
          {step.cites.length > 0 && (
            <p class="hint">
              {w('cites')} {step.cites.join('; ')}
            </p>
          )}
          {step.commands.length > 0 && (
            <ul class="step-commands">
              {step.commands.map(command => (
                <Command key={`${command.index} ${command.target ?? ''}`} command={command} />
              ))}
            </ul>
          )}
          {step.rollback !== null && (
            <p class="rollback">
              <strong>{w('rollback')}</strong> {step.rollback}
            </p>
          )}
        </details>
      ) : (
        <div class="step-line">
          <StepHead step={step} />
        </div>
      )}
      {step.reason !== null && step.reason !== '' && <p class="step-reason">{step.reason}</p>}
      <Branches branches={branches} />
    </li>
  )
}

function Branches({ branches }: { readonly branches: readonly StepBranch[] }) {
  return (
    <>
      {branches.map(({ label, steps }) => (
        <div class="branch" key={label}>
          {label !== 'main' && <p class="branch-name">{branchText(label)}</p>}
          <ol>
            {steps.map(node => (
              <Step key={node.step.path} node={node} />
            ))}
          </ol>
        </div>
      ))}
    </>
  )
}

/** The tree. */
export function RunSteps({ steps }: { readonly steps: readonly StepProgressView[] }) {
  const tree = stepTree(steps)
  if (tree.length === 0) return <p class="hint">{w('run.noSteps')}</p>
  return (
    <div class="run-steps">
      <Branches branches={tree} />
    </div>
  )
}
