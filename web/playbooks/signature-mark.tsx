// Whether a playbook carries a signature that can be trusted, in word and shape.

import type { PlaybookView } from '#/api/contract/playbook-views.ts'
import { Icon } from '../parts/icon.tsx'
import { w } from './playbook-words.ts'

/** For lists. */
export function SignatureMark({ playbook }: { readonly playbook: PlaybookView }) {
  const { signature, source } = playbook
  if (signature === 'unsigned' && source === 'library') return <span>{w('signature.library')}</span>
  const tone = signature === 'valid' ? 'tone-fine' : signature === 'unsigned' ? '' : 'tone-bad'
  return (
    <span class={`signature ${tone}`}>
      {signature !== 'unsigned' && <Icon name={signature === 'valid' ? 'fine' : 'warning'} />}
      {w(`signature.${signature}`)}
    </span>
  )
}

/** Before a start: only what should make a person stop. */
export function SignatureWarning({ playbook }: { readonly playbook: PlaybookView }) {
  const { signature, source, signatureReasons } = playbook
  if (signature === 'valid' || (signature === 'unsigned' && source === 'library')) return null
  return (
    <p class="warning-line">
      <Icon name="warning" />
      <span>
        {w(`signature.warn.${signature}`)} {signatureReasons.join(' ')}
      </span>
    </p>
  )
}
