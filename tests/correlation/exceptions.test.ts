// Exceptions: what a filter document means, which rules it reaches, and what it hides.

import { describe, expect, it, test } from 'vitest'
import { prepareExceptions, type RuleException } from '#/correlation/exceptions/exceptions.ts'
import { asRule, nameRules } from '#/correlation/exceptions/filter-reach.ts'
import { loadFilterText } from '#/correlation/exceptions/load-filters.ts'
import type { ExceptionScope } from '#/correlation/exceptions/rule-filter.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import { makeAlert } from '#/correlation/make-alert.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import type { Event } from '#/kernel/event.ts'

const RULES = `
title: Sign-in failed
id: 11111111-1111-4111-8111-111111111111
name: failed_sign_in
level: low
tags: [attack.t1110]
logsource: {product: linux, service: sshd}
detection: {s: {event.action: ssh_login}, condition: s}
---
title: Sign-in of root
id: 22222222-2222-4222-8222-222222222222
level: high
tags: [attack.t1078]
logsource: {product: linux, service: sshd}
detection: {s: {user.name: root}, condition: s}
---
title: Web scan
id: 33333333-3333-4333-8333-333333333333
level: low
logsource: {category: webserver}
detection: {s: {url.path: /scan}, condition: s}
`
const FIRST = '11111111-1111-4111-8111-111111111111'
const SECOND = '22222222-2222-4222-8222-222222222222'

const loaded = loadRules([{ path: 'rules.yml', text: RULES }])
const CORRELATION = {
  summary: { ...loaded.rules[0]!.summary, id: 'c-1', tags: [] },
  name: 'a_correlation',
  status: 'test',
  path: 'c.yml',
}
const named = nameRules(loaded.rules, [CORRELATION])
const matcher = createMatcher(loaded.rules)
const NO_SCOPE: ExceptionScope = { tags: [], systems: [], entity: null }
const NOW = Date.UTC(2026, 10, 22)

function exception(id: string, filter: string, more: Partial<RuleException> = {}): RuleException {
  const scope = more.scope ?? NO_SCOPE
  const read = loadFilterText(filter, { isScoped: scope.systems.length > 0 || scope.entity !== null })
  expect(read.notes.filter(({ kind }) => kind === 'error')).toEqual([])
  return { id, title: id, filter: read.filter!, scope: NO_SCOPE, expiresAt: null, ...more }
}

const SSH: Event = {
  '@timestamp': '2026-11-22T00:00:00.000Z',
  'event.module': 'sshd',
  'event.dataset': 'sshd',
  'event.action': 'ssh_login',
  'log.syslog.appname': 'sshd',
  'user.name': 'root',
  'source.ip': '192.0.2.7',
  'thapcanh.system.id': 'dvc',
}

/** `rule exception` for each that hides. */
function hidden(exceptions: readonly RuleException[], event: Event = SSH, now = NOW): string[] {
  const prepared = prepareExceptions(exceptions, named)
  return matcher.match(event).flatMap(match => {
    const alert = makeAlert(match, event, 'e', now)
    return prepared
      .hiding(match.rule, event, alert, now)
      .map(({ id }) => `${match.rule.summary.title}: ${id}`)
  })
}

const filterOf = (
  rules: string,
  rest = 'a: {source.ip|cidr: 192.0.2.0/24}\n  condition: a',
  top = '',
): string => `title: Scanner of the city\nid: f\n${top}\nfilter:\n  rules: ${rules}\n  ${rest}\n`

describe('a filter', () => {
  test('hides what its condition says: the rule, and not the filter', () => {
    expect(hidden([exception('x', filterOf(`[${FIRST}]`))])).toEqual(['Sign-in failed: x'])
    const other = { ...SSH, 'source.ip': '198.51.100.1' }
    expect(hidden([exception('x', filterOf(`[${FIRST}]`))], other)).toEqual([])
  })

  test('names rules by name too, or any', () => {
    expect(hidden([exception('x', filterOf('[failed_sign_in]'))])).toEqual(['Sign-in failed: x'])
    expect(hidden([exception('x', filterOf('any'))])).toEqual(['Sign-in failed: x', 'Sign-in of root: x'])
  })

  test('reaches rules within its log source only, and those with a tag in scope', () => {
    const web = filterOf('any', undefined, 'logsource: {category: webserver}')
    expect(hidden([exception('x', web)])).toEqual([])
    const tagged = filterOf('any', undefined, 'scope: {tags: [attack.T1078]}')
    expect(hidden([exception('x', tagged)])).toEqual(['Sign-in of root: x'])
  })

  test('sees fields under the names of the rule that it is held against', () => {
    const windows = loadRules([
      {
        path: 'w.yml',
        text: 'title: W\nid: w\nlevel: low\nlogsource: {category: process_creation, product: windows}\ndetection: {s: {Image|endswith: cmd.exe}, condition: s}',
      },
    ])
    const event: Event = {
      'winlog.channel': 'Microsoft-Windows-Sysmon/Operational',
      'winlog.event_id': '1',
      'process.executable': 'C:\\Windows\\cmd.exe',
      'process.parent.executable': 'C:\\Backup\\agent.exe',
    }
    const match = createMatcher(windows.rules).match(event)[0]!
    const x = exception('x', filterOf('[w]', 'a: {ParentImage|endswith: agent.exe}\n  condition: a'))
    const prepared = prepareExceptions([x], nameRules(windows.rules))
    expect(prepared.hiding(match.rule, event, makeAlert(match, event, 'e', NOW), NOW)).toEqual([x])
  })

  it.each([
    [
      'says what is kept, as pySigma has it',
      filterOf('any', 'a: {b: c}\n  condition: not a'),
      'filter.condition',
    ],
    ['has no selection and is not narrowed', filterOf('any', ''), 'filter'],
    ['mixes any with names', filterOf('[any, x]'), 'filter.rules'],
    ['names no rules', 'title: T\nfilter: {a: {b: c}, condition: a}', 'filter.rules'],
    ['has an unknown modifier', filterOf('any', 'a: {b|like: c}\n  condition: a'), 'filter.a.b|like'],
    ['has a scope of something else', filterOf('any', undefined, 'scope: {host: x}'), 'scope.host'],
    ['ends at no time', filterOf('any', undefined, 'expires: soon'), 'expires'],
    ['is a rule', 'title: T\ndetection: {a: {b: c}, condition: a}', ''],
    ['is two', `${filterOf('any')}---\n${filterOf('any')}`, ''],
    ['is nothing', '', ''],
  ])('is refused when it %s', (_, text, path) => {
    const { filter, notes } = loadFilterText(text)
    expect(filter).toBeUndefined()
    expect(notes.filter(({ kind }) => kind === 'error').map(note => note.path)).toEqual([path])
  })
})

describe('scope', () => {
  const bare = filterOf('any', '')
  it.each([
    ['the system of the alert', { ...NO_SCOPE, systems: ['dvc', 'x'] }, 2],
    ['another system', { ...NO_SCOPE, systems: ['x'] }, 0],
    ['the entity of the alert', { ...NO_SCOPE, entity: { field: 'source.ip', value: '192.0.2.7' } }, 2],
    ['another entity', { ...NO_SCOPE, entity: { field: 'source.ip', value: '192.0.2.8' } }, 0],
    [
      'the entity and another system',
      { ...NO_SCOPE, systems: ['x'], entity: { field: 'source.ip', value: '192.0.2.7' } },
      0,
    ],
  ])('%s', (_, scope, count) => {
    expect(hidden([exception('x', bare, { scope })])).toHaveLength(count)
  })

  test('may stand in the document', () => {
    const text = filterOf('any', '', 'scope: {systems: [dvc], entity: {source.ip: 192.0.2.7}}')
    expect(hidden([exception('x', text)])).toHaveLength(2)
    expect(hidden([exception('x', text)], { ...SSH, 'source.ip': '192.0.2.8' })).toEqual([])
  })
})

describe('what is applied', () => {
  test('an expired one hides nothing, from the very millisecond on', () => {
    const x = exception('x', filterOf('any'), { expiresAt: NOW })
    expect(hidden([x], SSH, NOW - 1)).toHaveLength(2)
    expect(hidden([x], SSH, NOW)).toEqual([])
    const inText = exception('x', filterOf('any', undefined, 'expires: 2026-11-22'))
    expect(hidden([inText], SSH, NOW - 1)).toHaveLength(2)
    expect(hidden([inText], SSH, NOW)).toEqual([])
  })

  it.each([
    ['[nobody]', 'unknown-rule'],
    ['[c-2]', 'unknown-rule'],
  ])('rules: %s reach nothing, and why is told: %s', (rules, kind) => {
    const { reaches } = prepareExceptions([exception('x', filterOf(rules))], named)
    expect(reaches[0]!.reach).toMatchObject({ rules: [], fault: { kind } })
  })

  test('a correlation is reached by id, by name and by any, and its alert is hidden', () => {
    for (const rules of ['[a_correlation]', '[C-1]', 'any']) {
      const prepared = prepareExceptions([exception('x', filterOf(rules))], named)
      const alert = { systemId: null, entity: { field: 'source.ip', value: '192.0.2.7' } }
      expect(prepared.hiding(asRule(CORRELATION), SSH, alert, NOW)).toHaveLength(1)
    }
  })

  test('of several rules those that are there are reached all the same', () => {
    const { reaches, reaching } = prepareExceptions([exception('x', filterOf(`[nobody, ${SECOND}]`))], named)
    expect(reaches[0]!.reach.rules).toHaveLength(1)
    expect(reaches[0]!.reach.fault?.kind).toBe('unknown-rule')
    expect(reaching(SECOND)).toHaveLength(1)
    expect(reaching(FIRST)).toEqual([])
  })

  test('many conditions hide what each of them hides alone, before and after they are compiled', () => {
    const many = Array.from({ length: 40 }, (_, n) =>
      exception(
        `x${n}`,
        filterOf(n % 2 === 0 ? 'any' : `[${FIRST}]`, `a: {source.ip: 192.0.2.${n}}\n  condition: a`),
      ),
    )
    const prepared = prepareExceptions(many, named)
    for (let turn = 0; turn < 5; turn += 1) {
      for (let n = 0; n < 40; n += 1) {
        const event = { ...SSH, 'source.ip': `192.0.2.${n}` }
        const found = matcher.match(event).flatMap(match => {
          const alert = makeAlert(match, event, 'e', NOW)
          return prepared
            .hiding(match.rule, event, alert, NOW)
            .map(({ id }) => `${match.rule.summary.title}: ${id}`)
        })
        expect(found.sort()).toEqual(many.flatMap(one => hidden([one], event)).sort())
        expect(found).toHaveLength(n % 2 === 0 ? 2 : 1)
      }
    }
  })
})
