// Invented data for the console's tests: a city of eight systems, an intrusion, and as many further
// incidents as a test asks for. Typed by the contract, so a change of the contract shows here.

import type {
  AlertView,
  EventView,
  Health,
  IncidentView,
  RuleView,
  SystemView,
  TimelineView,
  UserView,
} from '#/api/contract/schemas.ts'

export const NOW = Date.now()
const MINUTE = 60_000

const system = (id: string, name: string, level: number, owner: string): SystemView => ({
  id,
  name,
  level,
  owner,
})

export const SYSTEMS: readonly SystemView[] = [
  system('dvc', 'Cổng Dịch vụ công trực tuyến', 3, 'Văn phòng UBND thành phố'),
  system('giao-thong', 'Điều hành giao thông', 3, 'Sở Xây dựng'),
  system('phan-anh', 'Phản ánh hiện trường', 2, 'Trung tâm Điều hành thông minh'),
  system('y-te', 'Hồ sơ sức khỏe điện tử', 3, 'Sở Y tế'),
  system('camera', 'Camera trật tự đô thị', 3, 'Công an thành phố'),
  system('tuong-lua', 'Tường lửa vành đai', 4, 'Trung tâm Dữ liệu thành phố'),
]

export const USERS: readonly UserView[] = [
  {
    name: 'admin',
    displayName: 'Quản trị hệ thống',
    role: 'admin',
    disabled: false,
    mustChangePassword: false,
    units: null,
  },
  {
    name: 'an.tran',
    displayName: 'Trần Bình An',
    role: 'analyst',
    disabled: false,
    mustChangePassword: false,
    units: null,
  },
  {
    name: 'ha.le',
    displayName: 'Lê Thu Hà',
    role: 'lead',
    disabled: false,
    mustChangePassword: false,
    units: null,
  },
  {
    name: 'moi',
    displayName: 'Phạm Văn Mới',
    role: 'analyst',
    disabled: false,
    mustChangePassword: true,
    units: null,
  },
  {
    name: 'xem',
    displayName: 'Đỗ Minh Xem',
    role: 'viewer',
    disabled: false,
    mustChangePassword: false,
    units: null,
  },
]

export const PASSWORD = 'mot cau that dai va de nho'

const TITLES = [
  'Đăng nhập SSH thành công sau 41 lần sai mật khẩu từ cùng một địa chỉ',
  'Tài khoản dịch vụ web chạy lệnh nâng quyền sudo',
  'Trang chủ Cổng dịch vụ công trả về nội dung lạ, có thể bị thay đổi giao diện',
  'Tường lửa ghi nhận quét 1.024 cổng trong 30 giây',
  'Máy chủ gửi 4,2 GB ra địa chỉ chưa từng gặp vào ban đêm',
  'Dò đường dẫn quản trị trên ứng dụng web',
  'Camera đăng nhập bằng tài khoản mặc định',
  'Tạo tài khoản quản trị ngoài giờ làm việc',
] as const
const ENGLISH_TITLES = [
  'SSH sign-in after 41 wrong passwords from one address',
  'Account of the web service uses sudo to gain rights',
] as const
const SEVERITIES = ['critical', 'high', 'high', 'medium', 'medium', 'low', 'informational'] as const
const TAGS = [
  ['attack.t1110.001', 'attack.credential-access', 'mau05.4'],
  ['attack.t1548.003', 'attack.privilege-escalation', 'mau05.4'],
  ['attack.t1491.002', 'attack.impact', 'mau05.5'],
  ['attack.t1046', 'attack.discovery'],
  ['attack.t1048', 'attack.exfiltration', 'mau05.8'],
] as const

/** Only some have an English title, as foreign rules have none. */
const inEnglish = (title: string | undefined): Pick<IncidentView, 'titleEnglish'> =>
  title === undefined ? {} : { titleEnglish: title }

/** The n-th invented incident; the lower the number, the higher it stands in the queue. */
export function incident(n: number, changes: Partial<IncidentView> = {}): IncidentView {
  const lastSeen = NOW - (n * 7 + 1) * MINUTE
  return {
    id: `inc-${String(n).padStart(6, '0')}`,
    code: `2026-${String(2000 + n).padStart(4, '0')}`,
    title: TITLES[n % TITLES.length] ?? '',
    ...inEnglish(ENGLISH_TITLES[n % TITLES.length]),
    severity: SEVERITIES[Math.min(SEVERITIES.length - 1, Math.floor(n / 3))] ?? 'low',
    status: n % 3 === 2 ? 'open' : 'new',
    family: `family-${n % TITLES.length}`,
    system: n % 7 === 6 ? null : (SYSTEMS[n % SYSTEMS.length] ?? null),
    entity: { field: 'source.ip', value: `203.0.113.${(n * 13) % 250}` },
    ruleIds: ['rule-1'],
    tags: [...(TAGS[n % TAGS.length] ?? [])],
    cites: ['Thông tư 31/2017/TT-BTTTT, Điều 5.2.c', 'Thông tư 20/2017/TT-BTTTT, Điều 9'],
    alertCount: ((n * 17) % 60) + 1,
    firstSeen: lastSeen - 42 * MINUTE,
    lastSeen,
    createdAt: lastSeen - 42 * MINUTE,
    updatedAt: lastSeen,
    owner: n % 3 === 2 ? (n % 2 === 0 ? 'an.tran' : 'ha.le') : null,
    acknowledgedAt: n % 3 === 2 ? lastSeen : null,
    closedAt: null,
    disposition: null,
    mau05: null,
    origin: 'alerts',
    unitId: null,
    description: '',
    detectedAt: lastSeen - 42 * MINUTE,
    gravity: null,
    facts: {},
    affects: [],
    handling: null,
    triagedAt: null,
    containedAt: null,
    resolvedAt: null,
    risk: Math.max(0, 90 - n * 4),
    mergedInto: null,
    version: 1,
    ...changes,
  }
}

const RAW =
  '<86>Nov 22 22:41:07 web-dvc-01 sshd[20417]: Accepted password for deploy from 203.0.113.9 port 51514 ssh2'

/** One invented event with its raw line. */
export function event(n: number): EventView {
  return {
    '@timestamp': new Date(NOW - n * 1000).toISOString(),
    'ecs.version': '9.4.0',
    'event.action': 'ssh_login',
    'event.category': ['authentication', 'session'],
    'event.ingested': new Date(NOW - n * 1000 + 120).toISOString(),
    'event.original': n === 0 ? RAW : RAW.replace('51514', String(51514 - n)),
    'event.outcome': 'success',
    'host.name': 'web-dvc-01',
    'log.syslog.priority': 86,
    message: `Accepted password for deploy from 203.0.113.9 port ${51514 - n} ssh2`,
    'process.name': 'sshd',
    'process.pid': 20417,
    'source.ip': '203.0.113.9',
    'source.port': 51514 - n,
    'thapcanh.format': 'linux-sshd',
    'thapcanh.listener': 'syslog-tcp',
    'thapcanh.system.id': 'dvc',
    'thapcanh.system.level': 3,
    'user.name': 'deploy',
  }
}

export function alerts(of: IncidentView): readonly AlertView[] {
  return Array.from({ length: Math.min(of.alertCount, 30) }, (_, n) => ({
    id: `${of.id}-alert-${n}`,
    at: of.lastSeen - n * MINUTE,
    rule: {
      id: n % 4 === 3 ? 'rule-2' : 'rule-1',
      title: n % 4 === 3 ? 'Đăng nhập ngoài giờ hành chính' : 'Đăng nhập SSH thành công sau nhiều lần sai',
      author: 'Tổ giám sát Thápcanh',
      level: n % 4 === 3 ? 'low' : of.severity,
      description:
        'Một địa chỉ đăng nhập được sau nhiều lần sai mật khẩu: mật khẩu có thể đã bị dò ra. Kiểm tra người dùng có thật sự đăng nhập hay không.',
      family: of.family,
      tags: of.tags,
      cites: of.cites,
      falsePositives: ['Người dùng quên mật khẩu', 'Kịch bản tự động dùng mật khẩu cũ'],
      english: {
        title: n % 4 === 3 ? 'Sign-in outside office hours' : 'SSH sign-in after many failures',
        description: 'An address signed in after many wrong passwords: the password may have been guessed.',
        response: "Block the address, then ask the account's owner whether it was them.",
        falsePositives: ['A user forgot the password', 'A script with an old password'],
      },
      response: 'Chặn địa chỉ, rồi hỏi chủ tài khoản có phải chính họ đăng nhập không.',
    },
    eventIds: [`event-${n}`],
    matched: [
      { field: 'event.outcome', value: 'success', selection: 'selection' },
      { field: 'user.name', value: 'deploy', selection: 'selection' },
      { field: 'source.ip', value: '203.0.113.9', selection: 'outside' },
    ],
    event: event(n),
  }))
}

export function firstTimeline(of: IncidentView): TimelineView[] {
  return [
    { at: of.createdAt, by: 'thapcanh', kind: 'created', text: of.title },
    { at: of.createdAt + MINUTE, by: 'thapcanh', kind: 'alert', text: 'Đăng nhập ngoài giờ hành chính' }, // written before lines had parts
    {
      at: of.lastSeen,
      by: 'thapcanh',
      kind: 'alert',
      text: 'Thêm cảnh báo: Đăng nhập SSH thành công sau nhiều lần sai',
      rule: {
        title: 'Đăng nhập SSH thành công sau nhiều lần sai',
        titleEnglish: 'SSH sign-in after many failures',
      },
    },
  ]
}

export function health(changes: Partial<Health> = {}): Health {
  return {
    startedAt: NOW - 26 * 60 * MINUTE,
    now: Date.now(),
    demo: false,
    receivedPerSecond: 1240,
    storedPerSecond: 1238.4,
    received: 116_064_012,
    stored: 116_063_899,
    alerts: 1834,
    lagEvents: 113,
    lagMs: 400,
    dropped: 0,
    problems: 3120,
    problemsByCode: { 'line.unknown-format': 3109, 'sender.reset': 11 },
    problemKinds: [
      {
        code: 'line.unknown-format',
        where: 'syslog-udp',
        count: 3109,
        lastDetail: 'không nhận ra định dạng: "pwr ok 12.1V"',
        lastAt: NOW - 2 * MINUTE,
      },
      {
        code: 'sender.reset',
        where: 'relp 192.0.2.77',
        count: 11,
        lastDetail: 'kết nối bị ngắt giữa khung',
        lastAt: NOW - 55 * MINUTE,
      },
    ],
    silentSources: [],
    listeners: [
      {
        id: 'syslog-udp',
        kind: 'udp',
        address: '0.0.0.0:5514',
        state: 'listening',
        detail: '',
        received: 40_112_233,
      },
      {
        id: 'syslog-tcp',
        kind: 'tcp',
        address: '0.0.0.0:5514',
        state: 'listening',
        detail: '',
        received: 61_004_120,
      },
      {
        id: 'relp',
        kind: 'relp',
        address: '0.0.0.0:2514',
        state: 'listening',
        detail: '',
        received: 14_947_659,
      },
    ],
    rules: { loaded: 58, failed: 0 },
    disk: { freeBytes: 412 * 1024 ** 3, dataBytes: 38.4 * 1024 ** 3, full: false },
    storeError: null,
    ...changes,
  }
}

export const RULES: readonly RuleView[] = TITLES.map((title, n) => ({
  id: `rule-${n + 1}`,
  title,
  ...inEnglish(ENGLISH_TITLES[n]),
  level: SEVERITIES[n % SEVERITIES.length] ?? 'low',
  status: n === 5 ? 'experimental' : 'stable',
  family: `family-${n}`,
  author: 'Tổ giám sát Thápcanh',
  tags: [...(TAGS[n % TAGS.length] ?? [])],
  cites: ['Thông tư 31/2017/TT-BTTTT, Điều 5.2.c'],
  logsource: n % 2 === 0 ? '*/linux/sshd' : 'webserver/*/*',
  buildingBlock: n === 0,
  alerts: (n * 37) % 90,
  lastAlertAt: n === 6 ? null : NOW - n * 5_400_000,
  exceptions: n === 1 ? 1 : 0,
  off: null,
}))
