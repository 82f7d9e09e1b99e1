// Windows events: one event, three ways to write it, and not a member of it lost or renamed.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '#/collectors/formats/format.ts'
import { splitCommandLine } from '#/collectors/formats/windows-fields.ts'
import { normaliseWindows } from '#/collectors/formats/windows.ts'
import type { Event } from '#/kernel/event.ts'

const DATA = {
  UtcTime: '2026-11-22 02:30:00.123',
  ProcessId: '4242',
  Image: 'C:\\Windows\\System32\\net.exe',
  CommandLine: 'net  user "a b" /add',
  User: 'EXAMPLE\\kim',
  Hashes: 'MD5=D41D8CD98F00B204E9800998ECF8427E',
  ParentImage: 'C:\\Windows\\explorer.exe',
}
const SYSMON = 'Microsoft-Windows-Sysmon'
const CHANNEL = 'Microsoft-Windows-Sysmon/Operational'
const TIME = '2026-11-22T02:30:00.500Z'

const shapes: Record<string, JsonObject> = {
  evtx_dump: {
    Event: {
      System: {
        Provider: { '#attributes': { Name: SYSMON } },
        EventID: 1,
        Level: 4,
        TimeCreated: { '#attributes': { SystemTime: TIME } },
        EventRecordID: 77,
        Channel: CHANNEL,
        Computer: 'pc01',
        Security: { '#attributes': { UserID: 'S-1-5-18' } },
      },
      EventData: DATA,
    },
  },
  'evtx_dump with separate attributes': {
    Event: {
      System: {
        Provider_attributes: { Name: SYSMON },
        EventID: 1,
        Level: 4,
        TimeCreated_attributes: { SystemTime: TIME },
        EventRecordID: 77,
        Channel: CHANNEL,
        Computer: 'pc01',
        Security_attributes: { UserID: 'S-1-5-18' },
      },
      EventData: DATA,
    },
  },
  'evtx_dump with Data elements': {
    Event: {
      System: {
        Provider: { '#attributes': { Name: SYSMON } },
        EventID: { '#attributes': { Qualifiers: 0 }, '#text': 1 },
        Level: 4,
        TimeCreated: { '#attributes': { SystemTime: TIME } },
        EventRecordID: 77,
        Channel: CHANNEL,
        Computer: 'pc01',
        Security: { '#attributes': { UserID: 'S-1-5-18' } },
      },
      EventData: {
        Data: Object.entries(DATA).map(([Name, text]) => ({ '#attributes': { Name }, '#text': text })),
      },
    },
  },
  winlogbeat: {
    '@timestamp': '2026-11-22T02:30:09.000Z',
    log: { level: 'information' },
    winlog: {
      channel: CHANNEL,
      event_id: 1,
      provider_name: SYSMON,
      computer_name: 'pc01',
      record_id: 77,
      time_created: TIME,
      user: { identifier: 'S-1-5-18' },
      event_data: DATA,
    },
  },
  'winlogbeat, flat': {
    '@timestamp': '2026-11-22T02:30:09.000Z',
    'log.level': 'information',
    'winlog.channel': CHANNEL,
    'winlog.event_id': '1',
    'winlog.provider_name': SYSMON,
    'winlog.computer_name': 'pc01',
    'winlog.record_id': 77,
    'winlog.time_created': TIME,
    'winlog.user.identifier': 'S-1-5-18',
    ...Object.fromEntries(Object.entries(DATA).map(([name, value]) => [`winlog.event_data.${name}`, value])),
  },
  NXLog: {
    EventTime: '2026-11-22T09:30:00.500+07:00',
    Hostname: 'pc01',
    EventID: 1,
    SourceName: SYSMON,
    Channel: CHANNEL,
    RecordNumber: 77,
    UserID: 'S-1-5-18',
    SeverityValue: 2,
    Severity: 'INFO',
    EventType: 'INFO',
    ...DATA,
  },
}

describe('the same event', () => {
  const expected: Event = {
    '@timestamp': '2026-11-22T02:30:00.123Z',
    'event.created': TIME,
    'event.code': '1',
    'event.module': 'windows',
    'event.dataset': 'windows.sysmon_operational',
    'event.action': 'Process creation',
    'winlog.event_id': '1',
    'winlog.channel': CHANNEL,
    'winlog.provider_name': SYSMON,
    'winlog.computer_name': 'pc01',
    'winlog.record_id': '77',
    'host.name': 'pc01',
    'log.level': 'information',
    'process.executable': 'C:\\Windows\\System32\\net.exe',
    'process.name': 'net.exe',
    'process.pid': 4242,
    'process.args': ['net', 'user', '"a b"', '/add'],
    'process.parent.name': 'explorer.exe',
    'process.hash.md5': 'd41d8cd98f00b204e9800998ecf8427e',
    'user.name': 'kim',
    'user.domain': 'EXAMPLE',
    'user.id': 'S-1-5-18',
    ...Object.fromEntries(Object.entries(DATA).map(([name, value]) => [`winlog.event_data.${name}`, value])),
  }
  test.each(Object.entries(shapes))('as %s', (_name, document) => {
    expect(normaliseWindows(document)).toMatchObject(expected)
  })
})

describe("the event's own data", () => {
  const evtx = (eventData: JsonValue, extra: JsonObject = {}): JsonObject => ({
    Event: {
      System: { Provider: { '#attributes': { Name: 'P' } }, EventID: 9, Channel: 'Application' },
      EventData: eventData,
      ...extra,
    },
  })

  test.each<[string, JsonValue, unknown]>([
    ['a text', { Data: 'one' }, 'one'],
    ['a list', { Data: ['one', 'two'] }, ['one', 'two']],
    ['text in an element', { Data: { '#text': 'one' } }, 'one'],
    ['a list in an element', { Data: { '#text': ['one', 'two'] } }, ['one', 'two']],
  ])('without a name, %s, is under Data', (_name, eventData, value) => {
    expect(normaliseWindows(evtx(eventData))?.['winlog.event_data.Data']).toEqual(value)
  })

  test('keeps numbers, booleans, dashes and empty texts as they came, and leaves null away', () => {
    const event = normaliseWindows(
      evtx({ '#attributes': { Name: 'x' }, a: 5, b: true, c: '-', d: '', e: null }),
    )
    expect(event).toMatchObject({
      'winlog.event_data.a': 5,
      'winlog.event_data.b': true,
      'winlog.event_data.c': '-',
      'winlog.event_data.d': '',
    })
    expect(Object.keys(event!).filter(name => name.startsWith('winlog.event_data.'))).toHaveLength(4)
  })

  test('of UserData is under user_data without the element around it', () => {
    const event = normaliseWindows(
      evtx(null, { UserData: { Wrapper: { '#attributes': { xmlns: 'x' }, Operation: 'Start' } } }),
    )
    expect(event).toMatchObject({ 'winlog.user_data.Operation': 'Start' })
  })

  test('is not confused with what NXLog adds', () => {
    const nxlog = { EventID: 13, SourceName: SYSMON, Channel: CHANNEL, Hostname: 'h', EventTime: TIME }
    expect(normaliseWindows({ ...nxlog, EventType: 'SetValue' })?.['winlog.event_data.EventType']).toBe(
      'SetValue',
    )
    const added = normaliseWindows({
      ...nxlog,
      EventType: 'INFO',
      AccountName: 'SYSTEM',
      AccountType: 'User',
    })
    expect(added?.['winlog.event_data.EventType']).toBeUndefined()
    expect(added?.['winlog.event_data.AccountName']).toBeUndefined()
    expect(added?.['nxlog.AccountName']).toBe('SYSTEM')
  })

  const file = join(import.meta.dirname, '../../../shared/sigma/regression/events.ndjson')
  test.skipIf(!existsSync(file))('of real events is complete (skipped without the shared samples)', () => {
    for (const text of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      const document = (JSON.parse(text) as { event: { Event: { EventData?: JsonObject | null } } }).event
      const event = normaliseWindows(document)
      for (const [name, value] of Object.entries(document.Event.EventData ?? {})) {
        if (name === '#attributes' || value === null) continue
        expect(event?.[`winlog.event_data.${name}`]).toEqual(value)
      }
    }
  })
})

describe('Security', () => {
  const security = (
    id: number,
    data: JsonObject,
    keywords: JsonValue = '0x8020000000000000',
  ): Event | undefined =>
    normaliseWindows({
      winlog: {
        channel: 'Security',
        event_id: id,
        provider_name: 'P',
        time_created: TIME,
        keywords,
        event_data: data,
      },
    })

  test.each<[string, JsonValue, string | undefined]>([
    ['hexadecimal success', '0x8020000000000000', 'success'],
    ['hexadecimal failure', '0x8010000000000000', 'failure'],
    ['words', ['Audit Failure'], 'failure'],
    ['a signed number as text', '-9214364837600034816', 'success'],
    ['none', null, undefined],
    ['nonsense', { a: 1 }, undefined],
  ])('outcome from %s', (_name, keywords, outcome) => {
    expect(security(4624, {}, keywords)?.['event.outcome']).toBe(outcome)
  })

  test('a logon is about the account that logs on', () => {
    const data = {
      TargetUserName: 'lan',
      SubjectUserName: 'PC01$',
      LogonType: '10',
      IpAddress: '::ffff:198.51.100.7',
      IpPort: '50',
    }
    expect(security(4624, data)).toMatchObject({
      'user.name': 'lan',
      'source.ip': '198.51.100.7',
      'source.port': 50,
      'winlog.logon.type': 'RemoteInteractive',
      'winlog.event_data.LogonType': '10',
    })
  })

  test('a change of an account has two', () => {
    expect(security(4724, { SubjectUserName: 'kim', TargetUserName: 'lan' })).toMatchObject({
      'user.name': 'kim',
      'user.target.name': 'lan',
      'related.user': ['kim', 'lan'],
    })
  })

  test('a new member is named without commas going astray', () => {
    const data = {
      MemberName: 'CN=Mai\\, Lan,OU=S,DC=example,DC=com',
      TargetUserName: 'Admins',
      SubjectUserName: 'kim',
    }
    expect(security(4728, data)).toMatchObject({
      'user.target.name': 'Mai, Lan',
      'user.target.domain': 'example.com',
      'group.name': 'Admins',
    })
  })

  test('process numbers are read from hexadecimal', () => {
    expect(
      security(4688, { NewProcessId: '0x1a2', ProcessId: '0x10', NewProcessName: 'C:\\a.exe' }),
    ).toMatchObject({
      'process.pid': 418,
      'process.parent.pid': 16,
    })
  })
})

test.each([
  ['no channel and no source', { EventID: 4624 }],
  ['an EventID that is no number', { EventID: 'x', Channel: 'Security' }],
  ['an Event that is something else', { Event: { name: 'concert' } }],
  ['winlog that is a text', { winlog: 'x' }],
  ['winlog without an id', { winlog: { channel: 'Security' } }],
  ['an empty document', {}],
])('near miss: %s', (_name, document) => {
  expect(normaliseWindows(document)).toBeUndefined()
})

test("a sender cannot set the platform's own fields", () => {
  const event = normaliseWindows({ ...shapes['winlogbeat']!, thapcanh: { system: { id: 'x' } } })
  expect(event?.['thapcanh.system.id']).toBeUndefined()
})

test.each([
  ['a  b', ['a', 'b']],
  ['"C:\\a b.exe" /x:"y z"', ['"C:\\a b.exe"', '/x:"y z"']],
  ['"open', ['"open']],
  ['', []],
])('the words of %j', (text, args) => {
  expect(splitCommandLine(text)).toEqual(args)
})
