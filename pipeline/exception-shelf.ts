// The exceptions of the pipeline's thread: those that people approved and the filter documents of rule folders,
// made ready for the rules in force. Changes of either are taken up before the next batch; what was read once is
// not read again.

import {
  prepareExceptions,
  type Exceptions,
  type RuleException,
} from '#/correlation/exceptions/exceptions.ts'
import { nameRules, type NamedRules, type Reach } from '#/correlation/exceptions/filter-reach.ts'
import { asExceptions, loadFilterText } from '#/correlation/exceptions/load-filters.ts'
import type { FilterNote, RuleFilter } from '#/correlation/exceptions/rule-filter.ts'
import type { LoadedRules } from '#/correlation/loaded-rules.ts'
import type { ExceptionDefinition } from '#/kernel/detection-exception.ts'

/** What exceptions are held against. */
export type ExceptedRules = Pick<LoadedRules, 'rules' | 'correlations' | 'filters'>

/** One exception in force or filter document, and what comes of it. */
export interface ExceptionStatus {
  readonly id: string
  readonly title: string
  /** Of a filter document; null for an exception that people approved. */
  readonly document: Pick<RuleFilter, 'path' | 'line' | 'scope' | 'owner' | 'reason' | 'expiresAt'> | null
  readonly notes: readonly FilterNote[]
  readonly reach: ExceptionReach
}

export interface ExceptionReach {
  readonly count: number
  /** The first of them. */
  readonly rules: readonly NamedRule[]
  readonly fault: Reach['fault']
}

export interface NamedRule {
  readonly id: string
  readonly title: string
  readonly titleEnglish?: string
}

export interface ExceptionShelf {
  /** Ready for matches, all changes so far included. */
  readonly current: () => Exceptions
  /** In force from the next batch on; `definition` null: no longer. */
  readonly put: (id: string, definition: ExceptionDefinition | null) => void
  use(rules: ExceptedRules): void
  /** Of those asked for, or of all: approved ones, then filter documents. */
  statuses(id?: string): readonly ExceptionStatus[]
  /** What would come of it. */
  check(definition: ExceptionDefinition): ExceptionStatus
  /** It alone, for a preview; undefined when it cannot be read. */
  alone(definition: ExceptionDefinition): Exceptions | undefined
}

interface Read {
  readonly title: string
  readonly exception: RuleException | undefined
  readonly notes: readonly FilterNote[]
}

const SHOWN_RULES = 100

export function createExceptionShelf(
  first: ExceptedRules,
  inForce: readonly { readonly id: string; readonly definition: ExceptionDefinition }[],
): ExceptionShelf {
  const approved = new Map(inForce.map(({ id, definition }) => [id, readException(id, definition)]))
  let documents = first.filters
  let named = namesOf(first)
  let prepared: Exceptions | undefined

  function current(): Exceptions {
    prepared ??= prepareExceptions(
      [...[...approved.values()].flatMap(({ exception }) => exception ?? []), ...asExceptions(documents)],
      named,
    )
    return prepared
  }

  return {
    current,
    put(id, definition) {
      if (definition === null) approved.delete(id)
      else approved.set(id, readException(id, definition))
      prepared = undefined
    },
    use(rules) {
      documents = rules.filters
      named = namesOf(rules)
      prepared = undefined
    },
    statuses(id) {
      const reaches = new Map(current().reaches.map(({ exception, reach }) => [exception.id, reach]))
      const wanted = (of: string): boolean => id === undefined || of === id
      return [
        ...[...approved]
          .filter(([of]) => wanted(of))
          .map(([of, read]) => statusOf(of, read, reaches.get(of), null)),
        ...documents
          .filter(filter => wanted(filter.id))
          .map(filter => statusOf(filter.id, { ...filter, notes: [] }, reaches.get(filter.id), filter)),
      ]
    },
    check(definition) {
      const read = readException('', definition)
      const prepared = prepareExceptions(read.exception === undefined ? [] : [read.exception], named)
      return statusOf('', read, prepared.reaches[0]?.reach, null)
    },
    alone(definition) {
      const { exception } = readException('', definition)
      return exception === undefined
        ? undefined
        : prepareExceptions(
            [{ ...exception, expiresAt: null, filter: { ...exception.filter, expiresAt: null } }],
            named,
          )
    },
  }
}

function namesOf({ rules, correlations }: ExceptedRules): NamedRules {
  return nameRules(rules, correlations)
}

function readException(id: string, definition: ExceptionDefinition): Read {
  const { title, tags, systems, entity, expiresAt } = definition
  const isScoped = systems.length > 0 || entity !== null
  const { filter, notes } = loadFilterText(definition.filter, { isScoped })
  const scope = { tags, systems, entity }
  return {
    title,
    notes,
    exception: filter === undefined ? undefined : { id, title, filter, scope, expiresAt },
  }
}

function statusOf(
  id: string,
  { title, notes }: Pick<Read, 'title' | 'notes'>,
  reach: Reach | undefined,
  document: ExceptionStatus['document'],
): ExceptionStatus {
  return {
    id,
    title,
    document:
      document === null
        ? null
        : {
            path: document.path,
            line: document.line,
            scope: document.scope,
            owner: document.owner,
            reason: document.reason,
            expiresAt: document.expiresAt,
          },
    notes,
    reach: {
      count: reach?.rules.length ?? 0,
      rules: (reach?.rules ?? []).slice(0, SHOWN_RULES).map(nameRule),
      fault: reach?.fault,
    },
  }
}

/** The rule as lists name it. */
export function nameRule({
  summary,
}: {
  readonly summary: { id: string; title: string; english?: { title: string } }
}): NamedRule {
  const { id, title, english } = summary
  return { id, title, ...(english === undefined ? {} : { titleEnglish: english.title }) }
}
