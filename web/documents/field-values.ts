// Fields and their values, apart from how they are drawn: names, order, equality, short words. Pure.

import type { Block, Detail, Field, Value } from './documents-api.ts'

export interface NamedField {
  readonly field: Field
  /** Its label, or the heading above where that says it all. */
  readonly name: string
  /** The heading above it; empty in the letterhead. */
  readonly section: string
}

function fieldsIn(block: Block): readonly Field[] {
  switch (block.kind) {
    case 'question':
      return [block.question]
    case 'row':
      return block.questions
    case 'sheet':
      return block.rows
    case 'heading':
    case 'paragraph':
    case 'part':
    case 'part-end':
    case 'chart':
    case 'signature':
      return []
  }
}

/** All fields in the order of the page, those of the letterhead first. */
export function namedFields({ head, blocks }: Pick<Detail, 'head' | 'blocks'>): readonly NamedField[] {
  let heading = ''
  const inBlocks = blocks.flatMap(block => {
    if (block.kind === 'heading') heading = block.text
    const section = heading
    return fieldsIn(block).map(field => ({
      field,
      section,
      name: field.label === '' ? section : field.label,
    }))
  })
  return [...head.map(field => ({ field, name: field.label, section: '' })), ...inBlocks]
}

/** Parts of the letterhead that stand at the end of the page, by their key in every form. */
const AT_END = ['van-ban.noi-nhan', 'van-ban.quyen-han', 'van-ban.chuc-vu', 'van-ban.nguoi-ky']

/** True for what stands around the signature. */
export function standsAtEnd({ key }: Field): boolean {
  return AT_END.includes(key)
}

/** The value of a field of the letterhead as plain text. */
export function headText({ head }: Pick<Detail, 'head'>, key: string): string {
  const value = head.find(field => field.key === key)?.answer.value ?? null
  if (value?.kind === 'text') return value.text
  return value?.kind === 'items' ? value.items.join('; ') : ''
}

/** True when both say the same. */
export function sameValue(a: Value | null, b: Value | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** True when there is something to show; a known emptiness of a list or table is something. */
export function hasValue({ answer: { value, source } }: Field): boolean {
  if (value === null) return false
  switch (value.kind) {
    case 'text':
      return value.text.trim() !== ''
    case 'choices':
      return value.checked.length > 0
    case 'rows':
      return value.rows.length > 0 || source !== null
    case 'items':
      return value.items.length > 0 || source !== null
  }
}

/** What an editor begins with. */
export function startValue(field: Field): Value {
  if (field.answer.value !== null) return field.answer.value
  switch (field.kind) {
    case 'text':
      return { kind: 'text', text: '' }
    case 'choices':
      return { kind: 'choices', checked: [], words: {} }
    case 'table':
      return { kind: 'rows', rows: [] }
    case 'list':
      return { kind: 'items', items: [] }
  }
}
