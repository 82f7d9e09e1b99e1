// A DNS name → registered domain, subdomain and top-level domain.
// Without the public suffix list (it changes weekly and has 10,000 rows), by its most regular part: under a
// country's domain, `com`, `gov`, `edu`, `ac`, `org`, `net` … are part of the suffix (`gov.vn`, `ac.uk`),
// and so are the provinces under `.vn`. Names outside these two rules have a suffix of one label.

import { isIP } from 'node:net'
import type { Event } from '#/kernel/event.ts'

/** Second labels that are a public suffix under a two-letter country domain. */
const SECOND_LEVEL = new Set(
  'ac co com edu gob gov go gouv govt gv id info int ltd me mil mod name ne net nhs nom or org plc police pro sch tm web biz health io ai'.split(
    ' ',
  ),
)

/** Country domains whose second label is free, so that `co.de` is a name like any other. */
const FLAT_COUNTRIES = new Set('de nl be ch at eu io me tv cc co fm gg ly sh ai us ca fr it'.split(' '))

/** Provinces and cities of Viet Nam that are suffixes under `.vn` (VNNIC's geographic domains). */
const VN_PROVINCES = new Set(
  `angiang bacgiang backan baclieu bacninh baria-vungtau bentre binhdinh binhduong binhphuoc binhthuan camau cantho
  caobang daklak daknong danang dienbien dongnai dongthap gialai hagiang haiduong haiphong hanam hanoi hatinh
  haugiang hoabinh hungyen khanhhoa kiengiang kontum laichau lamdong langson laocai longan namdinh nghean ninhbinh
  ninhthuan phutho phuyen quangbinh quangnam quangngai quangninh quangtri soctrang sonla tayninh thaibinh
  thainguyen thanhhoa thanhphohochiminh thuathienhue tiengiang travinh tuyenquang vinhlong vinhphuc yenbai`.split(
    /\s+/,
  ),
)

export interface DomainParts {
  readonly topLevel: string
  readonly registered: string
  readonly subdomain: string | undefined
}

/** The parts of a name, or undefined when it has none: one label, an address, or no DNS name at all. */
export function domainParts(name: string): DomainParts | undefined {
  const bare = name.endsWith('.') ? name.slice(0, -1) : name
  if (bare.length > 253 || isIP(bare) !== 0) return undefined
  const labels = bare.split('.')
  const top = labels.at(-1)!
  if (labels.length < 2 || labels.includes('') || !/^[a-z][a-z0-9-]*$/i.test(top)) return undefined
  const second = labels.at(-2)!.toLowerCase()
  const country = top.toLowerCase()
  const isSuffix =
    country.length === 2 &&
    !FLAT_COUNTRIES.has(country) &&
    (SECOND_LEVEL.has(second) || (country === 'vn' && VN_PROVINCES.has(second)))
  const suffixLabels = isSuffix ? 2 : 1
  if (labels.length <= suffixLabels) return undefined
  const subdomain = labels.slice(0, -suffixLabels - 1).join('.')
  return {
    topLevel: labels.slice(-suffixLabels).join('.'),
    registered: labels.slice(-suffixLabels - 1).join('.'),
    subdomain: subdomain === '' ? undefined : subdomain,
  }
}

/** Sets `<prefix>.registered_domain`, `.subdomain` and `.top_level_domain`. */
export function setDomainParts(event: Event, prefix: string, name: string): void {
  const parts = domainParts(name)
  if (parts === undefined) return
  event[`${prefix}.registered_domain`] = parts.registered
  event[`${prefix}.top_level_domain`] = parts.topLevel
  if (parts.subdomain !== undefined) event[`${prefix}.subdomain`] = parts.subdomain
}
