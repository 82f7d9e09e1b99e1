// Profiles that come with the platform, profiles of a city, and what is said of broken ones.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Permanent } from '#/kernel/errors.ts'
import {
  BUILTIN_PROFILES,
  DEFAULT_PROFILE,
  loadLawProfile,
  parseLawProfile,
} from '#/regulation/load-profile.ts'
import { profileNamed } from './invented-law-incident.ts'

const text = readFileSync(join(import.meta.dirname, '../../regulation/profiles/vn-2026.yaml'), 'utf8')

test('the profiles of 2017 and 2026 come with the platform; 2026 is the default', () => {
  expect(BUILTIN_PROFILES).toEqual(['vn-2017', 'vn-2026'])
  expect(DEFAULT_PROFILE).toBe('vn-2026')
})

test.each(BUILTIN_PROFILES)('%s is in order and is called as its file', name => {
  expect(loadLawProfile(name).problems).toEqual([])
  expect(profileNamed(name).id).toBe(name)
})

/** Line of the first occurrence, from 1. */
const lineOf = (whole: string, part: string): number =>
  whole.slice(0, part === SECOND_C1 ? whole.lastIndexOf(part) : whole.indexOf(part)).split('\n').length
const SECOND_C1 = '- id: C1\n'

describe('a broken profile is refused with file, line and key', () => {
  test.each([
    [
      'an unknown key',
      'statedBy: lead',
      'statedby: lead',
      'statedby: lead',
      'clocks.0.statedby',
      'unknown key',
    ],
    ['a start that is none', 'start: detection', 'start: sunrise', 'start: sunrise', 'clocks.0.start', ''],
    ['a mark that is none', 'mark: verified', 'mark: sure', 'mark: sure', 'roles.0.cites.0.mark', ''],
    [
      'a role that does not exist',
      'recipients: [bca-force]',
      'recipients: [bca]',
      'recipients: [bca]',
      'clocks.0.recipients.0',
      'no role has the id "bca"',
    ],
    [
      'a clock that does not exist',
      "start: 'met:C3'",
      "start: 'met:C33'",
      "start: 'met:C33'",
      'clocks.3.start',
      'no clock has the id "C33"',
    ],
    [
      'a form that does not exist',
      'form: bao-cao-72-gio',
      'form: mau-99',
      'form: mau-99',
      'clocks.2.form',
      '',
    ],
    [
      'an id used twice',
      '  - id: C2\n',
      '  - id: C1\n',
      SECOND_C1,
      'clocks.1.id',
      'the id "C1" is used twice',
    ],
    [
      'a day of no year',
      "day: '06-20'",
      "day: '06-31'",
      "day: '06-31'",
      'reports.3.schedule.to.day',
      'not a day of every year',
    ],
    [
      'a report due before its period ends',
      "before: { year: 0, day: '06-20' }",
      "before: { year: 0, day: '06-19' }",
      "before: { year: 0, day: '06-19' }",
      'reports.3.schedule.before',
      '',
    ],
  ])('%s', (_, right, wrong, shown, key, detail) => {
    const broken = text.replace(right, wrong)
    expect(broken).not.toBe(text)
    const { profile, problems } = parseLawProfile(broken, 'law.yaml')
    expect(profile).toBeUndefined()
    const found = problems.find(({ where }) => where.endsWith(`:${key}`))
    expect(found!.where).toBe(`law.yaml:${lineOf(broken, shown)}:${key}`)
    expect(found!.detail).toContain(detail)
    expect(problems.every(({ code }) => code === 'law.invalid')).toBe(true)
  })

  test('text that is not YAML names its line', () => {
    const { problems } = parseLawProfile('id: a\nclocks: [', 'law.yaml')
    expect(problems[0]).toMatchObject({ code: 'law.syntax', where: expect.stringMatching(/^law\.yaml:\d+$/) })
  })

  test('an item without an article is refused', () => {
    const broken = text.replace(
      "    cites: [{ article: 'Thông tư 20/2017/TT-BTTTT, Điều 9.2', mark: verified }]\n",
      '',
    )
    expect(parseLawProfile(broken, 'law.yaml').problems.map(({ where }) => where)).toContainEqual(
      expect.stringMatching(/^law\.yaml:\d+:roles\.0/),
    )
  })

  test('a file that is not there says which profiles come with the platform', () => {
    expect(() => loadLawProfile('no-such.yaml', '/nowhere')).toThrow(Permanent)
    expect(() => loadLawProfile('no-such.yaml', '/nowhere')).toThrow(/vn-2017, vn-2026/)
  })
})

describe('a city’s own profile', () => {
  const city = profileNamed(join(import.meta.dirname, 'city-law.yaml'))
  const base = profileNamed('vn-2026')

  test('replaces the clock of the same id in its place and keeps the others', () => {
    expect(city.clocks.map(({ id }) => id)).toEqual(base.clocks.map(({ id }) => id))
    expect(city.clocks.find(({ id }) => id === 'C4')!.pauses).toHaveLength(1)
    expect(city.clocks.find(({ id }) => id === 'C3')).toEqual(base.clocks.find(({ id }) => id === 'C3'))
  })

  test('adds its days to the calendar of work', () => {
    expect(city.workingTime.changes.map(({ date }) => date)).toEqual(['2026-11-24'])
    expect(city.workingTime.holidays).toEqual(base.workingTime.holidays)
  })

  test.each([
    ['extends nothing known', 'id: x\nextends: vn-1999\n', 'law.yaml:2:extends'],
    ['an unknown key', 'id: x\nextends: vn-2026\nclock: []\n', 'law.yaml:3:clock'],
    [
      'a day that is none',
      "id: x\nextends: vn-2026\nworkingTime:\n  changes:\n    - { date: '2026-02-30', working: false, title: { vi: a, en: a }, cites: [{ article: a, mark: unverified }] }\n",
      'law.yaml:5:workingTime.changes.0.date',
    ],
  ])('%s is refused', (_, own, where) => {
    expect(parseLawProfile(own, 'law.yaml').problems.map(each => each.where)).toContain(where)
  })
})
