// WordPiece, as BERT-like networks read text: a word is cut from its beginning into the longest pieces that the
// vocabulary has, those after the first marked by ##; a word that cannot be cut is [UNK].

import { Permanent } from '#/kernel/errors.ts'

export interface Vocabulary {
  readonly ids: ReadonlyMap<string, number>
  readonly begin: number
  readonly end: number
  readonly unknown: number
}

const MAX_WORD = 100
const WORD_OR_SIGN = /[\p{L}\p{N}\p{M}_]+|[^\s\p{L}\p{N}\p{M}_]/gu

/** `where` names the file in errors. Throws Permanent `model.damaged` without [CLS], [SEP] and [UNK]. */
export function readVocabulary(text: string, where: string): Vocabulary {
  const ids = new Map(
    text
      .replace(/\r?\n$/, '')
      .split(/\r?\n/)
      .map((piece, id) => [piece, id] as const),
  )
  const idOf = (piece: string): number => {
    const id = ids.get(piece)
    if (id === undefined) throw new Permanent('model.damaged', `${where} has no line ${piece}`)
    return id
  }
  return { ids, begin: idOf('[CLS]'), end: idOf('[SEP]'), unknown: idOf('[UNK]') }
}

/** Ids of the pieces, without those for beginning and end. */
export function pieceIds(text: string, { ids, unknown }: Vocabulary): number[] {
  return [...text.matchAll(WORD_OR_SIGN)].flatMap(([word]) => cut(word, ids) ?? [unknown])
}

function cut(word: string, ids: ReadonlyMap<string, number>): number[] | undefined {
  if (word.length > MAX_WORD) return undefined
  const pieces: number[] = []
  for (let from = 0; from < word.length;) {
    let end = word.length
    let id: number | undefined
    for (; end > from; end--) {
      id = ids.get((from === 0 ? '' : '##') + word.slice(from, end))
      if (id !== undefined) break
    }
    if (id === undefined) return undefined
    pieces.push(id)
    from = end
  }
  return pieces
}
