// Which departments of the city a text concerns: data/departments.yaml, or a city's own file of the same form.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { LineCounter, parseDocument } from 'yaml'
import { Permanent } from '#/kernel/errors.ts'
import { TOPICS, type Topic } from '#/kernel/mention.ts'
import { compilePhrases } from './phrases.ts'
import type { ReadWords } from './read-words.ts'

const Words = Type.Array(Type.String({ minLength: 1 }))
const DepartmentSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$' }),
    name: Type.String({ minLength: 1 }),
    nameEn: Type.String({ minLength: 1 }),
    /** `ward`: of the ward or commune that is spoken of; otherwise of the city. */
    level: Type.Optional(Type.Literal('ward')),
    aliases: Words,
    topics: Type.Array(Type.Enum([...TOPICS])),
    terms: Words,
  },
  { additionalProperties: false },
)
const FileSchema = Type.Object(
  { departments: Type.Array(DepartmentSchema, { minItems: 1 }) },
  { additionalProperties: false },
)

export type Department = Static<typeof DepartmentSchema>

export interface Departments {
  readonly list: readonly Department[]
  /** Ids: those that the text names, then those of its strongest topic, then those whose terms it holds; at most four. */
  concerned(words: ReadWords, topics: readonly Topic[]): readonly string[]
}

const MAX_DEPARTMENTS = 4

/** The file of a city, or the one that comes with the platform. Throws Permanent `departments.invalid` with file, line and reason. */
export function loadDepartments(
  path: string = join(import.meta.dirname, 'data/departments.yaml'),
): Departments {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new Permanent('departments.invalid', `departments ${path}: ${(error as Error).message}`, {
      cause: error,
    })
  }
  return parseDepartments(text, path)
}

/** As `loadDepartments`; `path` is what the error names. */
export function parseDepartments(yaml: string, path: string): Departments {
  const lines = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false })
  const refuse = (line: number | undefined, reason: string): never => {
    throw new Permanent(
      'departments.invalid',
      `departments ${path}${line === undefined ? '' : `:${line}`}: ${reason}`,
    )
  }
  const [mistake] = document.errors
  if (mistake !== undefined) refuse(lines.linePos(mistake.pos[0]).line, mistake.message)
  const file: unknown = document.toJS()
  if (!Value.Check(FileSchema, file)) {
    const [first] = Value.Errors(FileSchema, file)
    const pointer = first?.instancePath ?? ''
    refuse(lineOf(pointer), `${pointer.slice(1) || 'the file'} ${first?.message ?? 'is not as it must be'}`)
    throw new Error('unreachable')
  }
  const ids = new Set<string>()
  for (const [n, { id }] of file.departments.entries()) {
    if (ids.has(id)) refuse(lineOf(`/departments/${n}`), `the id ${id} stands twice`)
    ids.add(id)
  }
  return createDepartments(file.departments)

  function lineOf(pointer: string): number | undefined {
    const steps = pointer.split('/').slice(1)
    for (let length = steps.length; length > 0; length--) {
      const node = document.getIn(steps.slice(0, length), true) as { range?: [number] } | undefined
      if (node?.range !== undefined) return lines.linePos(node.range[0]).line
    }
    return undefined
  }
}

function createDepartments(list: readonly Department[]): Departments {
  // A name and a term are looked for apart: `Công ty Cấp nước` holds no less the name for the term `nước`.
  const names = compilePhrases(
    list.flatMap(({ id, name, aliases }) => [name, ...aliases].map(phrase => [phrase, id] as const)),
  )
  const terms = compilePhrases(list.flatMap(({ id, terms }) => terms.map(term => [term, id] as const)))
  return {
    list,
    concerned(words, topics) {
      const [strongest] = topics
      const found = new Set([
        ...names.allIn(words).flatMap(hit => hit.values),
        ...list
          .filter(department => department.topics.some(topic => topic === strongest))
          .map(({ id }) => id),
        ...terms.allIn(words).flatMap(hit => hit.values),
      ])
      return [...found].slice(0, MAX_DEPARTMENTS)
    },
  }
}
