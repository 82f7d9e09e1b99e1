// The sites of the local web, in the order of their addresses.

import type { MediaSite } from './site.ts'
import { congDong } from './sites/cong-dong.ts'
import { danHoi } from './sites/dan-hoi.ts'
import { dienDan } from './sites/dien-dan.ts'
import { dongCua } from './sites/dong-cua.ts'
import { maySo } from './sites/may-so.ts'
import { nhatBao } from './sites/nhat-bao.ts'
import { thoiBao } from './sites/thoi-bao.ts'
import { tinChieu } from './sites/tin-chieu.ts'
import { trucTrac } from './sites/truc-trac.ts'

export const SITES: readonly MediaSite[] = [
  nhatBao,
  thoiBao,
  tinChieu,
  dienDan,
  maySo,
  danHoi,
  congDong,
  dongCua,
  trucTrac,
]
