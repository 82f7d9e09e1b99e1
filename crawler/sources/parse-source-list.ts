// Reads a list of sources from YAML: a list, or `sources:` with a list. Every mistake is named with line and key.

import { Value } from 'typebox/value'
import { LineCounter, parseDocument, type Document } from 'yaml'
import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { SourceFieldProblem } from './check-source.ts'
import { MediaSourceSchema, type WrittenSource } from './source-schema.ts'
import { tidySource } from './sources.ts'

type Path = readonly (string | number)[]

/** `name`: what the problems call the text; `check`: what a shape cannot say. */
export function parseSourceList(
  text: string,
  name: string,
  check: (source: WrittenSource) => readonly SourceFieldProblem[],
): { readonly written: readonly WrittenSource[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const complain = (line: number, key: string, detail: string): void => {
    const where = `${name}:${line}${key === '' ? '' : `:${key}`}`
    // One place, one problem: unions report every branch.
    if (!problems.some(each => each.where === where)) problems.push({ code: 'source.invalid', where, detail })
  }
  const lines = new LineCounter()
  const document = parseDocument(text.slice(0, LIMITS.maxSourcesText), {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  })
  if (text.length > LIMITS.maxSourcesText) complain(1, '', `longer than ${LIMITS.maxSourcesText} characters`)
  for (const error of document.errors) complain(lines.linePos(error.pos[0]).line, '', error.message)
  const root = problems.length > 0 ? undefined : valueOf(document, detail => complain(1, '', detail))
  if (problems.length > 0) return { written: [], problems }
  const isBare = Array.isArray(root)
  const items: unknown = isBare ? root : (root as { sources?: unknown } | null)?.sources
  if (!Array.isArray(items)) {
    complain(1, '', 'must be a list, or `sources:` with a list')
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
      complain(lineAt([number, ...path]), path.join('.'), wordsFor(path, message))
    }
    if (problems.length > before) return
    const source = tidySource(value as WrittenSource)
    for (const { field, textEnglish } of check(source)) complain(lineAt([number, field]), field, textEnglish)
    if (written.some(({ id }) => id === source.id))
      complain(lineAt([number, 'id']), 'id', `"${source.id}" stands here twice`)
    written.push(source)
  })
  return { written, problems }
}

/** Aliases that would grow without end are an error of the document. */
function valueOf(document: Document, complain: (detail: string) => void): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    complain((error as Error).message)
    return undefined
  }
}

function wordsFor(path: readonly string[], message: string): string {
  if (message !== 'schema is false') return message
  return path.join('.') === 'local' ? 'cannot be set by a list' : 'unknown key'
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
