// `report` over a data folder whose platform does not run.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { report } from '#/cli/report.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { BARE_INCIDENT, INCIDENT, TIMELINE } from '../reports/invented-figures.ts'
import { openDocx } from '../reports/opened-docx.ts'

let directory = ''

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'thapcanh-report-'))
  using state = openEmbeddedStateStore({ path: join(directory, 'state.sqlite'), clock: { now: () => 0 } })
  for (const incident of [INCIDENT, BARE_INCIDENT])
    state.createIncident(() => ({ incident: { ...incident, version: 1 }, seen: 0, entry: TIMELINE[0]! }))
  writeFileSync(
    join(directory, 'city.yaml'),
    [
      'organisation:',
      '  name: Trung tâm Giám sát Ví Dụ',
      'systems:',
      '  - id: dvc',
      '    name: Cổng dịch vụ công',
      '    level: 3',
      '',
    ].join('\n'),
  )
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  const stdout = new PassThrough()
  const io = { stdin: new PassThrough(), stdout, stderr: new PassThrough() }
  const code = await report([...args, '--data', directory, '--config', join(directory, 'city.yaml')], io)
  return { code, out: String((stdout.read() as Buffer | null) ?? '') }
}

test.each([
  ['daily', 'BÁO CÁO NGÀY'],
  ['weekly', 'BÁO CÁO TUẦN'],
  ['half-year', 'BÁO CÁO 06 THÁNG'],
  ['yearly', 'Kính gửi: Bộ Công an'],
  ['mau-05', 'BÁO CÁO TỔNG HỢP 01 NĂM'],
  ['mau-01', 'THÀNH VIÊN MẠNG LƯỚI ỨNG CỨU SỰ CỐ'],
  ['mau-08', '1. Thông tin chung'],
  ['pilot', 'Tình hình triển khai thí điểm dịch vụ đô thị thông minh'],
])('%s writes a DOCX that opens', async (kind, line) => {
  const file = join(directory, `${kind}.docx`)
  const period = kind === 'mau-05' ? ['--period', '2026'] : []
  const { code, out } = await run(kind, ...period, '--out', file)
  expect(code).toBe(0)
  const bytes = readFileSync(file)
  expect(JSON.parse(out)).toMatchObject({ file, bytes: bytes.length, openFields: expect.any(Array) })
  expect(openDocx(bytes).paragraphs).toContain(line)
})

test('an incident is found by its code, and the form is chosen', async () => {
  const file = join(directory, 'i.html')
  expect((await run('incident', '2026-0001', '--form', 'thong-bao-su-co', '--out', file)).code).toBe(0)
  const html = readFileSync(file, 'utf8')
  expect(html).toContain('THÔNG BÁO SỰ CỐ')
  expect(html).toContain('Cổng dịch vụ công')
})

test('an empty period is reported as such', async () => {
  const file = join(directory, 'quiet.docx')
  await run('weekly', '--period', '2025-W10', '--out', file)
  expect(openDocx(readFileSync(file)).paragraphs).toContain('Không có sự cố nào trong kỳ.')
})

describe('bad input is refused with what would be right', () => {
  test.each([
    ['no kind', ['--out', 'a.pdf'], /name a kind/],
    ['an unknown kind', ['monthly', '--out', 'a.pdf'], /name a kind/],
    ['no file', ['weekly'], /--out FILE/],
    ['an unknown ending', ['weekly', '--out', 'a.txt'], /\.docx, \.pdf, \.html or \.xlsx/],
    ['an unreadable period', ['weekly', '--period', '2026-W60', '--out', 'a.pdf'], /2026-W47/],
    ['an unknown incident', ['incident', '2026-0099', '--out', 'a.pdf'], /no incident 2026-0099/],
    [
      'a form about a period',
      ['incident', '2026-0001', '--form', 'mau-05', '--out', 'a.pdf'],
      /no form about an incident/,
    ],
    ['a file that cannot be written', ['weekly', '--out', '/nowhere/a.html'], /cannot be written/],
  ])('%s', async (_, args, message) => {
    await expect(run(...args)).rejects.toMatchObject({
      code: 'report.unusable',
      message: expect.stringMatching(message),
    })
  })
})
