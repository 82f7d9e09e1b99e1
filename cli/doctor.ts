// `thapcanh doctor`: looks at what commonly goes wrong and says, for each, whether it is well and how to mend
// it. One JSON object a line on stdout; exit 0 when all is well, 2 when something is not.

import { existsSync, statfsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { configExists, defaultConfigPath, readConfig, readEnvironment } from '#/config.ts'
import type { Config } from '#/config-schema.ts'
import { systemClock } from '#/kernel/clock.ts'
import { Permanent } from '#/kernel/errors.ts'
import { isDataFolderInUse } from '#/pipeline/data-folder.ts'
import { loadRuleFolders } from '#/pipeline/load-rule-folders.ts'
import { BUILTIN_RULES } from '#/pipeline/pipeline-settings.ts'
import { loadLawProfile } from '#/regulation/load-profile.ts'
import packageFile from '../package.json' with { type: 'json' }
import { builtConsole } from './built-console.ts'
import { checkCertificates } from './certificate-check.ts'
import { checkClock } from './clock-check.ts'
import { checkCluster } from './cluster-check.ts'
import type { Finding } from './finding.ts'
import { checkFolder } from './folder-check.ts'
import { checkFollowedFiles } from './followed-files-check.ts'
import type { Io } from './io.ts'
import { checkMailServers } from './mail-check.ts'
import { checkPorts } from './port-check.ts'
import { checkRunning } from './running-health.ts'
import { findRunningProcess } from './running-platform.ts'
import { checkUdpBuffers } from './udp-check.ts'

const ENOUGH_BYTES = 5 * 1024 ** 3

export async function doctor(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({ args, options: { data: { type: 'string' }, config: { type: 'string' } } })
  const dataDirectory = values.data ?? readEnvironment().dataDirectory
  const configPath = values.config ?? defaultConfigPath(dataDirectory)
  const { config, findings } = checkConfig(configPath, values.config !== undefined)
  const isRunning = isDataFolderInUse(dataDirectory)
  findings.push(checkNode(), checkConsole(), checkDisk(dataDirectory), await checkClock())
  findings.push(...(await checkFolder(dataDirectory, packageFile.version)))
  findings.push(await checkRules(config))
  if (config !== undefined) findings.push(...(await checkConfigured(config)))
  const running = await findRunningProcess(dataDirectory)
  if (running !== undefined) findings.push(...(await checkRunning(running)))
  else if (config !== undefined && !isRunning) findings.push(...(await checkPorts(config)))
  for (const finding of findings) {
    io.stdout.write(`${JSON.stringify(finding)}\n`)
    io.stderr.write(`${finding.ok ? '✓' : '✗'} ${finding.check}: ${finding.detail}\n`)
  }
  return findings.every(finding => finding.ok) ? 0 : 2
}

function checkConfig(path: string, isNamed: boolean): { config?: Config; findings: Finding[] } {
  const check = 'configuration'
  if (!isNamed && !configExists(path)) {
    const detail = `${path} does not exist yet; the first start writes it`
    return { findings: [{ check, ok: true, detail }] }
  }
  try {
    const { config, problems } = readConfig(path)
    if (config !== undefined) return { config, findings: [{ check, ok: true, detail: path }] }
    return {
      findings: problems.map(({ where, detail }) => ({ check, ok: false, detail: `${where}: ${detail}` })),
    }
  } catch (error) {
    if (!(error instanceof Permanent)) throw error
    return { findings: [{ check, ok: false, detail: error.message }] }
  }
}

/** What the configuration names outside itself. */
async function checkConfigured(config: Config): Promise<Finding[]> {
  return [
    ...checkLaw(config.law.profile),
    ...(await checkCertificates(config, systemClock)),
    ...(await checkFollowedFiles(config)),
    ...(await checkUdpBuffers(config)),
    ...(await checkMailServers(config, systemClock)),
    ...(config.cluster === undefined ? [] : await checkCluster(config.cluster)),
  ]
}

function checkLaw(nameOrPath: string): Finding[] {
  const check = 'law profile'
  try {
    const { problems } = loadLawProfile(nameOrPath)
    if (problems.length === 0) return [{ check, ok: true, detail: nameOrPath }]
    return problems.map(({ where, detail }) => ({ check, ok: false, detail: `${where}: ${detail}` }))
  } catch (error) {
    if (!(error instanceof Permanent)) throw error
    return [{ check, ok: false, detail: error.message }]
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
  const isBuilt = existsSync(builtConsole)
  return {
    check: 'console',
    ok: true,
    detail: isBuilt ? 'built' : 'not built yet; the first `npm start` builds it',
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
