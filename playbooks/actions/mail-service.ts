// `POST /mail` to the platform: one e-mail to the persons that the content names, or to the contacts of the
// step's target.

import { readAddress, type Mail, type MailOutcome } from '#/outbound/mail.ts'
import type { ActionOutcome, RenderContext } from '../action.ts'
import type { AgentTarget } from '../cacao/playbook.ts'
import {
  onlyMembers,
  textMember,
  type OwnService,
  type ServiceContent,
  type ServiceRendering,
} from './own-services.ts'
import { CannotRender, fill, hasControl } from './template.ts'

/** Sends one mail; undefined when no mail server is configured. */
export type SendMail = ((mail: Mail, signal: AbortSignal) => Promise<MailOutcome>) | undefined

interface MailDetails {
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
}

const MAX_RECIPIENTS = 50

export function createMailService(send: SendMail): OwnService {
  return {
    method: 'POST',
    path: '/mail',
    render(content, _parameter, context) {
      if (send === undefined) throw new CannotRender('no mail server is configured', 'command.unsupported')
      return render(content, context)
    },
    async perform(details, { idempotencyKey, signal }) {
      if (send === undefined)
        return { kind: 'failed', reason: 'no mail server is configured', retryable: false, log: '' }
      const { to, subject, text } = details as unknown as MailDetails
      return outcomeOf(await send({ to, subject, text, id: idempotencyKey }, signal), idempotencyKey)
    },
  }
}

function render(content: ServiceContent, context: RenderContext): ServiceRendering {
  onlyMembers(content, ['to', 'subject', 'text'])
  const to = recipientsOf(content['to'], context)
  const subject = textMember(content, 'subject')
  const text = textMember(content, 'text')
  if (hasControl(subject)) throw new CannotRender('the subject holds a line break or control character')
  const people = to.join(', ')
  return {
    summary: `E-mail to ${people}: ${subject}`,
    details: { to, subject, text },
    target: people,
    changes: [`e-mail to ${people}: ${subject}`],
    cutsOff: [],
  }
}

function recipientsOf(value: unknown, { target, substitute }: RenderContext): readonly string[] {
  const written =
    typeof value === 'string'
      ? value.split(',')
      : Array.isArray(value)
        ? value
        : contactsOf(target, substitute)
  const to = written.map(address => String(address).trim()).filter(address => address !== '')
  if (to.length === 0)
    throw new CannotRender('nobody is named to send the e-mail to (“to”, or a target with a contact)')
  if (to.length > MAX_RECIPIENTS)
    throw new CannotRender(`an e-mail goes to ${MAX_RECIPIENTS} addresses at most`)
  const wrong = to.find(address => !/^‹__[\w-]+__›$/.test(address) && readAddress(address) === undefined)
  if (wrong !== undefined) throw new CannotRender(`“${wrong.slice(0, 80)}” is no mail address`)
  return [...new Set(to)]
}

/** Addresses in `contact.email` of an individual, a group or an organization (CACAO 2.0, section 10.4). */
function contactsOf(
  party: AgentTarget | undefined,
  substitute: RenderContext['substitute'],
): readonly string[] {
  const { email } = (party?.['contact'] ?? {}) as { readonly email?: Readonly<Record<string, unknown>> }
  return Object.values(email ?? {}).map(address => fill(String(address), substitute))
}

function outcomeOf(outcome: MailOutcome, id: string): ActionOutcome {
  switch (outcome.kind) {
    case 'accepted': {
      const refused = outcome.refusedRecipients.join(', ')
      const log = `${outcome.answer}${refused === '' ? '' : `\nrefused: ${refused}`}`
      return { kind: 'succeeded', outputs: { message_id: id, refused }, log }
    }
    case 'not-sent':
      return { kind: 'failed', reason: outcome.reason, retryable: outcome.retryable, log: '' }
    case 'unknown':
      return { kind: 'unknown', reason: outcome.reason, log: '' }
  }
}
