// Writes the log lines of the demo's devices as those devices write them.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** RFC 3164, as a Linux server's rsyslog sends it; local time of Vietnam (+07:00), no year. */
export function rfc3164(at: number, priority: number, host: string, tag: string, message: string): string {
  const local = new Date(at + 7 * 3_600_000)
  const month = MONTHS[local.getUTCMonth()]
  const day = String(local.getUTCDate()).padStart(2, ' ')
  return `<${priority}>${month} ${day} ${local.toISOString().slice(11, 19)} ${host} ${tag}: ${message}`
}

/** RFC 5424 with microseconds, as rsyslog's SyslogProtocol23 template writes it. */
export function rfc5424(
  at: number,
  priority: number,
  host: string,
  app: string,
  pid: number | '-',
  message: string,
): string {
  return `<${priority}>1 ${new Date(at).toISOString()} ${host} ${app} ${pid} - - ${message}`
}

export interface WebRequest {
  readonly from: string
  readonly user?: string
  readonly method: string
  readonly target: string
  readonly status: number
  readonly bytes: number
  readonly referrer?: string
  readonly agent: string
}

/** nginx's `combined` log format. */
export function nginxCombined(at: number, request: WebRequest): string {
  const local = new Date(at + 7 * 3_600_000)
  const iso = local.toISOString()
  const month = MONTHS[local.getUTCMonth()]
  const stamp = `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0700`
  return (
    `${request.from} - ${request.user ?? '-'} [${stamp}] "${request.method} ${request.target} HTTP/1.1" ` +
    `${request.status} ${request.bytes} "${request.referrer ?? '-'}" "${request.agent}"`
  )
}

/** FortiGate's key=value body. */
export function fortigate(
  at: number,
  type: string,
  subtype: string,
  level: string,
  fields: Readonly<Record<string, string | number>>,
): string {
  const local = new Date(at + 7 * 3_600_000).toISOString()
  const head = {
    date: local.slice(0, 10),
    time: local.slice(11, 19),
    devname: 'ioc-fw-01',
    devid: 'FGT60FTK00000001',
    eventtime: `${at}000000`,
    tz: '+0700',
    type,
    subtype,
    level,
    vd: 'root',
  }
  return Object.entries({ ...head, ...fields })
    .map(([key, value]) =>
      typeof value === 'number' || QUOTELESS.has(key) ? `${key}=${value}` : `${key}="${value}"`,
    )
    .join(' ')
}

const QUOTELESS = new Set(['date', 'time', 'eventtime', 'srcip', 'dstip'])
