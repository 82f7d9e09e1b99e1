// The typed columns of the event store: about two hundred ECS 9.4 fields that carry nearly all of what
// real logs fill. Every other field of an event goes into one JSON column and is searched there.
// Names and types follow the ECS 9.4.0 field reference; `[]` marks fields that ECS normalises to arrays.

export type ColumnType =
  | 'keyword'
  | 'keyword[]'
  | 'text'
  | 'long'
  | 'double'
  | 'boolean'
  | 'date'
  | 'ip'
  | 'ip[]'

const keyword = `
  ecs.version event.kind event.action event.outcome event.code event.provider event.dataset event.module
  event.reason event.timezone event.id event.hash event.url event.reference log.level log.logger log.file.path
  log.syslog.hostname log.syslog.appname log.syslog.procid log.syslog.msgid log.syslog.version
  log.syslog.facility.name log.syslog.severity.name
  host.name host.hostname host.id host.domain host.type host.architecture host.os.family host.os.type
  host.os.name host.os.full host.os.version
  observer.vendor observer.product observer.type observer.name observer.hostname observer.serial_number
  observer.version observer.ingress.interface.name observer.egress.interface.name observer.ingress.zone
  observer.egress.zone observer.ingress.interface.alias observer.egress.interface.alias observer.ingress.vlan.id
  source.address source.domain source.mac source.user.name source.user.domain source.user.id source.user.email
  destination.address destination.domain destination.mac destination.user.name destination.user.domain
  destination.user.email
  client.address client.domain client.mac client.user.name server.address server.domain server.user.name
  network.transport network.protocol network.application network.type network.direction network.iana_number
  network.community_id network.name network.vlan.id
  user.name user.id user.domain user.full_name user.email user.effective.name user.effective.id
  user.target.name user.target.domain user.target.id user.target.group.name user.target.group.id
  user.changes.name group.name group.id group.domain
  process.name process.executable process.entity_id process.title process.working_directory
  process.parent.name process.parent.executable process.parent.entity_id
  process.hash.md5 process.hash.sha1 process.hash.sha256 process.pe.original_file_name process.pe.description
  process.pe.company process.pe.product process.pe.file_version
  file.name file.path file.directory file.extension file.mime_type file.owner file.hash.md5 file.hash.sha1
  file.hash.sha256 dll.name dll.path
  registry.path registry.key registry.hive registry.value registry.data.type
  service.name service.id service.type service.version
  http.request.method http.request.id http.request.referrer http.version http.request.mime_type
  http.response.mime_type
  url.domain url.path url.original url.full url.query url.scheme url.extension url.registered_domain
  url.subdomain url.top_level_domain url.username url.fragment
  user_agent.original user_agent.name user_agent.version user_agent.os.name user_agent.device.name
  dns.id dns.type dns.response_code dns.question.name dns.question.type dns.question.class
  dns.question.registered_domain dns.question.subdomain dns.question.top_level_domain
  tls.version tls.version_protocol tls.cipher tls.curve tls.client.server_name tls.client.ja3 tls.server.ja3s
  tls.server.subject tls.server.issuer tls.server.hash.sha1 tls.server.x509.subject.common_name
  tls.server.x509.issuer.common_name
  rule.id rule.name rule.category rule.ruleset rule.uuid rule.description rule.version
  threat.indicator.name threat.indicator.type
  email.subject email.message_id email.direction device.id device.manufacturer device.model.name
  container.id container.name cloud.provider cloud.account.id organization.name session.id
  winlog.channel winlog.provider_name winlog.computer_name winlog.event_id winlog.logon.type
  thapcanh.system.id thapcanh.format thapcanh.listener thapcanh.peer
`

const keywordArray = `
  event.category event.type tags related.hosts related.user related.hash process.args user.roles
  dns.header_flags dns.answers.data dns.answers.type dns.answers.name email.from.address email.to.address
`

const text = `message event.original error.message process.command_line process.parent.command_line registry.data.strings`

const long = `
  event.severity event.duration event.sequence log.syslog.priority log.syslog.facility.code log.syslog.severity.code
  source.port source.bytes source.packets source.nat.port destination.port destination.bytes destination.packets
  destination.nat.port client.port client.bytes server.port server.bytes network.bytes network.packets
  process.pid process.thread.id process.exit_code process.parent.pid process.args_count
  http.request.bytes http.request.body.bytes http.response.bytes http.response.body.bytes http.response.status_code
  url.port file.size thapcanh.system.level
`

const ip = `source.ip destination.ip client.ip server.ip source.nat.ip destination.nat.ip network.forwarded_ip`
const ipArray = `related.ip host.ip observer.ip dns.resolved_ip`
const date = `@timestamp event.created event.start event.end event.ingested`
const double = `event.risk_score`
const boolean = `tls.established tls.resumed`

const words = (list: string): string[] => list.trim().split(/\s+/)

/** Field name → column type, in column order: `@timestamp` first. */
export const COLUMNS: ReadonlyMap<string, ColumnType> = new Map<string, ColumnType>([
  ...words(date).map(name => [name, 'date'] as const),
  ...words(keyword).map(name => [name, 'keyword'] as const),
  ...words(keywordArray).map(name => [name, 'keyword[]'] as const),
  ...words(text).map(name => [name, 'text'] as const),
  ...words(long).map(name => [name, 'long'] as const),
  ...words(ip).map(name => [name, 'ip'] as const),
  ...words(ipArray).map(name => [name, 'ip[]'] as const),
  ...words(double).map(name => [name, 'double'] as const),
  ...words(boolean).map(name => [name, 'boolean'] as const),
])
