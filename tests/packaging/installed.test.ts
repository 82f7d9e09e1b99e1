// What is installed on a machine: the files of the image are enough to run the platform, packages that only building
// needs are not asked for, and the service's unit stays as closed as it was judged.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import packageFile from '../../package.json' with { type: 'json' }

const root = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const linesOf = (path: string): string[] =>
  read(path)
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))

/** Names at the top that .dockerignore leaves out; its few patterns are read, not all of its language. */
const ignored = linesOf('.dockerignore').map(line => line.replace(/^\*\*\//, ''))

describe('the image', () => {
  test('has all that the platform needs to start and to be ready', { timeout: 300_000 }, async () => {
    const app = mkdtempSync(join(tmpdir(), 'thapcanh-image-'))
    const data = join(app, 'data-of-the-test')
    try {
      for (const name of readdirSync(root)) {
        if (ignored.includes(name) || name === 'dist') continue
        cpSync(join(root, name), join(app, name), {
          recursive: true,
          filter: path => !ignored.includes(path.slice(root.length + 1)),
        })
      }
      expect(['tests', 'bench', '.git'].filter(name => existsSync(join(app, name)))).toEqual([])
      // What its build stage makes.
      symlinkSync(join(root, 'node_modules'), join(app, 'node_modules'))
      symlinkSync(join(root, 'dist'), join(app, 'dist'))
      const config = join(app, 'test.yaml')
      writeFileSync(config, 'console: { port: 0 }\n')
      const env = { ...process.env, THAPCANH_DATA: data }
      const child = spawn(
        process.execPath,
        [
          `--openssl-config=${join(app, 'collectors/listeners/no-tickets.cnf')}`,
          join(app, 'cli/thapcanh.ts'),
          'start',
          '--config',
          config,
        ],
        { cwd: app, env, stdio: ['ignore', 'ignore', 'pipe'] },
      )
      onTestFinished(() => void child.kill('SIGKILL'))
      let stderr = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
      const closed = once(child, 'close')
      const isReady = async (): Promise<{ code: unknown; said: string }> => {
        const check = spawn(process.execPath, [join(app, 'packaging/docker/is-ready.mjs')], { env })
        let said = ''
        check.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
        const [code] = (await once(check, 'close')) as unknown[]
        return { code, said }
      }
      expect(await isReady()).toEqual({ code: 1, said: expect.stringContaining('not ready') })
      await vi.waitUntil(() => child.exitCode !== null || stderr.includes('Ctrl+C'), {
        timeout: 120_000,
        interval: 100,
      })
      expect(stderr).toContain('Ctrl+C')
      await vi.waitUntil(async () => (await isReady()).code === 0, { timeout: 120_000, interval: 200 })
      child.kill('SIGTERM')
      expect(await closed).toEqual([0, null])
    } finally {
      rmSync(app, { recursive: true, force: true })
    }
  })

  test('copies what there is, as somebody else than root', () => {
    const docker = read('Dockerfile')
    for (const [, from] of docker.matchAll(/^COPY (?!--from)(.+) \S+$/gm))
      for (const path of from!.split(' ')) expect(existsSync(join(root, path))).toBe(true)
    for (const [, path] of docker.matchAll(/\/app\/([\w./-]+\.(?:ts|mjs|cnf))/g))
      expect(existsSync(join(root, path!))).toBe(true)
    expect(docker).toMatch(/^USER thapcanh$/m)
    expect(docker).toMatch(/^HEALTHCHECK /m)
    expect(docker).not.toMatch(/^FROM \S+:latest/m)
  })
})

test('nothing that runs asks for a package that only building needs', () => {
  const files = globSync('**/*.ts', {
    cwd: root,
    exclude: ['node_modules/**', 'dist/**', 'data/**', 'tests/**', 'bench/**', 'web/**', 'vitest.config.ts'],
  })
  const missing = files.flatMap(file =>
    [
      ...read(file).matchAll(
        /^\s*(?:import|export)\s+(?!type\s)(?:[^'"]*?\sfrom\s+)?['"]([^'"#.][^'"]*)['"]/gm,
      ),
    ]
      .map(found => found[1]!)
      .filter(target => !target.startsWith('node:') && !builtinModules.includes(target))
      .map(target =>
        target
          .split('/')
          .slice(0, target.startsWith('@') ? 2 : 1)
          .join('/'),
      )
      .filter(name => !Object.hasOwn(packageFile.dependencies, name))
      .map(name => `${file}: ${name}`),
  )
  expect(missing).toEqual([])
})

test(
  'the command of an installed service finds its program through a link, and works on the data of the service',
  { timeout: 300_000 },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'thapcanh-command-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const command = join(folder, 'thapcanh')
    symlinkSync(join(root, 'packaging/systemd/thapcanh'), command)
    // Root would go on as the user of the service, whom a machine of tests does not have.
    writeFileSync(join(folder, 'id'), '#!/bin/sh\necho 1000\n', { mode: 0o755 })
    const data = join(folder, 'data')
    mkdirSync(join(data, 'keys'), { recursive: true })
    writeFileSync(join(data, 'keys', 'proof.key'), '')
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}`, THAPCANH_DATA: data }
    const run = (...args: string[]) => spawnSync(command, args, { env, cwd: folder, encoding: 'utf8' })
    expect(run('--help')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('usage: thapcanh') as string,
    })
    expect(run('start')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`${data} holds data`) as string,
    })
  },
)

describe('the unit of systemd', () => {
  test.each(['thapcanh.service', 'thapcanh-role.conf'])('%s starts what is there', name => {
    const text = read(`packaging/systemd/${name}`)
    const paths = [
      ...text.matchAll(
        /^ExecStart=(?:\/opt\/thapcanh\/\S+ )(?:\S+=)?\/opt\/thapcanh\/(\S+) \/opt\/thapcanh\/(\S+)/gm,
      ),
    ]
    expect(paths.flatMap(([, config, program]) => [config, program])).toEqual([
      'collectors/listeners/no-tickets.cnf',
      'cli/thapcanh.ts',
    ])
  })

  const unit = linesOf('packaging/systemd/thapcanh.service')

  test.each([
    'User=thapcanh',
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    'CapabilityBoundingSet=CAP_NET_BIND_SERVICE',
    'StateDirectory=thapcanh',
    'Restart=on-failure',
    'RestartPreventExitStatus=2',
    'SystemCallFilter=@system-service',
  ])('says %s', line => {
    expect(unit).toContain(line)
  })

  test('bounds memory, and starts what is there', () => {
    expect(unit.filter(line => /^Memory(?:High|Max)=\d+G$/.test(line))).toHaveLength(2)
    const paths = unit.flatMap(line =>
      [...line.matchAll(/\/opt\/thapcanh\/([\w./-]+)/g)].map(found => found[1]!),
    )
    expect(paths.filter(path => !existsSync(join(root, path)))).toEqual([])
    expect(paths).toContain('cli/thapcanh.ts')
  })

  test('is stopped only after the platform has had its time', () => {
    const seconds = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit.join('\n'))?.[1])
    const ownMs = Number(/STOP_MS = ([\d_]+)/.exec(read('cli/start.ts'))?.[1]?.replaceAll('_', ''))
    expect(seconds * 1000).toBeGreaterThan(ownMs)
  })
})
