// The configuration that stands beside a data folder, for commands that do what the platform does with the same
// settings.

import { configExists, defaultConfigPath, parseConfig, readConfig } from '#/config.ts'
import type { Config } from '#/config-schema.ts'
import { Permanent } from '#/kernel/errors.ts'

/**
 * Reads `path`, or the data folder's own file, or without one the defaults. Throws Permanent `config.invalid` with
 * every mistake by file, line and key.
 */
export function readDataConfig(dataDirectory: string, path?: string): Config {
  const file = path ?? defaultConfigPath(dataDirectory)
  const { config, problems } =
    path !== undefined || configExists(file) ? readConfig(file) : parseConfig('{}', file)
  if (config !== undefined) return config
  const mistakes = problems.map(({ where, detail }) => `${where}: ${detail}`)
  throw new Permanent('config.invalid', mistakes.join('\n'))
}
