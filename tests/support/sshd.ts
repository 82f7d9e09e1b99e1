// A real sshd on a port of its own, with keys and settings made for one test in a folder that goes with it.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'

const SSHD = '/usr/sbin/sshd'
export const noSshd = existsSync(SSHD) ? false : 'sshd is not installed'

export interface Sshd extends AsyncDisposable {
  readonly port: number
  readonly user: string
  /** The client's private key, which the server lets in. */
  readonly privateKey: string
  /** A line for known hosts: `[127.0.0.1]:port type key`. */
  readonly hostLine: string
  /** Of the same server, its other key. */
  readonly rsaHostLine: string
  /** `SHA256:…` of the host key, as ssh-keygen prints it. */
  readonly fingerprint: string
  readonly folder: string
  /** Everything the server wrote. */
  readonly words: () => string
  /** Ends all of the server's connections without a word. */
  readonly kill: () => void
}

export async function startSshd(settings = ''): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-sshd-'))
  chmodSync(folder, 0o755)
  const path = (name: string) => join(folder, name)
  const keygen = (type: string, name: string) =>
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', path(name), '-C', ''])
  keygen('ed25519', 'host')
  keygen('rsa', 'host-rsa')
  keygen('ed25519', 'client')
  writeFileSync(path('authorized_keys'), readFileSync(path('client.pub')))
  // Where sshd keeps its privileges apart; a machine that never ran one lacks it.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const port = await freePort()
  writeFileSync(
    path('sshd_config'),
    `ListenAddress 127.0.0.1:${port}
HostKey ${path('host')}
HostKey ${path('host-rsa')}
PidFile ${path('pid')}
AuthorizedKeysFile ${path('authorized_keys')}
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
AcceptEnv THAPCANH_IDEMPOTENCY_KEY
LogLevel VERBOSE
${settings}
`,
  )
  const child = spawn(SSHD, ['-D', '-e', '-f', path('sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()))
  const ended = once(child, 'exit')
  for (let tries = 0; !(await accepts(port)); tries++) {
    if (child.exitCode !== null || tries > 200) throw new Error(`sshd did not start: ${words}`)
    await sleep(50)
  }
  const hostLineOf = (name: string) => {
    const [type, key] = readFileSync(path(`${name}.pub`), 'utf8').split(' ')
    return `[127.0.0.1]:${port} ${type} ${key!.trim()}`
  }
  const kill = () => {
    for (const pid of descendantsOf(child.pid!)) killQuietly(pid)
  }
  return {
    port,
    user: userInfo().username,
    privateKey: readFileSync(path('client'), 'utf8'),
    hostLine: hostLineOf('host'),
    rsaHostLine: hostLineOf('host-rsa'),
    fingerprint: execFileSync('ssh-keygen', ['-l', '-f', path('host.pub')])
      .toString()
      .split(' ')[1]!,
    folder,
    words: () => words,
    kill,
    async [Symbol.asyncDispose]() {
      kill()
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The connections' processes and what they run: they have sessions of their own, so by parent. */
function descendantsOf(pid: number): readonly number[] {
  let children: number[] = []
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number)
  } catch {
    // It has ended by itself.
    return []
  }
  return [...children, ...children.flatMap(child => [...descendantsOf(child)])]
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
