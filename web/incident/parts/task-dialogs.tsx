// The dialogs of a task: what it is, and what came of it.

import type { TaskView } from '#/api/contract/desk-work.ts'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { useEffect } from 'preact/hooks'
import { isoOfLocal, localInput } from '../../events/search-choice.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { fieldText, trimmedText } from '../../parts/field-text.ts'
import { loadPeople, people, personName } from '../../state/people.ts'
import { me } from '../../state/session.ts'
import { MAX_TEXT } from '../text-dialog.tsx'
import { w } from './desk-words.ts'

export interface TaskFields {
  readonly title: string
  readonly kind: TaskView['kind']
  readonly assignee: string | null
  readonly due: number | null
}

const KINDS = [
  'watch',
  'plan',
  'train',
  'mobilise',
  'investigate',
  'share',
  'other',
] as const satisfies readonly TaskView['kind'][]

function fieldsOf(form: FormData): TaskFields {
  const assignee = fieldText(form, 'assignee')
  const due = Date.parse(isoOfLocal(fieldText(form, 'due')))
  return {
    title: trimmedText(form, 'title'),
    kind: KINDS.find(kind => kind === form.get('kind')) ?? 'other',
    assignee: assignee === '' ? null : assignee,
    due: Number.isNaN(due) ? null : due,
  }
}

/** Who may be chosen: the people a lead knows; everybody knows themselves and who has it now. */
function assignees(current: string | null): readonly string[] {
  const names = people.value.map(({ name }) => name)
  const own = me.value === null ? [] : [me.value.name]
  return [...new Set([...own, ...names, ...(current === null ? [] : [current])])]
}

interface TaskDialogProps {
  readonly incident: IncidentView
  /** Null: a new one. */
  readonly task: TaskView | null
  readonly send: (fields: TaskFields) => Promise<boolean>
  readonly onClose: () => void
}

/** What it is, who does it, until when. */
export function TaskDialog({ incident, task, send, onClose }: TaskDialogProps) {
  useEffect(() => void loadPeople(), [])
  const assignee = task?.assignee ?? null
  return (
    <DialogForm
      title={task === null ? w('task.new', { code: incident.code }) : w('task.edit')}
      submit={w('task.save')}
      send={form => send(fieldsOf(form))}
      onClose={onClose}
    >
      <label for="title">{w('task.title')}</label>
      <input id="title" name="title" required maxLength={200} defaultValue={task?.title ?? ''} data-focus />
      <label for="kind">{w('task.kind')}</label>
      <select id="kind" name="kind">
        {KINDS.map(kind => (
          <option key={kind} value={kind} selected={kind === (task?.kind ?? 'investigate')}>
            {w(`task.kind.${kind}`)}
          </option>
        ))}
      </select>
      <label for="assignee">{w('task.assignee')}</label>
      <select id="assignee" name="assignee">
        <option value="">{w('task.nobody')}</option>
        {assignees(assignee).map(name => (
          <option key={name} value={name} selected={name === assignee}>
            {personName(name)}
          </option>
        ))}
      </select>
      <label for="due">{w('task.due.label')}</label>
      <input
        id="due"
        name="due"
        type="datetime-local"
        defaultValue={
          task === null || task.due === null ? '' : localInput(new Date(task.due).toISOString()).slice(0, 16)
        }
      />
    </DialogForm>
  )
}

interface EndTaskProps {
  readonly task: TaskView
  readonly state: 'done' | 'dropped'
  readonly send: (result: string) => Promise<boolean>
  readonly onClose: () => void
}

/** What came of it, or why it is not done. */
export function EndTaskDialog({ task, state, send, onClose }: EndTaskProps) {
  const done = state === 'done'
  return (
    <DialogForm
      title={w(done ? 'task.end.title' : 'task.drop.title')}
      submit={w(done ? 'task.state.done' : 'task.state.dropped')}
      send={form => send(trimmedText(form, 'result'))}
      onClose={onClose}
    >
      <p>{task.title}</p>
      <label for="result">{w(done ? 'task.result' : 'task.dropReason')}</label>
      <textarea
        id="result"
        name="result"
        rows={4}
        maxLength={MAX_TEXT}
        required
        defaultValue={task.result}
        data-focus
      />
    </DialogForm>
  )
}
