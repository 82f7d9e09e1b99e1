// The register's table: what spreadsheets save, what people write by hand, and that all of it comes back.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import { NETWORK_ZONES, SYSTEM_KINDS } from '#/kernel/monitored-system.ts'
import { problemsOfSystem, tidySystem } from '#/register/check-system.ts'
import { applyCsv, exportCsv, planCsv } from '#/register/csv-plan.ts'
import { readTable, writeTable } from '#/register/csv-text.ts'
import { openRegister, systemOf } from './invented-register.ts'

const utf16 = (text: string, littleEndian: boolean): Buffer => {
  const bytes = Buffer.from(text, 'utf16le')
  return littleEndian ? bytes : bytes.swap16()
}
/** `ế` as the code page writes it: ê and a tone mark of its own. */
const CP1258 = Buffer.from([
  ...Buffer.from('ma;ten he thong;cap do\r\nyt;S'),
  0xf4,
  0xec,
  ...Buffer.from(' Y t'),
  0xea,
  0xec,
  ...Buffer.from(';3\r\n'),
])

describe('a table file', () => {
  const TEXT = 'Mã;Tên hệ thống;Cấp độ\r\nyt;"Sở ""Y tế""; cơ sở 2";3\r\n'
  test.each([
    { name: 'UTF-8', bytes: Buffer.from(TEXT), encoding: 'utf-8' },
    { name: 'UTF-8 with BOM', bytes: Buffer.from(`\uFEFF${TEXT}`), encoding: 'utf-8' },
    { name: 'UTF-16 with BOM', bytes: utf16(`\uFEFF${TEXT}`, true), encoding: 'utf-16le' },
    { name: 'UTF-16 big-endian with BOM', bytes: utf16(`\uFEFF${TEXT}`, false), encoding: 'utf-16be' },
    {
      name: 'UTF-16 without BOM',
      bytes: utf16('ma;ten he thong;cap do\nyt;x;3\n', true),
      encoding: 'utf-16le',
    },
    { name: 'the Windows code page', bytes: CP1258, encoding: 'windows-1258' },
  ])('in $name is read', ({ bytes, encoding }) => {
    const table = readTable(bytes)
    expect(table).toMatchObject({ encoding, separator: ';', rows: [{ line: 1 }, { line: 2 }] })
  })

  test('of the Windows code page has its tones in one letter', () => {
    expect(readTable(CP1258)).toMatchObject({ rows: [{}, { cells: ['yt', 'Số Y tế', '3'] }] })
  })

  test.each([
    { separator: ',', text: 'id,"a;b;c;d",level\n1,2,3\n' },
    { separator: '\t', text: 'id\tname, the long one\tlevel\n1\t2\t3\n' },
    { separator: ';', text: 'sep=;\r\nid;name\r\n1;2\r\n' },
  ])('parted by $separator is recognised', ({ separator, text }) => {
    expect(readTable(Buffer.from(text))).toMatchObject({ separator })
  })

  test('says the line of each row, lines inside cells and empty lines counted', () => {
    const table = readTable(Buffer.from('id,name\n\na,"x\ny\nz"\n,\nb,c\n'))
    expect('rows' in table && table.rows.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [1, 'id'],
      [3, 'a'],
      [7, 'b'],
    ])
  })

  test.each([
    { name: 'a quote that never ends', text: 'id,name\na,"b\n' },
    { name: 'a quote in the middle', text: 'id,name\na,b"c"d\n' },
    { name: 'zero bytes', text: 'id,na\0me\n' },
  ])('with $name is refused with its line', ({ text }) => {
    expect(readTable(Buffer.from(text))).toMatchObject({ line: expect.any(Number), text: expect.any(String) })
  })

  test('cells that a spreadsheet would take for formulas are written with an apostrophe and come back', () => {
    const cells = ['=1+1', '+84 236', '-1', '@SUM(A1)', '\t=1', "'=1", "''@x", "'plain", '＝1', 'a=b']
    const text = writeTable([cells])
    for (const [, cell] of text.matchAll(/"((?:[^"]|"")*)"/g)) expect(cell).not.toMatch(/^[=+\-@\t\r＝]/)
    expect(readTable(Buffer.from(text))).toMatchObject({ rows: [{ cells }] })
  })
})

describe('a plan', () => {
  const plan = async (text: string, before: readonly RegisteredSystem[] = []) => {
    using open = await openRegister()
    await open.register.createUnit({ id: 'so-y-te', name: 'Sở Y tế', kind: 'department', parentId: null })
    for (const system of before) await open.register.create(system, 'lan')
    return planCsv(Buffer.from(text), open.register)
  }

  test('says what it creates, changes and leaves, by id or by name', async () => {
    const { rows, problems } = await plan(
      'Mã,Tên hệ thống,Cấp độ,Đơn vị\n' +
        'y-te,Hệ thống y-te,4,Sở Y tế\n' +
        ',hệ thống GD,2,\n' +
        ',Thông tin du lịch,cấp 2,\n' +
        'dvc,Cổng dịch vụ công,3,so-y-te\n',
      [systemOf('y-te'), systemOf('giao-duc', { name: 'Hệ thống GD', level: 2 })],
    )
    expect(problems).toEqual([])
    expect(rows.map(({ line, id, action }) => [line, id, action])).toEqual([
      [2, 'y-te', 'change'],
      [3, 'giao-duc', 'change'],
      [4, 'thong-tin-du-lich', 'create'],
      [5, 'dvc', 'change'],
    ])
    expect(rows[0]!.changes).toEqual([
      { field: 'level', before: '3', after: '4' },
      { field: 'unitId', before: '', after: 'so-y-te' },
    ])
  })

  test.each([
    { name: 'an unknown column', text: 'Mã,Màu\na,đỏ\n', at: [1, 'Màu'] },
    { name: 'a column twice', text: 'Mã,Id,Tên hệ thống\na,a,x\n', at: [1, 'Id'] },
    { name: 'no id and no name', text: 'Cấp độ\n3\n', at: [1, null] },
    { name: 'a level there is not', text: 'Mã,Tên hệ thống,Cấp độ\na,A,6\n', at: [2, 'Cấp độ'] },
    { name: 'a new system without level', text: 'Mã,Tên hệ thống\na,A\n', at: [2, null] },
    {
      name: 'an address that is none',
      text: 'Mã,Tên hệ thống,Cấp độ,Địa chỉ IP\n\na,A,1,192.0.2.300\n',
      at: [3, 'Địa chỉ IP'],
    },
    { name: 'a unit there is not', text: 'Mã,Tên hệ thống,Cấp độ,Đơn vị\na,A,1,Sở X\n', at: [2, 'Đơn vị'] },
    { name: 'one id on two lines', text: 'Mã,Tên hệ thống,Cấp độ\na,A,1\na,B,1\n', at: [3, null] },
    { name: 'more cells than headers', text: 'Mã,Tên hệ thống,Cấp độ\na,A,1,x\n', at: [2, null] },
    { name: 'what the configuration settles', text: 'Mã,Cấp độ\ndvc,4\n', at: [2, 'Cấp độ'] },
    {
      name: 'a link that is not read',
      text: 'Mã,Tên hệ thống,Cấp độ,Đường truyền Internet\na,A,3,ISP; nhanh; có\n',
      at: [2, 'Đường truyền Internet'],
    },
    { name: 'nothing', text: '', at: [0, null] },
  ])('of a table with $name has a problem with its place', async ({ text, at }) => {
    const { problems, systems } = await plan(text)
    expect(problems.map(({ line, column }) => [line, column])).toEqual([at])
    expect(systems).toEqual([])
  })

  test('collects all problems, not the first', async () => {
    const { problems } = await plan('Mã,Tên hệ thống,Cấp độ,Địa chỉ IP\na,,9,x\nb,B,9,x\n')
    expect(problems.map(({ line }) => line)).toEqual([2, 3])
  })

  test('reads lists as people write them', async () => {
    const { systems } = await plan(
      'Mã,Tên hệ thống,Cấp độ,Địa chỉ IP,Tên miền,Vùng mạng,Đường truyền Internet,Đầu mối liên hệ,Dịch vụ\n' +
        'a,A,3,"192.0.2.1, 192.0.2.2; 192.0.2.3|192.0.2.4\n192.0.2.5",a.example.com,"DMZ; vung mang noi bo",' +
        '"ISP A; 200 Mbps; có | ISP B; 50; không","Lê Hoa; Trưởng phòng; 0200 555 0000; hoa@example.com; Đầu mối giám sát","Web server; mail"\n',
    )
    expect(systems[0]?.system).toMatchObject({
      addresses: ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5'],
      zones: ['dmz', 'internal'],
      links: [
        { provider: 'ISP A', megabits: 200, monitored: true },
        { provider: 'ISP B', megabits: 50, monitored: false },
      ],
      contacts: [{ name: 'Lê Hoa', position: 'Trưởng phòng', duty: 'Đầu mối giám sát' }],
      services: ['web', 'mail'],
    })
  })

  test('is applied as previewed, all or nothing, and not when the register has changed since', async () => {
    using open = await openRegister()
    const { register } = open
    const bytes = Buffer.from('Mã,Tên hệ thống,Cấp độ\na,A,1\nb,B,2\ndvc,Cổng dịch vụ công,3\n')
    const { plan } = planCsv(bytes, register)
    await register.create(systemOf('a'), 'minh')
    expect(await applyCsv(bytes, register, 'lan', plan)).toMatchObject({ outcome: 'other-plan' })
    expect(register.system('b')).toBeUndefined()
    const again = planCsv(bytes, register)
    expect(await applyCsv(bytes, register, 'lan', again.plan)).toMatchObject({ outcome: 'done' })
    expect(register.systems().map(({ id, level }) => [id, level])).toEqual([
      ['dvc', 3],
      ['a', 1],
      ['b', 2],
    ])
    expect((await register.history('b', 5))[0]).toMatchObject({ action: 'imported', by: 'lan' })
    expect(planCsv(bytes, register).rows.map(({ action }) => action)).toEqual([
      'unchanged',
      'unchanged',
      'unchanged',
    ])
  })

  test('of 5,000 systems takes less than three seconds of work', async () => {
    using open = await openRegister([])
    const rows = Array.from({ length: 5000 }, (_, n) => `s${n},Hệ thống ${n},2,10.${n >> 8}.${n & 255}.0/24`)
    const begun = process.cpuUsage()
    const { systems } = planCsv(Buffer.from(`id,name,level,addresses\n${rows.join('\n')}\n`), open.register)
    expect(systems).toHaveLength(5000)
    expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(3)
  })
})

describe('export and import', () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 20 })
  const text = fc.oneof(
    word,
    fc.string({
      unit: fc.constantFrom('|', ';', '\\', '\n', '\r', '"', "'", '=', '+', '-', '@', ',', '\t', ' ', 'ế'),
      maxLength: 12,
    }),
  )
  const named = text.map(value => `x${value}`)
  const system: fc.Arbitrary<RegisteredSystem> = fc.record({
    id: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/),
    name: named,
    level: fc.constantFrom(1, 2, 3, 4, 5),
    owner: text,
    hosts: fc.array(fc.stringMatching(/^[a-z*.-]{1,10}$/), { maxLength: 3 }),
    addresses: fc.array(fc.oneof(fc.ipV4(), fc.ipV6()), { maxLength: 3 }),
    listeners: fc.array(named, { maxLength: 2 }),
    unitId: fc.constant(null),
    kind: fc.constantFrom(...SYSTEM_KINDS),
    purpose: text,
    operator: text,
    operatorAddress: text,
    domains: fc.array(fc.domain(), { maxLength: 2 }),
    zones: fc.uniqueArray(fc.constantFrom(...NETWORK_ZONES)),
    links: fc.array(
      fc.record({
        provider: text,
        megabits: fc.oneof(
          fc.constant(null),
          fc.double({ min: 0, max: 1e6, noNaN: true }).map(n => n + 0),
        ),
        monitored: fc.boolean(),
      }),
      { maxLength: 2 },
    ),
    providers: fc.array(
      fc.record({
        name: named,
        kind: fc.constantFrom('internet', 'hosting', 'security', 'software', 'other'),
        telephone: fc.constantFrom('', '+84 200 555 0000'),
      }),
      { maxLength: 2 },
    ),
    contacts: fc.array(
      fc.record({
        name: named,
        position: text,
        telephone: fc.constantFrom('', '+84 200 555 0000'),
        email: fc.constantFrom('', 'lan@example.com'),
        duty: text,
      }),
      { maxLength: 2 },
    ),
    services: fc.array(text, { maxLength: 3 }),
    operatingSystem: text,
    measures: fc.array(text, { maxLength: 3 }),
    approval: fc.record({
      state: fc.constantFrom(null, 'drafting', 'submitted', 'appraised', 'approved'),
      decision: text,
      expected: text,
    }),
    regulation: text,
    measuresState: fc.constantFrom(null, 'none', 'partly', 'fully'),
    measuresExpected: text,
    inspections: fc.uniqueArray(fc.constantFrom('before-use', 'periodic')),
    source: fc.constant('register'),
  })

  test('give back every system as it was', async () => {
    using open = await openRegister([])
    fc.assert(
      fc.property(fc.uniqueArray(system, { maxLength: 5, selector: ({ id }) => id }), drawn => {
        const systems = drawn
          .map(tidySystem)
          .filter(one => problemsOfSystem(one, { unitIds: new Set() }).length === 0)
        const { systems: read, problems } = planCsv(Buffer.from(exportCsv(systems)), open.register)
        expect(problems).toEqual([])
        expect(read.map(({ system }) => system)).toEqual(systems)
      }),
      { numRuns: 300 },
    )
  })

  test('never crash on any bytes', async () => {
    using open = await openRegister()
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ maxLength: 200 })), drawn => {
        expect(planCsv(Buffer.from(drawn as string), open.register)).toBeDefined()
      }),
      { numRuns: 300 },
    )
  })
})
