// Random lines of JSON as sources write them: Windows events in all their shapes, flat and nested ECS documents, and
// documents that only look like one of these. Names that mean something to our formats or to fuzzed rules are many, so
// that much is read and much matches; among the values are what no reader likes.

import * as fc from 'fast-check'
import { fuzzedEvent } from './fuzzed-rules.ts'

const CHANNELS = [
  'Security',
  'System',
  'Application',
  'Microsoft-Windows-Sysmon/Operational',
  'Linux-Sysmon/Operational',
  'Windows PowerShell',
  'Microsoft-Windows-PowerShell/Operational',
  'Microsoft-Windows-AppLocker/EXE and DLL',
  'Microsoft-Windows-Windows Defender/Operational',
  'Microsoft-Windows-TaskScheduler/Operational',
  'constructor',
] as const
const EVENT_IDS = [
  1, 3, 7, 10, 11, 13, 15, 17, 22, 27, 255, 1102, 4624, 4625, 4688, 4697, 4720, 4732, 5145,
] as const
const EVENT_ID = fc.oneof(
  fc.constantFrom(...EVENT_IDS, 5156, 7045, 8003, 4104, 800, 1116, 106),
  fc.constantFrom('1', '4688', '13', '', 'x', '99999999999'),
)

const NAMES =
  `f g h Image User a.b EventID TargetName TargetUserName SubjectUserName SubjectDomainName MemberName
  MemberSid IpAddress IpPort WorkstationName LogonType TargetLogonId NewProcessName NewProcessId ParentProcessName
  ProcessName ProcessId CommandLine ParentImage ParentCommandLine Hashes Hash TargetObject Details TargetFilename
  ImageLoaded Signature SignatureStatus QueryName QueryResults SourceIp SourceHostname DestinationIp DestinationPort
  Protocol Initiated PipeName UtcTime ProcessGuid RuleName Description OriginalFileName ServiceName ImagePath
  ServiceType ObjectName ShareName ScriptBlockText ContextInfo param1 param2 Data Path FullFilePath FileHash Fqbn
  SourceAddress SourcePort DestAddress DestPort Direction ID`.split(/\s+/)
const SYSTEM_NAMES =
  `Hostname SourceName Provider_Name ProviderGuid EventTime TimeCreated @timestamp @version host
  Keywords EventType Category AccountName AccountType Domain SeverityValue Severity Level Task Opcode Version
  RecordNumber EventRecordID ExecutionProcessID ThreadID UserID ActivityID Message Computer tags port type`.split(
    /\s+/,
  )
const ODD_NAMES = ['__proto__', 'constructor', '', '7', 'thapcanh.format', 'event', 'a', 'b', 'Đà', 'Key"s']

const text = fc.oneof(
  fc.constantFrom(
    'abc',
    'abcabcabc',
    'cabbage',
    'powershell -enc a',
    'net user a',
    'aab5',
    '',
    '-',
    ' ',
    '5',
    '0x10',
  ),
  fc.constantFrom(
    'C:\\Users\\kim\\abc.exe',
    '\\Device\\x',
    '/usr/bin/abc',
    'EXAMPLE\\kim',
    'kim@example.com',
    'SYSTEM',
  ),
  fc.constantFrom(
    '192.0.2.7',
    '::ffff:192.0.2.9',
    '2001:db8::1',
    '443',
    'tcp',
    'true',
    'AUDIT_FAILURE',
    'INFO',
  ),
  fc.constantFrom(
    '2026-11-29T10:05:00Z',
    '2026-11-29 10:05:00.123',
    'MD5=0123,SHA256=ABCD',
    'type:  5 a.example.com;',
  ),
  fc.constantFrom(
    'Application\r\nHostApplication=abc\r\n\tUserId=EXAMPLE\\kim',
    'SetValue',
    'Valid',
    '%%14593',
    'abc\u0000',
  ),
  fc.constantFrom(
    'CN=Kim,OU=a,DC=example,DC=com',
    'S-1-5-18',
    'đĐİıſK😀𐐀',
    '0x8020000000000000',
    'x'.repeat(300),
  ),
  fc.string({ maxLength: 6 }),
)
const number = fc.constantFrom(
  '0',
  '5',
  '-5',
  '1.5',
  '1e2',
  '1e999',
  '4625',
  '9223372036854775807',
  '-9214364837600034816',
)
const scalar = fc.oneof(
  { weight: 8, arbitrary: text.chain(written) },
  { weight: 2, arbitrary: number },
  fc.constantFrom('null', 'true', 'false'),
)
const odd = fc.constantFrom(
  '{}', '[]', '[null]', '["abc",null]', '[[1,"a"]]', '[{"a":"abc"},{"a":1}]', '{"a":{"b":{"abc":"abc"}}}',
  `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, `[${'1,'.repeat(1100)}1]`, '{"#text":"abc"}', '{"Name":"f","#text":"abc"}',
) // prettier-ignore
const list = fc.array(scalar, { maxLength: 3 }).map(members => `[${members.join(',')}]`)
const value = fc.oneof(
  { weight: 12, arbitrary: scalar },
  { weight: 1, arbitrary: list },
  { weight: 1, arbitrary: odd },
)

/** A text as JSON, escaped as little as it may be, as much as it may be, or as some shippers do. */
function written(plain: string): fc.Arbitrary<string> {
  const escaped = (units: RegExp): string =>
    JSON.stringify(plain).replace(units, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(JSON.stringify(plain)) },
    fc.constantFrom(
      escaped(/[<>&]|[^\0-\x7f]/g),
      escaped(/(?<!\\)[ac-z]/gi),
      JSON.stringify(plain).replaceAll('/', '\\/'),
    ),
  )
}

type Members = readonly (readonly [name: string, value: string])[]

const members = (names: readonly string[], maxLength: number): fc.Arbitrary<Members> =>
  fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength })
/** Now and then one member more, of a name that nobody expects. */
const oddly = (usual: fc.Arbitrary<Members>): fc.Arbitrary<Members> =>
  fc
    .tuple(usual, fc.oneof({ weight: 6, arbitrary: fc.constant([]) }, members([...ODD_NAMES, ...NAMES], 2)))
    .map(parts => parts.flat())
const object = (all: Members): string =>
  `{${all.map(([name, of]) => `${JSON.stringify(name)}:${of}`).join(',')}}`
const prefixed = (prefix: string, all: Members): Members => all.map(([name, of]) => [prefix + name, of])

const channel = fc.constantFrom(...CHANNELS).map(name => JSON.stringify(name))
const eventId = EVENT_ID.map(id => JSON.stringify(id))
const data = oddly(members(NAMES, 10))

const nxlog = fc.tuple(eventId, channel, data, oddly(members(SYSTEM_NAMES, 6))).map(([id, of, own, system]) =>
  object([['EventID', id], ['Channel', of], ...own, ...system]),
) // prettier-ignore

const evtx = fc
  .tuple(eventId, channel, data, data, fc.boolean(), members(['a', 'host', 'event.kind', 'winlog.channel', 'f'], 2))
  .map(([id, of, own, user, isWrapped, rest]) => {
    const system = object([
      ['EventID', id],
      ['Channel', of],
      ['Computer', '"pc1.example.com"'],
      ['Provider', '{"#attributes":{"Name":"Microsoft-Windows-Sysmon"}}'],
      ['Level', '4'],
      ['TimeCreated', '{"#attributes":{"SystemTime":"2026-11-29T10:05:00.5Z"}}'],
    ])
    const parts: Members = [['System', system], ['EventData', object(own)], ['UserData', object([['E', object(user)]])]]
    return object(isWrapped ? [['Event', object(parts)], ...rest] : [...parts, ...rest])
  }) // prettier-ignore

const winlogbeat = fc
  .tuple(eventId, channel, data, data, fc.constantFrom('nested', 'flat'), oddly(members(SYSTEM_NAMES, 3)))
  .map(([id, of, own, user, way, rest]) => {
    const head: Members = [['event_id', id], ['channel', of], ['keywords', '["Audit Failure"]'], ['level', '"error"']]
    const around: Members = [['@timestamp', '"2026-11-29T10:05:00Z"'], ['event', '{"code":"1","kind":"event"}'], ...rest]
    if (way === 'nested') {
      const winlog = object([...head, ['event_data', object(own)], ['user_data', object(user)]])
      return object([['winlog', winlog], ...around])
    }
    return object([
      ...prefixed('winlog.', head),
      ...prefixed('winlog.event_data.', own),
      ...prefixed('winlog.user_data.', user),
      ...around,
    ])
  }) // prettier-ignore

const ecs = fc
  .tuple(fuzzedEvent, oddly(members([...NAMES, ...SYSTEM_NAMES], 4)))
  .map(([event, more]) =>
    object([...Object.entries(event).map(([name, of]) => [name, JSON.stringify(of)] as const), ...more]),
  )

const wrapped = fc.oneof(nxlog, evtx, winlogbeat).map(inner => `{"source":"abc","event":${inner}}`)
const noEvent = fc.constantFrom('', '[]', '{', '"abc"', '{"a":01}', 'null', '{}')

/** One line of a file of events. */
export const fuzzedLine: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: nxlog },
  { weight: 3, arbitrary: evtx },
  { weight: 3, arbitrary: winlogbeat },
  { weight: 4, arbitrary: ecs },
  { weight: 2, arbitrary: wrapped },
  noEvent,
)
