// On which article each item of a profile stands, and how far that text was checked. The tables were written by
// hand from the digest of the law, not from the profiles; a changed mark must be changed in both.

import { describe, expect, test } from 'vitest'
import type { Cite, LawProfile } from '#/regulation/profile-schema.ts'
import { profileNamed } from './invented-law-incident.ts'

type Cited = { readonly cites: readonly Cite[] }

/** Every item of a profile that asks or allows something, by place. */
function itemsOf(profile: LawProfile): [place: string, item: Cited][] {
  const { retention, workingTime, seriousness } = profile
  return [
    ...profile.roles.map((each): [string, Cited] => [`role ${each.id}`, each]),
    ['kinds', profile.incidentKinds[0]!],
    ['unfounded', profile.unfounded],
    ['online talk', profile.onlineTalk!],
    ['counting days', profile.countingDays],
    ...profile.clocks.flatMap((each): [string, Cited][] => [
      [`clock ${each.id}`, each],
      ...(each.setAside === undefined
        ? []
        : [[`clock ${each.id} set aside`, each.setAside] as [string, Cited]]),
    ]),
    ...profile.reports.map((each): [string, Cited] => [`report ${each.id}`, each]),
    ...profile.duties.map((each): [string, Cited] => [`duty ${each.id}`, each]),
    ['retention logs', retention.systemLogs],
    ['retention floor', retention.floor],
    ['retention recommended', retention.recommended],
    ['retention files', retention.incidentFiles],
    ['seriousness', seriousness],
    ...seriousness.groups.flatMap(group =>
      group.questions.map((each): [string, Cited] => [`question ${each.id}`, each]),
    ),
    ...workingTime.holidays.map((each): [string, Cited] => [`holiday ${each.id}`, each]),
    ...(workingTime.substitute === null ? [] : [['substitute', workingTime.substitute] as [string, Cited]]),
  ]
}

const V = 'verified'
const S = 'secondary'
const U = 'unverified'
const TT20 = 'Thông tư 20/2017/TT-BTTTT'
const TT31 = 'Thông tư 31/2017/TT-BTTTT'
const TT03 = 'Thông tư 03/2017/TT-BTTTT'
const TT12 = 'Thông tư 12/2022/TT-BTTTT'
const QD05 = 'Quyết định 05/2017/QĐ-TTg'
const N331 = 'Nghị định 331/2026/NĐ-CP'
const N333 = 'Nghị định 333/2026/NĐ-CP'
const SEED = 'Hướng dẫn thí điểm dịch vụ đô thị thông minh 11/2019'
const HANDOVER = `Chuyển giao nhiệm vụ an toàn thông tin mạng từ 01/3/2025 [${S}]`
const TCVN = `TCVN 14423:2026 [${S}]`

/** What both profiles have alike. */
const BOTH: Readonly<Record<string, string>> = {
  'role owner': `${TT20}, Điều 9.2 [${V}]`,
  'role operator': `${TT20}, Điều 10.1 [${V}]`,
  'role monitoring-team': `${TT31}, Điều 5.3 [${V}]`,
  'role sender': `${TT20}, Điều 10 [${V}]`,
  'role pilot-ministry': `${SEED}, mục 2.2 [${V}]`,
  kinds: `${TT20}, Mẫu số 05 [${V}]`,
  unfounded: `${TT20}, Điều 2 [${V}]`,
  'online talk': `${TT20}, Điều 2 [${V}]`,
  'counting days': `Bộ luật Dân sự 91/2015/QH13, Điều 147–148 [${S}]`,
  'clock C4': `${TT20}, Điều 9.2.a [${V}]; ${QD05}, Điều 11 [${V}]`,
  'clock C4-update': `${TT20}, Điều 9.2.a [${V}]`,
  'clock C5': `${TT20}, Điều 9.2.b [${V}]; ${QD05}, Điều 11 [${V}]`,
  'clock C6': `${TT20}, Điều 9.2.b [${V}]`,
  'clock C7': `${TT20}, Điều 10.1.b [${V}]; ${TT20}, Điều 10.2.b [${V}]; ${TT20}, Điều 10.3.b [${V}]`,
  'clock C8': `${TT20}, Điều 6.1.b [${V}]`,
  'report bao-cao-ngay': `${TT31}, Điều 5.3.a [${V}]`,
  'report bao-cao-tuan': `${TT31}, Điều 5.3.d [${V}]`,
  'report bao-cao-06-thang': `${TT31}, Điều 5.3.k [${V}]; ${TT31}, Điều 14.4 [${V}]`,
  'report mau-05-06-thang': `${TT20}, Điều 6.1.c [${V}]`,
  'report mau-05-nam': `${TT20}, Điều 6.1.c [${V}]`,
  'report tong-hop-06-thang': `${QD05}, Điều 12.1.g [${V}]`,
  'report chia-se-thong-tin': `${TT03}, Điều 18 [${V}]`,
  'report mau-01': `${TT20}, Điều 5.3 [${V}]`,
  'report tien-do-thi-diem': `${SEED}, mục 2.2 [${V}]`,
  'retention floor': `${TT31}, Điều 5.3.h [${V}]`,
  'retention files': `${QD05}, Điều 14.7 [${V}]`,
  seriousness: `${QD05}, Điều 9 [${V}]`,
  'question cap-do': `${QD05}, Điều 9.1 [${V}]`,
  'question quan-trong': `${QD05}, Điều 9.1 [${V}]`,
  'question a': `${QD05}, Điều 9.1 [${V}]`,
  'question b': `${QD05}, Điều 9.1 [${V}]`,
  'question c': `${QD05}, Điều 9.1 [${V}]`,
  'question d': `${QD05}, Điều 9.1 [${V}]`,
  'question dd': `${QD05}, Điều 9.1 [${V}]`,
  'question vuot-kha-nang': `${QD05}, Điều 9.2 [${V}]`,
}

const INTERNAL_BOOK = `${N331}, Điều 31.2.d [${S}]`
const LABOUR_2019 = `Bộ luật Lao động 45/2019/QH14, Điều 112 [${S}]`
const ONLY_2026: Readonly<Record<string, string>> = {
  'role response-unit': `${QD05}, Điều 6 [${V}]; ${HANDOVER}`,
  'role network-member': `${TT20}, Điều 5 [${V}]`,
  'role national-coordinator': `${QD05}, Điều 7.3 [${V}]; ${HANDOVER}`,
  'role bca-force': `${N331}, Điều 31.2.d [${V}]; ${HANDOVER}`,
  'role ministry': `${N331}, Điều 35 [${V}]`,
  'role security-unit': `${N331}, Mẫu số 08 [${V}]`,
  'role personal-data-authority': `Nghị định 356/2025/NĐ-CP, Mẫu số 08 [${S}]`,
  'clock C1': `${N331}, Điều 31.2.d [${V}]`,
  'clock C2': `${N331}, Điều 31.2.d [${V}]`,
  'clock C3': `${N331}, Điều 31.2.d [${V}]`,
  'clock C3 set aside': INTERNAL_BOOK,
  'clock C3-update': `${N331}, Điều 31.2.d [${V}]`,
  'clock C3-final': `${N331}, Điều 31.2.d [${V}]`,
  'clock C4 set aside': INTERNAL_BOOK,
  'clock C6 set aside': INTERNAL_BOOK,
  'clock C9': `Nghị định 330/2026/NĐ-CP, điều ngay trước Điều 19 (tình huống nguy hiểm về an ninh mạng) [${V}]`,
  'clock C10': `Nghị định 356/2025/NĐ-CP, Mẫu số 08 (Luật 91/2025/QH15) [${S}]`,
  'report mau-08-don-vi': `${N331}, Điều 35 [${V}]; ${TT12}, Điều 13 [${V}]`,
  'report mau-08': `${N331}, Điều 35–36 và Mẫu số 08 [${V}]; ${TT12}, Điều 13–14 [${V}]`,
  'report tu-kiem-tra': `${N333}, Điều 8 [${V}]; ${N331}, Điều 16.4 (cấp độ 5) [${V}]`,
  'duty log-review': TCVN,
  'duty alert-tuning': TCVN,
  'duty account-review': TCVN,
  'duty scan-all': TCVN,
  'duty scan-critical': TCVN,
  'duty siem': `TCVN 14423:2026, 5.8.2.1 và 5.13.2.1b [${S}]; ${TT12}, Phụ lục III–V mục II.1.b.xi [${V}]`,
  'duty edr-to-siem': `TCVN 14423:2026, 5.10.2.4b [${S}]`,
  'duty network-flow': `TCVN 14423:2026, 5.13.2.4 [${S}]`,
  'duty watch-24-7': `TCVN 14423:2026, 6.13.2.1c [${S}]`,
  'duty ntp': TCVN,
  'duty backup-test': TCVN,
  'duty drill': TCVN,
  'duty pentest': TCVN,
  'retention logs': TCVN,
  'retention recommended': `${N333}, Điều 16.6 [${V}]`,
  'holiday tet-duong-lich': LABOUR_2019,
  'holiday tet-am-lich': LABOUR_2019,
  'holiday gio-to': LABOUR_2019,
  'holiday chien-thang': LABOUR_2019,
  'holiday quoc-te-lao-dong': LABOUR_2019,
  'holiday quoc-khanh': LABOUR_2019,
  substitute: `Bộ luật Lao động 45/2019/QH14, Điều 111.3 [${U}]`,
}

const LABOUR_2012 = `Bộ luật Lao động 10/2012/QH13, Điều 115 [${U}]`
const ONLY_2017: Readonly<Record<string, string>> = {
  'role response-unit': `${QD05}, Điều 6 [${V}]`,
  'role network-member': `${TT20}, Điều 5 [${V}]; ${QD05}, Điều 7 [${V}]`,
  'role national-coordinator': `${QD05}, Điều 7.3 [${V}]`,
  'role ministry': `${TT31}, Điều 14.4 [${V}]`,
  'role security-department': `${TT03}, Điều 17 [${V}]`,
  'report bao-cao-cap-do': `${TT03}, Điều 17.3 [${V}]`,
  'duty kiem-tra-danh-gia': `Nghị định 85/2016/NĐ-CP, Điều 20.2.c [${V}]`,
  'duty giam-sat': `${TT31}, Điều 3 [${V}]; ${TT31}, Điều 5 [${V}]`,
  'duty dau-moi-24-7': `${TT20}, Điều 5–6 [${V}]`,
  'retention logs': `TCVN 11930:2017 [${S}]`,
  'retention recommended': `TCVN 11930:2017 [${S}]`,
  'holiday tet-duong-lich': LABOUR_2012,
  'holiday tet-am-lich': LABOUR_2012,
  'holiday gio-to': LABOUR_2012,
  'holiday chien-thang': LABOUR_2012,
  'holiday quoc-te-lao-dong': LABOUR_2012,
  'holiday quoc-khanh': LABOUR_2012,
  substitute: `Bộ luật Lao động 10/2012/QH13, Điều 115.3 [${U}]`,
}

describe.each([
  ['vn-2026', { ...BOTH, ...ONLY_2026 }],
  ['vn-2017', { ...BOTH, ...ONLY_2017 }],
])('%s', (name, table) => {
  const profile = profileNamed(name)
  const found = Object.fromEntries(
    itemsOf(profile).map(([place, { cites }]) => [
      place,
      cites.map(({ article, mark }) => `${article} [${mark}]`).join('; '),
    ]),
  )

  test.each(Object.keys({ ...table, ...found }))('%s cites what the table says', place => {
    expect(found[place]).toBe((table as Readonly<Record<string, string>>)[place])
  })

  test('what was not read in the text itself says where it was read', () => {
    const without = itemsOf(profile).flatMap(([place, { cites }]) =>
      cites.filter(({ mark, source }) => mark === 'secondary' && source === undefined).map(() => place),
    )
    expect(without).toEqual([])
  })

  test('all ten kinds of Mẫu 05 are there in the official order', () => {
    expect(profile.incidentKinds.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(profile.incidentKinds[8]!.title.vi).toBe('Tấn công tổng hợp sử dụng kết hợp nhiều hình thức')
  })

  test('no clock can be paused: the texts that were read name no case', () => {
    expect(profile.clocks.filter(({ pauses }) => pauses.length > 0)).toEqual([])
  })
})

/** Recipients as the digest lists them. */
test.each([
  ['vn-2026', 'C1', 'bca-force'],
  ['vn-2026', 'C2', 'bca-force'],
  ['vn-2026', 'C3', 'bca-force'],
  ['vn-2026', 'C4', 'owner national-coordinator response-unit network-member'],
  ['vn-2026', 'C5', 'owner response-unit national-coordinator'],
  ['vn-2026', 'C6', 'owner national-coordinator'],
  ['vn-2026', 'C7', 'sender'],
  ['vn-2026', 'C8', 'national-coordinator'],
  ['vn-2026', 'C9', 'bca-force'],
  ['vn-2026', 'C10', 'personal-data-authority'],
  ['vn-2017', 'C4', 'owner national-coordinator response-unit network-member'],
  ['vn-2017', 'C5', 'owner response-unit national-coordinator'],
  ['vn-2017', 'C6', 'owner national-coordinator'],
])('%s %s goes to %s', (name, id, recipients) => {
  expect(
    profileNamed(name)
      .clocks.find(clock => clock.id === id)!
      .recipients.join(' '),
  ).toBe(recipients)
})

test('the coordinator of 2017 is VNCERT, that of 2026 the Ministry of Public Security', () => {
  const holder = (name: string) =>
    profileNamed(name).roles.find(({ id }) => id === 'national-coordinator')!.holder.en
  expect(holder('vn-2017')).toContain('VNCERT')
  expect(holder('vn-2026')).toContain('A05')
})
