// A document: a form with its answers, as one neutral tree of blocks. Renderers and the console read nothing
// else; its canonical JSON is what is frozen and hashed at sign-off.

import type { FormId } from '#/kernel/form.ts'
import { OPEN, hasOpenCells, isAnswered, type Answer, type Source } from './answer.ts'
import type { Block, Form, Question } from './form.ts'
import { HEAD_QUESTIONS } from './forms/head.ts'

/** A question together with its answer. */
export type Answered<Q extends Question = Question> = Q & { readonly answer: Answer }

export interface ReportDocument {
  readonly form: FormId
  readonly formMark: readonly string[]
  readonly title: readonly string[]
  /** `V/v …` of a letter; null for what has a title. */
  readonly about: string | null
  readonly sign: string
  readonly draftNote: string | null
  readonly signatureTitle: string
  readonly signatureNote: string
  /** Letterhead, recipients, signatory: the parts of Decree 30/2020 around the body. */
  readonly head: readonly Answered[]
  readonly blocks: readonly Block<Answered>[]
}

export type Answers = Readonly<Record<string, Answer>>

/** An open field, as listed to the person who signs. */
export interface OpenField {
  readonly key: string
  readonly label: string
  readonly required: boolean
}

/** The form with its answers; a question without one stays open. */
export function composeDocument(form: Form, answers: Answers, title = form.title): ReportDocument {
  const answered = (question: Question): Answered => ({
    ...question,
    answer: Object.hasOwn(answers, question.key) ? answers[question.key]! : OPEN,
  })
  return {
    form: form.id,
    formMark: form.formMark ?? [],
    title,
    about: form.about ?? null,
    sign: form.sign,
    draftNote: form.draftNote ?? null,
    signatureTitle: form.signatureTitle,
    signatureNote: form.signatureNote,
    head: HEAD_QUESTIONS.map(answered),
    blocks: mapBlocks(form.blocks, answered),
  }
}

/** All questions of a form in the order of the page, those of the letterhead first. */
export function questionsOf(form: Form): readonly Question[] {
  return [...HEAD_QUESTIONS, ...form.blocks.flatMap(questionsIn)]
}

/** All questions of a document with their answers, in the order of the page. */
export function answeredQuestions(document: ReportDocument): readonly Answered[] {
  return [...document.head, ...document.blocks.flatMap(questionsIn)]
}

/** Questions with a name for people: their label, or the heading above where that says it all. */
export function namedQuestions(
  document: ReportDocument,
): readonly { readonly name: string; readonly question: Answered }[] {
  let heading = ''
  const named = (question: Answered): { name: string; question: Answered } => ({
    name: question.label === '' ? heading : question.label,
    question,
  })
  const walk = (blocks: readonly Block<Answered>[]): { name: string; question: Answered }[] =>
    blocks.flatMap(block => {
      if (block.kind === 'heading') heading = block.text
      return block.kind === 'part' ? walk(block.blocks) : questionsIn(block).map(named)
    })
  return [...document.head.map(named), ...walk(document.blocks)]
}

/** What has no data yet: shown to people, never filled by us. */
export function openFields(document: ReportDocument): readonly OpenField[] {
  return namedQuestions(document)
    .filter(({ question: { answer } }) => isOpen(answer) || hasOpenCells(answer))
    .map(({ name, question: { key, required = false } }) => ({ key, label: name, required }))
}

/** Nothing is said, and nobody has found that there is nothing to say. */
export function isOpen(answer: Answer): boolean {
  return !isAnswered(answer) && !isKnownEmpty(answer)
}

/** A list or table that was asked for and is empty is an answer: there were none. */
export function isKnownEmpty({ value, source }: Answer): boolean {
  if (value === null || source === null) return false
  return (
    (value.kind === 'rows' && value.rows.length === 0) || (value.kind === 'items' && value.items.length === 0)
  )
}

export interface NumberedSource {
  readonly key: string
  readonly label: string
  readonly source: Source
}

/** Where every figure comes from, in the order of the page: the annex "Nguồn số liệu". */
export function sourcesOf(document: ReportDocument): readonly NumberedSource[] {
  return namedQuestions(document).flatMap(({ name, question: { key, answer } }) => {
    if (answer.source === null || answer.value === null) return []
    const rows = answer.value.kind === 'rows' ? answer.value.rows : []
    return [
      { key, label: name, source: answer.source },
      ...(answer.rowSources ?? []).map((source, at) => ({
        key: `${key}.${at + 1}`,
        label: rows[at]?.find(cell => cell !== null && cell !== '') ?? name,
        source,
      })),
    ]
  })
}

function questionsIn<Q>(block: Block<Q>): readonly Q[] {
  switch (block.kind) {
    case 'question':
      return [block.question]
    case 'row':
      return block.questions
    case 'sheet':
      return block.rows
    case 'part':
      return block.blocks.flatMap(questionsIn)
    case 'heading':
    case 'paragraph':
    case 'chart':
    case 'signature':
      return []
  }
}

function mapBlocks<A, B>(blocks: readonly Block<A>[], map: (question: A) => B): Block<B>[] {
  return blocks.map(block => {
    switch (block.kind) {
      case 'question':
        return { ...block, question: map(block.question) }
      case 'row':
        return { ...block, questions: block.questions.map(map) }
      case 'sheet':
        return { ...block, rows: block.rows.map(map) }
      case 'part':
        return { ...block, blocks: mapBlocks(block.blocks, map) }
      case 'heading':
      case 'paragraph':
      case 'chart':
      case 'signature':
        return block
    }
  })
}
