// The configuration: one YAML file with a schema. Every mistake is reported with its line and key, all of
// them at once. This is also the only file that reads `process.env`.

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { LineCounter, parseDocument, type Document } from 'yaml'
import type { ClusterConfig } from './cluster/cluster-config.ts'
import { Permanent } from '#/kernel/errors.ts'
import type { Problem } from '#/kernel/problem.ts'
import { BUILTIN_PROFILES } from '#/regulation/load-profile.ts'
import { ConfigSchema, type Config } from './config-schema.ts'
import { meaningProblems, schemaProblems, withDefaults } from './config-check.ts'

/** Reads and checks a configuration text. With problems, `config` is absent. */
export function parseConfig(text: string, path: string): { config?: Config; problems: readonly Problem[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  if (document.errors.length > 0) {
    const problems = document.errors.map(error => ({
      code: 'config.syntax' as const,
      where: `${path}:${lines.linePos(error.pos[0]).line}`,
      detail: error.message,
    }))
    return { problems }
  }
  const written: unknown = document.toJS() ?? {}
  if (typeof written !== 'object' || Array.isArray(written)) {
    const detail = 'must be keys with values, like `console:`'
    return { problems: [{ code: 'config.invalid', where: `${path}:1:(top)`, detail }] }
  }
  const value = withDefaults(ConfigSchema, written)
  const place = (pointer: string): string => placeOf(document, lines, path, pointer)
  const problems = [...schemaProblems(ConfigSchema, value, place)]
  if (problems.length === 0) problems.push(...meaningProblems(value as Config, place))
  return problems.length > 0 ? { problems } : { config: resolveFolders(value as Config, path), problems }
}

/** Reads the file; throws Permanent when it cannot be read. */
export function readConfig(path: string): ReturnType<typeof parseConfig> {
  try {
    return parseConfig(readFileSync(path, 'utf8'), path)
  } catch (error) {
    throw new Permanent('config.unreadable', `${path}: ${(error as Error).message}`, { cause: error })
  }
}

/** `file:line:key` of a JSON pointer; the nearest parent that is written in the file when it is not itself. */
function placeOf(document: Document, lines: LineCounter, path: string, pointer: string): string {
  const keys = pointer
    .split('/')
    .slice(1)
    .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  for (let depth = keys.length; depth > 0; depth--) {
    const node: unknown = document.getIn(
      keys.slice(0, depth).map(key => (/^\d+$/.test(key) ? Number(key) : key)),
      true,
    )
    const range = (node as { range?: [number, number, number] } | undefined)?.range
    if (range) return `${path}:${lines.linePos(range[0]).line}:${keys.join('.')}`
  }
  return `${path}:1:${keys.join('.') || '(top)'}`
}

/** Files and folders are relative to the file they are named in. */
function resolveFolders(config: Config, path: string): Config {
  const at = (file: string): string => resolve(dirname(path), file)
  const { cluster, law, media, notices, playbooks, rules } = config
  return {
    ...config,
    ...(cluster === undefined ? {} : { cluster: withFiles(cluster, at) }),
    rules: { ...rules, folders: rules.folders.map(at) },
    law: { ...law, profile: BUILTIN_PROFILES.includes(law.profile) ? law.profile : at(law.profile) },
    playbooks: {
      ...playbooks,
      ...(playbooks.secretsFile === undefined ? {} : { secretsFile: at(playbooks.secretsFile) }),
      ...(playbooks.caFile === undefined ? {} : { caFile: at(playbooks.caFile) }),
      signatures: {
        ...playbooks.signatures,
        trustedKeys: playbooks.signatures.trustedKeys.map(key => ({ ...key, file: at(key.file) })),
      },
    },
    media: {
      ...media,
      ...(media.departmentsFile === undefined ? {} : { departmentsFile: at(media.departmentsFile) }),
      models: {
        ...(media.models.news === undefined ? {} : { news: at(media.models.news) }),
        ...(media.models.comment === undefined ? {} : { comment: at(media.models.comment) }),
      },
    },
    notices: {
      ...notices,
      email: notices.email.map(channel => withCa(channel, at)),
      webhook: notices.webhook.map(channel => withCa(channel, at)),
    },
  }
}

function withFiles(cluster: ClusterConfig, at: (file: string) => string): ClusterConfig {
  const placed = <Part extends object>(part: Part, ...names: (keyof Part)[]): Part => {
    const files = names.flatMap(name => (typeof part[name] === 'string' ? [[name, at(part[name])]] : []))
    return { ...part, ...Object.fromEntries(files) }
  }
  return {
    ...cluster,
    redis: placed(cluster.redis, 'passwordFile'),
    elasticsearch: placed(cluster.elasticsearch, 'passwordFile', 'caFile'),
    calls: placed(cluster.calls, 'secretFile'),
  }
}

function withCa<Channel extends { readonly ca?: string }>(
  channel: Channel,
  at: (file: string) => string,
): Channel {
  return channel.ca === undefined ? channel : { ...channel, ca: at(channel.ca) }
}

export function defaultConfigPath(dataDirectory: string): string {
  return join(dataDirectory, 'thapcanh.yaml')
}

export function configExists(path: string): boolean {
  return existsSync(path)
}

/** The settings that come from the environment, all of them optional. */
export interface Environment {
  /** `THAPCANH_DATA`: the data folder when `--data` is not given. */
  readonly dataDirectory: string
  readonly isCi: boolean
}

export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  return { dataDirectory: env['THAPCANH_DATA'] ?? 'data', isCi: env['CI'] === 'true' }
}
