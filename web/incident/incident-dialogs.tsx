// Opens the dialog that the `dialog` signal asks for.

import { dialog } from '../state/dialog.ts'
import { AssignDialog } from './assign-dialog.tsx'
import { CloseDialog } from './close-dialog.tsx'
import { NoteDialog, ReopenDialog } from './text-dialog.tsx'

/** One dialog or none. */
export function IncidentDialogs() {
  const open = dialog.value
  switch (open?.kind) {
    case 'note':
      return <NoteDialog incident={open.incident} />
    case 'reopen':
      return <ReopenDialog incident={open.incident} />
    case 'close':
      return <CloseDialog incident={open.incident} outcome={open.outcome} />
    case 'assign':
      return <AssignDialog incident={open.incident} />
    default:
      return null
  }
}
