// Whether a playbook may be started, with what, and the first transition of its run. Everything that it may call
// is looked up, checked and pinned now: a run never depends on what the catalogue holds later.

import type { Playbook } from '../cacao/playbook.ts'
import type { SignatureVerdict } from '../cacao/signature.ts'
import { startScope } from '../cacao/variables.ts'
import type { Catalogue, CataloguedPlaybook } from './catalogue.ts'
import { refused, type Refusal } from './decisions.ts'
import { missingInputs, refOf } from './playbook-call.ts'
import type { Transition } from './transition.ts'

export interface StartRequest {
  readonly playbookId: string
  /** Absent: the newest. */
  readonly version?: string
  readonly incidentId: string | null
  readonly variables: Readonly<Record<string, string>>
  /** A user name, or `thapcanh` for a playbook that starts by itself. */
  readonly by: string
}

export interface StartRules {
  readonly verify: (playbook: Playbook) => SignatureVerdict
  readonly policy: 'required' | 'warn'
  readonly now: number
}

export type PreparedStart =
  | Refusal
  | {
      readonly kind: 'ready'
      readonly began: Transition
      /** To be kept with the run. */
      readonly playbooks: readonly CataloguedPlaybook[]
    }

export async function prepareStart(
  catalogue: Catalogue,
  { playbookId, version, incidentId, variables, by }: StartRequest,
  rules: StartRules,
): Promise<PreparedStart> {
  const found = await catalogue.get(playbookId, version)
  if (found === undefined) return refused('playbook.not-found', 'There is no such playbook.')
  const { playbook, digest } = found
  const { pinned, playbooks, missing } = await catalogue.pin(playbook)
  if (missing.length > 0)
    return refused('playbook.refused', `It calls playbooks that are not here: ${missing.join(', ')}`)
  const all = [found, ...playbooks.filter(each => each.digest !== digest)]
  for (const each of all) {
    const why = whyNotRunnable(each, rules)
    if (why !== undefined) return refused('playbook.refused', `${each.playbook.name}: ${why}`)
  }
  const unset = missingInputs(playbook, variables)
  if (unset !== undefined) return refused('playbook.refused', unset)
  const { scope, problems } = startScope(playbook.playbook_variables ?? {}, variables)
  if (problems.length > 0) return refused('playbook.refused', problems.map(({ reason }) => reason).join('; '))
  return {
    kind: 'ready',
    playbooks: all,
    began: {
      kind: 'run-began',
      at: rules.now,
      playbook: refOf(playbook, digest),
      pinned,
      incidentId,
      by,
      variables: scope.variables,
      first: playbook.workflow_start,
    },
  }
}

function whyNotRunnable(
  { playbook, source }: CataloguedPlaybook,
  { verify, policy, now }: StartRules,
): string | undefined {
  if (playbook.type !== 'playbook') return 'it is a template, not a playbook'
  if (playbook.revoked === true) return 'it has been revoked'
  if (playbook.valid_from !== undefined && Date.parse(playbook.valid_from) > now)
    return `it is valid only from ${playbook.valid_from}`
  if (playbook.valid_until !== undefined && Date.parse(playbook.valid_until) <= now)
    return `it was valid until ${playbook.valid_until}`
  // What comes with the platform is as trusted as the platform.
  if (source === 'library' || policy === 'warn') return undefined
  const { state, signatures } = verify(playbook)
  if (state === 'valid') return undefined
  return `a valid signature is required: ${[state, ...signatures.map(({ reason }) => reason)].join('; ')}`
}
