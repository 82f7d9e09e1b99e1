// The real senders, servers and the browser that the tests use. On Debian as root they are installed from Debian's
// own packages; elsewhere each missing one is named and the test run fails, because it could not be whole.

import { spawn } from 'node:child_process'
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
/** What the tests are quicker with: nothing is refused where Debian has it not, and nothing else is removed for it. */
const QUICKER = [
  {
    command: 'chromium-headless-shell',
    packages: ['chromium-headless-shell'],
    why: 'pages of the browser tests for half the processor time',
  },
]
/** What is not needed is not waited for where there is no network. */
const HURRIED = [
  '-o',
  'Acquire::Retries=0',
  '-o',
  'Acquire::http::Timeout=20',
  '-o',
  'Acquire::https::Timeout=20',
]
const INSTALL = ['install', '-y', '-qq', '--no-install-recommends']
const loggenHome = '/opt/thapcanh-test-tools/syslog-ng'

/** Resolves when they are all there; ends the process with a clear word when that cannot be. */
export async function installSystemTools() {
  const canInstall = has('apt-get') && process.getuid?.() === 0
  const missing = TOOLS.filter(tool => !has(tool.command) && (canInstall || !tool.isOptional))
  const quicker = canInstall ? QUICKER.filter(tool => !has(tool.command)) : []
  if (missing.length === 0 && quicker.length === 0) return
  if (!canInstall) {
    const list = missing.map(
      tool =>
        `  ${tool.command} (${tool.why}${tool.packages ? `; Debian: ${tool.packages.join(' ')}` : '; Debian: syslog-ng-core'})`,
    )
    fail(`The tests need programs that are not on this machine:\n${list.join('\n')}`)
  }
  const names = [...missing, ...quicker].map(tool => tool.command).join(', ')
  process.stderr.write(`thapcanh: Installing ${names} from Debian …\n`)
  keepServicesDown()
  const hurry = missing.length === 0 ? HURRIED : []
  const hasLists = (await ended('apt-get', [...hurry, 'update', '-qq'])) === undefined
  if (!hasLists && missing.length > 0) fail('apt-get update failed; see above.')
  for (const tool of missing) {
    if (tool.install) await tool.install()
    else await run('apt-get', [...INSTALL, ...tool.packages])
    if (!has(tool.command)) fail(`${tool.command} is still missing after its installation (${tool.why}).`)
  }
  if (!hasLists) return
  for (const { command, packages, why } of quicker)
    if ((await ended('apt-get', [...HURRIED, ...INSTALL, '--no-remove', ...packages])) !== undefined)
      process.stderr.write(`thapcanh: There is no ${command} here (${why}); the tests take longer without.\n`)
}

/** The tests want the programs; Debian's packages would also start them as services of this machine. */
function keepServicesDown() {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  process.once('exit', () => rmSync(policy, { force: true }))
}

/** Debian lets rsyslog or syslog-ng be installed, not both: loggen is unpacked beside, with its libraries installed. */
async function unpackLoggen() {
  await run('apt-get', [...INSTALL, 'libglib2.0-0', 'libssl3'])
  const download = mkdtempSync(join(tmpdir(), 'thapcanh-loggen-'))
  chmodSync(download, 0o755)
  await run('apt-get', ['download', '-qq', 'syslog-ng-core'], download)
  const archive = readdirSync(download).find(name => name.endsWith('.deb'))
  mkdirSync(loggenHome, { recursive: true })
  await run('dpkg', ['-x', join(download, archive), loggenHome])
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

async function run(command, args, cwd) {
  const failure = await ended(command, args, cwd)
  if (failure !== undefined) fail(`${command} ${args.join(' ')} failed (${failure}).`)
}

/** Why the command failed; undefined when it did not. */
async function ended(command, args, cwd) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] })
  return await new Promise(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('exit', status => resolve(status === 0 ? undefined : `exit ${status}`))
  })
}
