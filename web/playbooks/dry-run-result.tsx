// What a run would do now: what would change, what is wrong, and every step with its commands rendered. What
// hangs on an answer that is not there yet is marked as such.

import type { DryRunView, DryStepView } from '#/api/contract/playbook-views.ts'
import { t } from '../i18n/text.ts'
import { Icon } from '../parts/icon.tsx'
import { noteText } from './branch-text.ts'
import { eitherText, stepName } from './own-names.ts'
import { w } from './playbook-words.ts'
import { Cites } from './question-parts.tsx'
import { RenderedCommand } from './rendered-commands.tsx'

type DryCommand = DryStepView['commands'][number]

function Problems({ problems }: { readonly problems: DryRunView['problems'] }) {
  return (
    <ul class="problems">
      {problems.map(({ code, where, detail }, at) => (
        <li key={at}>
          <Icon name="warning" />
          <span>
            {detail} <code class="hint">{where === '' ? code : `${where} · ${code}`}</code>
          </span>
        </li>
      ))}
    </ul>
  )
}

function Command({ command }: { readonly command: DryCommand }) {
  const { target, rendered, unknowns, problems } = command
  return (
    <li>
      {rendered !== null ? (
        <RenderedCommand rendered={rendered} />
      ) : (
        target !== null && <p class="command-where">{target}</p>
      )}
      {unknowns.length > 0 && (
        <p class="hint">
          {w('dry.unknowns')} <code>{unknowns.join(', ')}</code>
        </p>
      )}
      {problems.length > 0 && <Problems problems={problems} />}
    </li>
  )
}

function Step({ step }: { readonly step: DryStepView }) {
  const { condition, approval } = step
  return (
    <li class={step.sure ? 'dry-step' : 'dry-step dry-unsure'} style={{ '--depth': Math.min(step.depth, 6) }}>
      <p class="dry-name">
        <strong>{stepName(step)}</strong>
        {!step.sure && <span class="tag">{w('dry.maybe')}</span>}
        {approval !== null && (
          <span class="badge">
            {w('dry.approval', { n: approval.quorum, role: t(`role.${approval.role}`) })}
          </span>
        )}
      </p>
      {condition !== null && (
        <p class="hint">
          <code>{condition.text}</code> → {w(`dry.condition.${condition.value}`)}
        </p>
      )}
      {step.note !== '' && <p class="hint">{noteText(step.note)}</p>}
      {approval !== null && <p class="hint">{eitherText(approval.reason, approval.reasonEnglish)}</p>}
      <Cites cites={step.cites} />
      {step.commands.length > 0 && (
        <ul class="step-commands">
          {step.commands.map((command, at) => (
            <Command key={at} command={command} />
          ))}
        </ul>
      )}
    </li>
  )
}

/** The changes first, as lines to compare with how things are now; then the steps. */
export function DryRunResult({ result }: { readonly result: DryRunView }) {
  const steps = result.steps.filter(({ type }) => type !== 'start' && type !== 'end')
  const commands = steps.flatMap(step => step.commands)
  // A command that cannot be sent is said at the top too: it must not be found by unfolding fifty steps.
  const problems = [...result.problems, ...commands.flatMap(command => command.problems)]
  return (
    <div class="dry-run" role="status">
      <h3>{w('dry.title')}</h3>
      <p class="hint">
        {w('dry.counts', {
          steps: steps.length,
          commands: commands.length,
          approvals: steps.filter(({ approval }) => approval !== null).length,
        })}
      </p>
      {problems.length > 0 && (
        <>
          <h4 class="tone-bad">{w('dry.problems', { n: problems.length })}</h4>
          <Problems problems={problems} />
        </>
      )}
      <h4>{w('dry.changes')}</h4>
      {result.changes.length === 0 ? (
        <p class="hint">{w('dry.noChanges')}</p>
      ) : (
        <ul class="changes">
          {result.changes.map(({ path, change, sure }, at) => (
            <li key={`${path} ${at}`} class={sure ? '' : 'change-unsure'}>
              {change}
              {!sure && <span class="hint"> {w('dry.maybe')}</span>}
            </li>
          ))}
        </ul>
      )}
      <details class="whole" open={steps.length <= 12}>
        <summary>{w('dry.steps', { n: steps.length })}</summary>
        <ol class="dry-steps">
          {steps.map(step => (
            <Step key={step.path} step={step} />
          ))}
        </ol>
      </details>
    </div>
  )
}
