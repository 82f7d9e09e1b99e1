// `audit verify`: what a person or a script is told of a data folder.

import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { canonicalText } from '#/kernel/hash-link.ts'
import { inventedTrail, type InventedTrail } from '../proof/invented-trail.ts'
import { jsonLines, runCommand } from './run-command.ts'

let trail: InventedTrail
let anchor: string

beforeEach(async () => {
  trail = inventedTrail()
  await trail.grow(10)
  const head = await trail.notary.sign()
  anchor = join(trail.directory, 'thu.txt')
  writeFileSync(anchor, `Xin giữ thư này.\r\n\r\n${canonicalText(head!)}\r\n`)
  await trail.grow(2)
  trail.close()
})
afterEach(() => trail[Symbol.dispose]())

function change(sql: string): void {
  const database = new DatabaseSync(trail.state)
  database.exec(sql)
  database.close()
}

test('a whole trail: exit 0, nothing on stdout, and what no signature holds is said', async () => {
  const { code, stdout, stderr } = await runCommand(['audit', 'verify', trail.directory, '--anchor', anchor])
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  expect(stderr).toMatch(/12 entries/)
  expect(stderr).toMatch(/2 entries after the last signed head \(entry 10\)/)
  expect(stderr).toMatch(/1 heads from outside/)
})

test('what is wrong comes as lines of JSON, the first bad record first, and exit 1', async () => {
  change(`UPDATE log_entry SET body = replace(body, 'lý do 6', 'lý do 7') WHERE log = 'audit' AND number = 7`)
  change(`DELETE FROM log_entry WHERE log = 'audit' AND number > 9`)
  const ran = await runCommand(['audit', 'verify', trail.directory])
  expect(ran.code).toBe(1)
  expect(jsonLines(ran)).toMatchObject([
    { kind: 'altered', where: 'audit entry 7' },
    { kind: 'truncated', where: 'audit entry 9' },
  ])
  expect(ran.stderr).toMatch(/NOT whole: audit entry 7 was altered/)
  expect(ran.stderr).toMatch(/No --anchor was given/)
})

test('a key given by name is the only one believed', async () => {
  rmSync(join(trail.directory, 'keys'), { recursive: true })
  expect((await runCommand(['audit', 'verify', trail.directory])).code).toBe(1)
  const key = join(trail.directory, 'kept.pem')
  writeFileSync(key, trail.key.publicPem)
  expect((await runCommand(['audit', 'verify', trail.directory, '--key', key])).code).toBe(0)
})

test.each([
  ['no folder', [], /name one data folder/],
  ['a folder that is none', ['gone'], /no data folder/],
  ['an anchor without heads', ['DIR', '--anchor', 'EMPTY'], /no head of an audit trail/],
  ['a key that is none', ['DIR', '--key', 'EMPTY'], /no public key/],
])('bad input: %s', async (_name, args, reason) => {
  const empty = join(trail.directory, 'empty')
  appendFileSync(empty, 'nothing\n')
  const given = args.map(arg => (arg === 'DIR' ? trail.directory : arg === 'EMPTY' ? empty : arg))
  const { code, stderr } = await runCommand(['audit', 'verify', ...given])
  expect(code).toBe(2)
  expect(stderr).toMatch(reason)
})
