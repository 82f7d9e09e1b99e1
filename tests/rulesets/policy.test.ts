import { describe, expect, test } from 'vitest'
import {
  DEFAULT_POLICY,
  judgeRules,
  sourceKey,
  type JudgedRule,
  type RuleChoice,
  type RuleSetPolicy,
} from '#/rulesets/policy.ts'
import { parsePolicy } from '#/rulesets/policy-schema.ts'

const RULE: JudgedRule = {
  id: 'r',
  level: 'high',
  status: 'test',
  logsource: { product: 'Windows', category: 'process_creation' },
  buildsOn: [],
}
const ANY: RuleSetPolicy = { ...DEFAULT_POLICY, seenWithinDays: null }

function verdictOf(
  rule: Partial<JudgedRule>,
  policy: Partial<RuleSetPolicy>,
  choice: Partial<RuleChoice> = {},
) {
  const whole: RuleChoice = {
    policy: { ...ANY, ...policy },
    decisions: {},
    seen: { at: 1, sources: [] },
    ...choice,
  }
  return judgeRules([{ ...RULE, ...rule }], whole).get(rule.id ?? 'r')!
}

describe('a rule is', () => {
  test.each<[string, Partial<JudgedRule>, Partial<RuleSetPolicy>, boolean, string]>([
    ['on by a policy that lets it', {}, {}, true, 'policy'],
    ['off below the level', { level: 'low' }, {}, false, 'level'],
    ['on at the level', { level: 'medium' }, {}, true, 'policy'],
    ['off by its status', { status: 'experimental' }, {}, false, 'status'],
    ['on by a status in upper case', { status: 'Stable' }, {}, true, 'policy'],
    [
      'off by a status that nobody knows',
      { status: 'new' },
      { statuses: ['stable', 'test'] },
      false,
      'status',
    ],
    ['off when all statuses are', {}, { statuses: [] }, false, 'status'],
    ['off by its product', {}, { products: ['linux'] }, false, 'product'],
    ['on by its product in any case', {}, { products: ['windows'] }, true, 'policy'],
    ['off by its category', {}, { categories: ['dns'] }, false, 'category'],
    ['on where it names no service', {}, { services: ['sshd'] }, true, 'policy'],
    ['off by its service', { logsource: { service: 'sudo' } }, { services: ['sshd'] }, false, 'service'],
    ['off when its source was never seen', {}, { seenWithinDays: 7 }, false, 'source-not-seen'],
  ])('%s', (_, rule, policy, on, why) => {
    expect(verdictOf(rule, policy)).toMatchObject({ on, why })
  })

  test('on when its source was seen', () => {
    const seen = { at: 1, sources: [sourceKey(RULE.logsource!)] }
    expect(seen.sources).toEqual(['windows/process_creation/*'])
    expect(verdictOf({}, { seenWithinDays: 7 }, { seen })).toMatchObject({ on: true, why: 'policy' })
  })

  test.each([true, false])('as a person says, whatever the policy: %s', on => {
    const decisions = { r: { on, reason: 'đã thử', by: 'lead', at: 1 } }
    const policy = on ? ({ statuses: [] } as const) : {}
    expect(verdictOf({}, policy, { decisions })).toEqual({ on, why: 'person', detail: 'lead: đã thử' })
  })

  test.each(['constructor', '__proto__', 'toString'])('judged as any other when its id is %s', id => {
    expect(verdictOf({ id }, {})).toMatchObject({ on: true, why: 'policy' })
  })
})

describe('a correlation', () => {
  const correlation = (id: string, ...buildsOn: string[]): JudgedRule => ({
    id,
    level: 'high',
    status: 'test',
    buildsOn,
  })
  const low = (id: string, ...buildsOn: string[]): JudgedRule => ({
    ...correlation(id, ...buildsOn),
    level: 'low',
  })
  const choice: RuleChoice = { policy: ANY, decisions: {}, seen: { at: 1, sources: [] } }

  test('is off when what it builds on is, however deep, and says which', () => {
    const rules = [correlation('c2', 'c1'), correlation('c1', 'r'), { ...RULE, level: 'low' as const }]
    const verdicts = judgeRules(rules, choice)
    expect(verdicts.get('c1')).toEqual({ on: false, why: 'builds-on-off', detail: 'r' })
    expect(verdicts.get('c2')).toEqual({ on: false, why: 'builds-on-off', detail: 'c1' })
  })

  test.each<[string, readonly JudgedRule[], Record<string, boolean>, Record<string, string>]>([
    [
      'goes off with the only correlation that it feeds',
      [low('c', 'r'), RULE],
      {},
      { c: 'level', r: 'feeds-off' },
    ],
    [
      'stays on for another correlation that is on',
      [low('c', 'r'), correlation('d', 'r'), RULE],
      {},
      { c: 'level', d: 'policy', r: 'policy' },
    ],
    [
      'stays on when one of them lets it alert by itself',
      [low('c', 'r'), { ...low('d', 'r'), generates: true }, RULE],
      {},
      { c: 'level', d: 'level', r: 'policy' },
    ],
    [
      'goes off through a correlation in between',
      [RULE, correlation('c', 'r'), low('d', 'c')],
      {},
      { d: 'level', c: 'feeds-off', r: 'feeds-off' },
    ],
    [
      'goes off when a person switches the correlation off, or when another of its rules is off',
      [RULE, correlation('c', 'r'), { ...RULE, id: 's' }, correlation('d', 's', 'low'), low('low')],
      { c: false },
      { c: 'person', r: 'feeds-off', d: 'builds-on-off', s: 'feeds-off', low: 'level' },
    ],
    ['stays on when a person wants it', [low('c', 'r'), RULE], { r: true }, { c: 'level', r: 'person' }],
  ])('what only feeds correlations %s', (_, rules, decided, expected) => {
    const decisions = Object.fromEntries(
      Object.entries(decided).map(([id, on]) => [id, { on, reason: 'x', by: 'lead', at: 1 }]),
    )
    const verdicts = judgeRules(rules, { ...choice, decisions })
    expect(Object.fromEntries([...verdicts].map(([id, { why }]) => [id, why]))).toEqual(expected)
    const on = [...verdicts.values()].filter(verdict => verdict.on).map(({ why }) => why)
    expect(on.filter(why => why !== 'policy' && why !== 'person')).toEqual([])
  })

  test('has no log source of its own to be seen', () => {
    const seenOnly = {
      ...choice,
      policy: { ...ANY, seenWithinDays: 30 },
      seen: { at: 1, sources: ['windows/process_creation/*'] },
    }
    expect(judgeRules([correlation('c', 'r'), RULE], seenOnly).get('c')).toMatchObject({ on: true })
  })
})

describe('a policy in a file', () => {
  test('takes from the default what it does not say, and names in lower case', () => {
    expect(
      parsePolicy(
        'minimumLevel: high\nproducts: [Windows, windows, Linux]\nseenWithinDays: null\n',
        'p.yaml',
      ),
    ).toEqual({
      ...DEFAULT_POLICY,
      minimumLevel: 'high',
      products: ['windows', 'linux'],
      seenWithinDays: null,
    })
    expect(parsePolicy('', 'p.yaml')).toEqual(DEFAULT_POLICY)
  })

  test.each([
    ['minimumLevel: loud', /^p\.yaml: minimumLevel: /],
    ['statuses: [stable, good]', /statuses\/1: /],
    ['seenWithinDays: 0', /seenWithinDays: /],
    ['minLevel: high', /minLevel|additional/],
    ['- a', /must be a map/],
    ['just text', /must be a map/],
    ['a: [', /p\.yaml: /],
  ])('is refused with the place of the mistake: %s', (text, reason) => {
    expect(() => parsePolicy(text, 'p.yaml')).toThrow(reason)
    expect(() => parsePolicy(text, 'p.yaml')).toThrow(expect.objectContaining({ code: 'rule-set.policy' }))
  })
})
