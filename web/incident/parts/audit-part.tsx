// What the audit trail says of an incident, for those who may read it; asked for when it is opened. The trail
// is read backwards until the incident did not exist yet.

import { useState } from 'preact/hooks'
import type { AuditPage } from '#/api/contract/audit.ts'
import type { IncidentView } from '#/api/contract/schemas.ts'
import type { ApiError } from '../../api-client.ts'
import { Failed } from '../../parts/states.tsx'
import { Moment } from '../../parts/when.tsx'
import { t } from '../../i18n/text.ts'
import { personName } from '../../state/people.ts'
import { may } from '../../state/session.ts'
import { workApi } from '../work/work-api.ts'
import { w } from './part-words.ts'
import { Part } from './part.tsx'

type Entry = AuditPage['entries'][number]

const PAGES_AT_ONCE = 4

interface Read {
  readonly entries: readonly Entry[]
  /** Number before which to go on; null: all of it was read. */
  readonly before: number | null
}

/** The part; nothing for those who may not read the trail. */
export function AuditPart({ incident }: { readonly incident: IncidentView }) {
  const [read, setRead] = useState<Read | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  if (!may('audit.read')) return null

  async function further(known: Read): Promise<void> {
    let { entries, before } = known
    for (let page = 0; page < PAGES_AT_ONCE && (page === 0 || before !== null); page++) {
      const answer = await workApi.audit(before ?? undefined)
      setError(answer.ok ? null : answer.error)
      if (!answer.ok) return
      const found = answer.value.entries
      entries = [...entries, ...found.filter(({ subject }) => subject.split(' ').includes(incident.code))]
      const last = found.at(-1)
      before = last === undefined || last.number <= 1 || last.at < incident.createdAt ? null : last.number
      if (before === null) break
    }
    setRead({ entries, before })
  }
  const start: Read = { entries: [], before: null }
  return (
    <Part
      name="audit"
      title={w('audit')}
      acts={
        read === null && (
          <button type="button" class="small" onClick={() => void further(start)}>
            {w('audit.show')}
          </button>
        )
      }
    >
      {error !== null && <Failed error={error} again={() => void further(read ?? start)} />}
      {read !== null && read.entries.length === 0 && read.before === null && (
        <p class="hint">{w('audit.none')}</p>
      )}
      <ol class="audit-lines">
        {read?.entries.map(({ number, at, by, action, detail }) => (
          <li key={number}>
            <p class="entry-head">
              <code>{action}</code>
              <span>{by === 'thapcanh' ? t('incident.platform') : personName(by)}</span>
              <Moment at={at} />
            </p>
            {detail !== '' && <p class="hint">{detail}</p>}
          </li>
        ))}
      </ol>
      {read !== null && read.before !== null && (
        <button type="button" class="small" onClick={() => void further(read)}>
          {w('audit.older')}
        </button>
      )}
    </Part>
  )
}
