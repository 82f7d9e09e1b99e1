// Who we are, as the law's forms ask: the `organisation` section of the configuration. An empty text is "not
// stated", and leaves its fields open.

import { Type, type Static } from 'typebox'

const Words = Type.String({ default: '' })
const section = <P extends Type.TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false, default: {} })

export const OrganisationSchema = section({
  /** As in the letterhead and in "Tên tổ chức". */
  name: Words,
  governingBody: Words,
  /** After the number of a document: `TTGS` in `05/BC-TTGS`. */
  abbreviation: Words,
  /** Địa danh before the date. */
  place: Words,
  address: Words,
  telephone: Words,
  fax: Words,
  email: Words,
  website: Words,
  /** Mã thành viên mạng lưới ứng cứu sự cố. */
  memberCode: Words,
  securityLeader: section({ name: Words, position: Words }),
  /** Who signs; `authority` is TM., KT., TL., TUQ. or empty. */
  signatory: section({ name: Words, position: Words, authority: Words }),
  /** Người liên hệ of the incident reports. */
  contact: section({ name: Words, position: Words, telephone: Words, email: Words }),
  /** Where incidents are reported to (Mẫu số 01, 2). */
  intake: section({ address: Words, landline: Words, mobile: Words, fax: Words, email: Words }),
  /** Đầu mối ứng cứu sự cố chính (Mẫu số 01, 3.1). */
  responder: section({
    name: Words,
    position: Words,
    address: Words,
    landline: Words,
    mobile: Words,
    fax: Words,
    email: Words,
  }),
  /** Đầu mối giám sát, cảnh báo (Circular 31/2017 art. 7). */
  monitor: section({ name: Words, position: Words, telephone: Words, email: Words }),
  /** Mẫu số 01, 4. */
  activities: Words,
  /** Chủ quản and đơn vị chuyên trách of Mẫu số 08. */
  owner: section({ name: Words, mandate: Words, representative: Words, address: Words, contact: Words }),
  specialisedUnit: section({
    name: Words,
    mandate: Words,
    representative: Words,
    address: Words,
    contact: Words,
  }),
  /** Counts of the annex of Mẫu số 01 by group and letter: `2.1.a: 3`. */
  staffing: Type.Record(
    Type.String({ pattern: '^[12]\\.[1-4]\\.[abcdđegh]$' }),
    Type.Integer({ minimum: 0 }),
    {
      default: {},
    },
  ),
  people: Type.Array(section({ name: Words, school: Words, field: Words, degree: Words, graduated: Words }), {
    default: [],
  }),
  /** Services of the smart-city pilot by their id (reports/forms/pilot.ts): how far each has come. */
  pilot: Type.Record(Type.String({ pattern: '^[a-z-]{1,40}$' }), Type.String(), { default: {} }),
})

export type Organisation = Static<typeof OrganisationSchema>

const emptySignatory = { name: '', position: '', authority: '' }
const emptyBody = { name: '', mandate: '', representative: '', address: '', contact: '' }

/** Nothing stated: every field stays open. */
export const NO_ORGANISATION: Organisation = {
  name: '',
  governingBody: '',
  abbreviation: '',
  place: '',
  address: '',
  telephone: '',
  fax: '',
  email: '',
  website: '',
  memberCode: '',
  securityLeader: { name: '', position: '' },
  signatory: emptySignatory,
  contact: { name: '', position: '', telephone: '', email: '' },
  intake: { address: '', landline: '', mobile: '', fax: '', email: '' },
  responder: { name: '', position: '', address: '', landline: '', mobile: '', fax: '', email: '' },
  monitor: { name: '', position: '', telephone: '', email: '' },
  activities: '',
  owner: emptyBody,
  specialisedUnit: emptyBody,
  staffing: {},
  people: [],
  pilot: {},
}
