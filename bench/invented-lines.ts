// Invented RFC 5424 lines of a Linux server and a web server, varied enough that neither caches nor
// compression flatter the figures: sshd, sudo, systemd, cron, nginx, in the mix an ordinary server sends.

import { createDice, type Dice } from '#/demo/line.ts'
import { nginxCombined, rfc5424 } from '#/demo/wire.ts'

const HOSTS = ['web-01', 'web-02', 'app-01', 'db-01', 'mail-01']
const PAGES = ['/', '/tin-tuc/bai', '/ho-so/tra-cuu?ma=', '/assets/app.js?v=', '/api/v1/tiep-nhan/', '/anh/']
const AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36'

const WRITERS: readonly { readonly weight: number; readonly write: (at: number, dice: Dice) => string }[] = [
  {
    weight: 6,
    write: (at, dice) =>
      rfc5424(
        at,
        190,
        dice.pick(HOSTS),
        'nginx',
        '-',
        nginxCombined(at, {
          from: `198.51.100.${dice.between(1, 255)}`,
          method: 'GET',
          target: dice.pick(PAGES) + dice.between(1, 1_000_000),
          status: dice.pick([200, 200, 200, 304, 404]),
          bytes: dice.between(200, 90_000),
          agent: AGENT,
        }),
      ),
  },
  {
    weight: 2,
    write: (at, dice) =>
      linux(
        at,
        dice,
        'sshd',
        `Accepted publickey for user${dice.between(1, 50)} from 192.0.2.${dice.between(1, 255)} port ${dice.between(1024, 65_000)} ssh2: ED25519 SHA256:${dice.between(1, 2 ** 31)}`,
      ),
  },
  {
    weight: 1,
    write: (at, dice) =>
      linux(
        at,
        dice,
        'sudo',
        ` user${dice.between(1, 50)} : TTY=pts/0 ; PWD=/srv ; USER=root ; COMMAND=/usr/bin/systemctl status app${dice.between(1, 90)}`,
      ),
  },
  {
    weight: 1,
    write: (at, dice) =>
      linux(
        at,
        dice,
        'systemd',
        `Started session-${dice.between(1, 99_999)}.scope - Session of User user${dice.between(1, 50)}.`,
      ),
  },
  {
    weight: 1,
    write: (at, dice) => linux(at, dice, 'CRON', `(root) CMD (/usr/local/bin/job-${dice.between(1, 400)})`),
  },
]
const WEIGHTED = WRITERS.flatMap(({ weight, write }) => Array.from({ length: weight }, () => write))

function linux(at: number, dice: Dice, app: string, message: string): string {
  return rfc5424(at, 86, dice.pick(HOSTS), app, dice.between(300, 32_000), message)
}

/** `count` lines, the same for the same seed and time. */
export function inventedLines(count: number, seed: number, startMs: number): string[] {
  const dice = createDice(seed)
  return Array.from({ length: count }, (_, nth) => dice.pick(WEIGHTED)(startMs + nth, dice))
}
