// Reads a law profile: one that comes with the platform by its name, or a city's own file, which may extend one
// of them (`extends: vn-2026`). Every mistake is reported with file, line and key, all of them at once.
//
// In a file that extends another, an item of a list replaces the item with its id or is added; `workingTime.changes`
// are added; other keys replace.

import { readFileSync, readdirSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { Type, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { LineCounter, parseDocument, type Document } from 'yaml'
import { Permanent } from '#/kernel/errors.ts'
import type { Problem } from '#/kernel/problem.ts'
import { meaningMistakes } from './profile-check.ts'
import { LawProfileSchema, type LawProfile } from './profile-schema.ts'

export interface LoadedProfile {
  /** Absent when there are problems. */
  readonly profile?: LawProfile
  readonly problems: readonly Problem[]
}

/** Names of the profiles that come with the platform. */
export const BUILTIN_PROFILES: readonly string[] = readdirSync(join(import.meta.dirname, 'profiles'))
  .filter(file => file.endsWith('.yaml'))
  .map(file => file.slice(0, -5))
  .sort()

export const DEFAULT_PROFILE = 'vn-2026'

const OwnProfileSchema = Type.Object(
  {
    ...Object.fromEntries(
      Object.entries(LawProfileSchema.properties).map(([key, schema]) => [key, Type.Optional(schema)]),
    ),
    id: LawProfileSchema.properties.id,
    extends: Type.String(),
    workingTime: Type.Optional(
      Type.Partial(LawProfileSchema.properties.workingTime, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
)

/**
 * A profile by name, or by the path of a city's file, relative to `folder`. Throws Permanent `law.unreadable`
 * when the file cannot be read.
 */
export function loadLawProfile(nameOrPath: string, folder = '.'): LoadedProfile {
  const path = pathOf(nameOrPath, folder)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const known = BUILTIN_PROFILES.join(', ')
    throw new Permanent(
      'law.unreadable',
      `law profile ${nameOrPath}: ${(error as Error).message} (built in: ${known})`,
      { cause: error },
    )
  }
  return parseLawProfile(text, path)
}

/** Checks the text of a profile; `path` is what its problems name. */
export function parseLawProfile(text: string, path: string): LoadedProfile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  if (document.errors.length > 0) {
    const problems = document.errors.map(error => ({
      code: 'law.syntax' as const,
      where: `${path}:${lines.linePos(error.pos[0]).line}`,
      detail: error.message,
    }))
    return { problems }
  }
  const problem = (pointer: string, detail: string): Problem => ({
    code: 'law.invalid',
    where: placeOf(document, lines, path, pointer),
    detail,
  })
  const written: unknown = document.toJS()
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    return { problems: [problem('', 'must be keys with values, like `id:`')] }

  const base = baseOf(written as Readonly<Record<string, unknown>>)
  if (typeof base === 'string') return { problems: [problem('/extends', base)] }
  const schema: TSchema = base === undefined ? LawProfileSchema : OwnProfileSchema
  const mistakes = Value.Errors(schema, Value.Default(schema, written))
    // An unknown key is reported twice: where it stands, and for the object that must not have it; a value that
    // fits no branch of a union is reported for every branch.
    .filter(({ message }) => message !== 'must not have additional properties')
    .map(error =>
      problem(error.instancePath, error.message === 'schema is false' ? 'unknown key' : error.message),
    )
  const problems = mistakes.filter(
    (each, at) => mistakes.findIndex(other => other.where === each.where) === at,
  )
  if (problems.length > 0) return { problems }

  const value = (base === undefined ? written : extend(base, written)) as LawProfile
  const profile = Value.Default(LawProfileSchema, value) as LawProfile
  const wrong = meaningMistakes(profile).map(({ pointer, detail }) => problem(pointer, detail))
  return wrong.length > 0 ? { problems: wrong } : { profile, problems: [] }
}

function pathOf(nameOrPath: string, folder: string): string {
  if (BUILTIN_PROFILES.includes(nameOrPath))
    return join(import.meta.dirname, 'profiles', `${nameOrPath}.yaml`)
  return isAbsolute(nameOrPath) ? nameOrPath : resolve(folder, nameOrPath)
}

/** The profile that is extended, undefined for none, or what is wrong with it. */
function baseOf(written: Readonly<Record<string, unknown>>): LawProfile | undefined | string {
  if (!('extends' in written)) return undefined
  const name = written['extends']
  if (typeof name !== 'string' || !BUILTIN_PROFILES.includes(name))
    return `must be one of ${BUILTIN_PROFILES.join(', ')}`
  const { profile, problems } = loadLawProfile(name)
  if (profile === undefined) throw new Error(`the built-in profile ${name} is broken: ${problems[0]?.where}`)
  return profile
}

function extend(base: LawProfile, own: object): object {
  const merged: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(own)) {
    if (key === 'extends') continue
    const before = (base as unknown as Record<string, unknown>)[key]
    if (key === 'workingTime') {
      const changes = [...((value as { changes?: unknown[] }).changes ?? []), ...base.workingTime.changes]
      merged[key] = { ...base.workingTime, ...(value as object), changes }
    } else if (Array.isArray(before) && Array.isArray(value)) merged[key] = mergeItems(before, value)
    else merged[key] = value
  }
  return merged
}

function mergeItems(before: readonly { id: string }[], own: readonly { id: string }[]): { id: string }[] {
  const kept = before.map(each => own.find(({ id }) => id === each.id) ?? each)
  return [...kept, ...own.filter(({ id }) => !before.some(each => each.id === id))]
}

/** `file:line:key` of a JSON pointer; the nearest parent that is written in the file when it is not itself. */
function placeOf(document: Document, lines: LineCounter, path: string, pointer: string): string {
  const keys = pointer
    .split('/')
    .slice(1)
    .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  for (let depth = keys.length; depth > 0; depth--) {
    const place = keys.slice(0, depth).map(key => (/^\d+$/.test(key) ? Number(key) : key))
    const node: unknown = document.getIn(place, true)
    const range = (node as { range?: [number, number, number] } | undefined)?.range
    if (range) return `${path}:${lines.linePos(range[0]).line}:${keys.join('.')}`
  }
  return `${path}:1:${keys.join('.') || '(top)'}`
}
