// A real rsyslogd that follows a file and sends its lines by RELP.

import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'

const program = ['/usr/sbin/rsyslogd', '/usr/local/sbin/rsyslogd'].find(path => existsSync(path))
const hasOmrelp = ['/usr/lib', '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'].some(folder =>
  existsSync(join(folder, 'rsyslog', 'omrelp.so')),
)

/** False where rsyslogd with omrelp (Debian: rsyslog, rsyslog-relp) is not installed. */
export const hasRsyslog = program !== undefined && hasOmrelp

export interface Rsyslog extends AsyncDisposable {
  readonly child: ChildProcess
}

/** Starts rsyslogd in `directory`; it sends each line of `file` to the port on loopback until it is answered. */
export async function startRsyslog(
  directory: string,
  file: string,
  port: number,
  sessions = 1,
): Promise<Rsyslog> {
  const configuration = join(directory, 'rsyslog.conf')
  await writeFile(
    configuration,
    `global(workDirectory="${directory}")
module(load="imfile")
module(load="omrelp")
input(type="imfile" file="${file}" tag="city" ruleset="out")
ruleset(name="out") {
  action(type="omrelp" target="127.0.0.1" port="${port}" template="RSYSLOG_SyslogProtocol23Format"
    action.resumeRetryCount="-1" action.resumeInterval="1" queue.type="LinkedList" queue.size="400000"
    queue.timeoutShutdown="100"
    queue.workerThreads="${sessions}" queue.workerThreadMinimumMessages="100")
}
`,
  )
  const args = ['-n', '-f', configuration, '-i', join(directory, 'rsyslog.pid')]
  const child = spawn(program!, args, { stdio: 'ignore' })
  await once(child, 'spawn')
  return {
    child,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}
