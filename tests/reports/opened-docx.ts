// A DOCX opened again: unzipped, each part checked to be well-formed XML, and its text read back line by line.

import { unzipSync } from 'fflate'

export interface OpenedDocx {
  readonly names: readonly string[]
  part(name: string): string
  /** One text a paragraph, in the order of the body; tabs are `\t`. */
  readonly paragraphs: readonly string[]
}

export function openDocx(bytes: Buffer): OpenedDocx {
  const files = unzipSync(bytes)
  const part = (name: string): string => {
    const file = files[name]
    if (file === undefined) throw new Error(`no part ${name}`)
    return new TextDecoder('utf-8', { fatal: true }).decode(file)
  }
  for (const name of Object.keys(files)) if (/\.(xml|rels)$/.test(name)) checkWellFormed(part(name), name)
  const body = part('word/document.xml')
  const paragraphs = [...body.matchAll(/<w:p>.*?<\/w:p>|<w:p\/>/gs)].map(([paragraph]) =>
    [...paragraph.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>|<w:tab\/>|<w:br\/>/g)]
      .map(([whole, text]) => (text === undefined ? (whole === '<w:tab/>' ? '\t' : '\n') : unescape(text)))
      .join(''),
  )
  return { names: Object.keys(files), part, paragraphs }
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  '#39': "'",
}

function unescape(text: string): string {
  return text.replace(/&([^;]+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
}

/** Tags nest, attributes are quoted, entities are known, and no character stands that XML 1.0 forbids. */
export function checkWellFormed(xml: string, name: string): void {
  const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.exec(xml)
  if (forbidden !== null) throw new Error(`${name}: forbidden character at ${forbidden.index}`)
  const open: string[] = []
  let at = 0
  for (const found of xml.matchAll(/<(?:\?[^>]*\?|(\/?)([\w:.-]+)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?))>/g)) {
    checkText(xml.slice(at, found.index), name)
    at = found.index + found[0].length
    const [, closing, tag, , empty] = found
    if (tag === undefined || empty === '/') continue
    if (closing === '') open.push(tag)
    else if (open.pop() !== tag) throw new Error(`${name}: ${tag} is closed but not open`)
  }
  checkText(xml.slice(at), name)
  if (open.length > 0) throw new Error(`${name}: ${open.join(' ')} are not closed`)
}

function checkText(text: string, name: string): void {
  if (/[<>]/.test(text)) throw new Error(`${name}: stray markup in ${text.slice(0, 60)}`)
  if (/&(?!(?:lt|gt|amp|quot|apos|#\d+);)/.test(text))
    throw new Error(`${name}: stray & in ${text.slice(0, 60)}`)
}
