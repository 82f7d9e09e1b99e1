// `POST /syslog` to the platform: one message to a configured destination, for devices and collectors that act
// on syslog.

import type { SyslogMessage, SyslogOutcome } from '#/outbound/syslog-message.ts'
import { onlyMembers, textMember, type OwnService, type ServiceContent } from './own-services.ts'
import { CannotRender } from './template.ts'

export type SyslogText = Pick<SyslogMessage, 'facility' | 'severity' | 'text' | 'messageId'>

export interface SyslogOut {
  /** Names of the destinations; the first is meant when none is named. */
  readonly destinations: readonly string[]
  send(destination: string, message: SyslogText, signal: AbortSignal): Promise<SyslogOutcome>
}

interface SyslogDetails {
  readonly destination: string
  readonly facility: string
  readonly severity: string
  readonly message: string
}

/** RFC 5424, 6.2.1; by the names that everybody uses. */
const FACILITIES =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  )
const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']
const MESSAGE_ID = 'PLAYBOOK'

export function createSyslogService(out: SyslogOut): OwnService {
  return {
    method: 'POST',
    path: '/syslog',
    render(content) {
      onlyMembers(content, ['message', 'severity', 'facility', 'destination'])
      const destination = destinationOf(content, out.destinations)
      const facility = wordOf(content, 'facility', 'local0', FACILITIES)
      const severity = wordOf(content, 'severity', 'notice', SEVERITIES)
      const message = textMember(content, 'message')
      return {
        summary: `Syslog ${facility}.${severity} to ${destination}: ${message.replaceAll(/\s+/g, ' ').slice(0, 120)}`,
        details: { destination, facility, severity, message },
        target: destination,
        changes: [`syslog message to ${destination}`],
        cutsOff: [],
      }
    },
    async perform(details, { signal }) {
      const { destination, facility, severity, message } = details as unknown as SyslogDetails
      const outcome = await out.send(
        destination,
        {
          facility: FACILITIES.indexOf(facility),
          severity: SEVERITIES.indexOf(severity),
          text: message,
          messageId: MESSAGE_ID,
        },
        signal,
      )
      switch (outcome.kind) {
        case 'sent':
          return { kind: 'succeeded', outputs: {}, log: `sent to ${destination}` }
        case 'not-sent':
          return {
            kind: 'failed',
            reason: outcome.reason,
            retryable: outcome.cause !== 'refused-address',
            log: '',
          }
        case 'unknown':
          return { kind: 'unknown', reason: outcome.reason, log: '' }
      }
    },
  }
}

function destinationOf(content: ServiceContent, known: readonly string[]): string {
  const [first] = known
  if (first === undefined)
    throw new CannotRender('no destination of syslog is configured', 'command.unsupported')
  return wordOf(content, 'destination', first, known)
}

function wordOf(content: ServiceContent, name: string, otherwise: string, known: readonly string[]): string {
  const value = content[name] ?? otherwise
  if (typeof value === 'string' && known.includes(value)) return value
  throw new CannotRender(`${name} is none of ${known.join(', ')}`)
}
