// Loading: what is wrong with a rule is said with its place, and never stops the others.

import { describe, expect, it } from 'vitest'
import { loadRules } from '#/correlation/load-rules.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import { ruleText } from './one-rule.ts'

const GOOD = ruleText('sel:\n  f: 1\ncondition: sel')
const OTHER_ID = '00000000-0000-4000-8000-000000000002'

function codes(text: string): string[] {
  return loadRules([{ path: 'r.yml', text }]).problems.map(problem => `${problem.code} ${problem.where}`)
}

describe('a wrong rule', () => {
  const rows: readonly (readonly [name: string, text: string, expected: string])[] = [
    ['broken YAML', 'title: [', 'rule.syntax r.yml:1'],
    ['a key twice', GOOD.replace('    f: 1', '    f: 1\n    f: 2'), 'rule.syntax r.yml'],
    ['a list instead of a map', '- a', 'rule.invalid r.yml:1'],
    ['no title', GOOD.replace('title: Test\n', ''), 'rule.invalid r.yml:1:title'],
    ['no logsource', GOOD.replace('logsource: {product: test}\n', ''), 'rule.invalid r.yml:1:logsource'],
    [
      'a logsource that names nothing',
      GOOD.replace('{product: test}', '{definition: x}'),
      'rule.invalid r.yml:4:logsource',
    ],
    [
      'no detection',
      'title: T\nid: x\nlevel: low\nlogsource: {product: test}',
      'rule.invalid r.yml:1:detection',
    ],
    ['a level that does not exist', GOOD.replace('low', 'severe'), 'rule.invalid r.yml:3:level'],
    ['an article cited wrongly', `${GOOD}tags: [tt31.article5]`, 'rule.invalid r.yml:9:tags'],
    ['a kind of Mẫu 05 that does not exist', `${GOOD}tags: [mau05.11]`, 'rule.invalid r.yml:9:tags'],
    [
      'a correlation without a timespan',
      'title: T\ncorrelation: {type: event_count}',
      'rule.invalid r.yml:2:correlation.timespan',
    ],
    ['a filter without a selection', 'title: T\nfilter: {rules: [x]}', 'rule.invalid r.yml:2:filter'],
    [
      'a filter of a rule that is not loaded',
      'title: T\nfilter: {rules: [x], s: {a: b}, condition: s}',
      'exception.not-applied r.yml:1:filter.rules',
    ],
    ['a case of no kind', `${GOOD}cases: [{name: x, kind: maybe, line: x}]`, 'rule.invalid r.yml:9:cases[0]'],
    ['an action that does not exist', `action: explode\n${GOOD}`, 'rule.invalid r.yml:1'],
    ['repeat with nothing before', `action: repeat\n${GOOD}`, 'rule.invalid r.yml:1'],
    [
      'aliases that multiply',
      `a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n${billion()}`,
      'rule.syntax r.yml',
    ],
  ]

  it.each(rows)('%s is reported at its place', (_name, text, expected) => {
    expect(codes(text).filter(found => found.startsWith(expected))).not.toEqual([])
  })

  it('does not stop the others', () => {
    const files = [
      { path: 'bad.yml', text: 'title: [' },
      { path: 'good.yml', text: GOOD },
      { path: 'none.yml', text: '' },
    ]
    const { rules, problems } = loadRules(files)
    expect(rules.map(rule => rule.path)).toEqual(['good.yml'])
    expect(problems.map(problem => problem.code)).toEqual(['rule.syntax'])
  })
})

function billion(): string {
  return Array.from({ length: 12 }, (_, n) => {
    const [now, before] = [String.fromCharCode(99 + n), String.fromCharCode(98 + n)]
    return `${now}: &${now} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`
  }).join('\n')
}

describe('a rule file', () => {
  it('may hold several rules', () => {
    const { rules } = loadRules([
      { path: 'r.yml', text: `${GOOD}---\n${GOOD.replace(/id: .*/, `id: ${OTHER_ID}`)}` },
    ])
    expect(rules).toHaveLength(2)
  })

  it('with the same id twice keeps the first', () => {
    const { rules, problems } = loadRules([
      { path: 'one.yml', text: GOOD },
      { path: 'two.yml', text: GOOD },
    ])
    expect(rules.map(rule => rule.path)).toEqual(['one.yml'])
    expect(problems.map(problem => problem.code)).toEqual(['rule.duplicate-id'])
  })

  it('shares what stands under action: global until action: reset', () => {
    const text = [
      'action: global\ntitle: Shared\nlevel: high\nlogsource: {product: test}\ndetection: {condition: sel}',
      `id: 00000000-0000-4000-8000-00000000000a\ndetection: {sel: {f: 1}}`,
      `id: 00000000-0000-4000-8000-00000000000b\nlevel: low\ndetection: {sel: {f: 2}}`,
      `action: repeat\nid: 00000000-0000-4000-8000-00000000000c\ndetection: {sel: {f: 3}}`,
      'action: reset',
      GOOD,
    ].join('\n---\n')
    const { rules, problems } = loadRules([{ path: 'r.yml', text }])
    expect(problems).toEqual([])
    expect(rules.map(rule => [rule.summary.title, rule.summary.level])).toEqual([
      ['Shared', 'high'],
      ['Shared', 'low'],
      ['Shared', 'low'],
      ['Test', 'low'],
    ])
    const found = createMatcher(rules, { routing: false }).match({ f: 3 })
    expect(found.map(match => match.rule.summary.id.at(-1))).toEqual(['c'])
  })

  it('may use anchors and merge keys', () => {
    const text = GOOD.replace('  sel:\n    f: 1', '  base: &base\n    f: 1\n  sel:\n    <<: *base\n    g: 2')
    const { rules, problems } = loadRules([{ path: 'r.yml', text }])
    expect(problems).toEqual([])
    const matcher = createMatcher(rules, { routing: false })
    expect(matcher.match({ f: 1, g: 2 })).toHaveLength(1)
    expect(matcher.match({ g: 2 })).toHaveLength(0)
  })

  it('without a level is medium, without an id is named by its place, and both are remarked', () => {
    const { rules, problems } = loadRules([{ path: 'r.yml', text: GOOD.replace(/id: .*\nlevel: low\n/, '') }])
    expect(rules[0]?.summary).toMatchObject({ id: 'r.yml:1', level: 'medium' })
    expect(problems.map(problem => problem.code)).toEqual(['rule.lint', 'rule.lint'])
  })
})

describe('the summary of a rule', () => {
  it('cites the articles of its tags', () => {
    const tags = 'tags: [attack.t1110.001, mau05.4, tt31.d5.1.b, tt31.d5.3.dd, nd331.d31, cve.2026.1]'
    const [rule] = loadRules([{ path: 'r.yml', text: `${GOOD}${tags}` }]).rules
    expect(rule?.summary.cites).toEqual([
      'Mẫu số 05, Thông tư 20/2017/TT-BTTTT: Truy cập trái phép, chiếm quyền điều khiển',
      'Thông tư 31/2017/TT-BTTTT, Điều 5 khoản 1 điểm b',
      'Thông tư 31/2017/TT-BTTTT, Điều 5 khoản 3 điểm đ',
      'Nghị định 331/2026/NĐ-CP, Điều 31',
    ])
    expect(rule?.summary.family).toBe('t1110')
  })

  const families: readonly (readonly [name: string, lines: string, family: string])[] = [
    ['its own', 'family: ssh-access\ntags: [attack.t1110]', 'ssh-access'],
    ['its first technique', 'tags: [attack.execution, attack.t1059.001, attack.t1110]', 't1059'],
    [
      'its first tactic when it has no technique',
      'tags: [attack.g0007, attack.initial-access]',
      'initial-access',
    ],
    ['its id when it has neither', 'tags: [cve.2026.1]', '00000000-0000-4000-8000-000000000001'],
  ]
  it.each(families)('has as family %s', (_name, lines, family) => {
    expect(loadRules([{ path: 'r.yml', text: `${GOOD}${lines}` }]).rules[0]?.summary.family).toBe(family)
  })
})

describe('English notes on false positives', () => {
  const rule = (english: string): string =>
    `${GOOD}title_en: Proof\nfalsepositives: [Sao lưu, Kiểm tra]\nfalsepositives_en: ${english}`

  it('stand beside the Vietnamese ones', () => {
    const { rules, problems } = loadRules([{ path: 'r.yml', text: rule('[A backup, A test]') }])
    expect(problems).toEqual([])
    expect(rules[0]?.summary.english?.falsePositives).toEqual(['A backup', 'A test'])
  })

  it('are left out with a remark when their number differs', () => {
    const { rules, problems } = loadRules([{ path: 'r.yml', text: rule('[A backup]') }])
    expect(problems.map(problem => `${problem.code} ${problem.where}`)).toEqual([
      'rule.lint r.yml:11:falsepositives_en',
    ])
    expect(rules[0]?.summary.english).toEqual({ title: 'Proof', description: '' })
  })
})
