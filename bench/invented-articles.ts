// Invented Vietnamese articles, and copies of them as other papers make them: words replaced, deleted, inserted and
// moved at random, another lead and sign-off, another headline. For the evaluation and the bench of stories.
//
// Articles are made of the project's labelled news sentences, each sentence in one article only, so that two articles
// share what Vietnamese texts on the same subjects share, and no more. All chance comes from the seed.

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDice, type Dice } from '#/demo/line.ts'

export interface InventedArticle {
  readonly id: string
  readonly title: string
  readonly text: string
}

/** Sentences of one article, besides its headline. */
const SENTENCES = 23

/** The sentences by subject (a file each). */
export function newsSentences(): readonly (readonly string[])[] {
  const folder = join(import.meta.dirname, '../crawler/sentiment/sentences')
  return globSync('news-*.jsonl', { cwd: folder })
    .sort()
    .map(file =>
      readFileSync(join(folder, file), 'utf8')
        .trim()
        .split('\n')
        .map(line => (JSON.parse(line) as { readonly text: string }).text),
    )
}

/** As many articles as the sentences give, each on one subject. */
export function inventedArticles(seed: number): readonly InventedArticle[] {
  const dice = createDice(seed)
  return newsSentences().flatMap((sentences, subject) => {
    const order = shuffled(sentences, dice)
    return Array.from({ length: Math.floor(order.length / (SENTENCES + 1)) }, (_, n) => {
      const [title, ...text] = order.slice(n * (SENTENCES + 1), (n + 1) * (SENTENCES + 1))
      return { id: `article-${subject}-${n}`, title: title!, text: paragraphs(text) }
    })
  })
}

/**
 * A copy in which `share` of the words (0 … 1) were replaced, deleted, followed by another word or moved elsewhere,
 * each as likely. `vocabulary` is what replacing and added words, lead and sign-off are drawn from.
 */
export function editedCopy(
  article: InventedArticle,
  share: number,
  vocabulary: readonly string[],
  dice: Dice,
): InventedArticle {
  const words: string[] = []
  const moved: string[] = []
  const anyWord = (): string => dice.pick(vocabulary)
  for (const word of article.text.split(/\s+/)) {
    if (dice.next() >= share) {
      words.push(word)
      continue
    }
    const edit = dice.between(0, 4)
    if (edit === 0) words.push(anyWord())
    else if (edit === 2) words.push(word, anyWord())
    else if (edit === 3) moved.push(word)
  }
  for (const word of moved) words.splice(dice.between(0, words.length + 1), 0, word)
  const phrase = (length: number): string => Array.from({ length }, anyWord).join(' ')
  return {
    id: `${article.id}-copy`,
    title: phrase(dice.between(6, 12)),
    text: [phrase(dice.between(12, 26)), words.join(' '), phrase(dice.between(5, 13))].join('.\n\n'),
  }
}

export function vocabularyOf(articles: readonly InventedArticle[]): readonly string[] {
  return articles.flatMap(({ text }) => text.split(/\s+/))
}

function paragraphs(sentences: readonly string[]): string {
  const ended = sentences.map(sentence => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`))
  const parts: string[] = []
  for (let n = 0; n < ended.length; n += 3) parts.push(ended.slice(n, n + 3).join(' '))
  return parts.join('\n\n')
}

function shuffled(values: readonly string[], dice: Dice): string[] {
  const order = values.slice()
  for (let n = order.length - 1; n > 0; n--) {
    const other = dice.between(0, n + 1)
    ;[order[n], order[other]] = [order[other]!, order[n]!]
  }
  return order
}
