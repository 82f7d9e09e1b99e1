// Mentions as rows: written, read and taken out, one at a time. The caller holds the transaction.

import {
  toneThatCounts,
  type Mention,
  type MentionFlag,
  type Tone,
  type ToneCorrection,
  type ToneScore,
} from '#/kernel/mention.ts'
import type { LabelKind } from './mention-filter.ts'
import { lowestNumber, millisecondsOf, NUMBERS_PER_MS, startOfMs } from './mention-number.ts'
import { forgetWords, indexWords, settleForgotten } from './mention-words.ts'
import type { Row, SqliteStatements } from './sqlite-statements.ts'

/** Where a mention stands: `number` in the order of time, `arrival` in that of coming here. */
export interface MentionPlace {
  readonly number: bigint
  readonly arrival: number
}

/** What of a mention is neither searched, nor counted, nor changed, as JSON. */
type Rest = Pick<
  Mention,
  'parentId' | 'publishedKnown' | 'topics' | 'departments' | 'places' | 'entities' | 'systemIds' | 'flags'
>

/** SELECT list of a whole mention, over `mention m` joined with `mention_body b`. */
export const WHOLE_MENTION = `CAST(m.number AS TEXT) AS number, ${millisecondsOf('m.number')} AS published_at, m.id,
  m.kind, m.voice, m.source, m.story, m.copy_of, m.author, m.language, m.fetched_at, m.label, m.score, m.sure,
  m.correction, b.title, b.url, b.tone_model, b.rest, b.text`

export function mentionOf(row: Row): Mention {
  const rest = JSON.parse(row['rest'] as string) as Rest
  return {
    id: row['id'] as string,
    kind: row['kind'] as Mention['kind'],
    sourceId: row['source'] as string,
    url: row['url'] as string,
    title: row['title'] as string,
    text: row['text'] as string,
    author: row['author'] as string | null,
    publishedAt: Number(row['published_at']),
    fetchedAt: Number(row['fetched_at']),
    language: row['language'] as string,
    storyId: row['story'] as string,
    copyOf: row['copy_of'] as string | null,
    voice: row['voice'] as Mention['voice'],
    tone: scoreOf(row),
    toneModel: row['tone_model'] as string,
    correction: correctionOf(row),
    ...rest,
  }
}

function scoreOf(row: Row): ToneScore {
  return { label: row['label'] as Tone, score: Number(row['score']), sure: row['sure'] === 1 }
}

function correctionOf(row: Row): ToneCorrection | null {
  const text = row['correction'] as string | null
  return text === null ? null : (JSON.parse(text) as ToneCorrection)
}

export class MentionRows {
  private readonly sql: SqliteStatements

  constructor(sql: SqliteStatements) {
    this.sql = sql
  }

  get(id: string): Mention | undefined {
    const row = this.sql.one(
      `SELECT ${WHOLE_MENTION} FROM mention m JOIN mention_body b ON b.arrival = m.arrival WHERE m.id = ?`,
      id,
    )
    return row === undefined ? undefined : mentionOf(row)
  }

  /** Writes or replaces; answers whether it was new. */
  put(mention: Mention, sketch: Uint8Array | null): boolean {
    const known = this.sql.one(
      `SELECT CAST(m.number AS TEXT) AS number, m.arrival, m.fetched_at, m.correction, b.title, b.text
       FROM mention m JOIN mention_body b ON b.arrival = m.arrival WHERE m.id = ?`,
      mention.id,
    )
    if (known === undefined) {
      const arrival = Number(this.sql.one('SELECT max(arrival) AS n FROM mention_body')!['n'] ?? 0) + 1
      this.insert(mention, sketch, { number: this.freeNumber(mention.publishedAt), arrival }, false)
      return true
    }
    const kept: Mention = {
      ...mention,
      fetchedAt: Number(known['fetched_at']),
      correction: correctionOf(known),
    }
    const before = { number: BigInt(known['number'] as string), arrival: Number(known['arrival']) }
    const sameTime = lowestNumber(mention.publishedAt) === startOfMs(before.number)
    const sameWords = sameTime && known['title'] === mention.title && known['text'] === mention.text
    if (!sameWords) {
      forgetWords(this.sql, before.number, known['title'] as string, known['text'] as string)
      settleForgotten(this.sql)
    }
    this.removeRows(before)
    const number = sameTime ? before.number : this.freeNumber(mention.publishedAt)
    this.insert(kept, sketch, { number, arrival: before.arrival }, sameWords)
    return false
  }

  remove({ number, arrival }: MentionPlace): void {
    const body = this.sql.one('SELECT title, text FROM mention_body WHERE arrival = ?', arrival)!
    forgetWords(this.sql, number, body['title'] as string, body['text'] as string)
    this.removeRows({ number, arrival })
  }

  /** Text, author and sketch go; what else was read out of it stays. */
  forgetText({ number, arrival }: MentionPlace): void {
    const body = this.sql.one('SELECT title, text FROM mention_body WHERE arrival = ?', arrival)!
    const title = body['title'] as string
    forgetWords(this.sql, number, title, body['text'] as string)
    settleForgotten(this.sql)
    indexWords(this.sql, number, title, '')
    this.sql.run("UPDATE mention_body SET text = '', sketch = NULL WHERE arrival = ?", arrival)
    this.sql.run('UPDATE mention SET author = NULL, forgotten = 1 WHERE number = ?', number)
  }

  /** Null takes a correction back. False: no such mention. */
  correct(id: string, correction: ToneCorrection | null): boolean {
    const row = this.sql.one('SELECT label, score, sure FROM mention WHERE id = ?', id)
    if (row === undefined) return false
    this.sql.run(
      'UPDATE mention SET correction = ?, corrected_at = ?, tone = ? WHERE id = ?',
      correction === null ? null : JSON.stringify(correction),
      correction?.at ?? null,
      toneThatCounts({ tone: scoreOf(row), correction }) ?? 'unsure',
      id,
    )
    return true
  }

  rescore(id: string, tone: ToneScore, model: string): void {
    const row = this.sql.one('SELECT arrival, correction FROM mention WHERE id = ?', id)
    if (row === undefined) return
    this.sql.run(
      'UPDATE mention SET label = ?, score = ?, sure = ?, tone = ? WHERE id = ?',
      tone.label,
      tone.score,
      tone.sure ? 1 : 0,
      toneThatCounts({ tone, correction: correctionOf(row) }) ?? 'unsure',
      id,
    )
    this.sql.run('UPDATE mention_body SET tone_model = ? WHERE arrival = ?', model, Number(row['arrival']))
  }

  flag(id: string, flag: MentionFlag, on: boolean): void {
    const row = this.sql.one(
      `SELECT CAST(m.number AS TEXT) AS number, m.arrival, b.rest
       FROM mention m JOIN mention_body b ON b.arrival = m.arrival WHERE m.id = ?`,
      id,
    )
    if (row === undefined) return
    const rest = JSON.parse(row['rest'] as string) as Rest
    if (rest.flags.includes(flag) === on) return
    const flags = on ? [...rest.flags, flag] : rest.flags.filter(each => each !== flag)
    const number = BigInt(row['number'] as string)
    this.sql.run(
      'UPDATE mention_body SET rest = ? WHERE arrival = ?',
      JSON.stringify({ ...rest, flags }),
      Number(row['arrival']),
    )
    if (on) this.addLabel(number, 'flag', flag)
    else
      this.sql.run("DELETE FROM mention_label WHERE number = ? AND kind = 'flag' AND value = ?", number, flag)
  }

  private insert(mention: Mention, sketch: Uint8Array | null, place: MentionPlace, indexed: boolean): void {
    const { number, arrival } = place
    const { parentId, publishedKnown, topics, departments, places, entities, systemIds, flags } = mention
    const rest: Rest = {
      parentId,
      publishedKnown,
      topics,
      departments,
      places,
      entities,
      systemIds,
      flags,
    }
    this.sql.run(
      `INSERT INTO mention (number, id, arrival, kind, voice, tone, source, story, copy_of, author, language,
         fetched_at, label, score, sure, corrected_at, correction, forgotten)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
      number,
      mention.id,
      arrival,
      mention.kind,
      mention.voice,
      toneThatCounts(mention) ?? 'unsure',
      mention.sourceId,
      mention.storyId,
      mention.copyOf,
      mention.author,
      mention.language,
      mention.fetchedAt,
      mention.tone.label,
      mention.tone.score,
      mention.tone.sure ? 1 : 0,
      mention.correction?.at ?? null,
      mention.correction === null ? null : JSON.stringify(mention.correction),
    )
    this.sql.run(
      `INSERT INTO mention_body (arrival, title, url, tone_model, rest, sketch, text) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      arrival,
      mention.title,
      mention.url,
      mention.toneModel,
      JSON.stringify(rest),
      sketch,
      mention.text,
    )
    for (const value of new Set(topics)) this.addLabel(number, 'topic', value)
    for (const value of new Set(departments)) this.addLabel(number, 'department', value)
    for (const value of new Set(systemIds)) this.addLabel(number, 'system', value)
    for (const value of new Set(flags)) this.addLabel(number, 'flag', value)
    for (const { code, name } of new Map(places.map(each => [each.code, each])).values()) {
      this.addLabel(number, 'place', code)
      this.sql.run(
        `INSERT INTO place_name (code, name) VALUES (?, ?)
         ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE name <> excluded.name`,
        code,
        name,
      )
    }
    if (!indexed) indexWords(this.sql, number, mention.title, mention.text)
  }

  private addLabel(number: bigint, kind: LabelKind, value: string): void {
    this.sql.run('INSERT INTO mention_label (number, kind, value) VALUES (?, ?, ?)', number, kind, value)
  }

  private removeRows({ number, arrival }: MentionPlace): void {
    this.sql.run('DELETE FROM mention WHERE number = ?', number)
    this.sql.run('DELETE FROM mention_body WHERE arrival = ?', arrival)
    this.sql.run('DELETE FROM mention_label WHERE number = ?', number)
  }

  /** The next one of the millisecond. */
  private freeNumber(publishedAt: number): bigint {
    const lowest = lowestNumber(publishedAt)
    const row = this.sql.one(
      'SELECT CAST(max(number) AS TEXT) AS n FROM mention WHERE number >= ? AND number < ?',
      lowest,
      lowest + NUMBERS_PER_MS,
    )
    const last = row?.['n'] as string | null | undefined
    return last === null || last === undefined ? lowest : BigInt(last) + 1n
  }
}
