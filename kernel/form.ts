// The documents that law and leadership ask for, by the id under which every part of the platform knows them.
// What is in each, and from which article, is the business of reports/ and of the law profile.

export const FORM_IDS = [
  /** Thông báo sự cố, Circular 20/2017 art. 9.3.a. */
  'thong-bao-su-co',
  /** Mẫu số 03: báo cáo ban đầu. */
  'mau-03',
  /** Báo cáo diễn biến tình hình (no official form). */
  'dien-bien',
  /** Báo cáo phương án ứng cứu cụ thể (no official form). */
  'phuong-an',
  /** Báo cáo đề nghị hỗ trợ, phối hợp (no official form). */
  'de-nghi-ho-tro',
  /** Mẫu số 04: báo cáo kết thúc ứng phó. */
  'mau-04',
  /** Cause, scope, remedies within 72 hours, Decree 331/2026 art. 31.2.d (no official form). */
  'bao-cao-72-gio',
  /** Mẫu số 05: summary of six months or a year. */
  'mau-05',
  /** Mẫu số 01: profile of the network member. */
  'mau-01',
  /** Daily report of monitoring, Circular 31/2017 art. 5.3.a. */
  'bao-cao-ngay',
  /** Weekly report, Circular 31/2017 art. 5.3.d. */
  'bao-cao-tuan',
  /** Half-year report, Circular 31/2017 art. 5.3.k: draft layout, the official one was not found. */
  'bao-cao-06-thang',
  /** Mẫu số 08 of Decree 331/2026, yearly. */
  'mau-08',
  /** Monthly progress of the smart-city pilot, before the 5th. */
  'tien-do-thi-diem',
  /** What is said of the city online, weekly, daily and when asked for (no official form). */
  'diem-tin-tuan',
  'diem-tin-ngay',
  'diem-tin',
] as const
export type FormId = (typeof FORM_IDS)[number]
