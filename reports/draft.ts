// What may be done to a draft, as pure changes of its record: write into a field, go back to the figure, leave a
// field open with a reason, ask the figures again. After sign-off none of them applies.

import { hasOpenCells, type Answer, type Value } from './answer.ts'
import {
  answeredQuestions,
  composeDocument,
  isOpen,
  openFields,
  questionsOf,
  type Answers,
  type OpenField,
  type ReportDocument,
} from './document.ts'
import type { DocumentRecord, Edit, LeftOpen } from './document-record.ts'
import type { Filled } from './fill/fill.ts'
import type { Question } from './form.ts'
import { formOf } from './forms/all-forms.ts'

export type FieldChange =
  | { readonly kind: 'set'; readonly value: Value | null }
  | { readonly kind: 'reset' }
  | { readonly kind: 'leave-open'; readonly reason: string }

export type Refusal =
  | { readonly kind: 'refused'; readonly code: 'document.frozen'; readonly message: string }
  | { readonly kind: 'refused'; readonly code: 'document.field-invalid'; readonly message: string }

/** Figures with what people wrote over them. */
export function answersOf({ figures, edits }: Pick<DocumentRecord, 'figures' | 'edits'>): Answers {
  const answers: Record<string, Answer> = { ...figures }
  for (const { key, by, at, after, reset = false } of edits) {
    if (!reset) answers[key] = { value: after, source: { kind: 'person', by, at } }
    else if (Object.hasOwn(figures, key)) answers[key] = figures[key]!
    else delete answers[key]
  }
  return answers
}

/** A frozen document is what was frozen. */
export function contentOf(record: DocumentRecord): ReportDocument {
  return record.frozen?.content ?? composeDocument(formOf(record.form), answersOf(record), record.title)
}

export interface ListedOpenField extends OpenField {
  readonly leftOpen: LeftOpen | null
}

export function listOpenFields(record: DocumentRecord): readonly ListedOpenField[] {
  return openFields(contentOf(record)).map(field => ({
    ...field,
    leftOpen: Object.hasOwn(record.leftOpen, field.key) ? record.leftOpen[field.key]! : null,
  }))
}

/** What keeps it from being signed: required fields without data and without a reason. */
export function missingFields(record: DocumentRecord): readonly ListedOpenField[] {
  const partly = new Set(
    answeredQuestions(contentOf(record))
      .filter(({ answer }) => !isOpen(answer) && hasOpenCells(answer))
      .map(({ key }) => key),
  )
  return listOpenFields(record).filter(
    ({ key, required, leftOpen }) => required && leftOpen === null && !partly.has(key),
  )
}

export function changeField(
  record: DocumentRecord,
  key: string,
  change: FieldChange,
  by: string,
  at: number,
): DocumentRecord | Refusal {
  if (record.frozen !== null) return frozen()
  const question = questionsOf(formOf(record.form)).find(one => one.key === key)
  if (question === undefined) return invalid(`${key}: the form has no such field`)
  const { [key]: _closed, ...leftOpen } = record.leftOpen
  if (change.kind === 'leave-open') {
    const reason = change.reason.normalize('NFC').trim()
    if (reason === '') return invalid(`${key}: a reason is needed`)
    return { ...record, updatedAt: at, leftOpen: { ...leftOpen, [key]: { by, at, reason } } }
  }
  const answers = answersOf(record)
  const before = Object.hasOwn(answers, key) ? answers[key]!.value : null
  if (change.kind === 'reset') {
    const after = Object.hasOwn(record.figures, key) ? record.figures[key]!.value : null
    return withEdit(record, { key, by, at, before, after, reset: true }, leftOpen)
  }
  const problem = change.value === null ? undefined : problemOf(question, change.value)
  if (problem !== undefined) return invalid(`${key}: ${problem}`)
  return withEdit(record, { key, by, at, before, after: tidy(change.value) }, leftOpen)
}

function withEdit(record: DocumentRecord, edit: Edit, leftOpen: DocumentRecord['leftOpen']): DocumentRecord {
  return { ...record, updatedAt: edit.at, edits: [...record.edits, edit], leftOpen }
}

/** New figures under the same edits. */
export function refill(record: DocumentRecord, filled: Filled, at: number): DocumentRecord | Refusal {
  if (record.frozen !== null) return frozen()
  return { ...record, figures: filled.answers, title: filled.title, filledAt: at, updatedAt: at }
}

function frozen(): Refusal {
  return {
    kind: 'refused',
    code: 'document.frozen',
    message: 'The document has been signed off; a correction is a new version.',
  }
}

function invalid(message: string): Refusal {
  return { kind: 'refused', code: 'document.field-invalid', message }
}

function problemOf(question: Question, value: Value): string | undefined {
  const wanted = { text: 'text', choices: 'choices', table: 'rows', list: 'items' }[question.kind]
  if (value.kind !== wanted) return `wants ${wanted}, not ${value.kind}`
  if (value.kind === 'choices' && question.kind === 'choices') {
    const ids = question.options.map(({ id }) => id)
    const unknown = [...value.checked, ...Object.keys(value.words)].find(id => !ids.includes(id))
    if (unknown !== undefined) return `there is no box "${unknown.slice(0, 40)}"`
    if (question.single === true && value.checked.length > 1) return 'only one box may be ticked'
  }
  if (value.kind === 'rows' && question.kind === 'table') {
    const width = question.columns.length
    if (value.rows.some(row => row.length !== width && row.length !== 1))
      return `each row has ${width} cells, or one over the whole width`
  }
  return undefined
}

function tidy(value: Value | null): Value | null {
  if (value?.kind !== 'text') return value
  const text = value.text.normalize('NFC').trim()
  return text === '' ? null : { kind: 'text', text }
}
