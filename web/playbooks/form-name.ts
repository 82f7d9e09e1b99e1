// The names of the documents that manual tasks wait for, fetched once.

import { useEffect, useState } from 'preact/hooks'
import type { FormView } from '#/api/contract/documents.ts'
import { callApi } from '../api-client.ts'
import { may } from '../state/session.ts'
import { eitherText } from './own-names.ts'

let known: readonly FormView[] | null = null

/** Name of a document's form; its id until the name is known, and for those who may not read documents. */
export function useFormName(id: string): string {
  const [, setForms] = useState(known)
  useEffect(() => {
    if (known !== null || !may('documents.read')) return
    void callApi<readonly FormView[]>('GET', '/api/forms').then(answer => {
      if (!answer.ok) return
      known = answer.value
      setForms(known)
    })
  }, [])
  const form = known?.find(each => each.id === id)
  return form === undefined ? id : eitherText(form.name, form.nameEnglish)
}
