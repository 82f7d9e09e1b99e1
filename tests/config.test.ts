// The configuration: every mistake is named with line and key, all at once; what is right is taken as written.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseConfig } from '#/config.ts'

const complaints = (text: string): string[] =>
  parseConfig(text, 'c.yaml').problems.map(problem => `${problem.where} ${problem.detail}`)

describe('a configuration', () => {
  test('that is empty has the defaults', () => {
    const { config, problems } = parseConfig('', 'c.yaml')
    expect(problems).toEqual([])
    expect(config).toMatchObject({
      console: { host: '127.0.0.1', port: 8480 },
      listeners: [],
      systems: [],
      incidents: { windowMinutes: 60 },
      media: { enabled: true, textDays: 180, mentionDays: 730, browserPath: '/usr/bin/chromium' },
    })
  })

  test('as the first start writes it is right', () => {
    const template = readFileSync(join(import.meta.dirname, '..', 'examples', 'thapcanh.yaml'), 'utf8')
    const { config, problems } = parseConfig(template, 'thapcanh.yaml')
    expect(problems).toEqual([])
    expect(config?.listeners.map(listener => listener.kind)).toEqual([
      'syslog-udp',
      'syslog-tcp',
      'relp',
      'http',
    ])
  })

  test('gives each listener the unprivileged port of its kind', () => {
    const { config } = parseConfig(
      'listeners:\n  - {kind: syslog-udp, id: a}\n  - {kind: relp, id: b}\n',
      'c.yaml',
    )
    expect(config?.listeners).toMatchObject([{ port: 5514 }, { port: 2514 }])
  })

  test('resolves rule folders from where it lies', () => {
    const { config } = parseConfig('rules:\n  folders: [more]\n', '/etc/thapcanh/thapcanh.yaml')
    expect(config?.rules.folders).toEqual(['/etc/thapcanh/more'])
  })
})

describe('a mistake is named with line and key', () => {
  const rows: [string, string, RegExp][] = [
    ['a syntax error', 'console:\n  port: [1\n', /^c\.yaml:\d+ /],
    ['a key written twice', 'console:\n  port: 1\n  port: 2\n', /^c\.yaml:3 .*unique/],
    ['an unknown key', 'console:\n  prot: 8480\n', /^c\.yaml:2:console\.prot unknown key/],
    ['a number out of range', 'console:\n  port: 70000\n', /^c\.yaml:2:console\.port .*65535/],
    ['a word for a number', 'store:\n  memoryMb: lots\n', /^c\.yaml:2:store\.memoryMb .*integer/],
    [
      'an unknown listener kind',
      'listeners:\n  - kind: snmp\n    id: a\n',
      /^c\.yaml:2:listeners\.0\.kind unknown kind "snmp"; known: syslog-udp/,
    ],
    [
      'an HTTP listener without tokens',
      'listeners:\n  - kind: http\n    id: a\n',
      /^c\.yaml:2:listeners\.0.*tokens/,
    ],
    [
      'a level that does not exist',
      'systems:\n  - id: a\n    name: A\n    level: 6\n',
      /^c\.yaml:4:systems\.0\.level/,
    ],
    [
      'an id used twice',
      'listeners:\n  - {kind: relp, id: a}\n  - {kind: relp, id: a}\n',
      /^c\.yaml:3:listeners\.1\.id .*twice/,
    ],
    [
      'an unknown format',
      'listeners:\n  - kind: relp\n    id: a\n    format: nginxx\n',
      /^c\.yaml:4:listeners\.0\.format unknown format "nginxx"/,
    ],
    [
      'a bad address',
      'systems:\n  - id: a\n    name: A\n    level: 3\n    addresses: ["192.0.2.0/33"]\n',
      /^c\.yaml:5:systems\.0\.addresses\.0 .*192\.0\.2\.0\/33/,
    ],
    [
      'a listener that is not there',
      'systems:\n  - id: a\n    name: A\n    level: 3\n    listeners: [x]\n',
      /^c\.yaml:5:systems\.0\.listeners\.0 .*"x"/,
    ],
    ['a contact that is no address', 'media:\n  contactEmail: truc ca\n', /^c\.yaml:2:media\.contactEmail /],
    ['a contact page that is none', 'media:\n  contactUrl: example.com\n', /^c\.yaml:2:media\.contactUrl /],
    [
      'texts that outlive their mentions',
      'media:\n  mentionDays: 30\n  textDays: 60\n',
      /^c\.yaml:3:media\.textDays .*mentionDays/,
    ],
  ]
  test.each(rows)('%s', (_name, text, expected) => {
    expect(complaints(text).join('\n')).toMatch(expected)
  })

  test('and two mistakes are both named', () => {
    expect(complaints('console:\n  port: -1\nstore:\n  memoryMb: 1\n')).toHaveLength(2)
  })
})
