// The calls of the documents, and the list of forms, fetched once.

import { signal } from '@preact/signals'
import type { Static } from 'typebox'
import type * as Documents from '#/api/contract/documents.ts'
import { callApi, type Answer } from '../api-client.ts'
import { language } from '../i18n/text.ts'

export type FormView = Static<typeof Documents.FormView>
export type FormId = FormView['id']
export type Summary = Static<typeof Documents.DocumentSummary>
export type Detail = Static<typeof Documents.DocumentDetail>
export type Field = Static<typeof Documents.FieldView>
export type FieldOf<K extends Field['kind']> = Extract<Field, { kind: K }>
export type Value = NonNullable<Field['answer']['value']>
export type Source = Static<typeof Documents.SourceView>
export type Block = Static<typeof Documents.BlockView>
export type OpenField = Detail['openFields'][number]
export type Verified = Static<typeof Documents.VerifyView>
export type State = Summary['state']
export const STATES = ['draft', 'signed', 'sent'] as const satisfies readonly State[]

export type Change =
  | { readonly kind: 'set'; readonly value: Value | null }
  | { readonly kind: 'reset' }
  | { readonly kind: 'leave-open'; readonly reason: string }

export interface ListQuery {
  readonly form?: string | undefined
  readonly state?: string | undefined
  readonly incident?: string | undefined
  readonly limit?: number
  readonly after?: string | undefined
}

const one = (id: string, part = ''): string => `/api/documents/${encodeURIComponent(id)}${part}`
type Changed = Promise<Answer<Detail>>

export const documents = {
  list: (query: ListQuery) =>
    callApi<Static<typeof Documents.DocumentPage>>('GET', '/api/documents', { query: { ...query } }),
  create: (body: { readonly form: FormId; readonly incident?: string; readonly period?: string }): Changed =>
    callApi('POST', '/api/documents', { body }),
  get: (id: string): Changed => callApi('GET', one(id)),
  edit: (id: string, version: number, key: string, change: Change): Changed =>
    callApi('POST', one(id, '/fields'), { body: { version, key, change } }),
  refill: (id: string, version: number): Changed =>
    callApi('POST', one(id, '/refill'), { body: { version } }),
  sign: (id: string, version: number): Changed => callApi('POST', one(id, '/sign'), { body: { version } }),
  sent: (
    id: string,
    body: {
      readonly version: number
      readonly to: string
      readonly channel: string
      readonly number: string
      readonly at: number
    },
  ): Changed => callApi('POST', one(id, '/sent'), { body }),
  correct: (id: string): Changed => callApi('POST', one(id, '/correct'), { body: {} }),
  verify: (id: string) => callApi<Verified>('GET', one(id, '/verify')),
} as const

/** Address of a file; the browser saves it. */
export function fileHref(id: string, format: 'docx' | 'pdf' | 'html' | 'xlsx', sources: boolean): string {
  return one(id, `/file.${format}${sources ? '?sources=yes' : ''}`)
}

/** Address of a document's own page. */
export function documentHref(id: string): string {
  return `/documents/${encodeURIComponent(id)}`
}

/** All forms; empty until fetched. */
export const forms = signal<readonly FormView[]>([])
let asked: Promise<void> | null = null

/** Fetches the forms, once; a failure is tried again by whoever asks next. */
export async function loadForms(): Promise<void> {
  if (forms.value.length > 0) return
  asked ??= callApi<readonly FormView[]>('GET', '/api/forms').then(answer => {
    if (answer.ok) forms.value = answer.value
    asked = null
  })
  await asked
}

/** Name of a form in the language shown; its id until the list is there. */
export function formName(id: string): string {
  const form = forms.value.find(known => known.id === id)
  if (form === undefined) return id
  return language.value === 'en' ? form.nameEnglish : form.name
}
