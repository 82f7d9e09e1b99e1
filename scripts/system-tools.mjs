// The real senders, servers and the browser that the tests use. On Debian as root they are installed from Debian's
// own packages; elsewhere each missing one is named and the test run fails, because it could not be whole.

import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail } from './setup.mjs'

const TOOLS = [
  { command: 'chromium', packages: ['chromium', 'fonts-noto-core'], why: 'the browser tests' },
  { command: 'rsyslogd', packages: ['rsyslog', 'rsyslog-relp'], why: 'a real RELP and syslog sender' },
  { command: 'sshd', packages: ['openssh-server'], why: 'a real host for the ssh action' },
  { command: 'pdftotext', packages: ['poppler-utils'], why: 'opening the PDF documents again' },
  {
    command: 'redis-server',
    packages: ['redis-server'],
    why: 'a real Redis for what processes of a cluster share',
  },
  { command: 'loggen', install: unpackLoggen, why: 'a real TLS syslog sender' },
  // Without these two the tests of Elasticsearch are skipped, except in CI.
  { command: 'java', packages: ['openjdk-17-jre-headless'], why: 'a real Elasticsearch', isOptional: true },
  { command: 'mvn', packages: ['maven'], why: 'fetching Elasticsearch', isOptional: true },
]
const loggenHome = '/opt/thapcanh-test-tools/syslog-ng'

export function installSystemTools() {
  const canInstall = has('apt-get') && process.getuid?.() === 0
  const missing = TOOLS.filter(tool => !has(tool.command) && (canInstall || !tool.isOptional))
  if (missing.length === 0) return
  if (!canInstall) {
    const list = missing.map(
      tool =>
        `  ${tool.command} (${tool.why}${tool.packages ? `; Debian: ${tool.packages.join(' ')}` : '; Debian: syslog-ng-core'})`,
    )
    fail(`The tests need programs that are not on this machine:\n${list.join('\n')}`)
  }
  process.stderr.write(`thapcanh: Installing ${missing.map(tool => tool.command).join(', ')} from Debian …\n`)
  keepServicesDown()
  run('apt-get', ['update', '-qq'])
  for (const tool of missing) {
    if (tool.install) tool.install()
    else run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...tool.packages])
    if (!has(tool.command)) fail(`${tool.command} is still missing after its installation (${tool.why}).`)
  }
}

/** The tests want the programs; Debian's packages would also start them as services of this machine. */
function keepServicesDown() {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  process.once('exit', () => rmSync(policy, { force: true }))
}

/** Debian lets rsyslog or syslog-ng be installed, not both: loggen is unpacked beside, with its libraries installed. */
function unpackLoggen() {
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'libglib2.0-0', 'libssl3'])
  const download = mkdtempSync(join(tmpdir(), 'thapcanh-loggen-'))
  chmodSync(download, 0o755)
  run('apt-get', ['download', '-qq', 'syslog-ng-core'], download)
  const archive = readdirSync(download).find(name => name.endsWith('.deb'))
  mkdirSync(loggenHome, { recursive: true })
  run('dpkg', ['-x', join(download, archive), loggenHome])
  const script = `#!/bin/sh
export LD_LIBRARY_PATH=${loggenHome}/usr/lib/syslog-ng SYSLOGNG_PREFIX=${loggenHome}/usr
exec ${loggenHome}/usr/bin/loggen "$@"
`
  writeFileSync('/usr/local/bin/loggen', script, { mode: 0o755 })
}

function has(command) {
  return (process.env.PATH ?? '')
    .split(':')
    .concat('/usr/sbin')
    .some(folder => existsSync(join(folder, command)))
}

function run(command, args, cwd) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const result = spawnSync(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] })
  if (result.status !== 0)
    fail(`${command} ${args.join(' ')} failed (${result.error?.message ?? `exit ${result.status}`}).`)
}
