// `extract` as a process: bytes in, one JSON object out.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { jsonLines, runCommand } from './run-command.ts'

const page = readFileSync(join(import.meta.dirname, '../golden/pages/newspaper/input.html'))

test('a page is told as one object', async () => {
  const ran = await runCommand(['extract', '--url', 'https://tin.example.com/a.html'], page)
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' })
  expect(jsonLines(ran)).toEqual([
    {
      title: 'Mưa lớn, đường Hoa Mẫu ngập nửa mét',
      text: expect.stringContaining('Từ 5h, mưa trút xuống') as string,
      author: 'Trần Văn Mẫu',
      published: '2026-06-22T01:15:00.000Z',
      language: 'vi',
    },
  ])
})

test('a page without an article says so on stderr', async () => {
  const ran = await runCommand(['extract'])
  expect(ran).toMatchObject({ code: 0, stderr: 'extract: the page is empty\n' })
  expect(jsonLines(ran)).toEqual([{ title: '', text: '', author: null, published: null, language: 'und' }])
})

test('an address that is none ends with 2', async () => {
  const ran = await runCommand(['extract', '--url', 'tin.example.com'], page)
  expect(ran).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('extract.bad-url') as string,
  })
})
