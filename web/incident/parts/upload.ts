// Sends the bytes of a file and says how far it is. fetch cannot tell that, XMLHttpRequest can.

import type { AttachmentView } from '#/api/contract/desk-work.ts'
import { api, errorOf, type Answer } from '../../api-client.ts'
import { ofIncident } from '../work/work-api.ts'

export interface Labels {
  readonly kind: AttachmentView['kind']
  readonly from: string
  readonly note: string
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Attaches the file to the incident; `progress` is told 0 … 1 while bytes leave. */
export function upload(
  incidentId: string,
  file: File,
  { kind, from, note }: Labels,
  progress: (share: number) => void,
): Promise<Answer<AttachmentView>> {
  const query = new URLSearchParams({ name: file.name, kind })
  if (from !== '') query.set('from', from)
  if (note !== '') query.set('note', note)
  return new Promise(resolve => {
    const request = new XMLHttpRequest()
    request.open('POST', `${ofIncident(incidentId, 'attachments')}?${query.toString()}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.addEventListener('progress', ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) progress(loaded / total)
    })
    request.addEventListener('load', () => {
      const { status } = request
      const body = parsed(request.responseText)
      if (status >= 200 && status < 300) resolve({ ok: true, value: body as AttachmentView })
      else {
        // A session that ended meanwhile is noticed as after any other call.
        if (status === 401) void api.whoAmI()
        resolve({ ok: false, error: errorOf(status, body) })
      }
    })
    request.addEventListener('error', () =>
      resolve({ ok: false, error: { ...errorOf(0, undefined), code: 'network' } }),
    )
    request.send(file)
  })
}
