// What of a folder is taken into a rule set, and how it is known again.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readRuleSetFolder } from '#/rulesets/read-folder.ts'
import { contentOf, ruleText } from './invented-rules.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'thapcanh-content-'))
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  write('rules/linux/a.yml', ruleText(1))
  write('rules/web/b.yaml', ruleText(2))
  write('rules/LICENSE.Detection.Rules.md', 'Invented licence')
  write('rules/README.md', 'not taken')
  write('rules/index.yml', 'rules: [a, b]\n')
  write('.git/config.yml', 'title: workshop\n')
  write('rules/.hidden/c.yml', ruleText(3))
  writeFileSync(join(folder, 'rules/latin.yml'), Buffer.from('title: \xe9', 'latin1'))
  symlinkSync('/etc/hostname', join(folder, 'rules/link.yml'))
  symlinkSync('/etc', join(folder, 'rules/etc'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a checkout gives its rules and licences; links are told and not followed, .git is the workshop', async () => {
  const content = await readRuleSetFolder(folder)
  expect(content.files.map(({ path }) => path)).toEqual([
    'LICENSE.Detection.Rules.md',
    'linux/a.yml',
    'web/b.yaml',
  ])
  expect(content.problems.map(({ where, detail }) => `${where} ${detail}`).sort()).toEqual([
    'latin.yml is not UTF-8',
    'link.yml is a symbolic link, which is not followed',
  ])
  // README.md, index.yml, and a link to a folder, which looks like a file of no interest.
  expect(content.ignored).toBe(3)
})

test('the same files are the same content, wherever they stood', async () => {
  const { sha256 } = await readRuleSetFolder(join(folder, 'rules'))
  expect((await readRuleSetFolder(folder)).sha256).toBe(sha256)
  const files = { 'x/y/linux/a.yml': ruleText(1), 'x/y/web/b.yaml': ruleText(2) }
  expect(contentOf(files).sha256).toBe(
    contentOf({ 'web/b.yaml': ruleText(2), 'linux/a.yml': ruleText(1) }).sha256,
  )
})

test.each([
  ['a path', { 'b.yml': ruleText(1), 'd/c.yml': ruleText(2) }],
  ['a letter', { 'a.yml': ruleText(1), 'd/c.yml': ruleText(3) }],
  ['what is path and what is text', { 'a.yml': `${ruleText(1)}d/c.yml`, 'd/c.yml': ruleText(2) }],
])('another content has another hash: %s', (_, files) => {
  const base = contentOf({ 'a.yml': ruleText(1), 'd/c.yml': ruleText(2) })
  expect(contentOf(files).sha256).not.toBe(base.sha256)
})

test('a folder that is not there is told by its path', async () => {
  await expect(readRuleSetFolder(join(folder, 'none'))).rejects.toMatchObject({
    code: 'rule-set.unreadable',
    message: expect.stringContaining('none'),
  })
})
