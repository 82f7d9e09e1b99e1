// The extension dictionary of ArcSight's Common Event Format (CEF, revision 27): short key → full name, and
// the ECS field that means the same. Keys without a field are kept as `cef.extensions.<full name>`.
// A field is written only when nothing earlier wrote it, so the order of rows is the order of preference.

import { wordTable } from '#/kernel/word-table.ts'

export type CefKind =
  | 'text'
  | 'lower'
  | 'integer'
  | 'ip'
  | 'mac'
  | 'time'
  | 'direction'
  | 'hash'
  | 'outcome'
  | 'transport'
  | 'url'
  | 'seconds'

export interface CefField {
  readonly name: string
  readonly field?: string
  readonly kind: CefKind
}

/** `short full [field [kind]]`, one a line; `=` means that key and name are the same. */
const ROWS = `
act deviceAction event.action
app applicationProtocol network.protocol lower
cat deviceEventCategory
cnt baseEventCount
destinationDnsDomain =
destinationServiceName = destination.service.name
destinationTranslatedAddress = destination.nat.ip ip
destinationTranslatedPort = destination.nat.port integer
deviceDirection = network.direction direction
deviceDnsDomain =
deviceExternalId =
deviceFacility =
deviceInboundInterface = observer.ingress.interface.name
deviceOutboundInterface = observer.egress.interface.name
deviceNtDomain =
deviceProcessName = process.name
deviceTranslatedAddress = host.nat.ip ip
devicePayloadId =
dhost destinationHostName destination.domain
dmac destinationMacAddress destination.mac mac
dntdom destinationNtDomain destination.registered_domain
dpid destinationProcessId
dpriv destinationUserPrivileges destination.user.group.name
dproc destinationProcessName
dpt destinationPort destination.port integer
dst destinationAddress destination.ip ip
dtz deviceTimeZone event.timezone
duid destinationUserId destination.user.id
duser destinationUserName destination.user.name
dvc deviceAddress observer.ip ip
dvchost deviceHostName observer.hostname
dvcmac deviceMacAddress observer.mac mac
dvcpid deviceProcessId process.pid integer
end endTime event.end time
eventId = event.id
externalId =
fileCreateTime = file.created time
fileHash = file.hash hash
fileId = file.inode
fileModificationTime = file.mtime time
filePath = file.path
filePermission = file.mode
fileType = file.type
fname filename file.name
fsize fileSize file.size integer
in bytesIn source.bytes integer
msg message message
oldFileCreateTime =
oldFileHash =
oldFileId =
oldFileModificationTime =
oldFileName =
oldFilePath =
oldFilePermission =
oldFileSize =
oldFileType =
out bytesOut destination.bytes integer
outcome eventOutcome event.outcome outcome
proto transportProtocol network.transport transport
reason Reason event.reason
request requestUrl url.original url
requestClientApplication = user_agent.original
requestContext = http.request.referrer
requestCookies =
requestMethod = http.request.method
rt deviceReceiptTime @timestamp time
shost sourceHostName source.domain
smac sourceMacAddress source.mac mac
sntdom sourceNtDomain source.registered_domain
sourceDnsDomain =
sourceServiceName = source.service.name
sourceTranslatedAddress = source.nat.ip ip
sourceTranslatedPort = source.nat.port integer
spid sourceProcessId
spriv sourceUserPrivileges source.user.group.name
sproc sourceProcessName
spt sourcePort source.port integer
src sourceAddress source.ip ip
start startTime event.start time
suid sourceUserId source.user.id
suser sourceUserName source.user.name
type type
agentDnsDomain =
agentNtDomain =
agentTranslatedAddress =
agentTranslatedZoneExternalID =
agentTranslatedZoneURI =
agentZoneExternalID =
agentZoneURI =
agt agentAddress
ahost agentHostName agent.name
aid agentId agent.id
amac agentMacAddress
art agentReceiptTime event.created time
at agentType agent.type
atz agentTimeZone
av agentVersion agent.version
customerExternalID =
customerURI =
catdt categoryDeviceType
mrt managerReceiptTime
dlat destinationGeoLatitude
dlong destinationGeoLongitude
slat sourceGeoLatitude
slong sourceGeoLongitude
rawEvent =
inzone = observer.ingress.zone
outzone = observer.egress.zone
rule_uid = rule.uuid
`

const CUSTOM: readonly (readonly [short: string, full: string, count: number])[] = [
  ['cs', 'deviceCustomString', 6],
  ['cn', 'deviceCustomNumber', 3],
  ['cfp', 'deviceCustomFloatingPoint', 4],
  ['c6a', 'deviceCustomIPv6Address', 4],
  ['deviceCustomDate', 'deviceCustomDate', 2],
  ['flexString', 'flexString', 2],
  ['flexNumber', 'flexNumber', 2],
  ['flexDate', 'flexDate', 1],
]

/** A key of the extension → what it means; both its short and its full name are known. */
export const CEF_FIELDS: ReadonlyMap<string, CefField> = new Map(
  ROWS.trim()
    .split('\n')
    .flatMap(row => {
      const [short, full, field, kind] = row.split(' ') as [string, string, string?, CefKind?]
      const name = full === '=' ? short : full
      const meaning: CefField = { name, kind: kind ?? 'text', ...(field === undefined ? {} : { field }) }
      return [[short, meaning] as const, [name, meaning] as const]
    }),
)

/** Keys whose meaning their own `…Label` says: short and full → full. */
export const CEF_CUSTOM_KEYS: ReadonlyMap<string, string> = new Map(
  CUSTOM.flatMap(([short, full, count]) =>
    Array.from({ length: count }, (_, i) => i + 1).flatMap(i => [
      [`${short}${i}`, `${full}${i}`] as const,
      [`${full}${i}`, `${full}${i}`] as const,
    ]),
  ),
)

const as = (field: string, kind: CefKind = 'text') => ({ field, kind })

/** What a label says, in lower case → its field: labels that ArcSight prescribes or several vendors share. */
export const CEF_LABELS = wordTable<{ readonly field: string; readonly kind: CefKind }>({
  'source ipv6 address': as('source.ip', 'ip'),
  'destination ipv6 address': as('destination.ip', 'ip'),
  'device ipv6 address': as('observer.ip', 'ip'),
  rule: as('rule.name'),
  'rule name': as('rule.name'),
  'matched category': as('rule.category'),
  'source zone': as('observer.ingress.zone'),
  'destination zone': as('observer.egress.zone'),
  'duration in seconds': as('event.duration', 'seconds'),
  durationinseconds: as('event.duration', 'seconds'),
  md5: as('file.hash.md5', 'hash'),
  sha1: as('file.hash.sha1', 'hash'),
  sha256: as('file.hash.sha256', 'hash'),
})

/** ArcSight's group of the device that saw the event → category. */
export const CEF_DEVICE_GROUPS = wordTable<string>({
  '/Firewall': 'network',
  '/VPN': 'network',
  '/Network Equipment': 'network',
  '/IDS/Network': 'intrusion_detection',
  '/IDS/Host': 'intrusion_detection',
  '/Proxy': 'web',
  '/Operating System': 'host',
  '/Identity Management': 'iam',
})

/** The words CEF allows for a severity, as the lowest number of their range. */
export const CEF_SEVERITIES = wordTable<number>({ low: 0, medium: 4, high: 7, 'very-high': 9 })
