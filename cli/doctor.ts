// `thapcanh doctor`: looks at what commonly goes wrong and says, for each, whether it is well and how to mend
// it. One JSON object a line on stdout; exit 0 when all is well, 2 when something is not.

import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import { parseArgs } from 'node:util'
import { configExists, defaultConfigPath, readConfig, readEnvironment } from '#/config.ts'
import type { Config } from '#/config-schema.ts'
import { Fatal } from '#/kernel/errors.ts'
import { builtConsole } from '#/main.ts'
import { openDataFolder } from '#/pipeline/data-folder.ts'
import { loadRuleFolders } from '#/pipeline/load-rule-folders.ts'
import { BUILTIN_RULES } from '#/pipeline/pipeline-settings.ts'
import type { Io } from './io.ts'

interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly detail: string
}

const ENOUGH_BYTES = 5 * 1024 ** 3

export async function doctor(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({ args, options: { data: { type: 'string' }, config: { type: 'string' } } })
  const dataDirectory = values.data ?? readEnvironment().dataDirectory
  const configPath = values.config ?? defaultConfigPath(dataDirectory)
  const { config, findings } = checkConfig(configPath)
  const running = dataFolderInUse(dataDirectory)
  findings.push(checkNode(), checkConsole(), checkData(dataDirectory, running), checkDisk(dataDirectory))
  findings.push(await checkRules(config))
  if (config !== undefined && !running) findings.push(...(await checkPorts(config)))
  for (const finding of findings) {
    io.stdout.write(`${JSON.stringify(finding)}\n`)
    io.stderr.write(`${finding.ok ? '✓' : '✗'} ${finding.check}: ${finding.detail}\n`)
  }
  return findings.every(finding => finding.ok) ? 0 : 2
}

function checkConfig(path: string): { config: Config | undefined; findings: Finding[] } {
  if (!configExists(path)) {
    return {
      config: undefined,
      findings: [
        { check: 'configuration', ok: true, detail: `${path} does not exist yet; the first start writes it` },
      ],
    }
  }
  const { config, problems } = readConfig(path)
  if (problems.length === 0) return { config, findings: [{ check: 'configuration', ok: true, detail: path }] }
  return {
    config,
    findings: problems.map(problem => ({
      check: 'configuration',
      ok: false,
      detail: `${problem.where}: ${problem.detail}`,
    })),
  }
}

function checkNode(): Finding {
  return {
    check: 'node',
    ok: Number(process.versions.node.split('.')[0]) >= 24,
    detail: `${process.version} (24 or newer is needed)`,
  }
}

function checkConsole(): Finding {
  const ok = existsSync(builtConsole)
  return { check: 'console', ok, detail: ok ? 'built' : 'not built: `npm start` builds it' }
}

function checkData(path: string, running: boolean): Finding {
  if (running) return { check: 'data folder', ok: true, detail: `${path} is in use by a running platform` }
  if (!existsSync(path))
    return { check: 'data folder', ok: true, detail: `${path} does not exist yet; the first start makes it` }
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    return { check: 'data folder', ok: true, detail: `${path} can be written` }
  } catch (error) {
    return {
      check: 'data folder',
      ok: false,
      detail: `${path} cannot be written by this user: ${(error as Error).message}`,
    }
  }
}

function dataFolderInUse(path: string): boolean {
  if (!existsSync(path)) return false
  try {
    openDataFolder(path)[Symbol.dispose]()
    return false
  } catch (error) {
    return error instanceof Fatal && error.code === 'data.in-use'
  }
}

function checkDisk(path: string): Finding {
  const { bavail, bsize } = statfsSync(existsSync(path) ? path : '.')
  const free = bavail * bsize
  const detail = `${(free / 1024 ** 3).toFixed(1)} GiB free${free < ENOUGH_BYTES ? '; less than 5 GiB fills within days of ordinary load' : ''}`
  return { check: 'disk', ok: free >= ENOUGH_BYTES, detail }
}

async function checkRules(config: Config | undefined): Promise<Finding> {
  const folders = [
    ...(config?.rules.builtin === false ? [] : [BUILTIN_RULES]),
    ...(config?.rules.folders ?? []),
  ]
  const missing = folders.filter(folder => !existsSync(folder))
  if (missing.length > 0)
    return { check: 'rules', ok: false, detail: `no such folder: ${missing.join(', ')}` }
  const { rules, problems } = await loadRuleFolders(folders)
  const errors = problems.filter(problem => problem.code !== 'rule.lint')
  const first = errors[0]
  return {
    check: 'rules',
    ok: errors.length === 0,
    detail: `${rules.length} loaded${first === undefined ? '' : `, ${errors.length} not: ${first.where}: ${first.detail}`}`,
  }
}

/** Tries each TCP port that the platform would listen on. */
async function checkPorts(config: Config): Promise<Finding[]> {
  const places = [
    { name: 'console', host: config.console.host, port: config.console.port },
    ...config.listeners.flatMap(listener =>
      'port' in listener && listener.kind !== 'syslog-udp'
        ? [{ name: listener.id, host: listener.host, port: listener.port }]
        : [],
    ),
  ]
  return await Promise.all(
    places.map(async ({ name, host, port }) => {
      const error = await tryPort(host, port)
      return {
        check: `port ${port}`,
        ok: error === undefined,
        detail: error === undefined ? `free (${name})` : `${name}: ${error}`,
      }
    }),
  )
}

function tryPort(host: string, port: number): Promise<string | undefined> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', error => resolve(error.message))
    server.listen({ host, port }, () => server.close(() => resolve(undefined)))
  })
}
