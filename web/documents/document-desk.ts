// One document on the screen and what is done to it. A change that meets somebody else's is tried again when theirs
// did not touch the same field; otherwise the person decides, with what they typed still there.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Answer, ApiError } from '../api-client.ts'
import { documents, type Change, type Detail, type Value } from './documents-api.ts'
import { namedFields, sameValue } from './field-values.ts'

export type EditOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly error: ApiError }
  /** `now` is what the document says since the other change. */
  | { readonly kind: 'conflict'; readonly now: Value | null }

export interface Desk {
  readonly detail: Detail
  /** `base`: what the field said when the editing began. */
  edit(key: string, change: Change, base: Value | null): Promise<EditOutcome>
  /** Anything else that names the version; null when done. A conflict shows the new content. */
  act(deed: (version: number) => Promise<Answer<Detail>>): Promise<ApiError | null>
}

const isConflict = ({ code }: ApiError): boolean => code === 'conflict'

function valueOf(detail: Detail, key: string): Value | null {
  return namedFields(detail).find(({ field }) => field.key === key)?.field.answer.value ?? null
}

/** The document of an id: the desk when it is there, the error when it is not, and the way to ask again. */
export function useDocument(id: string): {
  readonly desk: Desk | null
  readonly error: ApiError | null
  readonly again: () => void
} {
  const [detail, setDetail] = useState<Detail | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const latest = useRef<Detail | null>(null)
  function take(next: Detail): Detail {
    // Answers may overtake each other: an older version never replaces a newer one.
    const known = latest.current
    if (known !== null && known.document.version > next.document.version) return known
    latest.current = next
    setDetail(next)
    return next
  }
  const load = useCallback(async (): Promise<Detail | null> => {
    const answer = await documents.get(id)
    setError(answer.ok ? null : answer.error)
    return answer.ok ? take(answer.value) : null
  }, [id])
  useEffect(() => void load(), [load])

  async function edit(key: string, change: Change, base: Value | null): Promise<EditOutcome> {
    for (let tries = 0; ; tries++) {
      const known = latest.current
      if (known === null) return { kind: 'conflict', now: base }
      const answer = await documents.edit(id, known.document.version, key, change)
      if (answer.ok) {
        take(answer.value)
        return { kind: 'done' }
      }
      if (!isConflict(answer.error)) return { kind: 'refused', error: answer.error }
      const fresh = await load()
      if (fresh === null) return { kind: 'refused', error: answer.error }
      const now = valueOf(fresh, key)
      if (!sameValue(now, base) || tries > 3) return { kind: 'conflict', now }
    }
  }

  async function act(deed: (version: number) => Promise<Answer<Detail>>): Promise<ApiError | null> {
    const known = latest.current
    if (known === null) return null
    const answer = await deed(known.document.version)
    if (answer.ok) {
      take(answer.value)
      return null
    }
    if (isConflict(answer.error)) await load()
    return answer.error
  }

  return { desk: detail === null ? null : { detail, edit, act }, error, again: () => void load() }
}
