// `thapcanh start`: runs the platform until it is told to stop, on a data folder that it makes when there is
// none, or (`--demo`) on a throwaway one into which a second process plays an invented city day.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { configExists, defaultConfigPath, readConfig, readEnvironment } from '#/config.ts'
import type { Config } from '#/config-schema.ts'
import { systemClock } from '#/kernel/clock.ts'
import { Fatal, Permanent } from '#/kernel/errors.ts'
import type { RunningPlatform } from '#/main.ts'
import { refuseHalfRestored } from '#/pipeline/data-folder.ts'
import packageFile from '../package.json' with { type: 'json' }
import { NODE_NAME } from '#/cluster/cluster-config.ts'
import { CLUSTER_ROLES } from '#/cluster/node-registry.ts'
import { rolesOf } from '#/roles/start-roles.ts'
import { builtConsole } from './built-console.ts'
import type { Io } from './io.ts'
import { firstConfig } from './first-config.ts'
import { createProcessLog } from './process-log.ts'

/** How long a stop may take before the process ends anyway; nothing acknowledged depends on it. */
const STOP_MS = 15_000

export async function start(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string' },
      config: { type: 'string' },
      port: { type: 'string' },
      demo: { type: 'boolean', default: false },
      speed: { type: 'string', default: '1200' },
      role: { type: 'string', multiple: true },
      node: { type: 'string' },
    },
  })
  const say = (text: string): void => void io.stderr.write(`${text}\n`)
  const speed = Number(values.speed)
  if (!(speed > 0)) return complain(say, `--speed ${values.speed}: must be a number above 0`)
  const port = values.port === undefined ? undefined : Number(values.port)
  if (port !== undefined && !(/^\d{1,5}$/.test(values.port ?? '') && port < 65_536))
    return complain(say, `--port ${values.port}: must be 0 to 65535`)
  const roles = rolesOf(values.role ?? ['all'])
  if (roles === undefined)
    return complain(
      say,
      `--role ${values.role?.join(', ')}: must be all or some of ${CLUSTER_ROLES.join(', ')}`,
    )

  // Each way to start loads its own half of the program only.
  await using demo = values.demo ? await (await import('./demo.ts')).openDemo(speed) : undefined
  const dataDirectory = demo?.dataDirectory ?? values.data ?? readEnvironment().dataDirectory
  const config = demo?.config ?? loadConfig(values.config, dataDirectory, say)
  if (config === undefined) return 2
  const withPort = port === undefined ? config : { ...config, console: { ...config.console, port } }
  if (values.node !== undefined && !new RegExp(NODE_NAME).test(values.node))
    return complain(say, `--node ${values.node}: must be letters a–z, digits and hyphens, at most 63`)
  if (config.cluster === undefined && (roles.length < CLUSTER_ROLES.length || values.node !== undefined))
    return complain(say, '--role and --node are for a cluster: the configuration has no section `cluster`')

  const ended = Promise.withResolvers<number>()
  const starting = new AbortController()
  let isStopping = false
  // The listeners stay until the process ends: a library that finds itself the only one left raises the signal again.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      // Whoever presses Ctrl+C twice does not want to wait; nothing acknowledged is lost by it.
      if (isStopping && signal === 'SIGINT') process.exit(130)
      isStopping = true
      starting.abort()
      ended.resolve(0)
    })
  // Its reader may go away, which must not end a platform.
  io.stdout.removeAllListeners('error').on('error', () => {})
  const log = createProcessLog({ stream: io.stdout, level: config.log.level })
  log.info('start', 'starts', { version: packageFile.version, data: dataDirectory, pid: process.pid })
  const failed = (error: Error): void => {
    log.error('start', 'the platform cannot go on', { error })
    say(`thapcanh: ${error.stack ?? error.message}`)
    ended.resolve(1)
  }
  const options = {
    dataDirectory,
    config: withPort,
    clock: systemClock,
    webDirectory: builtConsole,
    onFailed: failed,
    onError: (error: unknown, where: string, requestId?: string) =>
      log.error('error', where, { requestId, error }),
    log,
  }
  const stop = async (running: AsyncDisposable): Promise<number> => {
    const code = await ended.promise
    log.info('start', 'stops', { code })
    say('Đang dừng… / Stopping…')
    const late = setTimeout(() => process.exit(code || 1), STOP_MS)
    await demo?.stopPlaying()
    await running[Symbol.asyncDispose]()
    clearTimeout(late)
    log.info('start', 'stopped', { code })
    return code
  }
  if (config.cluster !== undefined) {
    const cluster = values.node === undefined ? config.cluster : { ...config.cluster, node: values.node }
    const { signal } = starting
    // A start that does not end when it is told to is cut short, as a stop is.
    signal.addEventListener('abort', () => setTimeout(() => process.exit(1), STOP_MS).unref())
    const { startCluster } = await import('./start-cluster.ts')
    const running = await startCluster({ ...options, cluster, roles, signal, say }).catch(
      (error: unknown) => {
        if (!signal.aborted) throw error
      },
    )
    if (running !== undefined) return await stop(running)
    log.info('start', 'ended before it ran')
    // What was not waited for any more, an answer of a server for one, would hold the process.
    process.exit(await ended.promise)
  }
  const { startPlatform } = await import('#/main.ts')
  const platform = await startPlatform({
    ...options,
    demo: values.demo,
    ...(demo === undefined ? {} : { localMedia: demo.media }),
  })
  await demo?.play(platform, speed)
  greet(platform, dataDirectory, say, demo?.account)
  log.info('start', 'runs', { url: platform.url, listeners: platform.listeners })
  return await stop(platform)
}

/** Reads the configuration, writing a commented one first where there is none; says what is wrong with it. */
function loadConfig(
  path: string | undefined,
  dataDirectory: string,
  say: (text: string) => void,
): Config | undefined {
  const file = path ?? defaultConfigPath(dataDirectory)
  if (path === undefined && !configExists(file)) {
    mustBeNew(dataDirectory, file)
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o750 })
      writeFileSync(file, firstConfig(), { mode: 0o600 })
    } catch (error) {
      throw new Fatal('data.unusable', `${file} cannot be written: ${(error as Error).message}`, {
        cause: error,
      })
    }
    say(`Wrote a first configuration to ${file}`)
  }
  const { config, problems } = readConfig(file)
  for (const problem of problems) say(`${problem.where}: ${problem.detail}`)
  return config
}

/**
 * A first configuration is for a first start. In a folder that holds data already the one that it ran with is missing,
 * and another in its place would listen elsewhere and keep otherwise.
 */
function mustBeNew(dataDirectory: string, file: string): void {
  refuseHalfRestored(dataDirectory)
  // Commands that need no configuration make state and events; keys are made by a start.
  if (!existsSync(join(dataDirectory, 'keys'))) return
  throw new Permanent(
    'config.unreadable',
    `${dataDirectory} holds data, but the configuration that it ran with is not there: ${file} is missing. ` +
      'Name it with --config, or bring it back from a backup; examples/thapcanh.yaml is one to begin with.',
  )
}

function greet(
  platform: RunningPlatform,
  dataDirectory: string,
  say: (text: string) => void,
  account?: { name: string; password: string },
): void {
  say('')
  say(`  Tháp canh · Thápcanh   ${platform.url}`)
  if (account) say(`  Đăng nhập / sign in:   ${account.name}   ${account.password}`)
  else if (platform.oneTimePassword)
    say(
      `  Đăng nhập lần đầu / first sign-in:   admin   ${platform.oneTimePassword}   (mật khẩu dùng một lần / one-time password)`,
    )
  for (const [id, address] of Object.entries(platform.listeners)) say(`  ${id.padEnd(20)} ${address}`)
  say(`  Dữ liệu / data:        ${dataDirectory}`)
  say('  Ctrl+C để dừng / to stop')
  say('')
}

function complain(say: (text: string) => void, text: string): number {
  say(`thapcanh start: ${text}`)
  return 2
}
