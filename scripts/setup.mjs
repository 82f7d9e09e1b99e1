// Makes a fresh clone able to run: installs the locked dependencies, builds the console and trains the models that
// ship, each when it is missing or out of date. Plain JavaScript that Node 18 can run; everything else runs on
// Node 24, which the lock file brings along as an npm package where the machine's own Node is older.
// All words go to stderr: stdout belongs to the command that runs afterwards.

import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const installStamp = join(root, 'node_modules', '.thapcanh-installed')
const consoleStamp = join(root, 'dist', 'web', '.built-from')
/** What the console is built from. */
const consoleSources = ['web', 'api/contract', 'tsconfig.json', 'package-lock.json']

const modelsFolder = join(root, 'dist', 'models')
const modelsStamp = join(modelsFolder, '.trained-from')
/** What the shipped models of tone, topics and flags are trained from, and with. */
const modelSources = [
  'crawler/sentiment',
  'crawler/text',
  'crawler/meaning/sentences',
  'listening/label-scorers.ts',
  'package-lock.json',
]

/** Prepares everything a command needs; ends the process with a clear word when it cannot. */
export async function setUp({ console: withConsole, models: withModels = false }) {
  install()
  if (withConsole) buildConsole()
  if (withModels) await trainModels()
}

/** The Node that runs TypeScript: this one if it is new enough, else the one from the lock file. */
export function modernNode() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  const shipped = join(root, 'node_modules', '.bin', 'node')
  if (existsSync(shipped)) return shipped
  fail(
    `No Node 24 for ${process.platform}/${process.arch} comes with the packages. Install Node 24 or newer and run this again.`,
  )
}

export function fail(message) {
  process.stderr.write(`thapcanh: ${message}\n`)
  process.exit(2)
}

function install() {
  const wanted = hashOf(['package-lock.json', 'package.json'])
  if (readStamp(installStamp) === wanted) return
  say('Installing the locked packages (once; about half a minute) …')
  // A shell only where npm is a .cmd file.
  const result = spawnSync(
    'npm',
    ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    },
  )
  if (result.status !== 0)
    fail(`npm ci failed (${result.error?.message ?? `exit ${result.status}`}); see above.`)
  writeFileSync(installStamp, wanted)
}

function buildConsole() {
  const wanted = hashOf(consoleSources)
  if (readStamp(consoleStamp) === wanted) return
  say('Building the console …')
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const result = spawnSync(
    modernNode(),
    [vite, 'build', '--config', join('web', 'vite.config.ts'), '--logLevel', 'warn'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
    },
  )
  if (result.status !== 0) fail('Building the console failed; see above.')
  mkdirSync(dirname(consoleStamp), { recursive: true })
  writeFileSync(consoleStamp, wanted)
}

/** The part of set-up that takes long and needs one core only: others may run beside it. */
export async function trainModels() {
  const wanted = hashOf(modelSources)
  if (readStamp(modelsStamp) === wanted) return
  say('Training the models of online media (once; about half a minute) …')
  // The engine may have changed as well: nothing of an older one is kept.
  rmSync(modelsFolder, { recursive: true, force: true })
  const training = spawn(modernNode(), [join('listening', 'train-shipped.ts')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  const [status] = await once(training, 'exit')
  if (status !== 0) fail('Training the models failed; see above.')
  writeFileSync(modelsStamp, wanted)
}

function hashOf(paths) {
  const hash = createHash('sha256')
  const add = path => {
    const full = join(root, path)
    const entries = readEntries(full)
    if (entries === undefined) hash.update(`${path}\0`).update(readFileSync(full))
    else for (const entry of entries) add(join(path, entry))
  }
  for (const path of paths) add(path)
  return hash.digest('hex')
}

/** Names in a folder in a fixed order, or undefined when it is a file. */
function readEntries(full) {
  try {
    return readdirSync(full).sort()
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined
    throw error
  }
}

function readStamp(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function say(message) {
  process.stderr.write(`thapcanh: ${message}\n`)
}
