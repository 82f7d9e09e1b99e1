// The invented city: eight of the systems that the 2019 pilot names, their servers and addresses. All
// addresses are from the documentation ranges; all people are invented.

import type { MonitoredSystem } from '#/kernel/monitored-system.ts'

export const CITY_SYSTEMS: readonly MonitoredSystem[] = [
  system(
    'cong-dvc',
    'Cổng dịch vụ công trực tuyến',
    3,
    'UBND thành phố',
    ['dvc-web-01', 'dvc-app-01'],
    '192.0.2.16/29',
  ),
  system('cong-ttdt', 'Cổng thông tin điện tử', 2, 'UBND thành phố', ['portal-web-01'], '192.0.2.24/29'),
  system('phan-anh', 'Phản ánh hiện trường', 2, 'Trung tâm IOC', ['phananh-app-01'], '192.0.2.32/29'),
  system(
    'giao-thong',
    'Điều khiển giao thông',
    3,
    'Sở Xây dựng',
    ['its-gw-01', 'its-ctl-*'],
    '192.0.2.40/29',
  ),
  system(
    'camera',
    'Giám sát an ninh trật tự',
    3,
    'Công an thành phố',
    ['vms-01', 'camera-*'],
    '192.0.2.48/29',
  ),
  system('y-te', 'Thông tin y tế', 3, 'Sở Y tế', ['YTE-DC01', 'yte-his-01'], '192.0.2.56/29'),
  system('giao-duc', 'Thông tin giáo dục', 2, 'Sở Giáo dục và Đào tạo', ['gd-web-01'], '192.0.2.64/29'),
  system(
    'ioc',
    'Trung tâm điều hành thông minh',
    3,
    'Trung tâm IOC',
    ['ioc-fw-01', 'ioc-ids-01', 'ioc-dash-01'],
    '192.0.2.72/29',
  ),
]

function system(
  id: string,
  name: string,
  level: MonitoredSystem['level'],
  owner: string,
  hosts: readonly string[],
  range: string,
): MonitoredSystem {
  return { id, name, level, owner, hosts, addresses: [range], listeners: [] }
}

/** Addresses of the servers the demo speaks of. */
export const ADDRESS = {
  'dvc-web-01': '192.0.2.17',
  'dvc-app-01': '192.0.2.18',
  'portal-web-01': '192.0.2.25',
  'phananh-app-01': '192.0.2.33',
  'its-gw-01': '192.0.2.41',
  'vms-01': '192.0.2.49',
  'YTE-DC01': '192.0.2.57',
  'gd-web-01': '192.0.2.65',
  'ioc-fw-01': '192.0.2.73',
} as const

/** Officers who sign in to servers from the administration network. */
export const OFFICERS = ['lan.nguyen', 'minh.tran', 'hoa.le', 'quang.pham', 'thu.vo'] as const
export const ADMIN_NETWORK = ['192.0.2.129', '192.0.2.130', '192.0.2.131'] as const
/** The intruder and the place the data goes to. */
export const INTRUDER = '203.0.113.66'
export const DROP_SITE = '203.0.113.200'
