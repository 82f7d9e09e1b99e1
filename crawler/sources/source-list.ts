// A list of sources as YAML: written for people to keep, pass on and edit, and read back with every mistake named
// by line and key, all at once. Reading only plans: what would be added, what changed, what is wrong; nothing is
// taken of a list with mistakes.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { LIMITS } from '#/kernel/limits.ts'
import type { MediaSource } from '#/kernel/media-source.ts'
import { parseSourceList, type SourceListProblem } from './parse-source-list.ts'
import { MediaSourceSchema, type WrittenSource } from './source-schema.ts'
import { tidySource, type Sources } from './sources.ts'

export interface SourceImport {
  readonly added: readonly WrittenSource[]
  readonly changed: readonly {
    readonly source: WrittenSource
    readonly seen: number
    /** What differs. */
    readonly fields: readonly (keyof MediaSource)[]
  }[]
  /** Ids of those that are known as they are. */
  readonly unchanged: readonly string[]
  /** `where`: `name:line:key`. With any, nothing may be taken. */
  readonly problems: readonly SourceListProblem[]
}

/** The order of keys in an export. */
const FIELDS = Object.keys(MediaSourceSchema.properties) as (keyof WrittenSource)[]

/**
 * Plans the import of a list. `name`: what problems call the text. `onlyNew`: known sources are left as they are
 * (the starter list must not switch off what somebody switched on).
 */
export async function planImport(
  text: string,
  sources: Sources,
  { name = 'sources.yaml', onlyNew = false } = {},
): Promise<SourceImport> {
  const { written, problems } = parseSourceList(text, name, source => sources.check(source))
  if (problems.length > 0) return { added: [], changed: [], unchanged: [], problems }
  const known = new Map((await sources.list()).map(each => [each.source.id, each]))
  const added = written.filter(({ id }) => !known.has(id))
  if (known.size + added.length > LIMITS.maxSources) {
    const all = known.size + added.length
    const full: SourceListProblem = {
      code: 'source.invalid',
      where: `${name}:1`,
      detail: `${all} sources; at most ${LIMITS.maxSources} are kept`,
      text: `${all} nguồn; giữ được nhiều nhất ${LIMITS.maxSources}`,
    }
    return { added: [], changed: [], unchanged: [], problems: [full] }
  }
  const again = written
    .filter(({ id }) => known.has(id))
    .map(source => {
      const { source: before, version } = known.get(source.id)!
      return { source, seen: version, fields: differingFields(before, source) }
    })
  const isChange = ({ fields }: { readonly fields: readonly string[] }): boolean =>
    fields.length > 0 && !onlyNew
  return {
    added,
    changed: again.filter(isChange),
    unchanged: again.filter(each => !isChange(each)).map(({ source }) => source.id),
    problems: [],
  }
}

/** Takes what was planned, all of it or none; 'conflict': somebody changed a source since. */
export async function applyImport(
  plan: SourceImport,
  sources: Sources,
): Promise<'done' | 'conflict' | 'invalid'> {
  if (plan.problems.length > 0) return 'invalid'
  return await sources.putAll([...plan.added.map(source => ({ source, seen: 0 })), ...plan.changed])
}

/** YAML that `planImport` reads back to the same. */
export function exportSources(sources: readonly (WrittenSource | MediaSource)[]): string {
  const plain = sources.map(source => {
    const written = tidySource(source)
    return Object.fromEntries(FIELDS.map(field => [field, written[field]]))
  })
  return stringify({ sources: plain }, { lineWidth: 0 })
}

/** The list that comes with the platform: Vietnamese national and city media, all off. */
export function starterList(): string {
  return readFileSync(join(import.meta.dirname, 'starter.yaml'), 'utf8')
}

function differingFields(before: MediaSource, after: WrittenSource): (keyof MediaSource)[] {
  return FIELDS.filter(
    field => JSON.stringify(sorted(before[field])) !== JSON.stringify(sorted(after[field])),
  )
}

/** Objects with their keys in order: selectors may be written in any. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
