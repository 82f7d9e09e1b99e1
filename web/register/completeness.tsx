// How complete the record of a system is, in words.

import type { SystemRow } from '#/api/contract/register.ts'
import { w } from './register-words.ts'

/** `đủ`, or how much is missing and how much of that is mandatory. */
export function Completeness({ row }: { readonly row: SystemRow }) {
  const { missing, missingMandatory, warnings } = row
  return (
    <span class="completeness">
      {missing === 0 && <span class="tone-fine">{w('complete')}</span>}
      {missing > 0 && <span>{w('missing', { n: missing })}</span>}
      {missingMandatory > 0 && <span class="tone-warn">{w('mandatory', { n: missingMandatory })}</span>}
      {warnings > 0 && <span class="tone-warn">{w('warnings', { n: warnings })}</span>}
    </span>
  )
}
