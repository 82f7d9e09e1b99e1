// The tasks of an incident: who does what until when, and what came of it.

import { useState } from 'preact/hooks'
import type { TaskView } from '#/api/contract/desk-work.ts'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { callApi, type Answer } from '../../api-client.ts'
import { Failed } from '../../parts/states.tsx'
import { Moment } from '../../parts/when.tsx'
import { errorText } from '../../state/error-text.ts'
import { serverNow } from '../../state/health.ts'
import { announce } from '../../state/notices.ts'
import { personName } from '../../state/people.ts'
import { may } from '../../state/session.ts'
import { isAbsent, useLatest, type Latest } from '../work/use-latest.ts'
import { ofIncident, workApi } from '../work/work-api.ts'
import { w } from './desk-words.ts'
import { Part } from './part.tsx'
import { EndTaskDialog, TaskDialog, type TaskFields } from './task-dialogs.tsx'

type Tasks = Latest<readonly TaskView[]>
type Asking =
  | { readonly kind: 'new' }
  | { readonly kind: 'edit'; readonly task: TaskView }
  | { readonly kind: 'end'; readonly task: TaskView; readonly state: 'done' | 'dropped' }

const isEnded = ({ state }: TaskView): boolean => state === 'done' || state === 'dropped'

/** Tells how it went and shows the task as it is now; after a conflict all are asked for again. */
function settle(tasks: Tasks, answer: Answer<TaskView>, done: string): boolean {
  if (!answer.ok) {
    announce({ text: errorText(answer.error), tone: 'wrong' })
    if (answer.error.status === 409) tasks.again()
    return false
  }
  const fresh = answer.value
  tasks.take(known =>
    known.some(({ id }) => id === fresh.id)
      ? known.map(task => (task.id === fresh.id ? fresh : task))
      : [...known, fresh],
  )
  announce({ text: done, tone: 'done' })
  return true
}

interface LineProps {
  readonly task: TaskView
  readonly change: (task: TaskView, change: Partial<TaskFields> & { state?: TaskView['state'] }) => void
  readonly ask: (asking: Asking) => void
}

function Acts({ task, change, ask }: LineProps) {
  const of = (act: string): string => w('task.of', { act, title: task.title })
  if (isEnded(task))
    return (
      <button
        type="button"
        class="small quiet"
        aria-label={of(w('task.again'))}
        onClick={() => change(task, { state: 'open' })}
      >
        {w('task.again')}
      </button>
    )
  return (
    <>
      {task.state === 'open' && (
        <button
          type="button"
          class="small"
          aria-label={of(w('task.begin'))}
          onClick={() => change(task, { state: 'doing' })}
        >
          {w('task.begin')}
        </button>
      )}
      <button
        type="button"
        class="small"
        aria-label={of(w('task.end'))}
        onClick={() => ask({ kind: 'end', task, state: 'done' })}
      >
        {w('task.end')}
      </button>
      <button
        type="button"
        class="small quiet"
        aria-label={of(w('task.edit.button'))}
        onClick={() => ask({ kind: 'edit', task })}
      >
        {w('task.edit.button')}
      </button>
      <button
        type="button"
        class="small quiet"
        aria-label={of(w('task.drop'))}
        onClick={() => ask({ kind: 'end', task, state: 'dropped' })}
      >
        {w('task.drop')}
      </button>
    </>
  )
}

function TaskLine(props: LineProps) {
  const { task } = props
  const late = task.due !== null && !isEnded(task) && task.due < serverNow()
  return (
    <li class={`task task-${task.state}`}>
      <div class="task-text">
        <p>
          <span class={`status task-state-${task.state}`}>{w(`task.state.${task.state}`)}</span>{' '}
          <span class="task-title">{task.title}</span>
        </p>
        <p class="hint">
          {task.assignee === null ? w('task.nobody') : personName(task.assignee)} ·{' '}
          {w(`task.kind.${task.kind}`)}
          {task.due !== null && (
            <>
              {' · '}
              {w('task.due')} <Moment at={task.due} />
              {late && <span class="tone-bad"> {w('task.late')}</span>}
            </>
          )}
        </p>
        {task.result !== '' && <p class="task-result">{task.result}</p>}
      </div>
      {may('incidents.work') && (
        <div class="task-acts">
          <Acts {...props} />
        </div>
      )}
    </li>
  )
}

interface TasksPartProps {
  readonly incident: IncidentView
}

/** The part: open ones first. */
export function TasksPart({ incident }: TasksPartProps) {
  const tasks = useLatest(incident.version, () => workApi.tasks(incident.id))
  const [asking, setAsking] = useState<Asking | null>(null)
  const stop = (): void => setAsking(null)
  if (tasks.value === null)
    return tasks.error === null || isAbsent(tasks.error) ? null : (
      <Failed error={tasks.error} again={tasks.again} />
    )
  const change = async (task: TaskView, fields: Readonly<Record<string, unknown>>): Promise<boolean> => {
    const path = ofIncident(incident.id, `tasks/${encodeURIComponent(task.id)}`)
    const body = { version: task.version, ...fields }
    return settle(tasks, await callApi<TaskView>('PATCH', path, { body }), w('task.changed'))
  }
  const add = async (body: TaskFields): Promise<boolean> => {
    const path = ofIncident(incident.id, 'tasks')
    return settle(tasks, await callApi<TaskView>('POST', path, { body }), w('task.added'))
  }
  const all = [...tasks.value].sort((a, b) => Number(isEnded(a)) - Number(isEnded(b)))
  const open = all.filter(task => !isEnded(task)).length
  return (
    <Part
      name="tasks"
      title={w('tasks')}
      hint={all.length === 0 ? undefined : w('tasks.count', { open, n: all.length })}
      acts={
        may('incidents.work') && (
          <button type="button" class="small" onClick={() => setAsking({ kind: 'new' })}>
            {w('tasks.add')}
          </button>
        )
      }
    >
      {all.length === 0 && <p class="hint">{w('tasks.none')}</p>}
      <ul class="tasks">
        {all.map(task => (
          <TaskLine
            key={task.id}
            task={task}
            change={(of, fields) => void change(of, fields)}
            ask={setAsking}
          />
        ))}
      </ul>
      {asking?.kind === 'new' && <TaskDialog incident={incident} task={null} send={add} onClose={stop} />}
      {asking?.kind === 'edit' && (
        <TaskDialog
          incident={incident}
          task={asking.task}
          send={fields => change(asking.task, { ...fields })}
          onClose={stop}
        />
      )}
      {asking?.kind === 'end' && (
        <EndTaskDialog
          task={asking.task}
          state={asking.state}
          send={result => change(asking.task, { state: asking.state, result })}
          onClose={stop}
        />
      )}
    </Part>
  )
}
