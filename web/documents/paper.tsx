// The document as on paper: the parts of the letterhead around the blocks in their order, each field with its value,
// its source and the way to edit it in its place.

import { dayTimeText } from './moment-text.ts'
import { personName } from '../state/people.ts'
import type { Block, Field, OpenField } from './documents-api.ts'
import type { Desk } from './document-desk.ts'
import { w } from './editor-words.ts'
import { Chart } from './chart.tsx'
import { FieldEditor } from './field-editor.tsx'
import { hasValue, namedFields, standsAtEnd } from './field-values.ts'
import { FieldValue } from './field-view.tsx'
import { SourceNote } from './source-note.tsx'
import { editing, setEditing } from './typed.ts'

/** Id of a field's place on the page. */
export function fieldId(key: string): string {
  return `field-${key}`
}

/** Brings a field into view, its editor open when it may be edited. */
export function jumpTo(key: string, edit: boolean): void {
  if (edit) setEditing(key, true)
  requestAnimationFrame(() => {
    const place = document.getElementById(fieldId(key))
    place?.scrollIntoView({ block: 'center' })
    place?.querySelector<HTMLElement>('[data-focus], [data-edit]')?.focus({ preventScroll: true })
  })
}

interface PaperFieldProps {
  readonly desk: Desk
  readonly field: Field
  readonly name: string
  readonly open: OpenField | undefined
  readonly editable: boolean
}

function View({ field, name, editable }: Pick<PaperFieldProps, 'field' | 'name' | 'editable'>) {
  const { key, kind } = field
  const there = hasValue(field)
  const edit = (): void => setEditing(key, true)
  if (kind === 'text' && editable)
    return (
      <button type="button" class={there ? 'answer' : 'answer answer-open'} data-edit={key} onClick={edit}>
        <span class="off-screen">{w('editNamed', { field: name })}. </span>
        {there ? <FieldValue field={field} /> : w('openValue')}
      </button>
    )
  const isOpen = !there && kind !== 'choices'
  return (
    <>
      {isOpen ? <span class="answer-open">{w('openFrozen')}</span> : <FieldValue field={field} />}
      {editable && (
        <button
          type="button"
          class="quiet small"
          data-edit={key}
          aria-label={w('editNamed', { field: name })}
          onClick={edit}
        >
          {w(kind === 'table' ? 'editTable' : 'edit')}
        </button>
      )}
    </>
  )
}

function PaperField({ desk, field, name, open, editable }: PaperFieldProps) {
  const { key, label, required } = field
  // An editor stays open when the document was frozen meanwhile: what was typed is not taken away.
  const isEdited = editing.value.has(key)
  const missing = open !== undefined && open.leftOpen === null && open.required
  const asHeading = field.kind === 'choices' && field.asHeading === true
  return (
    <div
      class={`paper-field paper-field-${field.kind}${missing ? ' field-missing' : ''}${asHeading ? ' field-as-heading' : ''}`}
      id={fieldId(key)}
    >
      {label !== '' && (
        <p class="field-label">
          {label}
          {required === true && <span class="field-required"> (*)</span>}
          {missing && (
            <span class="field-flag">
              {w('open')}, {w('required')}
            </span>
          )}
        </p>
      )}
      {isEdited ? (
        <FieldEditor key={key} desk={desk} field={field} name={name} />
      ) : (
        <div class="field-answer">
          <View field={field} name={name} editable={editable} />
        </div>
      )}
      {open?.leftOpen !== null && open?.leftOpen !== undefined && (
        <p class="field-source">
          {w('leftOpen', {
            reason: open.leftOpen.reason,
            by: personName(open.leftOpen.by),
            at: dayTimeText(open.leftOpen.at),
          })}
        </p>
      )}
      {(field.answer.source !== null || hasValue(field)) && (
        <p class="field-note">
          <SourceNote source={field.answer.source} />
        </p>
      )}
    </div>
  )
}

function BlockPart({
  block,
  put,
  end,
}: {
  readonly block: Block
  readonly put: (field: Field) => preact.VNode
  readonly end: () => preact.VNode
}) {
  switch (block.kind) {
    case 'heading':
      return <p class={`paper-heading paper-heading-${block.level}`}>{block.text}</p>
    case 'paragraph':
      return <p class={block.style === 'note' ? 'paper-note' : 'paper-text'}>{block.text}</p>
    case 'question':
      return put(block.question)
    case 'row':
      return <div class="paper-row">{block.questions.map(put)}</div>
    case 'sheet':
      return <div class="paper-sheet">{block.rows.map(put)}</div>
    case 'chart':
      return block.drawing === null ? null : <Chart title={block.title} drawing={block.drawing} />
    case 'part':
      return <hr />
    case 'part-end':
      return null
    case 'signature':
      return end()
  }
}

/** The whole page; `editable` while it is a draft and the person may write. */
export function Paper({ desk, editable }: { readonly desk: Desk; readonly editable: boolean }) {
  const { detail } = desk
  const { head, blocks, title, draftNote } = detail
  const names = new Map(namedFields(detail).map(({ field, name }) => [field.key, name]))
  const open = new Map(detail.openFields.map(field => [field.key, field]))
  const put = (field: Field) => (
    <PaperField
      key={field.key}
      desk={desk}
      field={field}
      name={names.get(field.key) ?? field.key}
      open={open.get(field.key)}
      editable={editable}
    />
  )
  const end = () => <div class="paper-end">{head.filter(standsAtEnd).map(put)}</div>
  const hasPlace = blocks.some(({ kind }) => kind === 'signature')
  return (
    <section class="paper" aria-label={w('paper')} lang="vi">
      <div class="paper-letterhead">{head.filter(field => !standsAtEnd(field)).map(put)}</div>
      <div class="paper-title">
        {title.map(line => (
          <p key={line}>{line}</p>
        ))}
      </div>
      {draftNote !== null && <p class="paper-draft-note">{draftNote}</p>}
      {blocks.map((block, at) => (
        <BlockPart key={at} block={block} put={put} end={end} />
      ))}
      {!hasPlace && end()}
    </section>
  )
}
