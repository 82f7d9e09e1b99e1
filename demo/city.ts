// The invented city: the twelve services that the 2019 pilot names as monitored systems, their servers and
// addresses, and the units they belong to. All addresses are from the documentation ranges; all people are
// invented. What else is known of the systems stands in examples/thanh-pho-mau.csv.

import type { MonitoredSystem, Unit } from '#/kernel/monitored-system.ts'

export const CITY_SYSTEMS: readonly (MonitoredSystem & { readonly unitId: string })[] = [
  system(
    'phan-anh',
    'Phản ánh hiện trường',
    2,
    'Trung tâm IOC',
    'ttioc',
    ['phananh-app-01'],
    '192.0.2.32/29',
  ),
  system(
    'giao-thong',
    'Giám sát, điều hành giao thông',
    3,
    'Sở Xây dựng',
    'so-xay-dung',
    ['its-gw-01', 'its-ctl-*'],
    '192.0.2.40/29',
  ),
  system(
    'an-ninh-trat-tu',
    'An ninh trật tự đô thị',
    3,
    'Công an thành phố',
    'cong-an',
    ['vms-01', 'camera-*'],
    '192.0.2.48/29',
  ),
  system(
    'thong-tin-mang',
    'Cổng thông tin và giám sát thông tin trên môi trường mạng',
    2,
    'Văn phòng UBND thành phố',
    'van-phong',
    ['portal-web-01', 'truyenthong-app-01'],
    '192.0.2.24/29',
  ),
  system(
    'an-toan-thong-tin',
    'Giám sát an toàn thông tin',
    3,
    'Trung tâm IOC',
    'ttioc',
    ['ioc-fw-01', 'ioc-ids-01', 'soc-app-01'],
    '192.0.2.72/30',
  ),
  system('y-te', 'Y tế thông minh', 3, 'Sở Y tế', 'so-y-te', ['YTE-DC01', 'yte-his-01'], '192.0.2.56/29'),
  system(
    'giao-duc',
    'Giáo dục thông minh',
    2,
    'Sở Giáo dục và Đào tạo',
    'so-giao-duc',
    ['gd-web-01'],
    '192.0.2.64/29',
  ),
  system('du-lich', 'Du lịch thông minh', 2, 'Sở Du lịch', 'so-du-lich', ['dulich-web-01'], '192.0.2.80/29'),
  system(
    'moi-truong',
    'Giám sát và cảnh báo môi trường',
    2,
    'Sở Nông nghiệp và Môi trường',
    'so-moi-truong',
    ['mt-gw-01', 'mt-tram-*'],
    '192.0.2.88/29',
  ),
  system(
    'thuc-pham',
    'An toàn vệ sinh thực phẩm',
    2,
    'Ban Quản lý An toàn thực phẩm',
    'so-y-te',
    ['attp-app-01'],
    '192.0.2.96/29',
  ),
  system(
    'dich-vu-cong',
    'Dịch vụ công trực tuyến và giám sát dịch vụ công',
    3,
    'UBND thành phố',
    'van-phong',
    ['dvc-web-01', 'dvc-app-01'],
    '192.0.2.16/29',
  ),
  system(
    'dashboard',
    'Hiển thị trực quan phục vụ giám sát, điều hành',
    3,
    'Trung tâm IOC',
    'ttioc',
    ['ioc-dash-01'],
    '192.0.2.76/30',
  ),
]

export const CITY_UNITS: readonly Unit[] = [
  { id: 'ubnd', name: 'UBND thành phố', kind: 'city', parentId: null },
  { id: 'van-phong', name: 'Văn phòng UBND thành phố', kind: 'department', parentId: 'ubnd' },
  { id: 'ttioc', name: 'Trung tâm giám sát, điều hành thông minh', kind: 'centre', parentId: 'ubnd' },
  { id: 'cong-an', name: 'Công an thành phố', kind: 'department', parentId: 'ubnd' },
  { id: 'so-xay-dung', name: 'Sở Xây dựng', kind: 'department', parentId: 'ubnd' },
  { id: 'so-y-te', name: 'Sở Y tế', kind: 'department', parentId: 'ubnd' },
  { id: 'so-giao-duc', name: 'Sở Giáo dục và Đào tạo', kind: 'department', parentId: 'ubnd' },
  { id: 'so-du-lich', name: 'Sở Du lịch', kind: 'department', parentId: 'ubnd' },
  { id: 'so-moi-truong', name: 'Sở Nông nghiệp và Môi trường', kind: 'department', parentId: 'ubnd' },
  { id: 'phuong-mot', name: 'UBND phường Một', kind: 'ward', parentId: 'ubnd' },
  { id: 'phuong-hai', name: 'UBND phường Hai', kind: 'ward', parentId: 'ubnd' },
]

function system(
  id: string,
  name: string,
  level: MonitoredSystem['level'],
  owner: string,
  unitId: string,
  hosts: readonly string[],
  range: string,
): MonitoredSystem & { readonly unitId: string } {
  return { id, name, level, owner, unitId, hosts, addresses: [range], listeners: [] }
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
