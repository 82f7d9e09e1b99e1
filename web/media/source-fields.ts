// A source's fields as the form holds them: read from what was typed, and what is wrong with them at first sight.

import type { SourceBody } from '#/api/contract/media-sources.ts'
import type { ApiError } from '../api-client.ts'
import { fieldText, trimmedText } from '../parts/field-text.ts'
import { TOPICS } from './media-api.ts'

export const SOURCE_KINDS = [
  'feed',
  'sitemap',
  'section',
  'forum',
  'page',
] as const satisfies readonly SourceBody['kind'][]
export const SELECTORS = [
  'title',
  'text',
  'author',
  'published',
  'remove',
  'links',
  'next',
  'comment',
  'commentText',
  'commentAuthor',
  'commentTime',
] as const satisfies readonly (keyof SourceBody['selectors'])[]

export const EMPTY_SOURCE: SourceBody = {
  id: '',
  name: '',
  kind: 'feed',
  urls: [],
  enabled: false,
  everyMinutes: 60,
  pauseMs: 2000,
  needsBrowser: false,
  withComments: false,
  include: [],
  exclude: [],
  topics: [],
  reach: null,
  language: 'vi',
  selectors: {},
  note: '',
}

/** Whole numbers and their limits, as the contract has them. */
export const NUMBERS = {
  everyMinutes: { low: 5, high: 10_080 },
  pauseMs: { low: 0, high: 600_000 },
  reach: { low: 0, high: 1_000_000_000 },
} as const
export type NumberName = keyof typeof NUMBERS

const linesOf = (fields: FormData, name: string): string[] =>
  fieldText(fields, name)
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')

/** NaN when it is no whole number. */
function wholeOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN
}

/** What was typed, over the source that it was typed over. */
export function readSource(fields: FormData, { id }: SourceBody): SourceBody {
  const reach = trimmedText(fields, 'reach')
  const written = SELECTORS.map(name => [name, trimmedText(fields, `selector.${name}`)] as const)
  return {
    id: id === '' ? trimmedText(fields, 'id') : id,
    name: trimmedText(fields, 'name'),
    kind: SOURCE_KINDS.find(kind => kind === fields.get('kind')) ?? 'feed',
    urls: linesOf(fields, 'urls'),
    enabled: fields.has('enabled'),
    everyMinutes: wholeOf(trimmedText(fields, 'everyMinutes')),
    pauseMs: wholeOf(trimmedText(fields, 'pauseMs')),
    needsBrowser: fields.has('needsBrowser'),
    withComments: fields.has('withComments'),
    include: linesOf(fields, 'include'),
    exclude: linesOf(fields, 'exclude'),
    topics: TOPICS.filter(topic => fields.getAll('topics').includes(topic)),
    reach: reach === '' ? null : wholeOf(reach),
    language: trimmedText(fields, 'language'),
    selectors: Object.fromEntries(written.filter(([, selector]) => selector !== '')),
    note: trimmedText(fields, 'note'),
  }
}

export interface SourceProblem {
  readonly field: string
  readonly kind: 'required' | 'id' | 'number' | 'said'
  /** In the words of the platform, for `said`. */
  readonly text: string
}

const wrong = (field: string, kind: SourceProblem['kind'], text = ''): SourceProblem => ({
  field,
  kind,
  text,
})

/** What is seen without asking the platform. */
export function ownProblems(source: SourceBody): readonly SourceProblem[] {
  const problems: SourceProblem[] = []
  for (const field of ['name', 'id', 'language'] as const)
    if (source[field] === '') problems.push(wrong(field, 'required'))
  if (source.id !== '' && !/^[a-z0-9][a-z0-9-]{0,63}$/.test(source.id)) problems.push(wrong('id', 'id'))
  if (source.urls.length === 0) problems.push(wrong('urls', 'required'))
  for (const [name, { low, high }] of Object.entries(NUMBERS)) {
    const value = source[name as NumberName]
    if (value !== null && !(value >= low && value <= high)) problems.push(wrong(name, 'number'))
  }
  return problems
}

interface Said {
  readonly field?: unknown
  readonly text?: unknown
  readonly textEnglish?: unknown
}

/**
 * What the platform found wrong, field by field: from the list that the refusal carries, or from its sentence
 * (`urls: …; pauseMs: …`). Empty when it names no field of the form.
 */
export function refusedProblems(error: ApiError, language: 'vi' | 'en'): readonly SourceProblem[] {
  const listed: readonly unknown[] = error.problems ?? []
  const named = listed.flatMap(each => {
    const { field, text, textEnglish } = each as Said
    const said = language === 'en' ? textEnglish : text
    return typeof field === 'string' && typeof said === 'string' ? [wrong(field, 'said', said)] : []
  })
  if (named.length > 0) return named
  return error.message.split('; ').flatMap(sentence => {
    const [, field = '', said = ''] = /^(?:body\/source\/)?(\w+)(?:\/\d+)?:? (.+)$/.exec(sentence) ?? []
    return Object.hasOwn(EMPTY_SOURCE, field) ? [wrong(field, 'said', said)] : []
  })
}
