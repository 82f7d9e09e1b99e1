// The log lines that `bench -- store` stores, about 300 bytes each as they come off the wire: half sshd, a third nginx,
// the rest a FortiGate. They are read by the platform's own formats, so what is stored is what the platform stores.
//
// Nothing is flattered: addresses, users, pages and browsers have long tails (a few are everywhere, most are rare),
// ports, session numbers and byte counts are random, keys and browsers belong to who has them. Invented; the same for
// the same seed. Addresses are those for documentation and for benchmarks (RFC 2544), which are many enough for tails.

import { createHash } from 'node:crypto'
import { parseRecord } from '#/collectors/formats/parse-record.ts'
import { createDice, type Dice } from '#/demo/line.ts'
import { fortigate, nginxCombined, rfc5424 } from '#/demo/wire.ts'
import { isoTime } from '#/kernel/clock.ts'
import { OWN_FIELDS } from '#/kernel/event.ts'
import { eventId } from '#/kernel/ids.ts'
import type { StoredEvent } from '#/store/event-store.ts'

/** Stands in one line of a million, once on each day or not at all. */
export const RARE_TEXT = 'zzqxj'
const LINES_PER_RARE = 1_000_000

const SERVERS = 150
const WEB_SERVERS = 12
const FIREWALLS = 6
const USERS = 3000
const CLIENTS = 60_000
const ATTACKERS = 4000
const PAGES = 40_000
const BROWSERS = 900
/** Time on the way from the device to the platform. */
const MAX_DELAY_MS = 80
const ZONE_MINUTES = 420
const LISTENER = 'syslog-tcp'

/** Makes stored events, one after the other. */
export interface LineSource {
  /** The next so many, `msBetween` apart on average. */
  next(count: number, msBetween: number): readonly StoredEvent[]
  /** Raw-log sequence of the last. */
  position(): number
  /** Time of the last, ms UTC. */
  now(): number
  /** Bytes of all lines. */
  bytes(): number
}

export function createLineSource(seed: number, startMs: number): LineSource {
  const dice = createDice(seed)
  let [sequence, now, bytes] = [0, startMs, 0]
  const make = (msBetween: number): StoredEvent => {
    sequence++
    now += dice.next() * 2 * msBetween
    const at = Math.floor(now)
    const kind = dice.between(0, 6)
    const line = kind < 3 ? sshd(at, dice) : kind < 5 ? nginx(at, sequence, dice) : firewall(at, dice)
    bytes += line.text.length
    return storedFrom(line, sequence, at + dice.between(1, MAX_DELAY_MS))
  }
  return {
    next: (count, msBetween) => Array.from({ length: count }, () => make(msBetween)),
    position: () => sequence,
    now: () => now,
    bytes: () => bytes,
  }
}

interface Line {
  readonly text: string
  readonly peer: string
  readonly system: string
  readonly level: number
}

/** As pipeline/read-batch.ts makes events of records. */
function storedFrom({ text, peer, system, level }: Line, sequence: number, receivedMs: number): StoredEvent {
  const bytes = Buffer.from(text)
  const record = { sequence, receivedMs, bytes, peer, envelope: 'syslog', listener: LISTENER } as const
  const { event } = parseRecord(record, { zoneOffsetMinutes: ZONE_MINUTES })
  event['event.ingested'] = isoTime(receivedMs)
  event[OWN_FIELDS.peer] = peer
  event[OWN_FIELDS.system] = system
  event[OWN_FIELDS.systemLevel] = level
  return { id: eventId(receivedMs, sequence), ingestedMs: receivedMs, event }
}

/** A whole number below `count`, small ones far more often: what is at place n comes about as often as 1/n. */
function tail(count: number, dice: Dice): number {
  return Math.min(count - 1, Math.floor(count ** dice.next()) - 1)
}

/** Of RFC 2544's range. */
function clientAddress(n: number): string {
  const mixed = Math.imul(n + 1, 0x9e37_79b1) >>> 15
  return `198.${18 + ((mixed >> 16) & 1)}.${(mixed >> 8) & 255}.${mixed & 255}`
}

/** The address of one in eight clients is an IPv6 one. */
function webAddress(n: number): string {
  return n % 8 === 7
    ? `2001:db8:${(n % 977).toString(16)}:${((n * 31) % 65_521).toString(16)}::${(n % 4093).toString(16)}`
    : clientAddress(n)
}

function serverOf(n: number): { readonly name: string; readonly peer: string; readonly level: number } {
  const name = `may-chu-${String(n + 1).padStart(3, '0')}.so-${n % 17}.example.com`
  return { name, peer: `192.0.2.${1 + (n % 250)}`, level: 2 + (n % 3) }
}

/** A name as people have them, and the same key for the same user and computer. */
function userOf(n: number): string {
  return `${FAMILY[n % FAMILY.length]}.${GIVEN[(n * 7) % GIVEN.length]}${n < 120 ? '' : n}`
}

function keyOf(user: number, key: number): string {
  const known = KEYS.get(user * 3 + key)
  if (known !== undefined) return known
  const made = createHash('sha256').update(`${user} ${key}`).digest('base64').slice(0, 43)
  KEYS.set(user * 3 + key, made)
  return made
}

const KEYS = new Map<number, string>()

const FAMILY = ['nguyen', 'tran', 'le', 'pham', 'hoang', 'huynh', 'phan', 'vu', 'dang', 'bui', 'do', 'ngo']
const GIVEN = [
  'an',
  'binh',
  'chi',
  'dung',
  'giang',
  'ha',
  'khanh',
  'lan',
  'minh',
  'nga',
  'phuc',
  'quan',
  'thu',
]
const GUESSED = [
  'root', 'admin', 'test', 'oracle', 'postgres', 'ubuntu', 'git', 'ftpuser', 'mysql', 'deploy', 'pi', 'support',
] // prettier-ignore

function sshd(at: number, dice: Dice): Line {
  const n = tail(SERVERS, dice)
  const { name, peer, level } = serverOf(n)
  const text = rfc5424(at, 86, name, 'sshd', dice.between(800, 4_000_000), sshdMessage(dice))
  return { text, peer, system: `he-thong-${n % 17}`, level }
}

function sshdMessage(dice: Dice): string {
  const port = dice.between(1024, 65_536)
  const choice = dice.between(0, 100)
  if (choice < 45) {
    const from = clientAddress(1000 + tail(ATTACKERS, dice))
    const known = dice.next() < 0.5
    const user = known ? dice.pick(GUESSED) : `${dice.pick(GUESSED)}${tail(400, dice)}`
    const who = known ? user : `invalid user ${user}`
    if (choice < 20) return `Failed password for ${who} from ${from} port ${port} ssh2`
    if (choice < 28) return `Invalid user ${user} from ${from} port ${port}`
    if (choice < 38)
      return `Connection closed by ${known ? 'authenticating' : 'invalid'} user ${user} ${from} port ${port} [preauth]`
    return `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${from}  user=${user}`
  }
  const n = tail(USERS, dice)
  const user = userOf(n)
  const from = clientAddress(n * 3 + tail(3, dice))
  if (choice < 70)
    return `Accepted publickey for ${user} from ${from} port ${port} ssh2: ED25519 SHA256:${keyOf(n, tail(3, dice))}`
  if (choice < 80)
    return `pam_unix(sshd:session): session opened for user ${user}(uid=${10_000 + n}) by ${user}(uid=0)`
  if (choice < 90) return `pam_unix(sshd:session): session closed for user ${user}`
  return `Received disconnect from ${from} port ${port}:11: disconnected by user`
}

const SECTIONS = [
  '/dich-vu-cong/ho-so/tra-cuu', '/tin-tuc/bai-viet', '/api/v1/tiep-nhan', '/thu-tuc-hanh-chinh/chi-tiet',
  '/static/js/app', '/static/anh/tin', '/van-ban/tai-ve', '/gop-y',
] // prettier-ignore

function nginx(at: number, sequence: number, dice: Dice): Line {
  const n = dice.between(0, WEB_SERVERS)
  const name = `web-${String(n + 1).padStart(2, '0')}.cong.example.com`
  const client = tail(CLIENTS, dice)
  const page = tail(PAGES, dice)
  const section = SECTIONS[page % SECTIONS.length]!
  const rare = sequence % LINES_PER_RARE === LINES_PER_RARE / 2 ? `&ref=${RARE_TEXT}` : ''
  const asked = dice.next() < 0.4 ? `?ma=HS-${dice.between(10_000_000, 99_999_999)}` : '?trang=1'
  const body = nginxCombined(at, {
    from: webAddress(client),
    method: dice.next() < 0.9 ? 'GET' : 'POST',
    target: `${section}/${page}${asked}${rare}`,
    status: dice.pick([200, 200, 200, 200, 200, 200, 301, 304, 404, 500]),
    bytes: dice.between(200, 90_000),
    referrer: dice.next() < 0.3 ? '-' : `https://cong.example.com${SECTIONS[client % SECTIONS.length]}`,
    agent: browserOf((client * 13) % BROWSERS),
  })
  const text = rfc5424(at, 190, name, 'nginx', '-', body)
  return { text, peer: `203.0.113.${1 + n}`, system: 'cong-dich-vu', level: 3 }
}

function browserOf(n: number): string {
  const version = `${100 + (n % 45)}.0.${(n * 37) % 7000}.${(n * 11) % 200}`
  const system = [
    'X11; Linux x86_64', 'Windows NT 10.0; Win64; x64', 'Macintosh; Intel Mac OS X 10_15_7', 'Linux; Android 14; SM-A546E',
  ][n % 4]! // prettier-ignore
  return n % 9 === 0
    ? `Mozilla/5.0 (${system}; rv:${100 + (n % 45)}.0) Gecko/20100101 Firefox/${100 + (n % 45)}.0`
    : `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version} Safari/537.36`
}

const SERVICES = [
  [443, 'HTTPS'], [443, 'HTTPS'], [443, 'HTTPS'], [80, 'HTTP'], [53, 'DNS'], [53, 'DNS'], [123, 'NTP'], [22, 'SSH'],
  [25, 'SMTP'], [3389, 'RDP'], [445, 'SMB'],
] as const // prettier-ignore

function firewall(at: number, dice: Dice): Line {
  const n = dice.between(0, FIREWALLS)
  const name = `fw-${n + 1}`
  const [port, service] = dice.pick(SERVICES)
  const [sent, received] = [dice.between(60, 400_000), dice.between(60, 9_000_000)]
  const isDenied = dice.next() < 0.25
  const policy = tail(80, dice)
  const body = fortigate(at, 'traffic', 'forward', 'notice', {
    logid: '0000000013',
    srcip: clientAddress(tail(CLIENTS, dice)),
    srcport: dice.between(1024, 65_536),
    srcintf: `port${1 + (policy % 8)}`,
    srcintfrole: 'lan',
    dstip: clientAddress(50_000 + tail(20_000, dice)),
    dstport: port,
    dstintf: 'wan1',
    dstintfrole: 'wan',
    sessionid: dice.between(1_000_000, 2 ** 31),
    proto: service === 'DNS' || service === 'NTP' ? 17 : 6,
    action: isDenied ? 'deny' : 'accept',
    policyid: policy,
    service,
    duration: tail(3600, dice),
    sentbyte: isDenied ? 0 : sent,
    rcvdbyte: isDenied ? 0 : received,
    sentpkt: isDenied ? 0 : 1 + Math.floor(sent / 900),
    rcvdpkt: isDenied ? 0 : 1 + Math.floor(received / 1200),
  })
  return {
    text: rfc5424(at, 189, name, '-', '-', body),
    peer: `203.0.113.${101 + n}`,
    system: 'bien-mang',
    level: 4,
  }
}
