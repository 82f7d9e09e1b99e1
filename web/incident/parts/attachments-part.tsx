// The files of an incident as evidence: each with its SHA-256, where it came from and who brought it. A removed
// one stays as a line that says so.

import { useState } from 'preact/hooks'
import type { AttachmentView } from '#/api/contract/desk-work.ts'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { callApi } from '../../api-client.ts'
import { copyText } from '../../parts/clipboard.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { trimmedText } from '../../parts/field-text.ts'
import { Failed } from '../../parts/states.tsx'
import { agoText, sizeText } from '../../parts/time-text.ts'
import { Moment } from '../../parts/when.tsx'
import { errorText } from '../../state/error-text.ts'
import { announce } from '../../state/notices.ts'
import { personName } from '../../state/people.ts'
import { may } from '../../state/session.ts'
import { ReasonField } from '../work/text-fields.tsx'
import { isAbsent, useLatest } from '../work/use-latest.ts'
import { ofIncident, workApi } from '../work/work-api.ts'
import { AttachDialog } from './attach-dialog.tsx'
import { w } from './desk-words.ts'
import { Part } from './part.tsx'

interface FileLineProps {
  readonly file: AttachmentView
  readonly remove: () => void
}

function FileLine({ file, remove }: FileLineProps) {
  const { name, removed } = file
  const path = ofIncident(file.incidentId, `attachments/${encodeURIComponent(file.id)}/content`)
  return (
    <li class="file">
      <div class="file-text">
        <p>
          <strong class={removed === null ? '' : 'file-gone'}>{name}</strong>{' '}
          <span class="hint">
            {sizeText(file.bytes)} · {file.mediaType} · {w(`file.kind.${file.kind}`)}
          </span>
        </p>
        <p class="file-hash">
          <span class="hint">SHA-256</span> <code>{file.sha256}</code>
          <button
            type="button"
            class="small quiet"
            title={w('file.copyHash')}
            onClick={() => void copyText(file.sha256)}
          >
            {w('file.copy')}
          </button>
        </p>
        <p class="hint">
          {w('file.by', { name: personName(file.addedBy) })} · <Moment at={file.addedAt} />
          {file.from !== '' && ` · ${file.from}`}
          {file.note !== '' && ` · ${file.note}`}
        </p>
        {removed !== null && (
          <p class="tone-warn">
            {w('file.gone', { t: agoText(removed.at), name: personName(removed.by), reason: removed.reason })}
          </p>
        )}
      </div>
      {removed === null && (
        <div class="task-acts">
          <a class="button small" href={path} download={name} aria-label={w('file.downloadOf', { name })}>
            {w('file.download')}
          </a>
          {may('incidents.lead') && (
            <button
              type="button"
              class="small quiet"
              aria-label={w('file.removeOf', { name })}
              onClick={remove}
            >
              {w('file.remove')}
            </button>
          )}
        </div>
      )}
    </li>
  )
}

/** The part; a file can be dropped on it. */
export function AttachmentsPart({ incident }: { readonly incident: IncidentView }) {
  const files = useLatest(incident.version, () => workApi.attachments(incident.id))
  const [adding, setAdding] = useState<{ readonly file: File | null } | null>(null)
  const [removing, setRemoving] = useState<AttachmentView | null>(null)
  const [over, setOver] = useState(false)
  if (files.value === null)
    return files.error === null || isAbsent(files.error) ? null : (
      <Failed error={files.error} again={files.again} />
    )
  const works = may('incidents.work')
  const takeIn = (fresh: AttachmentView): void =>
    files.take(known => [...known.filter(({ id }) => id !== fresh.id), fresh])

  async function remove(file: AttachmentView, fields: FormData): Promise<boolean> {
    const path = ofIncident(incident.id, `attachments/${encodeURIComponent(file.id)}/remove`)
    const body = { version: file.version, reason: trimmedText(fields, 'reason') }
    const answer = await callApi<AttachmentView>('POST', path, { body })
    if (answer.ok) {
      takeIn(answer.value)
      announce({ text: w('file.removed', { name: file.name }), tone: 'done' })
    } else {
      announce({ text: errorText(answer.error), tone: 'wrong' })
      if (answer.error.status === 409) files.again()
    }
    return answer.ok
  }

  const dropping = works
    ? {
        onDragOver: (event: DragEvent) => {
          event.preventDefault()
          setOver(true)
        },
        onDragLeave: () => setOver(false),
        onDrop: (event: DragEvent) => {
          event.preventDefault()
          setOver(false)
          const file = event.dataTransfer?.files[0]
          if (file !== undefined) setAdding({ file })
        },
      }
    : {}
  return (
    <Part
      name="files"
      title={w('files')}
      hint={files.value.length === 0 ? undefined : String(files.value.length)}
      acts={
        works && (
          <button type="button" class="small" onClick={() => setAdding({ file: null })}>
            {w('files.add')}
          </button>
        )
      }
    >
      <div class={over ? 'drop drop-over' : 'drop'} {...dropping}>
        {files.value.length === 0 && <p class="hint">{w('files.none')}</p>}
        <ul class="files">
          {files.value.map(file => (
            <FileLine key={file.id} file={file} remove={() => setRemoving(file)} />
          ))}
        </ul>
        {works && <p class="hint drop-hint">{w('files.drop')}</p>}
      </div>
      {adding !== null && (
        <AttachDialog incident={incident} file={adding.file} added={takeIn} onClose={() => setAdding(null)} />
      )}
      {removing !== null && (
        <DialogForm
          title={w('file.removeTitle', { name: removing.name })}
          submit={w('file.removeSubmit')}
          send={fields => remove(removing, fields)}
          onClose={() => setRemoving(null)}
        >
          <p class="hint">{w('file.removeHint')}</p>
          <ReasonField focus />
        </DialogForm>
      )}
    </Part>
  )
}
