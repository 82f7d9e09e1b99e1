// The commands that reach a machine by ssh: `ssh` as it is written, `bash` and `powershell` as scripts that are
// sent in base64 and read by the interpreter there. Nothing runs on the watchtower itself.

import type { AddressPolicy } from '#/outbound/address-policy.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { Action, ActionOutcome, PerformContext, RenderContext, RenderedCommand } from '../action.ts'
import { planAuthentication, readPassword, type AuthenticationPlan } from './authentication.ts'
import { cutOffBy } from './cut-off.ts'
import { shellEndpoint } from './endpoint.ts'
import type { KnownHosts } from './known-hosts.ts'
import {
  plainCommand,
  posixAssignments,
  posixScript,
  powershellAssignments,
  powershellScript,
  quotePosix,
} from './shell-script.ts'
import { sshExec, type SshResult } from './ssh-exec.ts'
import { CannotRender, commandText, fill, rendering } from './template.ts'

export interface SshOptions {
  readonly knownHosts: KnownHosts
  readonly addresses: AddressPolicy
  readonly connectMs: number
  readonly maxOutputBytes: number
}

type ShellType = 'ssh' | 'bash' | 'powershell'

/** `details` of a rendered command; plain data, for it is kept and hashed. */
interface ShellDetails {
  readonly host: string
  readonly port: number
  readonly authentication: Extract<AuthenticationPlan, { kind: 'password' }>
  /** `console`: any login shell or device; `sh`, `bash`, `powershell`, `pwsh`: that interpreter. */
  readonly interpreter: 'console' | 'sh' | 'bash' | 'powershell' | 'pwsh'
  readonly script: string
  readonly variables: Readonly<Record<string, string>>
  readonly environment: Readonly<Record<string, string>>
}

/** Linux takes 128 KiB for one argument; base64 makes a third more. */
const MAX_SCRIPT_BYTES = 64 * 1024
/** cmd.exe, the login shell of OpenSSH on Windows, takes 8191 characters. */
const MAX_POWERSHELL_LINE = 8000
const KEY_VARIABLE = 'THAPCANH_IDEMPOTENCY_KEY'
const SUMMARY_LENGTH = 120
/** What sh answers when there is no such command, or it may not be run. */
const NOTHING_RUN = [126, 127]

/** The action of one of the three types of command. */
export function createShellAction(type: ShellType, options: SshOptions): Action {
  return {
    type,
    render: context => rendering(`${type} command`, () => render(type, context)),
    async perform(rendered, context) {
      const details = rendered.details as unknown as ShellDetails
      const { user, password } = readPassword(details.authentication, context.secret)
      const result = await sshExec({
        host: details.host,
        port: details.port,
        user,
        secret: password,
        command: lineOf(details, context),
        environment: { [KEY_VARIABLE]: context.idempotencyKey },
        knownHosts: options.knownHosts,
        addresses: options.addresses,
        signal: context.signal,
        connectMs: options.connectMs,
        maxOutputBytes: options.maxOutputBytes,
      })
      return outcomeOf(result)
    },
  }
}

function render(type: ShellType, context: RenderContext): RenderedCommand | Problem {
  const { host, port, posix, authentication: info } = shellEndpoint(context)
  const authentication = planAuthentication(info, context.substitute)
  if (authentication.kind !== 'password')
    throw new CannotRender(`${host} needs authentication_info of type user-auth`)
  const template = commandText(context.command)
  const { interpreter, script, variables } = scriptOf(type, posix, template, context.substitute)
  const name = authentication.user ?? authentication.password
  const details: ShellDetails = {
    host,
    port,
    authentication,
    interpreter,
    script,
    variables,
    environment: { [KEY_VARIABLE]: '{idempotency-key}' },
  }
  if (Buffer.byteLength(script) > MAX_SCRIPT_BYTES) throw new CannotRender('the script has more than 64 KiB')
  lineOf(details, { idempotencyKey: 'x'.repeat(64) })
  // With the values themselves: what an approver wants to see.
  const shown = oneLine(fill(template, context.substitute))
  return {
    type,
    summary: `${name}@${host}${port === 22 ? '' : `:${port}`} ${interpreter}: ${shown}`,
    details: { ...details },
    target: host,
    changes: isReading(context) ? [] : [`${host}: ${context.command.description ?? shown}`],
    cutsOff: cutOffBy(context, [script, ...Object.values(variables)]),
  }
}

function scriptOf(
  type: ShellType,
  posix: boolean,
  template: string,
  substitute: RenderContext['substitute'],
): Pick<ShellDetails, 'interpreter' | 'script' | 'variables'> {
  if (type === 'powershell') {
    const { text, variables } = powershellScript(template, substitute)
    return { interpreter: posix ? 'pwsh' : 'powershell', script: text, variables }
  }
  if (type === 'bash' || posix) {
    const { text, variables } = posixScript(template, substitute)
    return { interpreter: type === 'bash' ? 'bash' : 'sh', script: text, variables }
  }
  const command = plainCommand(template, substitute)
  return { interpreter: 'console', script: command, variables: {} }
}

/** The line that the server is asked to run. Throws CannotRender when it is too long. */
function lineOf(details: ShellDetails, { idempotencyKey }: Pick<PerformContext, 'idempotencyKey'>): string {
  const { interpreter, script, variables } = details
  switch (interpreter) {
    case 'console':
      return script
    case 'sh':
    case 'bash': {
      const key = `export ${KEY_VARIABLE}=${quotePosix(idempotencyKey)}\n`
      const base64 = Buffer.from(`${key}${posixAssignments(variables)}${script}\n`).toString('base64')
      return `exec ${interpreter} -c "$(printf %s ${base64} | base64 -d)"`
    }
    case 'powershell':
    case 'pwsh': {
      const key = powershellAssignments({ key: idempotencyKey }).replace('${key}', `\${env:${KEY_VARIABLE}}`)
      const text = `${key}${powershellAssignments(variables)}${script}\n`
      const line = `${interpreter} -NoProfile -NonInteractive -EncodedCommand ${Buffer.from(text, 'utf16le').toString('base64')}`
      if (interpreter === 'powershell' && line.length > MAX_POWERSHELL_LINE)
        throw new CannotRender('the script is too long for a command line of Windows')
      return line
    }
  }
}

/** Activities of the vocabulary that look and change nothing. */
function isReading({ command }: RenderContext): boolean {
  return [
    'scan-system',
    'match-indicator',
    'analyze-collected-data',
    'identify-indicators',
    'scan-vulnerabilities',
    'map-network',
  ].includes(command.playbook_activity ?? '')
}

function outcomeOf(result: SshResult): ActionOutcome {
  switch (result.kind) {
    case 'not-started':
      return { kind: 'failed', reason: result.reason, retryable: result.retryable, log: '' }
    case 'lost':
      return { kind: 'unknown', reason: result.reason, log: logOf(result) }
    case 'ended': {
      const { status, stdout, stderr } = result
      if (status === 0)
        return {
          kind: 'succeeded',
          outputs: {
            stdout: stdout.replace(/\r?\n$/, ''),
            stderr: stderr.replace(/\r?\n$/, ''),
            exit_status: '0',
          },
          log: logOf(result),
        }
      const words = oneLine(stderr) || oneLine(stdout)
      const reason = `exit status ${status}${words === '' ? '' : `: ${words}`}`
      return { kind: 'failed', reason, retryable: !NOTHING_RUN.includes(status), log: logOf(result) }
    }
  }
}

function logOf({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  return [stdout, stderr].filter(text => text !== '').join('\n')
}

function oneLine(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return line.length > SUMMARY_LENGTH ? `${line.slice(0, SUMMARY_LENGTH)}…` : line
}
