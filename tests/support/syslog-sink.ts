// A real rsyslogd that takes RFC 5424 over TCP and writes what it understood to a file.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { RSYSLOGD } from './rsyslog.ts'

export const noSyslogSink = existsSync(RSYSLOGD) ? false : 'rsyslogd is not installed'

export interface SyslogSink extends AsyncDisposable {
  readonly port: number
  /** `facility|severity|app|message id|text` of each message so far. */
  lines(): readonly string[]
}

export async function startSyslogSink(): Promise<SyslogSink> {
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-sink-'))
  const port = await freePort()
  const config = join(folder, 'rsyslog.conf')
  const out = join(folder, 'out')
  writeFileSync(
    config,
    `global(workDirectory="${folder}")
module(load="imptcp")
template(name="seen" type="string" string="%syslogfacility-text%|%syslogseverity-text%|%app-name%|%msgid%|%msg%\\n")
input(type="imptcp" port="${port}" address="127.0.0.1")
action(type="omfile" file="${out}" template="seen")
`,
  )
  const child = spawn(RSYSLOGD, ['-n', '-f', config, '-i', join(folder, 'rsyslog.pid')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()))
  const ended = once(child, 'exit')
  for (let tries = 0; !(await accepts(port)); tries++) {
    if (child.exitCode !== null || tries > 200) throw new Error(`rsyslogd did not start: ${words}`)
    await sleep(50)
  }
  return {
    port,
    lines: () => (existsSync(out) ? readFileSync(out, 'utf8').split('\n').filter(Boolean) : []),
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
