// Which events a rule's log source speaks of, and where the fields it names stand in the event.

import { describe, expect, it } from 'vitest'
import { matches as matchesAnywhere, load } from './one-rule.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import type { Event } from '#/kernel/event.ts'

function routed(logsource: string, event: object): boolean {
  const { rules, problems } = load("sel:\n  '@timestamp': null\ncondition: sel", logsource)
  if (rules.length !== 1) throw new Error(problems.map(problem => problem.detail).join('; '))
  return createMatcher(rules).match(event as Event).length === 1
}

const sysmon = (id: string | number, more: object = {}): object => ({
  'winlog.channel': 'Microsoft-Windows-Sysmon/Operational',
  'winlog.event_id': id,
  ...more,
})

describe('a log source', () => {
  const rows: readonly (readonly [name: string, logsource: string, event: object, expected: boolean])[] = [
    ['process_creation is Sysmon 1', '{product: windows, category: process_creation}', sysmon('1'), true],
    ['an event id may be a number', '{product: windows, category: process_creation}', sysmon(1), true],
    [
      'process_creation is not Sysmon 3',
      '{product: windows, category: process_creation}',
      sysmon('3'),
      false,
    ],
    [
      'process_creation is Security 4688',
      '{product: windows, category: process_creation}',
      { 'winlog.channel': 'security', 'winlog.event_id': '4688' },
      true,
    ],
    [
      'process_creation is no event 1 of another channel',
      '{product: windows, category: process_creation}',
      { 'winlog.channel': 'System', 'winlog.event_id': '1' },
      false,
    ],
    [
      'process_creation is a start that an endpoint agent saw',
      '{product: windows, category: process_creation}',
      { 'host.os.type': 'windows', 'event.category': ['process'], 'event.type': ['start'] },
      true,
    ],
    [
      'a provider stands for a channel left out',
      '{product: windows, category: process_creation}',
      { 'winlog.provider_name': 'Microsoft-Windows-Sysmon', 'winlog.event_id': '1' },
      true,
    ],
    [
      'Linux syslog is also a line of a program that no format reads',
      '{product: linux, service: syslog}',
      { 'thapcanh.format': 'syslog', 'process.name': 'chronyd' },
      true,
    ],
    [
      'Linux syslog is no line of a firewall',
      '{product: linux, service: syslog}',
      { 'thapcanh.format': 'fortigate', 'event.module': 'fortinet_fortigate' },
      false,
    ],
    ['registry_set is Sysmon 13', '{product: windows, category: registry_set}', sysmon('13'), true],
    [
      'registry_add is a created key',
      '{product: windows, category: registry_add}',
      sysmon('12', { 'winlog.event_data.EventType': 'CreateKey' }),
      true,
    ],
    [
      'registry_add is no deleted key',
      '{product: windows, category: registry_add}',
      sysmon('12', { 'winlog.event_data.EventType': 'DeleteKey' }),
      false,
    ],
    [
      'registry_delete is a deleted value',
      '{product: windows, category: registry_delete}',
      sysmon('12', { 'winlog.event_data.EventType': 'DeleteValue' }),
      true,
    ],
    ['registry_event is all three', '{product: windows, category: registry_event}', sysmon('14'), true],
    [
      'service security is the channel, whatever its case',
      '{product: windows, service: security}',
      { 'winlog.channel': 'security' },
      true,
    ],
    [
      'service powershell is both editions',
      '{product: windows, service: powershell}',
      { 'winlog.channel': 'PowerShellCore/Operational' },
      true,
    ],
    [
      'service applocker is any of its channels',
      '{product: windows, service: applocker}',
      { 'winlog.channel': 'Microsoft-Windows-AppLocker/MSI and Script' },
      true,
    ],
    [
      'a Windows service of no table is its channel',
      '{product: windows, service: example}',
      { 'winlog.channel': 'Example' },
      true,
    ],
    ['product windows is any channel', '{product: windows}', { 'winlog.channel': 'Setup' }, true],
    ['product windows is no Linux event', '{product: windows}', { 'event.dataset': 'system.auth' }, false],
    [
      'antivirus is Defender',
      '{category: antivirus}',
      { 'winlog.channel': 'Microsoft-Windows-Windows Defender/Operational', 'winlog.event_id': '1116' },
      true,
    ],
    [
      'antivirus is no other event of Defender',
      '{category: antivirus}',
      { 'winlog.channel': 'Microsoft-Windows-Windows Defender/Operational', 'winlog.event_id': '5007' },
      false,
    ],
    ['sshd is the program', '{product: linux, service: sshd}', { 'process.name': 'sshd' }, true],
    ['sshd is no other program', '{product: linux, service: sshd}', { 'process.name': 'sudo' }, false],
    [
      'sudo is no audit record about sudo',
      '{product: linux, service: sudo}',
      { 'event.dataset': 'auditd.log', 'process.name': 'sudo' },
      false,
    ],
    ['auth is the dataset', '{product: linux, service: auth}', { 'event.dataset': 'system.auth' }, true],
    ['auditd is the module', '{product: linux, service: auditd}', { 'event.module': 'auditd' }, true],
    [
      'linux process_creation is Sysmon for Linux',
      '{product: linux, category: process_creation}',
      { 'winlog.channel': 'Linux-Sysmon/Operational', 'winlog.event_id': '1' },
      true,
    ],
    [
      'linux process_creation is an execve record',
      '{product: linux, category: process_creation}',
      { 'event.module': 'auditd', 'event.action': 'execve' },
      true,
    ],
    [
      'macos is not linux',
      '{product: macos, category: process_creation}',
      { 'host.os.type': 'linux', 'event.category': 'process', 'event.type': 'start' },
      false,
    ],
    ['webserver is nginx', '{category: webserver}', { 'event.module': 'nginx' }, true],
    [
      'webserver is any web event',
      '{category: webserver}',
      { 'event.category': ['web'], 'event.dataset': 'myapp.access' },
      true,
    ],
    [
      'webserver is no proxy',
      '{category: webserver}',
      { 'event.category': ['web'], 'event.module': 'squid' },
      false,
    ],
    [
      'webserver is no sensor',
      '{category: webserver}',
      { 'event.category': ['web'], 'event.module': 'suricata' },
      false,
    ],
    ['proxy is squid', '{category: proxy}', { 'event.module': 'squid' }, true],
    ['firewall is FortiGate', '{category: firewall}', { 'event.module': 'fortinet_fortigate' }, true],
    ['fortios is Fortinet', '{product: fortios, service: sslvpnd}', { 'observer.vendor': 'Fortinet' }, true],
    ['dns is any DNS event', '{category: dns}', { 'network.protocol': 'dns' }, true],
    ['a product of no table is the module', '{product: example}', { 'event.module': 'example' }, true],
    [
      'a product and service of no table are the dataset',
      '{product: example, service: audit}',
      { 'event.dataset': 'example.audit' },
      true,
    ],
    [
      'a service of another product is not',
      '{product: example, service: audit}',
      { 'event.dataset': 'other.audit' },
      false,
    ],
    ['a product of no table is never a stranger', '{product: example}', { 'event.module': 'nginx' }, false],
    [
      'a product called like a built-in property is only a name',
      '{product: constructor}',
      { 'event.module': 'nginx' },
      false,
    ],
    ['case does not matter', '{product: Windows, service: Security}', { 'winlog.channel': 'Security' }, true],
  ]

  it.each(rows)('%s', (_name, logsource, event, expected) => {
    expect(routed(logsource, event)).toBe(expected)
  })
})

describe('a field', () => {
  const windows = '{product: windows, category: process_creation}'
  const rows: readonly (readonly [name: string, logsource: string, selection: string, event: object])[] = [
    ['of Windows stands under winlog.event_data', windows, 'Image: x', { 'winlog.event_data.Image': 'x' }],
    ['Image is NewProcessName of 4688', windows, 'Image: x', { 'winlog.event_data.NewProcessName': 'x' }],
    ['Image is ECS when there is nothing else', windows, 'Image: x', { 'process.executable': 'x' }],
    [
      'of the event itself comes before ECS',
      windows,
      'Image: x',
      { 'winlog.event_data.Image': 'x', 'process.executable': 'y' },
    ],
    ['as it stands is found', windows, 'CommandLine: x', { CommandLine: 'x' }],
    ['EventID is winlog.event_id', windows, 'EventID: 1', { 'winlog.event_id': '1' }],
    ['EventID is event.code', windows, 'EventID: 1', { 'event.code': '1' }],
    ['Provider_Name is the provider', windows, 'Provider_Name: x', { 'winlog.provider_name': 'x' }],
    ['of user data is found', windows, 'QueryName: x', { 'winlog.user_data.QueryName': 'x' }],
    [
      'ThreatName has a space in the event',
      '{product: windows, service: windefend}',
      'ThreatName: x',
      { 'winlog.event_data.Threat Name': 'x' },
    ],
    [
      'Signature of an antivirus is the threat',
      '{category: antivirus}',
      'Signature: x',
      { 'winlog.event_data.Threat Name': 'x' },
    ],
    [
      'Hashes are put together from ECS',
      windows,
      'Hashes|contains: SHA256=AB',
      { 'process.hash.sha256': 'ab12' },
    ],
    ['User is domain and name', windows, "User: 'CITY\\lan'", { 'user.name': 'lan', 'user.domain': 'CITY' }],
    [
      'Data is the parameters of a classic event',
      '{product: windows, service: application}',
      'Data|contains: y',
      { 'winlog.event_data.param1': 'x', 'winlog.event_data.param2': 'y' },
    ],
    [
      'cs-method is the ECS method',
      '{category: webserver}',
      'cs-method: GET',
      { 'http.request.method': 'GET' },
    ],
    ['cs-uri-query is the query', '{category: webserver}', 'cs-uri-query: a=1', { 'url.query': 'a=1' }],
    [
      'cs-uri-query is the address too',
      '{category: webserver}',
      'cs-uri-query|startswith: /x',
      { 'url.query': 'a=1', 'url.original': '/x?a=1' },
    ],
    [
      'sc-status is a number',
      '{category: webserver}',
      'sc-status: 404',
      { 'http.response.status_code': 404 },
    ],
    ['c-useragent of a proxy', '{category: proxy}', 'c-useragent: x', { 'user_agent.original': 'x' }],
    ['dst_port of a firewall', '{category: firewall}', 'dst_port: 22', { 'destination.port': 22 }],
    ['query of DNS', '{category: dns}', 'query: example.com', { 'dns.question.name': 'example.com' }],
    [
      'of an audit record',
      '{product: linux, service: auditd}',
      'type: EXECVE\na1: x',
      { 'auditd.log.record_type': 'EXECVE', 'auditd.log.a1': 'x' },
    ],
    ['USER of sudo', '{product: linux, service: sudo}', 'USER: root', { 'user.effective.name': 'root' }],
    [
      'of a vendor stands under its prefix',
      '{product: fortigate, service: event}',
      'cfgpath: system.admin',
      { 'fortinet.firewall.cfgpath': 'system.admin' },
    ],
    [
      'of a product and service',
      '{product: okta, service: okta}',
      'eventType: x',
      { 'okta.event_type': 'x' },
    ],
    [
      'of a cloud is its ECS name',
      '{product: aws, service: cloudtrail}',
      'eventName: x',
      { 'event.action': 'x' },
    ],
    [
      'in the snake case of ECS',
      '{product: aws, service: cloudtrail}',
      'errorCode: x',
      { 'aws.cloudtrail.error_code': 'x' },
    ],
  ]

  it.each(rows)('%s', (_name, logsource, selection, event) => {
    expect(
      matchesAnywhere(`sel:\n  ${selection.replaceAll('\n', '\n  ')}\ncondition: sel`, event, logsource),
    ).toBe(true)
  })
})
