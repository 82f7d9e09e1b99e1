// The syslog header of a line, whichever RFC it follows, into an event; what remains is the body for the
// formats. `log.syslog.*` is filled for messages that came with a priority, as they do over the wire; a line
// of a log file gives time, host and program only. Process and host are `process.*` and `host.hostname`.

import type { Event } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'
import { excerpt } from './decode-text.ts'
import { appendValue, integerOf } from './event-fields.ts'
import type { LineContext } from './format.ts'
import type { Rfc5424Message } from './rfc5424.ts'
import { parseRfc5424 } from './rfc5424.ts'
import { parseRfc5424Tolerant } from './rfc5424-tolerant.ts'
import type { Rfc3164Header } from './rfc3164.ts'
import { looksLikeSyslogFile, parseRfc3164 } from './rfc3164.ts'
import { putPriority } from './syslog-priority.ts'

/** A program's name as formats ask for it: lower case, `/usr/sbin/cron` as cron, `sshd(pam_unix)` as sshd. */
export function programName(program: string | undefined): string | undefined {
  if (program === undefined) return undefined
  const name = program.startsWith('/') ? program.slice(program.lastIndexOf('/') + 1) : program
  return name.replace(/\(.*\)$/, '').toLowerCase()
}

export interface SyslogBody {
  readonly body: string
  /** Name of the program as written, or undefined. */
  readonly program: string | undefined
  /** False when the header should have had a time and had none that can be read. */
  readonly timed: boolean
}

/** True when a line has a syslog header whatever way it came: a priority, or date, host and tag of a log file. */
export function hasSyslogHeader(text: string): boolean {
  return /^<\d{1,3}>/.test(text) || looksLikeSyslogFile(text)
}

/** Writes what the header says into `event` and returns the body. */
export function readSyslogHeader(
  text: string,
  event: Event,
  context: LineContext,
  problems: Problem[],
): SyslogBody {
  if (IS_5424.test(text)) {
    const strict = parseRfc5424(text)
    if (strict.kind === 'message') return putRfc5424(strict, event)
    const tolerant = parseRfc5424Tolerant(text, context.zoneOffsetMinutes)
    if (tolerant !== undefined) {
      if (strict.position >= tolerant.structuredDataAt) {
        const detail = `RFC 5424: ${strict.reason} at character ${strict.position}: ${excerpt(text)}`
        problems.push({ code: 'line.malformed', where: context.where, detail })
      }
      return putRfc5424(tolerant, event)
    }
  }
  return putRfc3164(parseRfc3164(text, context.receivedMs, context.zoneOffsetMinutes), text, event)
}

/** A version after the priority, then the nil value or the beginning of a time. */
const IS_5424 = /^<\d{1,3}>[1-9]\d{0,2} [-\d]/

function putRfc5424(message: Rfc5424Message, event: Event): SyslogBody {
  putPriority(event, message.priority)
  event['log.syslog.version'] = String(message.version)
  if (message.timestamp !== undefined) event['@timestamp'] = message.timestamp
  if (message.msgId !== undefined) event['log.syslog.msgid'] = message.msgId
  putSender(event, message.hostname, message.appName, message.procId, true)
  for (const [id, params] of message.structuredData) {
    for (const [name, value] of params) {
      appendValue(event, `log.syslog.structured_data.${id}.${name}`, value)
    }
  }
  return { body: withoutTagSpace(message.message), program: message.appName, timed: true }
}

/** rsyslog's own templates carry the space after an RFC 3164 tag along into the message of RFC 5424. */
function withoutTagSpace(message: string): string {
  return message.startsWith(' ') ? message.slice(1) : message
}

function putRfc3164(header: Rfc3164Header, text: string, event: Event): SyslogBody {
  const onTheWire = header.priority !== undefined
  if (header.priority !== undefined) putPriority(event, header.priority)
  if (header.timestamp !== undefined) event['@timestamp'] = header.timestamp
  putSender(event, header.hostname, header.tag, header.procId, onTheWire)
  if (header.service !== undefined) event['service.name'] = header.service
  const body = text.slice(header.bodyAt)
  return { body, program: header.tag, timed: header.timestamp !== undefined }
}

function putSender(
  event: Event,
  hostname: string | undefined,
  program: string | undefined,
  procId: string | undefined,
  onTheWire: boolean,
): void {
  if (hostname !== undefined) {
    event['host.hostname'] = hostname
    if (onTheWire) event['log.syslog.hostname'] = hostname
  }
  if (program !== undefined) {
    event['process.name'] = program
    if (onTheWire) event['log.syslog.appname'] = program
  }
  if (procId !== undefined && procId !== '') {
    const pid = integerOf(procId)
    if (pid !== undefined && pid >= 0) event['process.pid'] = pid
    if (onTheWire) event['log.syslog.procid'] = procId
  }
}
