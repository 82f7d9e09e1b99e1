// The ordinary traffic of the city: each device is a function that writes one line, with how often
// it does so in an ordinary hour. Nights are quieter than office hours.

import { ADDRESS, ADMIN_NETWORK, OFFICERS } from './city.ts'
import type { Dice, DemoLine, Road } from './line.ts'
import { fortigate, nginxCombined, rfc3164, rfc5424 } from './wire.ts'

interface Device {
  readonly perHour: number
  readonly road: Road
  /** Line of the device at a time. */
  readonly write: (at: number, dice: Dice) => string
}

const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 15; SM-A556E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36',
]
const WARDS = ['Hải Châu', 'Thanh Khê', 'Sơn Trà', 'Ngũ Hành Sơn', 'Liên Chiểu', 'Cẩm Lệ']

const citizen = (dice: Dice): string => `198.51.100.${dice.between(1, 250)}`

function website(host: string, pages: readonly string[]): Device['write'] {
  return (at, dice) =>
    rfc5424(
      at,
      190,
      host,
      'nginx',
      '-',
      nginxCombined(at, {
        from: citizen(dice),
        method: dice.next() < 0.85 ? 'GET' : 'POST',
        target: dice.pick(pages),
        status: dice.next() < 0.96 ? 200 : dice.pick([302, 304, 404]),
        bytes: dice.between(300, 60_000),
        agent: dice.pick(AGENTS),
      }),
    )
}

const json = (at: number, host: string, fields: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ '@timestamp': new Date(at).toISOString(), 'host.name': host, ...fields })

const DEVICES: readonly Device[] = [
  {
    perHour: 260,
    road: 'syslog-tcp',
    write: website('dvc-web-01', [
      '/',
      '/ho-so/tra-cuu',
      '/ho-so/nop',
      '/dang-nhap',
      '/thu-tuc?linh-vuc=ho-tich',
      '/assets/app.js',
    ]),
  },
  {
    perHour: 180,
    road: 'syslog-tcp',
    write: website('portal-web-01', [
      '/',
      '/tin-tuc',
      '/van-ban',
      '/lich-cong-tac',
      '/tin-tuc/le-hoi-phao-hoa',
      '/css/site.css',
    ]),
  },
  {
    perHour: 90,
    road: 'syslog-tcp',
    write: website('gd-web-01', ['/', '/tuyen-sinh', '/tra-cuu-diem', '/truong-hoc']),
  },
  {
    perHour: 60,
    road: 'ingest',
    write: (at, dice) =>
      json(at, 'phananh-app-01', {
        'event.action': 'report-received',
        'event.dataset': 'phananh.app',
        message: `Tiếp nhận phản ánh số ${dice.between(10_000, 99_999)} tại ${dice.pick(WARDS)}`,
        'log.level': 'info',
      }),
  },
  {
    perHour: 120,
    road: 'syslog-udp',
    write: (at, dice) =>
      rfc3164(
        at,
        134,
        `its-ctl-${dice.between(1, 20)}`,
        'signal',
        `phase=${dice.between(1, 5)} cycle=${dice.between(60, 120)} vehicles=${dice.between(0, 90)} mode=auto`,
      ),
  },
  {
    perHour: 60,
    road: 'syslog-udp',
    write: (at, dice) =>
      rfc3164(
        at,
        134,
        'vms-01',
        'vms',
        `CEF:0|ExampleCam|VMS|4.2|100|Camera heartbeat|1|dvchost=camera-ngatu-${dice.between(1, 40)} src=${ADDRESS['vms-01']} rt=${at}`,
      ),
  },
  {
    perHour: 40,
    road: 'bulk',
    write: (at, dice) => {
      const officer = dice.pick(OFFICERS)
      return JSON.stringify({
        '@timestamp': new Date(at).toISOString(),
        message: 'An account was successfully logged on.',
        host: { name: 'YTE-DC01' },
        winlog: {
          channel: 'Security',
          provider_name: 'Microsoft-Windows-Security-Auditing',
          event_id: 4624,
          record_id: dice.between(1_000_000, 9_000_000),
          computer_name: 'YTE-DC01',
          event_data: {
            TargetUserName: officer,
            TargetDomainName: 'YTE',
            LogonType: '3',
            IpAddress: dice.pick(ADMIN_NETWORK),
            IpPort: String(dice.between(40_000, 60_000)),
          },
        },
      })
    },
  },
  {
    perHour: 8,
    road: 'relp',
    write: (at, dice) => {
      const [officer, port] = [dice.pick(OFFICERS), dice.between(30_000, 60_000)]
      return rfc5424(
        at,
        86,
        dice.pick(['dvc-app-01', 'ioc-dash-01', 'yte-his-01']),
        'sshd',
        dice.between(800, 30_000),
        `Accepted publickey for ${officer} from ${dice.pick(ADMIN_NETWORK)} port ${port} ssh2: ED25519 SHA256:${port}exampleexampleexampleexample`,
      )
    },
  },
  {
    perHour: 30,
    road: 'relp',
    write: (at, dice) =>
      rfc5424(
        at,
        78,
        dice.pick(['dvc-app-01', 'portal-web-01', 'ioc-dash-01']),
        'CRON',
        dice.between(800, 30_000),
        '(root) CMD (/usr/local/bin/sao-luu --incremental)',
      ),
  },
  {
    perHour: 25,
    road: 'relp',
    write: (at, dice) =>
      rfc5424(
        at,
        30,
        dice.pick(['dvc-app-01', 'yte-his-01', 'gd-web-01']),
        'systemd',
        1,
        `Started ${dice.pick(['logrotate.service - Rotate log files', 'apt-daily.service - Daily apt download activities', 'man-db.service - Daily man-db regeneration'])}.`,
      ),
  },
  {
    perHour: 220,
    road: 'syslog-tcp',
    write: (at, dice) => {
      const [sent, received] = [dice.between(400, 90_000), dice.between(400, 900_000)]
      const body = fortigate(at, 'traffic', 'forward', 'notice', {
        logid: '0000000013',
        srcip: citizen(dice),
        srcport: dice.between(1024, 65_000),
        srcintf: 'wan1',
        srcintfrole: 'wan',
        dstip: dice.pick([ADDRESS['dvc-web-01'], ADDRESS['portal-web-01'], ADDRESS['gd-web-01']]),
        dstport: 443,
        dstintf: 'dmz',
        dstintfrole: 'dmz',
        sessionid: dice.between(1, 9_000_000),
        proto: 6,
        action: 'close',
        policyid: 12,
        policytype: 'policy',
        service: 'HTTPS',
        duration: dice.between(1, 120),
        sentbyte: sent,
        rcvdbyte: received,
        sentpkt: Math.ceil(sent / 1000),
        rcvdpkt: Math.ceil(received / 1200),
        appcat: 'unscanned',
      })
      return `<189>${body}`
    },
  },
  {
    perHour: 60,
    road: 'ingest',
    write: (at, dice) =>
      JSON.stringify({
        timestamp: new Date(at).toISOString().replace('Z', '+0000'),
        flow_id: dice.between(1, 2 ** 40),
        in_iface: 'eth1',
        event_type: 'dns',
        host: 'ioc-ids-01',
        src_ip: ADDRESS['dvc-app-01'],
        src_port: dice.between(1024, 65_000),
        dest_ip: '192.0.2.2',
        dest_port: 53,
        proto: 'UDP',
        dns: {
          type: 'query',
          id: dice.between(1, 65_000),
          rrname: dice.pick(['api.example.com', 'time.example.com', 'mirror.example.org']),
          rrtype: 'A',
          tx_id: 0,
        },
      }),
  },
]

/** Share of an office hour's traffic, by local hour of the day. */
const HOURLY = [
  0.2, 0.15, 0.1, 0.1, 0.15, 0.3, 0.5, 0.8, 1, 1.1, 1.1, 0.8, 0.7, 0.9, 1.1, 1.1, 1, 0.8, 0.7, 0.7, 0.6, 0.5,
  0.4, 0.3,
]

/** The ordinary lines of one minute, in order of time. */
export function ordinaryMinute(minuteStart: number, dice: Dice): DemoLine[] {
  const localHour = new Date(minuteStart + 7 * 3_600_000).getUTCHours()
  const lines: DemoLine[] = []
  for (const device of DEVICES) {
    const expected = (device.perHour / 60) * (HOURLY[localHour] ?? 1)
    const count = Math.floor(expected) + (dice.next() < expected % 1 ? 1 : 0)
    for (let nth = 0; nth < count; nth++) {
      const at = minuteStart + dice.between(0, 60_000)
      lines.push({ at, road: device.road, text: device.write(at, dice) })
    }
  }
  return lines.sort((a, b) => a.at - b.at)
}
