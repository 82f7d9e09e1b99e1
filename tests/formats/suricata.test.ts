// Suricata EVE, and the two readers it shares with Windows: Community ID and domain names.

import { describe, expect, test } from 'vitest'
import { communityId } from '#/collectors/formats/community-id.ts'
import { domainParts } from '#/collectors/formats/domain-name.ts'
import type { JsonObject, LineContext } from '#/collectors/formats/format.ts'
import { distinguishedName } from '#/collectors/formats/distinguished-name.ts'
import { suricataEve } from '#/collectors/formats/suricata.ts'
import type { Event } from '#/kernel/event.ts'

const CONTEXT: LineContext = {
  receivedMs: 0,
  zoneOffsetMinutes: 0,
  program: undefined,
  forced: undefined,
  where: 'test',
}

function read(document: JsonObject): Event | undefined {
  const event: Event = {}
  if (!suricataEve.recognises(document, CONTEXT)) return undefined
  return suricataEve.parse(document, event, CONTEXT, []) ? event : undefined
}

const flow = {
  timestamp: '2026-11-22T09:30:00.000000+0700',
  flow_id: 1,
  src_ip: '192.0.2.1',
  src_port: 1024,
  dest_ip: '203.0.113.2',
  dest_port: 80,
  proto: 'TCP',
}

test('an alert is an alert, and says whether the packet passed', () => {
  const alert = { signature: 'S', signature_id: 7, category: 'C', severity: 1 }
  const blocked = read({ ...flow, event_type: 'alert', alert: { ...alert, action: 'blocked' } })
  expect(blocked).toMatchObject({
    'event.kind': 'alert',
    'event.type': ['denied'],
    'rule.id': '7',
    'rule.name': 'S',
  })
  const allowed = read({ ...flow, event_type: 'alert', alert: { ...alert, action: 'allowed' } })
  expect(allowed).toMatchObject({ 'event.type': ['allowed'] })
})

test('an event type of a later version keeps its data', () => {
  expect(read({ ...flow, event_type: 'novelty', novelty: { a: [1, { b: 'c' }, { b: 'd' }] } })).toMatchObject(
    {
      'source.ip': '192.0.2.1',
      'suricata.eve.event_type': 'novelty',
      'suricata.eve.novelty.a': [1],
      'suricata.eve.novelty.a.b': ['c', 'd'],
    },
  )
})

test('a part that is not what it should be does not matter', () => {
  const event = read({
    ...flow,
    event_type: 'dns',
    dns: 'x',
    tls: [1],
    flow: null,
    src_ip: 5,
    vlan: 'y',
    ether: 3,
  })
  expect(event).toMatchObject({ 'event.dataset': 'suricata.eve', 'destination.ip': '203.0.113.2' })
})

test.each([
  ['a shop', { timestamp: '2026-11-22T09:30:00Z', event_type: 'purchase' }],
  ['no time', { event_type: 'alert', flow_id: 1 }],
  ['a number for a type', { timestamp: '2026-11-22T09:30:00Z', event_type: 5, flow_id: 1 }],
])('near miss: %s', (_name, document) => {
  expect(read(document)).toBeUndefined()
})

describe('DNS', () => {
  test('a version 2 response lists its answers', () => {
    const answers = [{ rrname: 'a.example.com', rrtype: 'A', ttl: 5, rdata: '203.0.113.9' }]
    const dns = {
      version: 2,
      type: 'answer',
      rrname: 'a.example.com',
      rrtype: 'A',
      rcode: 'NOERROR',
      rd: true,
      answers,
    }
    expect(read({ ...flow, event_type: 'dns', dns })).toMatchObject({
      'dns.answers.data': ['203.0.113.9'],
      'dns.resolved_ip': ['203.0.113.9'],
      'dns.header_flags': ['RD'],
      'dns.question.subdomain': 'a',
    })
  })

  test('a version 3 request has its name in a list', () => {
    const dns = { version: 3, type: 'request', queries: [{ rrname: 'example.com', rrtype: 'MX' }] }
    expect(read({ ...flow, event_type: 'dns', dns })).toMatchObject({
      'dns.type': 'query',
      'dns.question.name': 'example.com',
    })
  })
})

/** Values of the Community ID specification's own test vectors. */
test.each([
  ['tcp', '128.232.110.120', '66.35.250.204', 34855, 80, '1:LQU9qZlK+B5F3KDmev6m5PMibrg='],
  ['tcp back', '66.35.250.204', '128.232.110.120', 80, 34855, '1:LQU9qZlK+B5F3KDmev6m5PMibrg='],
  ['udp', '192.168.1.52', '8.8.8.8', 54585, 53, '1:d/FP5EW3wiY1vCndhwleRRKHowQ='],
])('Community ID of %s', (name, sourceIp, destinationIp, sourcePort, destinationPort, id) => {
  const transport = name.split(' ')[0]!
  expect(communityId({ transport, sourceIp, destinationIp, sourcePort, destinationPort })).toBe(id)
})

test('a ping and its answer have one Community ID', () => {
  const ends = { sourceIp: '192.168.0.89', destinationIp: '192.168.0.1', transport: 'icmp', icmpCode: 0 }
  const back = { ...ends, sourceIp: ends.destinationIp, destinationIp: ends.sourceIp }
  expect(communityId({ ...ends, icmpType: 8 })).toBe('1:X0snYXpgwiv9TZtqg64sgzUn6Dk=')
  expect(communityId({ ...back, icmpType: 0 })).toBe('1:X0snYXpgwiv9TZtqg64sgzUn6Dk=')
})

test.each([
  ['www.example.com', 'example.com', 'com', 'www'],
  ['dichvucong.danang.gov.vn', 'danang.gov.vn', 'gov.vn', 'dichvucong'],
  ['a.b.example.co.uk', 'example.co.uk', 'co.uk', 'a.b'],
  ['so.example.hanoi.vn', 'example.hanoi.vn', 'hanoi.vn', 'so'],
  ['example.de', 'example.de', 'de', undefined],
])('%s is registered as %s', (name, registered, topLevel, subdomain) => {
  expect(domainParts(name)).toEqual({ registered, topLevel, subdomain })
})

test.each(['localhost', '192.0.2.1', 'gov.vn', 'a..b', ''])('%j has no registered domain', name => {
  expect(domainParts(name)).toBeUndefined()
})

test('a comma in a distinguished name stays in its part', () => {
  expect(distinguishedName('C=VN, O=A\\, B, CN=x')).toEqual([
    { attribute: 'C', text: 'VN' },
    { attribute: 'O', text: 'A, B' },
    { attribute: 'CN', text: 'x' },
  ])
})
