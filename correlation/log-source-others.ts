// How events of everything but Windows are recognised: Linux and macOS, web servers, firewalls, clouds.

import type { Way } from './event-traits.ts'

const ANY_UNIX_AUTH = ['system.auth', 'linux.auth', 'journald.auth']

/** Sigma product → ways. */
export const PRODUCTS: Readonly<Record<string, readonly Way[]>> = {
  windows: [
    { channel: ['*'], dataset: ['!(sysmon_linux*)'] },
    { module: ['windows', 'sysmon', 'powershell'] },
    { os: ['windows'] },
  ],
  linux: [
    { os: ['linux'] },
    { dataset: [...ANY_UNIX_AUTH, 'system.syslog', 'auditd*', 'sysmon_linux*', 'syslog.*', 'journald.*'] },
    { module: ['auditd', 'auditd_manager', 'linux', 'sysmon_linux', 'journald'] },
    { channel: ['linux-sysmon/operational'] },
  ],
  macos: [{ os: ['macos', 'darwin'] }, { module: ['macos', 'jamf*'] }],
  fortigate: fortinet(),
  fortios: fortinet(),
  fortinet: fortinet(),
  paloalto: [{ module: ['panw', 'paloalto'] }, { vendor: ['palo alto networks', 'palo alto'] }],
  cisco: [{ module: ['cisco*'] }, { vendor: ['cisco'] }],
  juniper: [{ module: ['juniper*'] }, { vendor: ['juniper*'] }],
  huawei: [{ module: ['huawei*'] }, { vendor: ['huawei*'] }],
  m365: [{ module: ['o365', 'm365*', 'microsoft_365*'] }],
  gcp: [{ module: ['gcp', 'google_workspace'] }],
  bitbucket: [{ module: ['bitbucket', 'atlassian_bitbucket'] }],
  modsecurity: [{ module: ['modsecurity'] }, { dataset: ['modsecurity*'] }, { program: ['modsecurity'] }],
  sql: [{ module: ['mysql', 'mysql_enterprise', 'postgresql', 'mssql', 'microsoft_sqlserver', 'oracle'] }],
}

function fortinet(): readonly Way[] {
  return [{ module: ['fortinet*'] }, { dataset: ['fortinet*'] }, { vendor: ['fortinet'] }]
}

const PROXIES = ['squid', 'zscaler*', 'bluecoat*', 'fortinet_fortiproxy', 'forcepoint*', 'netskope*']
const WEB_SERVERS = [
  'nginx',
  'nginx_ingress_controller',
  'apache',
  'apache_tomcat',
  'iis',
  'haproxy',
  'traefik',
  'caddy',
  'tomcat',
]
const NO_WEB_SERVER = [...PROXIES, 'suricata', 'zeek', 'fortinet*', 'panw', 'checkpoint', 'cisco*']

/** Sigma category → ways, whatever the product. */
export const CATEGORIES: Readonly<Record<string, readonly Way[]>> = {
  webserver: [{ module: WEB_SERVERS }, { categories: ['web'], module: noneOf(NO_WEB_SERVER) }],
  proxy: [
    { module: PROXIES },
    { categories: ['proxy'] },
    { observer: ['proxy'] },
    { categories: ['web'], module: ['fortinet*', 'panw', 'checkpoint', 'sophos', 'sonicwall*', 'cisco*'] },
  ],
  firewall: [
    { observer: ['firewall'] },
    { categories: ['firewall'] },
    {
      module: [
        'fortinet*',
        'panw',
        'pfsense',
        'checkpoint',
        'sonicwall*',
        'sophos',
        'watchguard*',
        'juniper*',
        'stormshield',
        'iptables',
        'cisco_asa',
        'cisco_ftd',
        'cisco_meraki',
      ],
    },
    { dataset: ['cisco.asa', 'cisco.ftd', 'iptables.*', 'netfilter.*', 'ufw.*'] },
  ],
  dns: [
    { categories: ['dns'] },
    { protocol: ['dns'] },
    { dataset: ['*.dns', 'dns.*', 'microsoft_dnsserver*', 'coredns*', 'infoblox*'] },
  ],
  antivirus: [
    {
      channel: ['microsoft-windows-windows defender/operational'],
      eventId: `1006 1007 1008 1009 1010 1011 1012 1015 1017 1018 1019 1115 1116 1117 1118 1119`.split(' '),
    },
    { categories: ['malware'] },
    {
      module: ['clamav', 'eset_protect', 'symantec*', 'kaspersky*', 'trendmicro*', 'trend_micro*', 'mcafee*'],
    },
    { program: ['clamd', 'clamav', 'freshclam', 'clamonacc'] },
  ],
  database: [
    { categories: ['database'] },
    { module: ['mysql*', 'postgresql', 'mssql', 'microsoft_sqlserver', 'oracle', 'mongodb', 'redis'] },
  ],
}

function noneOf(modules: readonly string[]): readonly string[] {
  return [`!(${modules.join('|')})`]
}

function unixProcess(...types: readonly string[]): Way {
  return { os: ['linux', 'macos', 'darwin', ''], channel: [''], categories: ['process'], types }
}

function linuxSysmon(eventId: string): readonly Way[] {
  return [
    { channel: ['linux-sysmon/operational'], eventId: [eventId] },
    { dataset: ['sysmon_linux*'], eventId: [eventId] },
  ]
}

function unixEndpoint(category: string, ...types: readonly string[]): Way {
  return { os: ['linux', 'macos', 'darwin'], channel: [''], categories: [category], types }
}

/** Sigma category → ways, for `product: linux` and `product: macos` (the product is checked beside it). */
export const UNIX_CATEGORIES: Readonly<Record<string, readonly Way[]>> = {
  process_creation: [
    ...linuxSysmon('1'),
    unixProcess('start'),
    { module: ['auditd*'], action: ['execve', 'executed'] },
  ],
  process_termination: [...linuxSysmon('5'), unixProcess('end')],
  network_connection: [...linuxSysmon('3'), unixEndpoint('network', 'connection', 'start')],
  file_event: [...linuxSysmon('11'), unixEndpoint('file', 'creation', 'change')],
  file_delete: [...linuxSysmon('23'), unixEndpoint('file', 'deletion')],
  raw_access_read: linuxSysmon('9'),
  sysmon_status: linuxSysmon('4'),
}

const AUTH_PROGRAMS = `
  sshd sshd-session sudo su login systemd-logind polkitd pkexec passwd useradd usermod userdel
  groupadd groupmod groupdel chage chpasswd gpasswd
`
  .trim()
  .split(/\s+/)

/** Sigma service → ways, for `product: linux` or no product. */
export const LINUX_SERVICES: Readonly<Record<string, readonly Way[]>> = {
  sshd: [{ program: ['sshd', 'sshd-session', 'sshd-auth'] }],
  sudo: [{ program: ['sudo'] }],
  su: [{ program: ['su'] }],
  cron: [{ program: ['cron', 'crond', 'crontab', 'anacron', 'atd'] }],
  auth: [{ dataset: ANY_UNIX_AUTH }, { program: AUTH_PROGRAMS }],
  syslog: [
    { dataset: ['system.syslog', 'syslog.*', 'journald.*'] },
    { dataset: [...ANY_UNIX_AUTH] },
    // A line of a program that no format of ours reads: chronyd, postfix, named, dockerd …
    { format: ['syslog'] },
  ],
  auditd: [
    { module: ['auditd', 'auditd_manager'] },
    { dataset: ['auditd*'] },
    { program: ['auditd', 'audispd'] },
  ],
  vsftpd: [{ program: ['vsftpd'] }],
  clamav: [{ program: ['clamd', 'clamav', 'freshclam', 'clamonacc', 'clamscan'] }, { module: ['clamav'] }],
  guacamole: [{ program: ['guacd', 'guacamole'] }],
  modsecurity: [
    { module: ['modsecurity'] },
    { dataset: ['apache.error', 'nginx.error', 'modsecurity*'] },
    { program: ['modsecurity'] },
  ],
  apache: [{ module: ['apache', 'apache2'] }, { program: ['apache', 'apache2', 'httpd'] }],
  nginx: [{ module: ['nginx', 'nginx_ingress_controller'] }, { program: ['nginx'] }],
}

/** `product/service` → ways where the general rule would miss. */
export const SERVICES: Readonly<Record<string, readonly Way[]>> = {
  'fortigate/event': [{ dataset: ['fortinet*'] }, { module: ['fortinet*'] }],
  'fortigate/fortigate': fortinet(),
  'fortinet/fortigate': fortinet(),
  'fortios/sslvpnd': fortinet(),
  'cisco/aaa': [{ module: ['cisco_ios', 'cisco_ise', 'cisco*'] }, { vendor: ['cisco'] }],
  'cisco/syslog': [{ module: ['cisco*'] }, { vendor: ['cisco'] }],
  'cisco/bgp': [{ module: ['cisco*'] }, { vendor: ['cisco'] }],
  'cisco/ldp': [{ module: ['cisco*'] }, { vendor: ['cisco'] }],
  'juniper/bgp': [{ module: ['juniper*'] }, { vendor: ['juniper*'] }],
  'huawei/bgp': [{ module: ['huawei*'] }, { vendor: ['huawei*'] }],
  'paloalto/globalprotect': [{ module: ['panw', 'paloalto'] }],
  'gcp/gcp.audit': [{ dataset: ['gcp.audit'] }],
  'gcp/google_workspace.admin': [{ dataset: ['google_workspace.admin'] }],
  'gcp/google_workspace.login': [{ dataset: ['google_workspace.login'] }],
  'azure/riskdetection': [{ dataset: ['azure.identity_protection', 'azure.riskdetection'] }],
  'azure/pim': [{ dataset: ['azure.auditlogs', 'azure.pim', 'azure.identity_protection'] }],
  'm365/audit': [{ module: ['o365', 'm365*'] }],
  'm365/exchange': [{ module: ['o365', 'm365*'] }],
  'm365/threat_detection': [{ module: ['o365', 'm365*'] }],
  'm365/threat_management': [{ module: ['o365', 'm365*'] }],
  'okta/okta': [{ dataset: ['okta.*'] }, { module: ['okta'] }],
  'suricata/eve': [{ module: ['suricata'] }],
  '/netflow': [{ module: ['netflow'] }, { dataset: ['netflow.*'] }],
}
