// Tables of field names: Sigma's name on the left, on the right where a flat ECS event may hold it, in order of
// preference. `a&b` means both together (a web rule that asks for the query often means the whole address).
// `~` is a space inside a name; `=name` is computed from several fields in `field-names.ts`.
// One long file, because it is read as one table.

export interface FieldTable {
  readonly name: string
  readonly sources: Readonly<Record<string, readonly string[]>>
}

function fieldTable(name: string, rows: string): FieldTable {
  const sources: Record<string, readonly string[]> = Object.create(null)
  for (const row of rows.trim().split('\n')) {
    const [field, ...keys] = row.trim().split(/\s+/)
    sources[field!] = keys.map(key => key.replaceAll('~', ' '))
  }
  return { name, sources }
}

/** Windows event logs and Sysmon; the names of winlog.event_data come before these. */
export const WINDOWS_FIELDS: FieldTable = fieldTable(
  'windows',
  `
  EventID               winlog.event_id event.code
  Provider_Name         winlog.provider_name event.provider
  SourceName            winlog.provider_name event.provider
  Source                winlog.provider_name event.provider
  Channel               winlog.channel
  Computer              winlog.computer_name host.name
  ComputerName          winlog.computer_name host.name
  Hostname              winlog.computer_name host.name
  Security_UserID       winlog.user.identifier user.id
  Level                 winlog.level log.level
  Keywords              winlog.keywords
  Message               message
  Data                  winlog.event_data.param1&winlog.event_data.param2&winlog.event_data.param3 message
  Image                 winlog.event_data.NewProcessName process.executable
  ParentImage           winlog.event_data.ParentProcessName process.parent.executable
  CommandLine           winlog.event_data.ProcessCommandLine process.command_line
  ParentCommandLine     process.parent.command_line
  CurrentDirectory      process.working_directory
  OriginalFileName      process.pe.original_file_name file.pe.original_file_name dll.pe.original_file_name
  Description           process.pe.description file.pe.description
  Product               process.pe.product file.pe.product
  Company               process.pe.company file.pe.company
  FileVersion           process.pe.file_version file.pe.file_version
  IntegrityLevel        winlog.event_data.MandatoryLabel process.Ext.token.integrity_level_name
  User                  =account
  ParentUser            process.parent.user.name
  LogonId               winlog.event_data.SubjectLogonId winlog.logon.id
  ProcessId             winlog.event_data.NewProcessId process.pid
  ParentProcessId       process.parent.pid
  ProcessGuid           process.entity_id
  ParentProcessGuid     process.parent.entity_id
  Hashes                =hashes
  TargetFilename        file.path
  ImageLoaded           dll.path file.path
  Signed                dll.code_signature.exists process.code_signature.exists
  SignatureStatus       dll.code_signature.status process.code_signature.status
  Signature             dll.code_signature.subject_name
  TargetObject          registry.path
  Details               registry.data.strings
  SourceImage           process.executable
  PipeName              file.name
  QueryName             dns.question.name
  QueryResults          dns.answers.data&dns.resolved_ip
  DestinationIp         destination.ip
  DestinationPort       destination.port
  DestinationHostname   destination.domain
  SourceIp              source.ip
  SourcePort            source.port
  SourceHostname        source.domain
  Protocol              network.transport
  Initiated             =initiated
  ScriptBlockText       powershell.file.script_block_text
  Payload               powershell.command.invocation_details
  HostApplication       process.command_line
  ServiceName           service.name
  SubjectUserName       user.name
  SubjectDomainName     user.domain
  SubjectUserSid        user.id
  TargetUserName        user.target.name user.name
  TargetDomainName      user.target.domain user.domain
  IpAddress             source.ip
  IpPort                source.port
  WorkstationName       source.domain
  LogonType             winlog.logon.type
`,
)

/** Programs on Linux and macOS: Sysmon for Linux, auditd, endpoint agents. */
export const PROCESS_FIELDS: FieldTable = fieldTable(
  'process',
  `
  Image                 winlog.event_data.Image process.executable auditd.log.exe
  CommandLine           winlog.event_data.CommandLine process.command_line process.title
  ParentImage           winlog.event_data.ParentImage process.parent.executable
  ParentCommandLine     winlog.event_data.ParentCommandLine process.parent.command_line
  CurrentDirectory      winlog.event_data.CurrentDirectory process.working_directory
  OriginalFileName      process.pe.original_file_name process.name
  User                  winlog.event_data.User user.name
  LogonId               winlog.event_data.LogonId
  ProcessId             process.pid
  ParentProcessId       process.parent.pid
  Hashes                =hashes
  TargetFilename        winlog.event_data.TargetFilename file.path
  QueryName             dns.question.name
  DestinationIp         winlog.event_data.DestinationIp destination.ip
  DestinationPort       winlog.event_data.DestinationPort destination.port
  DestinationHostname   winlog.event_data.DestinationHostname destination.domain
  SourceIp              winlog.event_data.SourceIp source.ip
  SourcePort            winlog.event_data.SourcePort source.port
  Protocol              network.transport
  Initiated             winlog.event_data.Initiated =initiated
`,
)

/** auditd records; the names of the record itself come before these. */
export const AUDITD_FIELDS: FieldTable = fieldTable(
  'auditd',
  `
  type                  auditd.log.record_type auditd.message_type event.action
  SYSCALL               auditd.log.syscall auditd.data.syscall
  exe                   process.executable
  comm                  process.name
  name                  auditd.log.name auditd.paths.name file.path
  key                   auditd.log.key tags
  euid                  user.effective.id
  uid                   user.id
  auid                  user.audit.id
  acct                  user.name
  addr                  source.ip source.address
  hostname              source.domain
  cwd                   process.working_directory
  pid                   process.pid
  ppid                  process.parent.pid
  proctitle             process.title
  res                   event.outcome
  success               event.outcome
`,
)

/** Linux services by syslog: what sudo, sshd and the account tools say. */
export const LINUX_AUTH_FIELDS: FieldTable = fieldTable(
  'linux-auth',
  `
  USER                  system.auth.sudo.user user.effective.name
  COMMAND               system.auth.sudo.command process.command_line
  PWD                   system.auth.sudo.pwd process.working_directory
  TTY                   system.auth.sudo.tty
  CommandLine           process.command_line
  User                  user.name
  Image                 process.executable
  program               process.name log.syslog.appname
`,
)

/** Web servers and proxies, W3C names. */
export const WEB_FIELDS: FieldTable = fieldTable(
  'web',
  `
  cs-method             http.request.method
  cs-uri                url.full&url.original
  c-uri                 url.full&url.original
  cs-uri-query          url.original&url.query
  c-uri-query           url.query
  cs-uri-stem           url.path
  c-uri-stem            url.path
  c-uri-extension       url.extension
  sc-status             http.response.status_code
  c-useragent           user_agent.original
  cs-user-agent         user_agent.original
  cs-referer            http.request.referrer
  cs-referrer           http.request.referrer
  cs-host               url.domain destination.domain
  r-dns                 destination.domain url.domain
  cs-username           user.name source.user.name
  cs-cookie             http.request.headers.cookie
  cs-content-type       http.request.mime_type
  cs-version            http.version
  cs-bytes              http.request.bytes source.bytes
  sc-bytes              http.response.bytes http.response.body.bytes destination.bytes
  c-ip                  source.ip client.ip source.address
  s-ip                  destination.ip server.ip
  s-port                destination.port server.port url.port
  s-computername        host.name
`,
)

export const DNS_FIELDS: FieldTable = fieldTable(
  'dns',
  `
  query                 dns.question.name
  QueryName             dns.question.name
  QNAME                 dns.question.name
  record_type           dns.question.type
  qtype_name            dns.question.type
  answer                dns.answers.data&dns.resolved_ip
  answers               dns.answers.data&dns.resolved_ip
  parent_domain         dns.question.registered_domain
`,
)

/** Firewalls and flow records. */
export const FIREWALL_FIELDS: FieldTable = fieldTable(
  'firewall',
  `
  src_ip                source.ip source.address
  dst_ip                destination.ip destination.address
  src_port              source.port
  dst_port              destination.port
  src_mac               source.mac
  dst_mac               destination.mac
  src_host              source.domain
  dst_host              destination.domain
  username              user.name source.user.name
  user                  user.name source.user.name
  action                event.action event.type
  protocol              network.transport network.protocol
  proto                 network.transport
  blocked               event.outcome
  bytes_out             source.bytes
  bytes_in              destination.bytes
`,
)

/** FortiGate's own names; the rest stands under fortinet.firewall. */
export const FORTIGATE_FIELDS: FieldTable = fieldTable(
  'fortigate',
  `
  action                fortinet.firewall.action event.action
  type                  fortinet.firewall.type
  subtype               fortinet.firewall.subtype
  level                 fortinet.firewall.level log.level
  logid                 fortinet.firewall.logid event.code
  devname               observer.name
  devid                 observer.serial_number
  srcip                 source.ip
  srcport               source.port
  srcintf               observer.ingress.interface.name
  srcintfrole           fortinet.firewall.srcintfrole
  dstip                 destination.ip
  dstport               destination.port
  dstintf               observer.egress.interface.name
  dstintfrole           fortinet.firewall.dstintfrole
  sentbyte              source.bytes
  rcvdbyte              destination.bytes
  service               network.protocol
  policyid              rule.id
  policyname            rule.name
  user                  source.user.name user.name
  msg                   message
  logdesc               fortinet.firewall.logdesc rule.description
  attack                fortinet.firewall.attack rule.name
  severity              fortinet.firewall.severity
  ui                    fortinet.firewall.ui
  hostname              url.domain destination.domain
  url                   url.path url.original
  status                fortinet.firewall.status event.outcome
`,
)

/** Suricata EVE; the rest stands under suricata.eve. */
export const SURICATA_FIELDS: FieldTable = fieldTable(
  'suricata',
  `
  event_type            suricata.eve.event_type
  src_ip                source.ip
  dest_ip               destination.ip
  src_port              source.port
  dest_port             destination.port
  proto                 network.transport
  app_proto             network.protocol
  alert.signature       rule.name
  alert.signature_id    rule.id
  alert.category        rule.category
  alert.severity        suricata.eve.alert.severity event.severity
  alert.action          suricata.eve.alert.action event.action
  http.hostname         url.domain
  http.url              url.original
  http.http_user_agent  user_agent.original
`,
)

export const ZEEK_FIELDS: FieldTable = fieldTable(
  'zeek',
  `
  id.orig_h             id_orig_h source.ip
  id.orig_p             id_orig_p source.port
  id.resp_h             id_resp_h destination.ip
  id.resp_p             id_resp_p destination.port
  uri                   url.original
  host                  url.domain
  method                http.request.method
  status_code           http.response.status_code
  user_agent            user_agent.original
  request_body_len      http.request.body.bytes
  query                 dns.question.name
  answers               dns.answers.data
  qtype_name            dns.question.type
  proto                 network.transport
`,
)

/** Malware scanners of any make; Microsoft Defender among them. */
export const ANTIVIRUS_FIELDS: FieldTable = fieldTable(
  'antivirus',
  `
  Signature             winlog.event_data.Threat~Name winlog.event_data.ThreatName rule.name threat.indicator.name
  Filename              winlog.event_data.Path file.path file.name
  Action                event.action
`,
)

/** Audit logs of clouds and services; the rest stands under the product's own prefix. */
export const CLOUD_FIELDS: FieldTable = fieldTable(
  'cloud',
  `
  eventName             event.action
  eventSource           event.provider
  eventType             event.action
  operationName         event.action
  OperationName         event.action
  Operation             event.action
  action                event.action
  verb                  event.action
  methodName            event.action
  sourceIPAddress       source.ip source.address
  userAgent             user_agent.original
  UserAgent             user_agent.original
  requestURI            url.original url.path
  responseStatus.code   http.response.status_code
  Status                event.outcome
  status                event.outcome
  ResultStatus          event.outcome
  UserId                user.id user.name
  actor.alternateId     user.email user.name
  displayMessage        message event.reason
`,
)
