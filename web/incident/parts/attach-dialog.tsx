// Bringing a file in: which, what kind, from where; how far it is while it is sent.

import { useState } from 'preact/hooks'
import type { AttachmentView } from '#/api/contract/desk-work.ts'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { trimmedText } from '../../parts/field-text.ts'
import { sizeText } from '../../parts/time-text.ts'
import { errorText } from '../../state/error-text.ts'
import { announce } from '../../state/notices.ts'
import { w } from './desk-words.ts'
import { upload } from './upload.ts'

const KINDS = ['log', 'malware', 'other'] as const satisfies readonly AttachmentView['kind'][]

interface AttachDialogProps {
  readonly incident: IncidentView
  /** The file that was dropped; null: the person chooses one. */
  readonly file: File | null
  readonly added: (file: AttachmentView) => void
  readonly onClose: () => void
}

function Progress({ name, share }: { readonly name: string; readonly share: number }) {
  const percent = Math.floor(share * 100)
  return (
    <div class="upload" role="status">
      <progress max={1} value={share} aria-label={w('file.sending', { name, n: percent })} />
      <p class="hint">
        {share >= 1 ? w('file.checking', { name }) : w('file.sending', { name, n: percent })}
      </p>
    </div>
  )
}

/** The dialog; it closes when the platform has the file and its hash. */
export function AttachDialog({ incident, file: dropped, added, onClose }: AttachDialogProps) {
  const [share, setShare] = useState<number | null>(null)
  const [name, setName] = useState(dropped?.name ?? '')
  async function send(fields: FormData): Promise<boolean> {
    const chosen = fields.get('file')
    const file = dropped ?? (chosen instanceof File ? chosen : null)
    if (file === null) return false
    setName(file.name)
    setShare(0)
    const answer = await upload(
      incident.id,
      file,
      {
        kind: KINDS.find(kind => kind === fields.get('kind')) ?? 'other',
        from: trimmedText(fields, 'from'),
        note: trimmedText(fields, 'note'),
      },
      setShare,
    )
    setShare(null)
    if (!answer.ok) {
      announce({ text: errorText(answer.error), tone: 'wrong' })
      return false
    }
    added(answer.value)
    announce({ text: w('file.added', { name: answer.value.name }), tone: 'done' })
    return true
  }
  return (
    <DialogForm
      title={w('file.title', { code: incident.code })}
      submit={w('file.submit')}
      send={send}
      onClose={onClose}
    >
      {dropped === null ? (
        <>
          <label for="file">{w('file.choose')}</label>
          <input id="file" name="file" type="file" required data-focus />
        </>
      ) : (
        <p>
          <strong>{dropped.name}</strong> <span class="hint">{sizeText(dropped.size)}</span>
        </p>
      )}
      <label for="kind">{w('file.kind')}</label>
      <select id="kind" name="kind" aria-describedby="kind-hint">
        {KINDS.map(kind => (
          <option key={kind} value={kind}>
            {w(`file.kind.${kind}`)}
          </option>
        ))}
      </select>
      <p class="hint" id="kind-hint">
        {w('file.malwareWarning')}
      </p>
      <label for="from">{w('file.from')}</label>
      <input id="from" name="from" maxLength={500} aria-describedby="from-hint" />
      <p class="hint" id="from-hint">
        {w('file.fromHint')}
      </p>
      <label for="note">{w('file.note')}</label>
      <textarea id="note" name="note" rows={2} maxLength={2000} />
      {share !== null && <Progress name={name} share={share} />}
    </DialogForm>
  )
}
