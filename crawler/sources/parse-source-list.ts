// Reads a list of sources from YAML: a list, or `sources:` with a list. Every mistake is named with line and key.

import { Value } from 'typebox/value'
import { LineCounter, parseDocument, type Document } from 'yaml'
import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { SourceFieldProblem } from './check-source.ts'
import { shapeWords, type Wording } from './shape-words.ts'
import { MediaSourceSchema, type WrittenSource } from './source-schema.ts'
import { tidySource } from './sources.ts'

type Path = readonly (string | number)[]

/** A problem that a person is shown: `detail` is the English of it, `text` the Vietnamese. */
export interface SourceListProblem extends Problem {
  readonly text: string
}

/** `name`: what the problems call the text; `check`: what a shape cannot say. */
export function parseSourceList(
  text: string,
  name: string,
  check: (source: WrittenSource) => readonly SourceFieldProblem[],
): { readonly written: readonly WrittenSource[]; readonly problems: readonly SourceListProblem[] } {
  const problems: SourceListProblem[] = []
  const complain = (line: number, key: string, { text, textEnglish }: Wording): void => {
    const where = `${name}:${line}${key === '' ? '' : `:${key}`}`
    // One place, one problem: unions report every branch.
    if (!problems.some(each => each.where === where))
      problems.push({ code: 'source.invalid', where, detail: textEnglish, text })
  }
  const lines = new LineCounter()
  const document = parseDocument(text.slice(0, LIMITS.maxSourcesText), {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  })
  if (text.length > LIMITS.maxSourcesText)
    complain(1, '', {
      text: `dài quá ${LIMITS.maxSourcesText} ký tự`,
      textEnglish: `longer than ${LIMITS.maxSourcesText} characters`,
    })
  for (const { pos, message } of document.errors) complain(lines.linePos(pos[0]).line, '', yamlWords(message))
  const root = problems.length > 0 ? undefined : valueOf(document, words => complain(1, '', words))
  if (problems.length > 0) return { written: [], problems }
  const isBare = Array.isArray(root)
  const items: unknown = isBare ? root : (root as { sources?: unknown } | null)?.sources
  if (!Array.isArray(items)) {
    complain(1, '', {
      text: 'phải là danh sách, hoặc `sources:` với danh sách',
      textEnglish: 'must be a list, or `sources:` with a list',
    })
    return { written: [], problems }
  }
  const lineAt = (path: Path): number => lineOf(document, lines, isBare ? path : ['sources', ...path])
  const written: WrittenSource[] = []
  items.forEach((item: unknown, number) => {
    const before = problems.length
    const value: unknown = Value.Default(MediaSourceSchema, item)
    for (const { instancePath, message } of Value.Errors(MediaSourceSchema, value)) {
      // An unknown key is reported where it stands, too.
      if (message === 'must not have additional properties') continue
      const path = instancePath.split('/').slice(1)
      complain(lineAt([number, ...path]), path.join('.'), shapeWords(path, message))
    }
    if (problems.length > before) return
    const source = tidySource(value as WrittenSource)
    for (const wrong of check(source)) complain(lineAt([number, wrong.field]), wrong.field, wrong)
    if (written.some(({ id }) => id === source.id))
      complain(lineAt([number, 'id']), 'id', {
        text: `"${source.id}" có hai lần`,
        textEnglish: `"${source.id}" stands here twice`,
      })
    written.push(source)
  })
  return { written, problems }
}

/** Aliases that would grow without end are an error of the document. */
function valueOf(document: Document, complain: (words: Wording) => void): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    complain(yamlWords((error as Error).message))
    return undefined
  }
}

/** Where YAML breaks is said by its reader, in English. */
function yamlWords(message: string): Wording {
  return { text: `YAML viết sai: ${message}`, textEnglish: message }
}

/** Line of the nearest part of the path that is written. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
  const keys = path.map(key => (typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : key))
  for (let depth = keys.length; depth > 0; depth--) {
    const node: unknown = document.getIn(keys.slice(0, depth), true)
    const range = (node as { range?: [number, number, number] } | undefined)?.range
    if (range) return lines.linePos(range[0]).line
  }
  return 1
}
