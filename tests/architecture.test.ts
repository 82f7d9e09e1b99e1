// Who may import whom. The table below is the rule; docs/design and people follow it.

import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Folder → folders it may import besides itself. `web` is checked apart: types of api/contract only. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  collectors: ['kernel'],
  correlation: ['kernel'],
  store: ['kernel'],
  // What several processes agree on through Redis.
  cluster: ['kernel'],
  jobs: ['kernel', 'store', 'cluster'],
  crawler: ['kernel', 'jobs', 'store', 'outbound'],
  outbound: ['kernel'],
  regulation: ['kernel', 'store'],
  incidents: ['kernel', 'store', 'regulation'],
  register: ['kernel', 'store'],
  rulesets: ['kernel', 'correlation', 'store'],
  playbooks: ['kernel', 'jobs', 'store', 'outbound'],
  notices: ['kernel', 'jobs', 'store', 'outbound'],
  proof: ['kernel', 'jobs', 'store', 'outbound'],
  reports: ['kernel', 'store', 'regulation'],
  api: [
    'kernel',
    'store',
    'jobs',
    'regulation',
    'incidents',
    'register',
    'playbooks',
    'crawler',
    'notices',
    'reports',
    'rulesets',
  ],
  web: ['api'],
  // Wiring: these may import everything.
  pipeline: [
    'kernel',
    'collectors',
    'correlation',
    'incidents',
    'register',
    'rulesets',
    'store',
    'cluster',
    'api',
  ],
  upgrade: ['kernel', 'jobs', 'store'],
  response: ['*'],
  detection: ['*'],
  listening: ['*'],
  // Processes of a cluster, each put together of what it does.
  roles: ['*'],
  demo: ['kernel', 'collectors', 'store'],
  cli: ['*'],
  bench: ['*'],
  '.': ['*'],
}

/** Folders whose code must not touch files, timers, the clock or chance. */
const PURE = ['correlation']
const IMPURE =
  /\bDate\.now\(|new Date\(\)|Math\.random\(|\bsetTimeout\(|\bsetInterval\(|from 'node:(fs|net|http|timers|child_process|worker_threads)/

interface Import {
  readonly target: string
  readonly typeOnly: boolean
}

const files = globSync('**/*.{ts,tsx}', {
  cwd: root,
  exclude: ['node_modules/**', 'dist/**', 'data/**', 'tests/**'],
})
  .map(file => file.split(sep).join('/'))
  .sort()

function folderOf(file: string): string {
  const slash = file.indexOf('/')
  return slash === -1 ? '.' : file.slice(0, slash)
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const pattern = /^\s*(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm
  const dynamic = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g
  return [
    ...[...text.matchAll(pattern)].map(found => ({ target: found[2]!, typeOnly: found[1] !== undefined })),
    ...[...text.matchAll(dynamic)].map(found => ({ target: found[1]!, typeOnly: false })),
  ]
}

/** Path of an import inside the repository, or undefined for packages and Node's own modules. */
function ownPath(file: string, target: string): string | undefined {
  if (target.startsWith('#/')) return target.slice(2)
  if (target.startsWith('.'))
    return relative(root, join(root, dirname(file), target))
      .split(sep)
      .join('/')
  return undefined
}

describe('architecture', () => {
  test('there is code to look at', () => {
    expect(files.length).toBeGreaterThan(50)
  })

  test('every folder imports only what the table allows', () => {
    const wrong = files.flatMap(file =>
      importsOf(file).flatMap(({ target }) => {
        const path = ownPath(file, target)
        // Style sheets and texts that Vite carries along are no code.
        if (path === undefined || /\.css$|\?raw$/.test(path)) return []
        const from = folderOf(file)
        const to = folderOf(path)
        const allowed = MAY_IMPORT[from]
        if (allowed === undefined) return [`${file}: folder ${from} is not in the table`]
        return from === to || allowed.includes('*') || allowed.includes(to) ? [] : [`${file} imports ${path}`]
      }),
    )
    expect(wrong).toEqual([])
  })

  test('the console imports only types, and only of the contract', () => {
    const wrong = files
      .filter(file => file.startsWith('web/'))
      .flatMap(file =>
        importsOf(file)
          .filter(({ target }) => (ownPath(file, target) ?? 'web/').startsWith('api/'))
          .filter(
            ({ target, typeOnly }) => !typeOnly || !(ownPath(file, target) ?? '').startsWith('api/contract/'),
          )
          .map(({ target }) => `${file} imports ${target}`),
      )
    expect(wrong).toEqual([])
  })

  test('pure folders touch no files, timers, clock or chance', () => {
    const wrong = files
      .filter(file => PURE.includes(folderOf(file)))
      .filter(file => IMPURE.test(readFileSync(join(root, file), 'utf8')))
    expect(wrong).toEqual([])
  })

  test('threads begin in one place, which makes them safe to begin', () => {
    const wrong = files.filter(
      file =>
        file !== 'kernel/start-thread.ts' && /\bnew Worker\(/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(wrong).toEqual([])
  })

  test('only config.ts reads the environment of the process', () => {
    const wrong = files.filter(
      file => file !== 'config.ts' && /process\.env\b/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(wrong).toEqual([])
  })

  test('no file is a drawer for everything', () => {
    const wrong = files.filter(file => /(^|\/)(utils?|helpers?|common|types|index)\.tsx?$/.test(file))
    expect(wrong).toEqual([])
  })

  test('no import cycle', () => {
    const graph = new Map(
      files.map(file => [
        file,
        importsOf(file)
          .map(({ target }) => ownPath(file, target))
          .filter(path => path !== undefined && files.includes(path)) as string[],
      ]),
    )
    const cycles: string[] = []
    const done = new Set<string>()
    const visit = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file)) {
        cycles.push([...trail.slice(trail.indexOf(file)), file].join(' → '))
        return
      }
      if (done.has(file)) return
      for (const next of graph.get(file) ?? []) visit(next, [...trail, file])
      done.add(file)
    }
    for (const file of files) visit(file, [])
    expect(cycles).toEqual([])
  })
})
