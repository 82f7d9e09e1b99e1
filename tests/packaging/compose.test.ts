// The cluster of compose.yaml: as many of each role as the documentation says, names of their own, and a configuration
// without mistakes. Docker itself is not needed for it.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseConfig } from '#/config.ts'
import { rolesOf } from '#/roles/start-roles.ts'

const root = join(import.meta.dirname, '../..')

interface Service {
  readonly image: string
  readonly command?: string
  readonly volumes?: readonly string[]
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
  readonly configs: { readonly thapcanh: { readonly file: string } }
}
const compose = parse(readFileSync(join(root, 'compose.yaml'), 'utf8'), { merge: true }) as Compose
const ours = Object.values(compose.services).filter(({ image }) => image === 'thapcanh')

function startArguments({ command = '' }: Service): {
  role: readonly string[]
  node: string
  config: string
} {
  const [start, ...args] = command.split(' ')
  expect(start).toBe('start')
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args,
    options: { role: { type: 'string', multiple: true }, node: text, config: text },
  })
  return { role: values.role!, node: values.node!, config: values.config! }
}

test('three collectors, two correlators, two workers and the console, each with a name and a folder', () => {
  const roles = ours.flatMap(
    (service): readonly string[] => rolesOf(startArguments(service).role) ?? ['none'],
  )
  expect(roles.toSorted()).toEqual([
    'api',
    'collector',
    'collector',
    'collector',
    'correlator',
    'correlator',
    'worker',
    'worker',
  ])
  expect(new Set(ours.map(service => startArguments(service).node)).size).toBe(ours.length)
  const folders = ours.flatMap(({ volumes = [] }) => volumes)
  expect(new Set(folders).size).toBe(ours.length)
  for (const folder of folders) {
    const [volume, path] = folder.split(':')
    expect(path).toBe('/var/lib/thapcanh')
    expect(compose.volumes).toHaveProperty(volume!)
  }
})

test('the configuration is without mistakes, and reaches the servers that stand beside it', () => {
  const file = join(root, compose.configs.thapcanh.file)
  expect(existsSync(file)).toBe(true)
  const { config, problems } = parseConfig(readFileSync(file, 'utf8'), file)
  expect(problems).toEqual([])
  const { redis, elasticsearch } = config!.cluster!
  expect(compose.services).toHaveProperty(new URL(redis.url).hostname)
  for (const node of elasticsearch.nodes) expect(compose.services).toHaveProperty(new URL(node).hostname)
})

test('Redis keeps what it acknowledges and throws nothing out', () => {
  const command = compose.services['redis']!.command!
  expect(command).toContain('--appendonly yes --appendfsync always')
  expect(command).toContain('--maxmemory-policy noeviction')
})
