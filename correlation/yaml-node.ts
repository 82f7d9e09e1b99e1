// YAML as a rule loader wants it: maps that keep their order and line numbers, and scalars that keep the text
// as it was written. A library's idea of a value loses what rules need: `00000429` must stay text, an integer
// over 2^53 must stay exact, `NO` may be a country.
//
// The `yaml` package parses with its failsafe schema (everything is text, nothing is guessed); aliases and
// merge keys are followed here, within a bound.

import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml'
import type { Document } from 'yaml'

export type YamlNode = YamlScalar | YamlMap | YamlList

export interface YamlScalar {
  readonly kind: 'scalar'
  readonly text: string
  /** True when it was written without quotes, so that it may be a number, a boolean or null. */
  readonly plain: boolean
  readonly line: number
}

export interface YamlMap {
  readonly kind: 'map'
  readonly entries: readonly YamlEntry[]
  readonly line: number
}

export interface YamlEntry {
  readonly key: string
  readonly value: YamlNode
  readonly line: number
}

export interface YamlList {
  readonly kind: 'list'
  readonly items: readonly YamlNode[]
  readonly line: number
}

/** What is wrong with a document, at which line of the file. */
export interface YamlError {
  readonly line: number
  readonly detail: string
}

export interface YamlDocument {
  readonly root: YamlNode | undefined
  readonly errors: readonly YamlError[]
}

const MAX_NODES = 200_000
const MAX_DEPTH = 40

/** Reads all documents of a file; a document with an error has no root, the others do. */
export function parseYaml(text: string): readonly YamlDocument[] {
  const lines = new LineCounter()
  const parsed = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: true,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'silent',
  })
  if (!Array.isArray(parsed)) return []
  return (parsed as readonly Document.Parsed[]).map(document => {
    const lineAt = (offset: number | undefined): number => lines.linePos(offset ?? 0).line
    const errors = document.errors.map(error => ({ line: lineAt(error.pos[0]), detail: error.message }))
    if (errors.length > 0) return { root: undefined, errors }
    const reader = new NodeReader(document, lineAt)
    const root = reader.read(document.contents, 0, 1)
    return reader.errors.length > 0 ? { root: undefined, errors: reader.errors } : { root, errors: [] }
  })
}

/** The value under a key, or undefined. */
export function entryOf(map: YamlMap, key: string): YamlNode | undefined {
  return map.entries.find(entry => entry.key === key)?.value
}

/** The text under a key when it is a scalar, or undefined. */
export function textUnder(map: YamlMap, key: string): string | undefined {
  const node = entryOf(map, key)
  return node?.kind === 'scalar' ? node.text : undefined
}

/** The texts under a key: of a list of scalars, or of one scalar; anything else is left out. */
export function textsUnder(map: YamlMap, key: string): readonly string[] {
  const node = entryOf(map, key)
  if (node === undefined) return []
  const items = node.kind === 'list' ? node.items : [node]
  return items.flatMap(item => (item.kind === 'scalar' && item.text !== '' ? [item.text] : []))
}

class NodeReader {
  readonly errors: YamlError[] = []
  private readonly document: Document.Parsed
  private readonly lineAt: (offset: number | undefined) => number
  private count = 0

  constructor(document: Document.Parsed, lineAt: (offset: number | undefined) => number) {
    this.document = document
    this.lineAt = lineAt
  }

  read(node: unknown, depth: number, parentLine: number): YamlNode | undefined {
    this.count += 1
    if (this.count > MAX_NODES || depth > MAX_DEPTH) {
      if (this.errors.length === 0) this.fail(parentLine, 'the document is too large or too deep')
      return undefined
    }
    if (node === null || node === undefined)
      return { kind: 'scalar', text: '', plain: true, line: parentLine }
    if (isAlias(node)) {
      const target = node.resolve(this.document)
      if (target !== undefined) return this.read(target, depth + 1, parentLine)
      return this.fail(parentLine, `the alias *${node.source} names nothing`)
    }
    if (isScalar(node)) {
      const line = this.lineAt(node.range?.[0])
      return { kind: 'scalar', text: String(node.value), plain: node.type === 'PLAIN', line }
    }
    if (isSeq(node)) {
      const line = this.lineAt(node.range?.[0])
      const items = node.items.map(item => this.read(item, depth + 1, line))
      return { kind: 'list', items: items.filter(item => item !== undefined), line }
    }
    if (isMap(node)) {
      const line = this.lineAt(node.range?.[0])
      return { kind: 'map', entries: node.items.flatMap(pair => this.entries(pair, depth, line)), line }
    }
    return this.fail(parentLine, 'a value that is neither map, list nor text')
  }

  private entries(pair: { key: unknown; value: unknown }, depth: number, parentLine: number): YamlEntry[] {
    const key = this.read(pair.key, depth + 1, parentLine)
    if (key === undefined) return []
    if (key.kind !== 'scalar') {
      this.fail(key.line, 'a key must be text')
      return []
    }
    const value = this.read(pair.value, depth + 1, key.line)
    if (value === undefined) return []
    if (key.text !== '<<' || !key.plain || value.kind === 'scalar') {
      return [{ key: key.text, value, line: key.line }]
    }
    const merged = value.kind === 'list' ? value.items : [value]
    return merged.flatMap(item => (item.kind === 'map' ? item.entries : []))
  }

  private fail(line: number, detail: string): undefined {
    this.errors.push({ line, detail })
    return undefined
  }
}
