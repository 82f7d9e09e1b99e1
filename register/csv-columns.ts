// The columns of the register's table: header in two languages, how a system shows there, and how a cell is
// read back. A table may have any of them in any order; what it does not have stays as it is.

import type { RegisteredSystem, SystemLevel, Unit } from '#/kernel/monitored-system.ts'
import { foldText } from '#/store/embedded/fold-text.ts'
import { joinItems, splitItems, splitTexts } from './csv-list.ts'
import {
  APPROVAL_WORDS,
  INSPECTION_WORDS,
  KIND_WORDS,
  MEASURES_WORDS,
  PROVIDER_WORDS,
  YES_NO,
  ZONE_WORDS,
  readWord,
  wordsOf,
  type WordTable,
} from './csv-words.ts'

export interface CellProblem {
  readonly text: string
  readonly textEnglish: string
}
export type CellReading =
  | { readonly kind: 'read'; readonly fields: Partial<RegisteredSystem> }
  | { readonly kind: 'wrong'; readonly problem: CellProblem }

export interface SystemColumn {
  /** Key of the field; parts of `approval` have a column each. */
  readonly key: string
  readonly header: string
  readonly headerEnglish: string
  readonly show: (system: RegisteredSystem) => string
  /** `base` is the system as it is before, for fields of several columns. */
  readonly read: (cell: string, base: RegisteredSystem, units: readonly Unit[]) => CellReading
}

const read = (fields: Partial<RegisteredSystem>): CellReading => ({ kind: 'read', fields })
const wrong = (text: string, textEnglish: string): CellReading => ({
  kind: 'wrong',
  problem: { text, textEnglish },
})

type TextField = {
  [Key in keyof RegisteredSystem]: RegisteredSystem[Key] extends string
    ? string extends RegisteredSystem[Key]
      ? Key
      : never
    : never
}[keyof RegisteredSystem]
type ListField = 'hosts' | 'addresses' | 'listeners' | 'domains' | 'services' | 'measures'

export const MAX_TEXT = 200
export const MAX_LONG_TEXT = 2000

function textColumn(key: TextField, header: string, headerEnglish: string, longest = MAX_TEXT): SystemColumn {
  return {
    key,
    header,
    headerEnglish,
    show: system => system[key],
    read: cell =>
      cell.length > longest
        ? wrong(`dài quá ${longest} ký tự`, `longer than ${longest} characters`)
        : read({ [key]: cell }),
  }
}

/** No host, address or domain holds a comma, so one parts them too, as people write it. */
function listColumn(key: ListField, header: string, headerEnglish: string): SystemColumn {
  const mayHoldCommas = key === 'services' || key === 'measures' || key === 'listeners'
  return {
    key,
    header,
    headerEnglish,
    show: system => joinItems(system[key].map(text => [text])),
    read: cell =>
      read({ [key]: splitTexts(cell).flatMap(text => (mayHoldCommas ? [text] : text.split(','))) }),
  }
}

function wordColumn<Id extends string>(
  key: string,
  header: string,
  headerEnglish: string,
  table: WordTable<Id>,
  get: (system: RegisteredSystem) => Id | null,
  set: (id: Id | null, base: RegisteredSystem) => Partial<RegisteredSystem>,
): SystemColumn {
  return {
    key,
    header,
    headerEnglish,
    show(system) {
      const id = get(system)
      return id === null ? '' : table[id][0]
    },
    read(cell, base) {
      if (cell.trim() === '') return read(set(null, base))
      const id = readWord(table, cell)
      return id === undefined
        ? wrong(
            `"${cell}" phải là một trong: ${wordsOf(table)}`,
            `"${cell}" must be one of: ${wordsOf(table)}`,
          )
        : read(set(id, base))
    },
  }
}

function wordsColumn<Id extends string>(
  key: 'zones' | 'inspections',
  header: string,
  headerEnglish: string,
  table: WordTable<Id>,
): SystemColumn {
  return {
    key,
    header,
    headerEnglish,
    show: system => joinItems(system[key].map(id => [table[id as Id][0]])),
    read(cell) {
      // `Phục vụ người dân, doanh nghiệp` holds a comma, so only | ; and lines part words.
      const texts = splitTexts(cell)
      const ids = texts.map(text => readWord(table, text))
      const at = ids.indexOf(undefined)
      return at === -1
        ? read({ [key]: [...new Set(ids)] })
        : wrong(
            `"${texts[at]}" phải là một trong: ${wordsOf(table)}`,
            `"${texts[at]}" must be one of: ${wordsOf(table)}`,
          )
    },
  }
}

function approvalText(part: 'decision' | 'expected', header: string, headerEnglish: string): SystemColumn {
  return {
    key: `approval.${part}`,
    header,
    headerEnglish,
    show: ({ approval }) => approval[part],
    read: (cell, { approval }) => read({ approval: { ...approval, [part]: cell } }),
  }
}

const ID: SystemColumn = textColumn('id', 'Mã', 'Id')

const LEVEL: SystemColumn = {
  key: 'level',
  header: 'Cấp độ',
  headerEnglish: 'Level',
  show: ({ level }) => String(level),
  read(cell) {
    const level = /^(?:cap do |cap |level )?([1-5])$/.exec(foldText(cell).trim())?.[1]
    return level === undefined
      ? wrong(`"${cell}" không phải cấp độ 1–5`, `"${cell}" is not a level 1–5`)
      : read({ level: Number(level) as SystemLevel })
  },
}

const UNIT: SystemColumn = {
  key: 'unitId',
  header: 'Đơn vị',
  headerEnglish: 'Unit',
  show: ({ unitId }) => unitId ?? '',
  read(cell, _base, units) {
    if (cell.trim() === '') return read({ unitId: null })
    const folded = foldText(cell).trim()
    const byId = units.find(({ id }) => id === cell.trim())
    const byName = units.filter(({ name }) => foldText(name) === folded)
    const unit = byId ?? (byName.length === 1 ? byName[0] : undefined)
    if (unit !== undefined) return read({ unitId: unit.id })
    return byName.length > 1
      ? wrong(
          `có ${byName.length} đơn vị tên "${cell}": hãy ghi mã`,
          `${byName.length} units are called "${cell}": give the id`,
        )
      : wrong(`không có đơn vị "${cell}"`, `there is no unit "${cell}"`)
  },
}

const LINKS: SystemColumn = {
  key: 'links',
  header: 'Đường truyền Internet',
  headerEnglish: 'Internet links',
  show: ({ links }) =>
    joinItems(
      links.map(({ provider, megabits, monitored }) => [
        provider,
        megabits === null ? '' : String(megabits),
        YES_NO[monitored ? 'yes' : 'no'][0],
      ]),
    ),
  read(cell) {
    const links = []
    for (const [provider = '', speed = '', watched = '', ...more] of splitItems(cell)) {
      // `1.000` means a thousand to one and a unit to another: neither is guessed.
      const text = speed.replace(/\s*mb(it|ps)?(\/s)?$/i, '')
      const megabits =
        text === '' ? null : /^\d+([.]\d+)?(e[+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN
      const monitored = watched === '' ? 'no' : readWord(YES_NO, watched)
      if (more.length > 0 || Number.isNaN(megabits) || monitored === undefined)
        return wrong(
          'phải có dạng: nhà cung cấp; Mbit/s; có|không quan trắc (nhiều đường truyền cách nhau bằng |)',
          'must read: provider; Mbit/s; yes|no monitored (links parted by |)',
        )
      links.push({ provider, megabits, monitored: monitored === 'yes' })
    }
    return read({ links })
  },
}

const PROVIDERS: SystemColumn = {
  key: 'providers',
  header: 'Nhà cung cấp',
  headerEnglish: 'Providers',
  show: ({ providers }) =>
    joinItems(providers.map(({ name, kind, telephone }) => [name, PROVIDER_WORDS[kind][0], telephone])),
  read(cell) {
    const providers = []
    for (const [name = '', word = '', telephone = '', ...more] of splitItems(cell)) {
      const kind = word === '' ? 'other' : readWord(PROVIDER_WORDS, word)
      if (more.length > 0 || kind === undefined)
        return wrong(
          `phải có dạng: tên; loại (${wordsOf(PROVIDER_WORDS)}); điện thoại`,
          `must read: name; kind (${wordsOf(PROVIDER_WORDS)}); telephone`,
        )
      providers.push({ name, kind, telephone })
    }
    return read({ providers })
  },
}

const CONTACTS: SystemColumn = {
  key: 'contacts',
  header: 'Đầu mối liên hệ',
  headerEnglish: 'Contacts',
  show: ({ contacts }) =>
    joinItems(
      contacts.map(({ name, position, telephone, email, duty }) => [name, position, telephone, email, duty]),
    ),
  read(cell) {
    const contacts = []
    for (const [name = '', position = '', telephone = '', email = '', duty = '', ...more] of splitItems(
      cell,
    )) {
      if (more.length > 0)
        return wrong(
          'phải có dạng: họ tên; chức vụ; điện thoại; thư điện tử; nhiệm vụ',
          'must read: name; position; telephone; e-mail; duty',
        )
      contacts.push({ name, position, telephone, email, duty })
    }
    return read({ contacts })
  },
}

/** In the order of the export. */
export const SYSTEM_COLUMNS: readonly SystemColumn[] = [
  ID,
  textColumn('name', 'Tên hệ thống', 'Name'),
  LEVEL,
  textColumn('owner', 'Chủ quản', 'Owner'),
  textColumn('operator', 'Đơn vị vận hành', 'Operator'),
  textColumn('operatorAddress', 'Địa chỉ đơn vị vận hành', "Operator's address"),
  UNIT,
  wordColumn(
    'kind',
    'Loại hệ thống',
    'Kind',
    KIND_WORDS,
    ({ kind }) => kind,
    kind => ({ kind: kind ?? 'other' }),
  ),
  textColumn('purpose', 'Mục đích sử dụng', 'Purpose', MAX_LONG_TEXT),
  listColumn('domains', 'Tên miền', 'Domains'),
  listColumn('hosts', 'Tên máy', 'Hosts'),
  listColumn('addresses', 'Địa chỉ IP', 'Addresses'),
  listColumn('listeners', 'Cổng thu', 'Listeners'),
  wordsColumn('zones', 'Vùng mạng', 'Zones', ZONE_WORDS),
  LINKS,
  PROVIDERS,
  CONTACTS,
  listColumn('services', 'Dịch vụ', 'Services'),
  textColumn('operatingSystem', 'Hệ điều hành', 'Operating system'),
  listColumn('measures', 'Biện pháp an toàn', 'Measures'),
  wordColumn(
    'approval.state',
    'Tình trạng phê duyệt cấp độ',
    'Approval of level',
    APPROVAL_WORDS,
    ({ approval }) => approval.state,
    (state, { approval }) => ({ approval: { ...approval, state } }),
  ),
  approvalText('decision', 'Quyết định phê duyệt cấp độ', 'Approval decision'),
  approvalText('expected', 'Dự kiến phê duyệt cấp độ', 'Approval expected'),
  textColumn('regulation', 'Quy chế bảo đảm an ninh mạng', 'Security regulation'),
  wordColumn(
    'measuresState',
    'Triển khai phương án',
    'Plan deployed',
    MEASURES_WORDS,
    ({ measuresState }) => measuresState,
    measuresState => ({ measuresState }),
  ),
  textColumn('measuresExpected', 'Dự kiến triển khai đầy đủ', 'Full deployment expected'),
  wordsColumn('inspections', 'Kiểm tra, đánh giá', 'Inspections', INSPECTION_WORDS),
]

/** The column of a header in either language, or of a key; read without case and marks. */
export function columnOfHeader(header: string): SystemColumn | undefined {
  const folded = foldText(header).replace(/\s+/g, ' ').trim()
  return SYSTEM_COLUMNS.find(column =>
    [column.header, column.headerEnglish, column.key].some(name => foldText(name) === folded),
  )
}
