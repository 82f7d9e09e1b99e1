// A real rsyslogd that takes lines over TCP and forwards them with omrelp: the sender of the RELP tests.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'

export const RSYSLOGD = '/usr/sbin/rsyslogd'
export const noRsyslog =
  existsSync(RSYSLOGD) && existsSync('/usr/lib/x86_64-linux-gnu/rsyslog/omrelp.so')
    ? false
    : 'rsyslogd with omrelp is not installed'

export interface Rsyslog extends AsyncDisposable {
  /** Port on which it takes plain lines, to be forwarded. */
  readonly inputPort: number
}

/** Starts rsyslogd with a large memory queue, retrying for ever every second. */
export async function startRsyslog(relpPort: number): Promise<Rsyslog> {
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-rsyslog-'))
  const inputPort = await freePort()
  const config = join(folder, 'rsyslog.conf')
  writeFileSync(
    config,
    `global(workDirectory="${folder}" maxMessageSize="128k")
module(load="imptcp")
module(load="omrelp")
main_queue(queue.type="LinkedList" queue.size="500000" queue.dequeueBatchSize="256")
input(type="imptcp" port="${inputPort}" address="127.0.0.1")
action(type="omrelp" target="127.0.0.1" port="${relpPort}" action.resumeRetryCount="-1" action.resumeInterval="1" conn.timeout="3" windowSize="1024")
`,
  )
  const child = spawn(RSYSLOGD, ['-n', '-f', config, '-i', join(folder, 'rsyslog.pid')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()))
  const ended = once(child, 'exit')
  for (let tries = 0; !(await accepts(inputPort)); tries++) {
    if (child.exitCode !== null || tries > 200) throw new Error(`rsyslogd did not start: ${words}`)
    await sleep(50)
  }
  return {
    inputPort,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
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
