// Words of a mention, as they are indexed and as they are searched: runs of letters and digits, folded. A change
// of how words are made or folded needs a step in mention-schema.ts that fills `mention_word` anew, for the index
// is told what to forget in the words that it was given.

import { Permanent } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { foldText } from './fold-text.ts'
import type { SqliteStatements } from './sqlite-statements.ts'

/** Each different word once. */
export function foldedWords(...texts: readonly string[]): readonly string[] {
  return [...new Set(foldText(texts.join(' ')).match(/[\p{L}\p{N}]+/gu))]
}

/**
 * The question of FTS5 that finds mentions with all words of the text, or undefined when it has no word. Throws
 * Permanent (`request.malformed`) for too many words.
 */
export function matchAllWords(text: string): string | undefined {
  const words = foldedWords(text)
  if (words.length > LIMITS.maxSearchTerms) {
    throw new Permanent(
      'request.malformed',
      `A search for ${words.length} words: at most ${LIMITS.maxSearchTerms} can be searched at once.`,
    )
  }
  return words.length === 0 ? undefined : words.map(word => `"${word}"`).join(' ')
}

export function indexWords(sql: SqliteStatements, number: bigint, title: string, text: string): void {
  const words = foldedWords(title, text).join(' ')
  sql.run('INSERT INTO mention_word (rowid, words) VALUES (?, ?)', number, words)
}

/** Title and text must be those that were indexed. */
export function forgetWords(sql: SqliteStatements, number: bigint, title: string, text: string): void {
  const words = foldedWords(title, text).join(' ')
  sql.run("INSERT INTO mention_word (mention_word, rowid, words) VALUES ('delete', ?, ?)", number, words)
}

/**
 * To be called between forgetting words and indexing others in the same transaction. Of words that are deleted and written
 * before either is in the index, FTS5 (SQLite 3.53.4, `secure-delete` with `detail=none`) loses later rows.
 */
export function settleForgotten(sql: SqliteStatements): void {
  sql.run("INSERT INTO mention_word (mention_word) VALUES ('flush')")
}
