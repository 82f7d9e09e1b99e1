// JSON-LD of a page → what it says of the article: headline, text, author, time. Scripts hold one object, a list or
// a `@graph`, and often broken JSON: raw line breaks in strings, trailing commas, comments around it. What cannot be
// mended is passed over.

export interface LinkedArticle {
  readonly headline: string | null
  readonly body: string | null
  readonly author: string | null
  /** As written. */
  readonly published: string | null
  readonly language: string | null
  readonly comments: readonly LinkedComment[]
}

export interface LinkedComment {
  readonly id: string | null
  readonly text: string
  readonly author: string | null
  readonly published: string | null
}

/** Types that are an article or a thread; `…Article` covers the many kinds of newspaper articles. */
const ARTICLE_TYPE =
  /(?:Article|BlogPosting|DiscussionForumPosting|SocialMediaPosting|LiveBlogPosting|QAPage)$/u
const MAX_NODES = 5000
const MAX_COMMENTS = 2000

type JsonNode = Readonly<Record<string, unknown>>

/** The article of the page, the one with the longest text when there are many; null when none is described. */
export function readJsonLd(scripts: readonly string[]): LinkedArticle | null {
  const articles = scripts.flatMap(script => nodesOf(parseLoosely(script))).filter(isArticle)
  const found = articles.map(toArticle)
  if (found.length === 0) return null
  return found.reduce((best, other) => (weight(other) > weight(best) ? other : best))
}

function weight({ body, headline, published }: LinkedArticle): number {
  return (body?.length ?? 0) + (headline === null ? 0 : 1000) + (published === null ? 0 : 1000)
}

function parseLoosely(script: string): unknown {
  const text = script.replace(
    /^\s*(?:<!--|\/\*\s*<!\[CDATA\[\s*\*\/|<!\[CDATA\[)|(?:-->|\/\*\s*\]\]>\s*\*\/|\]\]>)\s*;?\s*$/gu,
    '',
  )
  for (const attempt of [text, mended(text)]) {
    try {
      return JSON.parse(attempt) as unknown
    } catch {
      // The next, more forgiving reading.
    }
  }
  return null
}

/** Control characters inside strings become spaces, commas before a closing bracket go, so does a last semicolon. */
function mended(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\\(?!["\\/bfnrtu])/gu, '')
    .replace(/,(?=\s*[}\]])/gu, '')
    .replace(/;\s*$/u, '')
}

/** All objects at the places where articles stand: lists, `@graph`, `mainEntity`. */
function nodesOf(value: unknown): JsonNode[] {
  const nodes: JsonNode[] = []
  const waiting: unknown[] = [value]
  while (waiting.length > 0 && nodes.length < MAX_NODES) {
    const next = waiting.shift()
    if (Array.isArray(next)) waiting.push(...next.slice(0, MAX_NODES))
    else if (isNode(next)) {
      nodes.push(next)
      waiting.push(next['@graph'], next['mainEntity'])
      if (isNode(next['mainEntityOfPage'])) waiting.push(next['mainEntityOfPage'])
    }
  }
  return nodes
}

function isNode(value: unknown): value is JsonNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isArticle(node: JsonNode): boolean {
  return [node['@type']].flat().some(type => typeof type === 'string' && ARTICLE_TYPE.test(type))
}

function toArticle(node: JsonNode): LinkedArticle {
  return {
    headline: textIn(node['headline']) ?? textIn(node['name']),
    body: textIn(node['articleBody']) ?? textIn(node['text']),
    author: nameOf(node['author']) ?? nameOf(node['creator']),
    published: textIn(node['datePublished']) ?? textIn(node['dateCreated']) ?? textIn(node['uploadDate']),
    language: textIn(node['inLanguage']),
    comments: [node['comment'], node['suggestedAnswer'], node['acceptedAnswer']]
      .flat()
      .filter(isNode)
      .slice(0, MAX_COMMENTS)
      .flatMap(toComment),
  }
}

function toComment(node: JsonNode): LinkedComment[] {
  const text = textIn(node['text']) ?? textIn(node['articleBody'])
  if (text === null) return []
  return [
    {
      id: textIn(node['@id']) ?? textIn(node['identifier']) ?? textIn(node['url']),
      text,
      author: nameOf(node['author']),
      published: textIn(node['datePublished']) ?? textIn(node['dateCreated']),
    },
  ]
}

function textIn(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return textIn(value[0])
  if (isNode(value)) return textIn(value['@value'])
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/** `"Name"`, `{name}`, or several of them. */
function nameOf(value: unknown): string | null {
  const names = [value]
    .flat()
    .flatMap(one => (isNode(one) ? (textIn(one['name']) ?? []) : (textIn(one) ?? [])))
  return names.length === 0 ? null : [...new Set(names)].slice(0, 5).join(', ')
}
