// Linux audit records, as auditd writes them to audit.log or passes them to syslog:
// `type=SYSCALL msg=audit(1700000000.123:42): arch=c000003e syscall=59 success=yes … exe="/usr/bin/id"`.
// Every value is kept under its own name in `auditd.log.*`, because that is what audit rules are written
// against; strings that the kernel wrote in hex are decoded. One record is one event: records of the same
// event share `auditd.log.sequence`.

import type { Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { setAddress, setUser } from './entity-fields.ts'
import type { Format } from './format.ts'

export const auditd: Format = {
  name: 'auditd',
  describes: 'Linux audit records (type=… msg=audit(…)), from audit.log or syslog',
  recognises: body =>
    body.startsWith('type=') ? HEAD.test(body) : body.startsWith('node=') && HEAD.test(body),
  parse(body, event) {
    const head = HEAD.exec(body)
    if (head === null) return false
    const [whole, node, type, seconds, millis, sequence] = head as unknown as [string, ...string[]]
    const time = new Date(Number(seconds) * 1000 + Number(millis))
    if (Number.isNaN(time.getTime())) return false
    event['@timestamp'] = time.toISOString()
    event['event.kind'] = 'event'
    event['event.module'] = 'auditd'
    event['event.dataset'] = 'auditd.log'
    event['event.action'] = type!.toLowerCase()
    event['auditd.log.record_type'] = type!
    event['auditd.log.sequence'] = Number(sequence)
    if (node !== undefined) event['host.hostname'] = node
    readPairs(body.slice(whole.length), type!, event)
    applyEcs(type!, event)
    return true
  },
}

const HEAD = /^(?:node=(\S{1,255}) )?type=([A-Z0-9_]{1,64}) msg=audit\((\d{1,12})\.(\d{1,6}):(\d{1,12})\): ?/

/** `key=value`, where a value is bare, in double quotes, or in single quotes with more pairs inside. */
const PAIR = /([A-Za-z0-9_-]{1,64})=(?:"([^"]*)"|'([^']*)'|([^\s'"]\S*|))/g

/** Names whose bare value is hex when the kernel could not print it. */
const HEX_NAMES =
  /^(?:a\d{1,5}|acct|cmd|comm|cwd|data|dir|exe|file|key|name|new|ocomm|old|path|proctitle|sw|vm)$/

function readPairs(text: string, type: string, event: Event): void {
  // ENRICHED records have the names behind a group separator: `… UID="root"`.
  let count = 0
  for (const match of text.replaceAll('\u001D', ' ').matchAll(PAIR)) {
    if (++count > LIMITS.maxFields) return
    const [, name, quoted, nested, bare] = match as unknown as [string, string, ...(string | undefined)[]]
    if (nested !== undefined) readPairs(nested, type, event)
    else {
      const value = quoted ?? decoded(name, bare ?? '', type)
      if (value !== '' && value !== '?' && value !== '(null)') event[`auditd.log.${name}`] = value
    }
  }
}

function decoded(name: string, value: string, type: string): string {
  // a0–a3 of a SYSCALL record are registers; those of EXECVE are strings.
  if (/^a\d/.test(name) && type !== 'EXECVE') return value
  if (value.length < 2 || value.length % 2 !== 0 || !HEX_NAMES.test(name) || !/^[0-9A-F]+$/.test(value))
    return value
  const text = Buffer.from(value, 'hex').toString('utf8')
  return name === 'proctitle' || name === 'cmd' ? text.replaceAll('\0', ' ') : text
}

/** Field of the record → ECS field of the same value. */
const COPIES: readonly (readonly [string, string])[] = [
  ['exe', 'process.executable'],
  ['comm', 'process.name'],
  ['proctitle', 'process.title'],
  ['cwd', 'process.working_directory'],
  ['uid', 'user.id'],
  ['euid', 'user.effective.id'],
  ['id', 'user.target.id'],
  ['key', 'rule.name'],
  ['unit', 'service.name'],
  ['ses', 'session.id'],
]

const AUTHENTICATION = new Set([
  'USER_LOGIN',
  'USER_AUTH',
  'USER_ACCT',
  'CRED_ACQ',
  'CRED_DISP',
  'CRED_REFR',
  'USER_ERR',
])
const SESSION = new Set(['USER_START', 'USER_END', 'USER_LOGOUT'])
const IAM = new Set([
  'ADD_USER',
  'DEL_USER',
  'ADD_GROUP',
  'DEL_GROUP',
  'USER_MGMT',
  'GRP_MGMT',
  'USER_CHAUTHTOK',
  'ACCT_LOCK',
  'ACCT_UNLOCK',
  'CHUSER_ID',
  'CHGRP_ID',
])
const CONFIGURATION = new Set([
  'CONFIG_CHANGE',
  'DAEMON_CONFIG',
  'MAC_CONFIG_CHANGE',
  'MAC_STATUS',
  'NETFILTER_CFG',
])
const PROCESS = new Set(['SYSCALL', 'EXECVE', 'PROCTITLE', 'USER_CMD', 'SERVICE_START', 'SERVICE_STOP'])

function applyEcs(type: string, event: Event): void {
  const value = (name: string) => event[`auditd.log.${name}`]
  for (const [from, to] of COPIES) {
    const copy = value(from)
    if (copy !== undefined) event[to] = copy
  }
  const number = (from: string, to: string) => {
    const text = value(from)
    if (typeof text === 'string' && /^-?\d{1,10}$/.test(text)) event[to] = Number(text)
  }
  number('pid', 'process.pid')
  number('ppid', 'process.parent.pid')
  const result = value('res') ?? value('success') ?? value('result')
  if (result !== undefined)
    event['event.outcome'] =
      result === 'success' || result === 'yes' || result === '1' ? 'success' : 'failure'
  const account = value('acct')
  if (typeof account === 'string') setUser(event, account)
  const address = value('addr') ?? value('hostname')
  if (typeof address === 'string') setAddress(event, 'source', address)
  if (type === 'EXECVE') readArguments(event)
  const command = value('cmd')
  if (typeof command === 'string') event['process.command_line'] = command
  if (type === 'PATH' || type === 'CWD') copyPath(event)
  setCategory(type, event)
}

function readArguments(event: Event): void {
  const args: string[] = []
  for (let n = 0; n < LIMITS.maxArrayMembers; n++) {
    const arg = event[`auditd.log.a${n}`]
    if (arg === undefined) break
    args.push(String(arg))
  }
  if (args.length === 0) return
  event['process.args'] = args
  event['process.args_count'] = args.length
  event['process.command_line'] = args.join(' ')
}

function copyPath(event: Event): void {
  const path = event['auditd.log.name']
  if (typeof path === 'string') event['file.path'] = path
}

function setCategory(type: string, event: Event): void {
  const set = (category: string, ...types: string[]) => {
    event['event.category'] = [category]
    event['event.type'] = types
  }
  if (AUTHENTICATION.has(type)) set('authentication', 'info')
  else if (SESSION.has(type)) set('session', type === 'USER_START' ? 'start' : 'end')
  else if (IAM.has(type))
    set('iam', type.startsWith('ADD_') ? 'creation' : type.startsWith('DEL_') ? 'deletion' : 'change')
  else if (CONFIGURATION.has(type)) set('configuration', 'change')
  else if (PROCESS.has(type))
    set('process', type === 'SERVICE_STOP' ? 'end' : type === 'PROCTITLE' ? 'info' : 'start')
}
