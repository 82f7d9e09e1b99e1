// How Windows events are recognised: by channel and event id. Categories follow Sysmon's event types, and for
// process_creation also the audit record of the Security log.

import type { Way } from './event-traits.ts'

const SYSMON = 'microsoft-windows-sysmon/operational'
const POWERSHELL = ['microsoft-windows-powershell/operational', 'powershellcore/operational']
const CLASSIC_POWERSHELL = ['windows powershell']

function sysmon(...eventId: readonly string[]): Way {
  return { channel: [SYSMON], eventId }
}

/** An endpoint agent's event in ECS, without a Windows channel. */
function endpoint(category: string, ...types: readonly string[]): Way {
  return { os: ['windows'], channel: [''], categories: [category], types }
}

/** Sigma category → ways, for `product: windows`. */
export const WINDOWS_CATEGORIES: Readonly<Record<string, readonly Way[]>> = {
  process_creation: [sysmon('1'), { channel: ['security'], eventId: ['4688'] }, endpoint('process', 'start')],
  file_change: [sysmon('2')],
  network_connection: [sysmon('3'), endpoint('network', 'connection', 'start')],
  sysmon_status: [sysmon('4', '16')],
  process_termination: [sysmon('5'), endpoint('process', 'end')],
  driver_load: [sysmon('6'), endpoint('driver', 'start')],
  image_load: [sysmon('7'), endpoint('library', 'start')],
  create_remote_thread: [sysmon('8')],
  raw_access_thread: [sysmon('9')],
  raw_access_read: [sysmon('9')],
  process_access: [sysmon('10')],
  file_event: [sysmon('11'), endpoint('file', 'creation')],
  registry_event: [sysmon('12', '13', '14'), endpoint('registry', 'creation', 'change', 'deletion')],
  registry_add: [{ ...sysmon('12'), registryChange: ['createkey'] }, endpoint('registry', 'creation')],
  registry_delete: [
    { ...sysmon('12'), registryChange: ['deletekey', 'deletevalue'] },
    endpoint('registry', 'deletion'),
  ],
  registry_set: [sysmon('13'), endpoint('registry', 'change')],
  registry_rename: [sysmon('14')],
  create_stream_hash: [sysmon('15')],
  pipe_created: [sysmon('17', '18')],
  wmi_event: [sysmon('19', '20', '21')],
  dns_query: [sysmon('22'), endpoint('dns', 'query', 'info', 'protocol')],
  file_delete: [sysmon('23', '26'), endpoint('file', 'deletion')],
  file_delete_detected: [sysmon('26')],
  clipboard_change: [sysmon('24')],
  clipboard_capture: [sysmon('24')],
  process_tampering: [sysmon('25')],
  file_block: [sysmon('27', '28')],
  file_block_executable: [sysmon('27')],
  file_block_shredding: [sysmon('28')],
  file_executable_detected: [sysmon('29')],
  sysmon_error: [sysmon('255')],
  file_access: [
    { channel: ['microsoft-windows-kernel-file/analytic'], eventId: ['12'] },
    endpoint('file', 'access'),
  ],
  file_rename: [
    { channel: ['microsoft-windows-kernel-file/analytic'], eventId: ['19', '27'] },
    { os: ['windows'], channel: [''], categories: ['file'], action: ['rename', 'file-renamed', 'renamed'] },
  ],
  ps_module: [{ channel: POWERSHELL, eventId: ['4103'] }],
  ps_script: [{ channel: POWERSHELL, eventId: ['4104'] }],
  ps_classic_start: [{ channel: CLASSIC_POWERSHELL, eventId: ['400'] }],
  ps_classic_provider_start: [{ channel: CLASSIC_POWERSHELL, eventId: ['600'] }],
  ps_classic_script: [{ channel: CLASSIC_POWERSHELL, eventId: ['800'] }],
}

const MICROSOFT_OPERATIONAL = `
  ntlm                                  NTLM
  sysmon                                Sysmon
  taskscheduler                         TaskScheduler
  wmi                                   WMI-Activity
  dhcp                                  DHCP-Server
  windefend                             Windows Defender
  bits-client                           Bits-Client
  codeintegrity-operational             CodeIntegrity
  printservice-operational              PrintService
  terminalservices-localsessionmanager  TerminalServices-LocalSessionManager
  diagnosis-scripted                    Diagnosis-Scripted
  shell-core                            Shell-Core
  appxdeployment-server                 AppXDeploymentServer
  appxpackaging-om                      AppxPackaging
  lsa-server                            LSA
  dns-client                            DNS Client Events
  dns-client                            DNS-Client
  capi2                                 CAPI2
  certificateservicesclient-lifecycle-system  CertificateServicesClient-Lifecycle-System
  application-experience                Application-Experience
  ntfs                                  Ntfs
  sense                                 SENSE
  driver-framework                      DriverFrameworks-UserMode
  vhdmp                                 VHDMP
`

const OTHER_CHANNELS: Readonly<Record<string, readonly string[]>> = {
  application: ['application'],
  security: ['security'],
  system: ['system'],
  powershell: POWERSHELL,
  'powershell-classic': CLASSIC_POWERSHELL,
  'dns-server': ['dns server', 'microsoft-windows-dns-server/audit'],
  'dns-server-analytic': ['microsoft-windows-dns-server/analytical'],
  'dns-server-audit': ['microsoft-windows-dns-server/audit'],
  'printservice-admin': ['microsoft-windows-printservice/admin'],
  'smbclient-security': ['microsoft-windows-smbclient/security'],
  'smbclient-connectivity': ['microsoft-windows-smbclient/connectivity'],
  'smbserver-connectivity': ['microsoft-windows-smbserver/connectivity'],
  applocker: ['microsoft-windows-applocker/*'],
  'msexchange-management': ['msexchange management'],
  'firewall-as': ['microsoft-windows-windows firewall with advanced security/firewall'],
  'security-mitigations': ['microsoft-windows-security-mitigations*'],
  openssh: ['openssh/operational'],
  ldap: ['microsoft-windows-ldap-client/debug'],
  bitlocker: ['microsoft-windows-bitlocker/bitlocker management'],
  'appmodel-runtime': ['microsoft-windows-appmodel-runtime/admin'],
  'kernel-shimengine': ['microsoft-windows-kernel-shimengine/*'],
  'application-experience': ['microsoft-windows-application-experience/*'],
  'hyper-v-worker': ['microsoft-windows-hyper-v-worker*'],
  'kernel-event-tracing': ['microsoft-windows-kernel-eventtracing*'],
  'microsoft-servicebus-client': ['microsoft-servicebus-client*'],
  'servicebus-client': ['microsoft-servicebus-client*'],
  'iis-configuration': ['microsoft-iis-configuration/operational'],
}

/** Sigma service → ways, for `product: windows`. */
export const WINDOWS_SERVICES: Readonly<Record<string, readonly Way[]>> = windowsServices()

function windowsServices(): Record<string, readonly Way[]> {
  const channels: Record<string, string[]> = {}
  for (const row of MICROSOFT_OPERATIONAL.trim().split('\n')) {
    const [service, name] = row.trim().split(/\s{2,}/)
    const channel = `microsoft-windows-${name!.toLowerCase()}/operational`
    channels[service!] = [...(channels[service!] ?? []), channel]
  }
  for (const [service, names] of Object.entries(OTHER_CHANNELS)) {
    channels[service] = [...(channels[service] ?? []), ...names]
  }
  const ways = Object.entries(channels).map(([service, channel]) => [service, [{ channel }]] as const)
  return { ...Object.fromEntries(ways), iis: [{ dataset: ['iis.access', 'iis.*'] }, { module: ['iis'] }] }
}
