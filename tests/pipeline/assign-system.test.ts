// Which monitored system an event belongs to.

import { describe, expect, test } from 'vitest'
import type { Event } from '#/kernel/event.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import { createSystemAssignment } from '#/pipeline/assign-system.ts'

const system = (id: string, more: Partial<MonitoredSystem>): MonitoredSystem => ({
  id,
  name: id,
  level: 3,
  owner: '',
  hosts: [],
  addresses: [],
  listeners: [],
  ...more,
})

const assign = createSystemAssignment([
  system('by-host', { hosts: ['web-01', 'cam-*'] }),
  system('by-range', { addresses: ['192.0.2.16/29', '2001:db8:1::/48'] }),
  system('by-listener', { listeners: ['cameras'] }),
  system('by-address', { addresses: ['198.51.100.7'] }),
])

describe('an event belongs to the system', () => {
  const rows: [string, Event, string, string, string | undefined][] = [
    ['of its host', { 'host.name': 'web-01' }, 'tcp', '203.0.113.1', 'by-host'],
    ['of its host, ignoring case', { 'host.hostname': 'WEB-01' }, 'tcp', '203.0.113.1', 'by-host'],
    ['of a host pattern', { 'host.name': 'cam-17' }, 'tcp', '203.0.113.1', 'by-host'],
    ['of its sender when the host is not known', { 'host.name': 'other' }, 'tcp', '192.0.2.17', 'by-range'],
    ['of its sender over IPv6', {}, 'tcp', '2001:db8:1::9', 'by-range'],
    ['of its listener', {}, 'cameras', '203.0.113.1', 'by-listener'],
    [
      'that was attacked rather than the one that asked',
      { 'source.ip': '198.51.100.7', 'destination.ip': '192.0.2.18' },
      'tcp',
      'fw',
      'by-range',
    ],
    [
      'of the address that asked when nothing else is known',
      { 'source.ip': '198.51.100.7' },
      'tcp',
      'fw',
      'by-address',
    ],
    [
      'of any member of an address list',
      { 'host.ip': ['203.0.113.8', '192.0.2.20'] },
      'tcp',
      'fw',
      'by-range',
    ],
    [
      'that a firewall saw rather than the firewall’s own',
      { 'observer.name': 'cam-fw', 'host.hostname': 'cam-fw', 'source.ip': '192.0.2.18' },
      'tcp',
      'fw',
      'by-range',
    ],
    [
      'of the firewall when it saw none',
      { 'observer.name': 'cam-fw', 'source.ip': '203.0.113.5' },
      'tcp',
      'fw',
      'by-host',
    ],
    ['of none', { 'host.name': 'stranger', 'source.ip': '203.0.113.5' }, 'tcp', '203.0.113.5', undefined],
    ['of none when the range ends before the address', { 'source.ip': '192.0.2.24' }, 'tcp', 'fw', undefined],
    ['of none for a sender that is no address', {}, 'files', '/var/log/app.log', undefined],
  ]
  test.each(rows)('%s', (_name, event, listener, peer, expected) => {
    expect(assign(event, listener, peer)?.id).toBe(expected)
    // And again, from memory.
    expect(assign(event, listener, peer)?.id).toBe(expected)
  })
})
