// The sites of the local web, in the order of their addresses.

import type { MediaSite } from './site.ts'
import { nhatBao } from './sites/nhat-bao.ts'
import { thoiBao } from './sites/thoi-bao.ts'

export const SITES: readonly MediaSite[] = [nhatBao, thoiBao]
