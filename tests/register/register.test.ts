// The register: what the configuration settles and what is added to it, versions, units, gaps, overlaps.

import { describe, expect, test } from 'vitest'
import { gapsOf } from '#/register/gaps.ts'
import { findOverlaps } from '#/register/overlaps.ts'
import { CONFIGURED, openRegister, systemOf } from './invented-register.ts'

describe('a system of the configuration file', () => {
  test('is there without being entered, and can be added to', async () => {
    using open = await openRegister()
    const { register, heard } = open
    const { system, version } = register.system('dvc')!
    expect([system.source, version, heard.length]).toEqual(['config', 0, 1])
    const outcome = await register.save({ ...system, operator: ' Trung tâm CNTT ' }, 0, 'lan')
    expect(outcome).toMatchObject({
      kind: 'saved',
      saved: { version: 1, system: { operator: 'Trung tâm CNTT' } },
    })
    expect(heard.at(-1)).toEqual(register.systems())
    expect(await register.history('dvc', 10)).toMatchObject([
      { by: 'lan', action: 'changed', changes: [{ field: 'operator', before: '', after: 'Trung tâm CNTT' }] },
    ])
  })

  test('keeps what the file says of it', async () => {
    using open = await openRegister()
    const { system } = open.register.system('dvc')!
    expect(await open.register.save({ ...system, level: 4, owner: 'x' }, 0, 'lan')).toEqual({
      kind: 'configured',
      fields: ['level', 'owner'],
    })
    expect(await open.register.remove('dvc', 1, 'lan')).toMatchObject({ kind: 'configured' })
  })

  test('that the file drops is no longer watched; what was added waits for its return', async () => {
    using open = await openRegister()
    const { system } = open.register.system('dvc')!
    await open.register.save({ ...system, purpose: 'Tiếp nhận hồ sơ' }, 0, 'lan')
    using without = await openRegister([], open.records)
    expect(without.register.systems()).toEqual([])
    using again = await openRegister([{ ...CONFIGURED, level: 4 }], open.records)
    expect(again.register.system('dvc')!.system).toMatchObject({ level: 4, purpose: 'Tiếp nhận hồ sơ' })
  })

  test('wins over one that was entered under its id', async () => {
    using open = await openRegister([])
    await open.register.create(systemOf('dvc', { level: 1, purpose: 'cũ' }), 'lan')
    using again = await openRegister([CONFIGURED], open.records)
    expect(again.register.system('dvc')!.system).toMatchObject({ level: 3, source: 'config', purpose: 'cũ' })
  })
})

describe('a system of the register', () => {
  test('is created once, changed by who saw it last, removed', async () => {
    using open = await openRegister([])
    const { register } = open
    expect(await register.create(systemOf('y-te'), 'lan')).toMatchObject({ kind: 'saved' })
    expect(await register.create(systemOf('y-te'), 'lan')).toEqual({ kind: 'exists' })
    expect(await register.save(systemOf('y-te', { level: 2 }), 1, 'lan')).toMatchObject({
      saved: { version: 2 },
    })
    expect(await register.save(systemOf('y-te', { level: 1 }), 1, 'minh')).toEqual({ kind: 'conflict' })
    expect(await register.remove('y-te', 1, 'minh')).toEqual({ kind: 'conflict' })
    expect(await register.remove('y-te', 2, 'minh')).toMatchObject({ kind: 'saved' })
    expect(register.systems()).toEqual([])
    expect((await register.history('y-te', 10)).map(({ action }) => action)).toEqual([
      'removed',
      'changed',
      'created',
    ])
    expect(await register.save(systemOf('y-te'), 2, 'lan')).toEqual({ kind: 'not-found' })
  })

  test.each([
    { field: 'name', name: 'a blank name', fields: { name: '  ' } },
    { field: 'hosts', name: 'a host with a blank', fields: { hosts: ['a b'] } },
    { field: 'addresses', name: 'a word for an address', fields: { addresses: ['máy chủ'] } },
    { field: 'addresses', name: 'a prefix too long', fields: { addresses: ['192.0.2.0/33'] } },
    { field: 'addresses', name: 'an address with two prefixes', fields: { addresses: ['192.0.2.0/24/8'] } },
    { field: 'domains', name: 'a domain of one word', fields: { domains: ['localhost'] } },
    { field: 'domains', name: 'a domain with a path', fields: { domains: ['example.com/a'] } },
    { field: 'unitId', name: 'a unit there is not', fields: { unitId: 'so-y-te' } },
    {
      field: 'contacts',
      name: 'a contact without @',
      fields: { contacts: [{ name: 'Lê Hoa', position: '', telephone: '', email: 'hoa', duty: '' }] },
    },
    {
      field: 'contacts',
      name: 'a contact with words for a telephone',
      fields: { contacts: [{ name: 'Lê Hoa', position: '', telephone: 'gọi sau', email: '', duty: '' }] },
    },
  ])('with $name is refused', async ({ field, fields }) => {
    using open = await openRegister([])
    const outcome = await open.register.create(systemOf('y-te', fields), 'lan')
    expect(outcome).toMatchObject({ kind: 'invalid', problems: [{ field }] })
    expect(open.register.systems()).toEqual([])
  })

  test('may have domains in letters of its language, wildcards, IPv6 and telephone numbers as people write them', async () => {
    using open = await openRegister([])
    const outcome = await open.register.create(
      systemOf('y-te', {
        domains: ['Cổng.example.com', '*.yte.example.com'],
        addresses: ['2001:DB8::/32', '192.0.2.56/29', '::ffff:192.0.2.1'],
        hosts: ['yte-*', 'YTE-DC01', 'máy_chủ.example.com'],
        contacts: [
          {
            name: 'Lê Hoa',
            position: 'Trưởng phòng',
            telephone: '+84 (200) 555-0000 máy lẻ 12',
            email: 'hoa@example.com',
            duty: 'Đầu mối ứng cứu sự cố',
          },
        ],
      }),
      'lan',
    )
    expect(outcome).toMatchObject({
      kind: 'saved',
      saved: { system: { domains: ['cổng.example.com', '*.yte.example.com'] } },
    })
  })
})

describe('overlaps between systems', () => {
  const pairs = (...systems: Parameters<typeof findOverlaps>[0]) =>
    findOverlaps(systems).map(({ systemIds, field }) => `${field}: ${systemIds.join(' ')}`)

  test.each([
    {
      name: 'a range inside a range',
      a: { addresses: ['192.0.2.0/24'] },
      b: { addresses: ['192.0.2.16/29'] },
      says: 'addresses: a b',
    },
    {
      name: 'an address inside a range',
      a: { addresses: ['2001:db8::/64'] },
      b: { addresses: ['2001:db8::1'] },
      says: 'addresses: a b',
    },
    {
      name: 'host bits that reach over',
      a: { addresses: ['192.0.2.17/28'] },
      b: { addresses: ['192.0.2.16'] },
      says: 'addresses: a b',
    },
    {
      name: 'a domain in two alphabets',
      a: { domains: ['cổng.example.com'] },
      b: { domains: ['xn--cng-qmz.example.com'] },
      says: 'domains: a b',
    },
    {
      name: 'a host in other case',
      a: { hosts: ['YTE-DC01'] },
      b: { hosts: ['yte-dc01'] },
      says: 'hosts: a b',
    },
    {
      name: 'a host under a pattern',
      a: { hosts: ['yte-*'] },
      b: { hosts: ['YTE-DC01'] },
      says: 'hosts: a b',
    },
    { name: 'a listener', a: { listeners: ['relp'] }, b: { listeners: ['relp'] }, says: 'listeners: a b' },
  ])('are found: $name', ({ a, b, says }) => {
    expect(pairs(systemOf('a', a), systemOf('b', b))).toEqual([says])
  })

  test('are not found between neighbours, versions of IP, or within one system', () => {
    expect(
      pairs(
        systemOf('a', { addresses: ['192.0.2.0/29', '192.0.2.2'], hosts: ['a-*', 'a-1'] }),
        systemOf('b', { addresses: ['192.0.2.8/29', '::/128'], hosts: ['b-1'] }),
        systemOf('c', { addresses: ['0.0.0.0'] }),
      ),
    ).toEqual([])
  })

  test('in a register of 5,000 systems take less than two seconds of work', () => {
    const systems = Array.from({ length: 5000 }, (_, n) =>
      systemOf(`s${n}`, { addresses: [`10.${n >> 8}.${n & 255}.0/24`, `10.${n >> 8}.0.0/16`] }),
    )
    const begun = process.cpuUsage()
    expect(findOverlaps(systems).length).toBe(501)
    expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(2)
  })
})

describe('units', () => {
  async function openTree() {
    const open = await openRegister([])
    const unit = (id: string, parentId: string | null) =>
      open.register.createUnit({ id, name: `Đơn vị ${id}`, kind: 'department', parentId })
    await unit('tp', null)
    await unit('so-y-te', 'tp')
    await unit('benh-vien', 'so-y-te')
    await unit('so-xd', 'tp')
    return open
  }

  test('know who is below them', async () => {
    using open = await openTree()
    expect([...open.register.below(['so-y-te', 'gone'])].sort()).toEqual(['benh-vien', 'so-y-te'])
    expect([...open.register.below(['tp'])].sort()).toEqual(['benh-vien', 'so-xd', 'so-y-te', 'tp'])
    expect(open.register.below([])).toEqual([])
  })

  test.each([['benh-vien'], ['so-y-te'], ['tp']])(
    'are never below themselves: tp under %s',
    async parentId => {
      using open = await openTree()
      const { unit, version } = open.register.unit('tp')!
      expect(await open.register.saveUnit({ ...unit, parentId }, version)).toMatchObject({ kind: 'invalid' })
    },
  )

  test('are not removed while something belongs to them', async () => {
    using open = await openTree()
    const { register } = open
    await register.create(systemOf('his', { unitId: 'benh-vien' }), 'lan')
    expect(await register.removeUnit('so-y-te', 1, [])).toEqual({ kind: 'in-use', by: ['Đơn vị benh-vien'] })
    expect(await register.removeUnit('benh-vien', 1, [])).toEqual({ kind: 'in-use', by: ['Hệ thống his'] })
    expect(await register.removeUnit('so-xd', 1, ['lan'])).toEqual({ kind: 'in-use', by: ['lan'] })
    expect(await register.removeUnit('so-xd', 2, [])).toEqual({ kind: 'conflict' })
    expect(await register.removeUnit('so-xd', 1, [])).toMatchObject({ kind: 'saved' })
  })
})

describe('gaps', () => {
  const fields = (system: Parameters<typeof gapsOf>[0]) => gapsOf(system).map(({ field }) => field)

  test('of a system of which only the configuration speaks are everything the forms ask', () => {
    const gaps = gapsOf(systemOf('a', { ...CONFIGURED, id: 'a' }))
    expect(gaps.length).toBeGreaterThan(10)
    expect(gaps.filter(({ mandatory }) => mandatory).map(({ field }) => field)).toEqual([
      'operator',
      'contacts',
      'approval',
      'measuresState',
    ])
  })

  test('about Internet links count from level 3, where every link must be watched', () => {
    const links = [{ provider: 'ISP A', megabits: 200, monitored: false }]
    expect(fields(systemOf('a', { level: 2, links }))).not.toContain('links')
    const gap = gapsOf(systemOf('a', { level: 3, links })).find(({ field }) => field === 'links')
    expect(gap).toMatchObject({ mandatory: true, neededBy: ['Thông tư 31/2017, Điều 5.2.b'] })
  })

  test('about the approval follow its state', () => {
    const approval = (state: 'approved' | 'submitted') =>
      gapsOf(systemOf('a', { approval: { state, decision: '', expected: '' } }))
        .filter(({ field }) => field === 'approval')
        .map(({ text }) => text)
    expect(approval('approved')).toEqual(['Quyết định phê duyệt cấp độ (số, ngày, cơ quan)'])
    expect(approval('submitted')).toEqual(['Dự kiến thời điểm phê duyệt hồ sơ đề xuất cấp độ'])
  })
})
