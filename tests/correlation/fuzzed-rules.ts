// Random rules and events for holding one matcher against another: every modifier, nested selections and
// conditions, several log sources, and events with lists, nulls, numbers and letters of all sorts. Small alphabets,
// so that much matches.

import * as fc from 'fast-check'

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** The detection of a rule and what it is asked of. */
export interface FuzzedRule {
  readonly logsource: Readonly<Record<string, string>>
  readonly detection: Readonly<Record<string, Json>>
}

const UNITS = [
  ...Array.from('aAbBcđĐİıσΣςß😀𐐀𐐨1 5./_-–―'),
  'K',
  'ſ',
  '\n',
  'ab',
  'abc',
  'abcab',
  'abcabcabc',
  'cabbage',
  'powershell',
  ' -enc ',
  '192.0.2.',
] as const
const unit = fc.constantFrom(...UNITS)
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(unit, { maxLength }).map(units => units.join(''))
const patternText = fc
  .array(fc.oneof({ weight: 6, arbitrary: unit }, fc.constantFrom('*', '?', '\\', '\\*', '\\\\')), {
    maxLength: 4,
  })
  .map(units => units.join(''))
const number = fc.constantFrom(0, 1, 5, 15, 1.5, -5, 4625, 9007199254740991)

const eventText = fc.oneof(
  { weight: 5, arbitrary: text(8) },
  fc.constantFrom('5', '5.0', '05', ' 5 ', '+5', '5e0', 'TRUE', 'false', 'event 4625 a', '0x10'),
  fc.constantFrom('192.0.2.7', '::ffff:192.0.2.9', '2001:db8::1', '198.51.100.3', '2026-11-29T10:05:00Z'),
  fc.constantFrom('cG93ZXJzaGVsbA==', 'net user a', 'cmd /c abc', 'CMD –c abc', 'aab5', 'bbb\u0000a'),
)
const scalar = fc.oneof({ weight: 5, arbitrary: eventText }, number, fc.boolean(), fc.constant(null))
const value = fc.oneof({ weight: 5, arbitrary: scalar }, fc.array(scalar, { maxLength: 3 }))

const FIELDS = ['f', 'g', 'h', 'Image', 'User', 'a.b', 'Target Name', 'EventID'] as const
const field = fc.constantFrom(...FIELDS, 'TargetName')

const traits = fc.record(
  {
    'event.module': fc.constantFrom('windows', 'sysmon', 'nginx', 'Other', 'auditd'),
    'event.dataset': fc.constantFrom('windows.security', 'audit.log', 'auditd.log', 'nginx.access', 'test.x'),
    'winlog.channel': fc.constantFrom('Security', 'Microsoft-Windows-Sysmon/Operational', '', 'System'),
    'winlog.provider_name': fc.constantFrom('Microsoft-Windows-Sysmon', 'Service Control Manager', 'x'),
    'winlog.event_id': fc.constantFrom('1', '13', '4688', '4625', 12, 13),
    'event.code': fc.constantFrom('1', '22'),
    'winlog.event_data.EventType': fc.constantFrom('CreateKey', 'DeleteKey', 'SetValue'),
    'winlog.event_data.Image': eventText,
    'process.name': fc.constantFrom('sshd', 'SUDO', 'nginx', 'x'),
    'log.syslog.appname': fc.constantFrom('sshd', 'cron', ''),
    'host.os.type': fc.constantFrom('windows', 'linux', ''),
    'event.category': fc.constantFrom('process', ['process', 'web'], ['dns'], []),
    'event.type': fc.constantFrom('start', ['start', 'end'], ['change']),
    'event.action': fc.constantFrom('execve', 'renamed'),
    'user.name': eventText,
    'event.original': fc.oneof(eventText, fc.constant('{"f":"abc"}')),
    'thapcanh.format': fc.constantFrom('sshd', 'abc'),
  },
  { requiredKeys: [] },
)

/** A flat event; mostly as a source would write it. */
export const fuzzedEvent: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc
  .tuple(
    traits,
    fc.record(
      Object.fromEntries(FIELDS.map(name => [name, value])) as Record<string, fc.Arbitrary<unknown>>,
      { requiredKeys: [] },
    ),
  )
  .map(parts => Object.assign({}, ...parts) as Record<string, unknown>)

const listOf = <T extends Json>(one: fc.Arbitrary<T>): fc.Arbitrary<Json> =>
  fc.oneof<fc.Arbitrary<Json>[]>(one, fc.array(one, { minLength: 1, maxLength: 4 }))
const entry = (
  names: fc.Arbitrary<string>,
  modifiers: fc.Arbitrary<string>,
  values: fc.Arbitrary<Json>,
): fc.Arbitrary<Record<string, Json>> =>
  fc.tuple(names, modifiers, values).map(([name, chain, written]) => ({ [name + chain]: written }))
const joins = fc.constantFrom('', '', '', '|all', '|neq')
const withJoin = (chain: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(chain, joins).map(([modifiers, join]) => modifiers + join)
const places = fc.constantFrom('|contains', '|startswith', '|endswith')
const REGEXES = [
  'abc',
  '(?i)ABC',
  'a+b',
  '(ab|bc)c',
  '^a',
  'c$',
  'net\\s+user',
  '[Pp]owershell',
  'a{2}b',
  'x?abc?',
  '(?:cab){1,3}b',
  '\\w\\d',
  '.{9,}',
  '(?i)k',
  'a.*(bage|shell)',
] as const

const fieldEntry: fc.Arbitrary<Record<string, Json>> = fc.oneof(
  { weight: 8, arbitrary: entry(field, withJoin(places), listOf(patternText)) },
  { weight: 3, arbitrary: entry(field, withJoin(fc.constant('')), listOf(fc.oneof(patternText, number))) },
  entry(
    field,
    withJoin(fc.constantFrom('|cased', '|contains|cased', '|endswith|cased')),
    listOf(patternText),
  ),
  entry(
    field,
    withJoin(fc.constantFrom('|windash', '|windash|contains')),
    listOf(fc.constantFrom(' -enc ', '/c', '-a', '– abc', '-*b', ' -e')),
  ),
  entry(
    field,
    withJoin(fc.constantFrom('|base64offset|contains', '|base64|contains', '|wide|base64offset|contains')),
    listOf(fc.constantFrom('powershell', 'abcabc')),
  ),
  entry(
    field,
    withJoin(fc.constantFrom('|re', '|re|i', '|re|startswith')),
    listOf(fc.constantFrom(...REGEXES)),
  ),
  entry(
    field,
    withJoin(fc.constant('|cidr')),
    listOf(fc.constantFrom('192.0.2.0/24', '2001:db8::/32', '0.0.0.0/0')),
  ),
  entry(field, withJoin(fc.constantFrom('|lt', '|lte', '|gt', '|gte')), listOf(number)),
  entry(
    field,
    withJoin(fc.constantFrom('|hour', '|minute', '|day|gte', '|year|lt')),
    listOf(fc.constantFrom(5, 10, 2027)),
  ),
  entry(
    field,
    withJoin(fc.constantFrom('|fieldref', '|fieldref|contains', '|fieldref|startswith', '|fieldref|cased')),
    field,
  ),
  entry(field, fc.constant('|exists'), fc.boolean()),
  entry(field, joins, listOf(fc.oneof(fc.boolean(), fc.constant(null)))),
  entry(field, fc.constant('|expand'), fc.constantFrom('%names%', 'x%none%')),
  entry(field, joins, fc.constant([])),
)
const fields = fc
  .array(fieldEntry, { minLength: 1, maxLength: 3 })
  .map(entries => Object.assign({}, ...entries) as Record<string, Json>)
const keyword = fc.oneof({ weight: 4, arbitrary: patternText }, fc.constantFrom(5, 4625), fc.boolean())
const modifiedKeywords = entry(
  fc.constant(''),
  fc.constantFrom('|all', '|startswith', '|endswith', '|cased', '|re', '|contains|all'),
  listOf(fc.constantFrom('abc', 'ab', 'POWERSHELL', 'a', 'cab', 'đ')),
)
const selection: fc.Arbitrary<Json> = fc.oneof<fc.Arbitrary<Json>[]>(
  fields,
  fields,
  fields,
  fields,
  fc.array(fields, { minLength: 1, maxLength: 3 }),
  keyword,
  fc.array(keyword, { minLength: 1, maxLength: 4 }),
  modifiedKeywords,
)

const { condition } = fc.letrec<{ condition: string }>(tie => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('sel_a', 'sel_b', 'flt_a', '1 of sel_*', 'all of them', '1 of none_*', 'all of sel_*'),
    tie('condition').map(inner => `not (${inner})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or', 'and not'), tie('condition'))
      .map(([left, join, right]) => `(${left}) ${join} (${right})`),
  ),
}))

const logsource = fc.constantFrom<Readonly<Record<string, string>>[]>(
  { product: 'windows', category: 'process_creation' },
  { product: 'windows', category: 'registry_set' },
  { product: 'windows', category: 'registry_add' },
  { product: 'windows', service: 'security' },
  { product: 'windows', service: 'system' },
  { product: 'windows' },
  { product: 'linux', service: 'sshd' },
  { product: 'linux', service: 'auditd' },
  { product: 'linux', category: 'process_creation' },
  { category: 'webserver' },
  { category: 'dns' },
  { product: 'test' },
)

/** One rule; now and then one that the loader refuses. */
export const fuzzedRule: fc.Arbitrary<FuzzedRule> = fc.record({
  logsource,
  detection: fc
    .record({
      sel_a: selection,
      sel_b: selection,
      flt_a: selection,
      condition: fc.oneof(fc.constantFrom('sel_a', 'sel_a and not flt_a', 'all of sel_*'), condition),
    })
    .map(record => record as Record<string, Json>),
})

/** JSON is YAML; the rule's id is its number. */
export function fuzzedRuleText({ logsource: source, detection }: FuzzedRule, index: number): string {
  return [
    `title: Fuzzed ${index}`,
    `id: fuzzed-${index}`,
    'level: low',
    `logsource: ${JSON.stringify(source)}`,
    `detection: ${JSON.stringify(detection)}`,
    '',
  ].join('\n')
}
