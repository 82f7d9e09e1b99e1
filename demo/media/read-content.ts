// Reads the invented texts from content/*.jsonl: one file a site, one text a line, its truth beside it.
//
//   {"id":"nb-01","at":"-12 07:30","topic":"waste","tone":"neg","place":"w2","title":…,"by":…,"text":[…]}
//   {"id":"cd-01","at":"+9:20","copyOf":"nb-01","lead":[…],"edits":[["from","to"]],"tail":[…]}
//   {"on":"nb-01","after":35,"by":…,"tone":"neg","text":…}      a comment or a post, minutes after its parent
//
// `at`: day and time in Việt Nam before the day of `startAt`, or hours and minutes after `startAt` itself, so
// that what follows the demo's intrusion follows it at any time of day. Whatever is wrong in a file is an
// error that names file and line: the files are ours.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type MentionKind, type Tone, TONES, type Topic, TOPICS } from '#/kernel/mention.ts'
import { VIETNAM_OFFSET_MS } from '#/kernel/vietnam-time.ts'
import { type InventedText, SITE_IDS, type SiteId } from './invented-text.ts'
import { type DemoWards, nameWards, WARD_KEYS, type WardKey } from './wards.ts'

const FOLDER = join(import.meta.dirname, 'content')
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

interface Line {
  readonly id?: string
  readonly at?: string
  readonly on?: string
  readonly after?: number
  readonly topic?: Topic
  readonly tone?: Tone
  readonly place?: WardKey | null
  readonly title?: string
  readonly by: string
  readonly text?: readonly string[] | string
  readonly copyOf?: string
  readonly edits?: readonly (readonly [string, string])[]
  readonly lead?: readonly string[]
  readonly tail?: readonly string[]
}

/** Every text of the web, oldest first, as of a start of the demo day (ms UTC). Throws an error that names file and line. */
export function readContent(startAt: number, wards: DemoWards, folder = FOLDER): readonly InventedText[] {
  const texts = new Map<string, InventedText>()
  const names = readdirSync(folder).filter(name => name.endsWith('.jsonl'))
  const lines = names.flatMap(name =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .map((line, at) => ({ line, where: `${name}:${at + 1}`, site: siteOf(name) }))
      .filter(({ line }) => line.trim() !== ''),
  )
  const parsed = lines.map(({ line, where, site }) => ({ where, site, line: parseLine(line, where) }))
  // Texts before what stands under them, originals before their copies.
  const rank = ({ line }: { line: Line }): number =>
    (line.on === undefined ? 0 : 2) + (line.copyOf === undefined ? 0 : 1)
  let unnamed = 0
  for (const { where, site, line } of parsed.toSorted((a, b) => rank(a) - rank(b))) {
    try {
      const id = line.id ?? `${line.on}-${++unnamed}`
      if (texts.has(id)) throw new Error(`id "${id}" is taken`)
      texts.set(id, invented(id, site, line, texts, startAt, wards))
    } catch (error) {
      throw new Error(`${where}: ${(error as Error).message}`, { cause: error })
    }
  }
  return [...texts.values()].toSorted((a, b) => a.publishedAt - b.publishedAt)
}

function parseLine(line: string, where: string): Line {
  try {
    return JSON.parse(line) as Line
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`, { cause: error })
  }
}

function invented(
  id: string,
  site: SiteId,
  line: Line,
  known: ReadonlyMap<string, InventedText>,
  startAt: number,
  wards: DemoWards,
): InventedText {
  const parent = line.on === undefined ? null : found(known, line.on)
  const original = line.copyOf === undefined ? null : found(known, line.copyOf)
  const own = [line.text ?? []].flat().map(paragraph => nameWards(paragraph, wards))
  const text = {
    id,
    site,
    kind: kindOf(site, parent),
    title: nameWards(line.title ?? (parent === null ? (original?.title ?? '') : ''), wards),
    paragraphs: original === null ? own : copied(original, line, wards),
    by: line.by,
    publishedAt:
      parent === null ? timeOf(line.at, startAt) : parent.publishedAt + (line.after ?? Number.NaN) * MINUTE,
    parentId: parent?.id ?? null,
    tone: line.tone ?? original?.tone,
    topic: line.topic ?? original?.topic ?? parent?.topic,
    place: line.place !== undefined ? line.place : (original ?? parent)?.place,
    copyOf: original?.id ?? null,
  }
  const wrong = [
    (text.tone === undefined || !TONES.includes(text.tone)) && 'tone',
    (text.topic === undefined || !TOPICS.includes(text.topic)) && 'topic',
    (text.place === undefined || (text.place !== null && !WARD_KEYS.includes(text.place))) && 'place',
    !(text.publishedAt >= (original?.publishedAt ?? -Infinity)) && 'at',
    text.paragraphs.length === 0 && 'text',
    (line.by ?? '') === '' && 'by',
    parent === null && text.title === '' && 'title',
  ].filter(Boolean)
  if (wrong.length > 0) throw new Error(`"${id}" lacks a right ${wrong.join(', ')}`)
  return text as InventedText
}

function found(known: ReadonlyMap<string, InventedText>, id: string): InventedText {
  const text = known.get(id)
  if (text === undefined) throw new Error(`there is no text "${id}"`)
  return text
}

function kindOf(site: SiteId, parent: InventedText | null): MentionKind {
  if (site === 'dien-dan') return 'post'
  return parent === null ? 'article' : 'comment'
}

function copied(original: InventedText, line: Line, wards: DemoWards): readonly string[] {
  const named = (paragraphs: readonly string[] = []): string[] =>
    paragraphs.map(each => nameWards(each, wards))
  const edits = line.edits?.map(pair => named(pair)) ?? []
  for (const [from] of edits) {
    if (!original.paragraphs.some(each => each.includes(from!)))
      throw new Error(`the text "${original.id}" does not hold "${from}"`)
  }
  const body = original.paragraphs
    .map(paragraph => edits.reduce((text, [from, to]) => text.replaceAll(from!, to!), paragraph).trim())
    .filter(paragraph => paragraph !== '')
  return [...named(line.lead), ...body, ...named(line.tail)]
}

function timeOf(at: string | undefined, startAt: number): number {
  const after = /^\+(\d+):(\d\d)$/.exec(at ?? '')
  // Pages name their times to the minute.
  if (after !== null)
    return (Math.floor(startAt / MINUTE) + Number(after[1]) * 60 + Number(after[2])) * MINUTE
  const before = /^-(\d+) (\d\d):(\d\d)$/.exec(at ?? '')
  if (before === null) return Number.NaN
  const today = Math.floor((startAt + VIETNAM_OFFSET_MS) / DAY) * DAY - VIETNAM_OFFSET_MS
  return today - Number(before[1]) * DAY + (Number(before[2]) * 60 + Number(before[3])) * MINUTE
}

/** `dan-hoi.jsonl` and `dan-hoi.binh-luan.jsonl` are both of the site `dan-hoi`. */
function siteOf(name: string): SiteId {
  const site = SITE_IDS.find(id => id === name.replace(/\..*$/, ''))
  if (site === undefined) throw new Error(`${name}: no site of the local web is called so`)
  return site
}
