// Every form by its id, in the order of kernel/form.ts.

import { FORM_IDS, type FormId } from '#/kernel/form.ts'
import type { Form } from '../form.ts'
import { diemTin, diemTinNgay, diemTinTuan } from './media.ts'
import { mau01 } from './mau-01.ts'
import { mau03 } from './mau-03.ts'
import { mau04 } from './mau-04.ts'
import { mau05 } from './mau-05.ts'
import { mau08 } from './mau-08.ts'
import { baoCao06Thang, baoCaoNgay, baoCaoTuan } from './monitoring.ts'
import { tienDoThiDiem } from './pilot.ts'
import { baoCao72Gio, deNghiHoTro, dienBien, phuongAn, thongBaoSuCo } from './without-form.ts'

export const FORMS = {
  'thong-bao-su-co': thongBaoSuCo,
  'mau-03': mau03,
  'dien-bien': dienBien,
  'phuong-an': phuongAn,
  'de-nghi-ho-tro': deNghiHoTro,
  'mau-04': mau04,
  'bao-cao-72-gio': baoCao72Gio,
  'mau-05': mau05,
  'mau-01': mau01,
  'bao-cao-ngay': baoCaoNgay,
  'bao-cao-tuan': baoCaoTuan,
  'bao-cao-06-thang': baoCao06Thang,
  'mau-08': mau08,
  'tien-do-thi-diem': tienDoThiDiem,
  'diem-tin-tuan': diemTinTuan,
  'diem-tin-ngay': diemTinNgay,
  'diem-tin': diemTin,
} as const satisfies Readonly<Record<FormId, Form>>

export const ALL_FORMS: readonly Form[] = FORM_IDS.map(id => FORMS[id])

export function formOf(id: FormId): Form {
  return FORMS[id]
}

export function isFormId(text: string): text is FormId {
  return Object.hasOwn(FORMS, text)
}
