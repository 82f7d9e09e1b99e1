// The events that the table of queries is asked of. Each is there for some row: who changes one reads the table.

import type { Event } from '#/kernel/event.ts'
import { eventId } from '#/kernel/ids.ts'
import type { StoredEvent } from '#/store/event-store.ts'
import { DAY } from '../invented-events.ts'

/** Event 1, 2, 3 …: received and happened that many seconds after midnight. */
const FIELDS: readonly Event[] = [
  {
    message: 'Failed password for root from 203.0.113.9 port 4122 ssh2',
    'host.name': 'web-01',
    'source.ip': '203.0.113.9',
    'source.port': 4122,
    'user.name': 'Root',
    'event.outcome': 'failure',
    'process.name': 'sshd',
    tags: ['ssh', 'Internet'],
  },
  {
    message: 'Accepted password for lan.nguyễn from 198.51.100.7 port 22 ssh2',
    'host.name': 'web-02',
    'source.ip': '198.51.100.7',
    'source.port': 22,
    'user.name': 'lan.nguyễn',
    'event.outcome': 'success',
    'process.name': 'sshd',
    tags: ['ssh'],
  },
  {
    message: 'Đăng nhập thất bại: tài khoản hoà.trần',
    'host.name': 'db-01',
    'source.ip': '2001:db8::1',
    'user.name': 'hoà.trần',
    'user.full_name': 'Trần Thị Hòa',
    'event.outcome': 'failure',
  },
  {
    message: 'Dang nhap that bai: tai khoan hoa.tran',
    'host.name': 'db-01',
    'source.ip': '2001:db8:0:1::2',
    'user.name': 'hoa.tran',
    'event.outcome': 'failure',
  },
  {
    message: 'GET /admin?x=100% HTTP/1.1',
    'host.name': 'web-01',
    'source.ip': '198.51.100.200',
    'source.port': 51000,
    'url.path': '/admin/Login.php',
    'http.response.status_code': 404,
    'http.response.bytes': 0,
    'event.dataset': 'nginx.access',
  },
  {
    message: 'POST /api/v1/users "ok"',
    'host.name': 'web-02',
    'source.ip': '192.0.2.44',
    'source.port': 1024,
    'url.path': '/api/v1/users',
    'http.response.status_code': 200,
    'http.response.bytes': 5320,
    'event.dataset': 'nginx.access',
  },
  {
    message: 'first line\nsecond line',
    'host.name': 'WIN-7',
    'process.executable': 'C:\\Windows\\System32\\cmd.exe',
    'process.command_line': 'cmd.exe /c whoami /all',
    'winlog.event_id': '4625',
    'vendor.count': 7,
    'vendor.list': ['x', 'Y'],
  },
  {
    message: 'plain',
    'source.port': 'ssh',
    'tls.resumed': true,
    'event.risk_score': 7.5,
    'host.ip': '192.0.2.77',
    'related.ip': ['192.0.2.1', '2001:db8:0:1::2'],
    'vendor.size': '0080',
  },
  {
    message: 'deny tcp 10 packets',
    'host.name': 'fw-01',
    'observer.type': 'firewall',
    'source.ip': '192.0.2.10',
    'source.port': 0,
    'destination.port': 443,
    'event.risk_score': -2,
    'vendor.size': '443',
    'vendor.start': '2026-11-22 07:00:00+07:00',
    'vendor.gateway': '192.0.2.254',
  },
  { message: '', tags: [], 'source.ip': [], 'vendor.flag': false },
  {
    message: 'nightly job',
    'event.created': '2026-11-21T23:59:59.999Z',
    'vendor.version': '2.10',
    'vendor.size': 80,
    'user.name': 'OR',
  },
  { 'event.original': '<13>raw line only: Failed (twice)', 'host.name': 'host (old)' },
]

export const QUERIED: readonly StoredEvent[] = FIELDS.map((fields, i) => {
  const ingestedMs = DAY + (i + 1) * 1000
  return {
    id: eventId(ingestedMs, i + 1),
    ingestedMs,
    event: { '@timestamp': new Date(ingestedMs).toISOString(), ...fields },
  }
})
