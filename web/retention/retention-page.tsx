// How long events are kept and by which article, how long the disk lasts, legal holds, and the files that there are.

import { Failed, Loading } from '../parts/states.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { DiskFigures, DoubtedClock } from './disk-figures.tsx'
import { DayFiles, Indices, KeptLevels } from './kept-tables.tsx'
import { LegalHolds } from './legal-holds.tsx'
import { retentionApi } from './retention-api.ts'
import './retention.css'
import { w } from './retention-words.ts'

/** The page of `/retention`. */
export function RetentionPage() {
  const [kept, askKept] = useAnswer(retentionApi.days)
  const [holds, askHolds] = useAnswer(retentionApi.holds)
  const again = (): void => {
    askKept()
    askHolds()
  }
  return (
    <div class="page retention">
      <div class="page-head">
        <h1>{w('title')}</h1>
        <span>
          <a href="/audit">{w('audit')}</a>
        </span>
      </div>
      {(kept === null || holds === null) && <Loading />}
      {kept?.ok === false && <Failed error={kept.error} again={askKept} />}
      {holds?.ok === false && <Failed error={holds.error} again={askHolds} />}
      {kept?.ok === true && (
        <>
          <DoubtedClock time={kept.value.time} again={again} />
          <DiskFigures kept={kept.value} />
          {holds?.ok === true && <LegalHolds holds={holds.value} kept={kept.value} again={again} />}
          <KeptLevels levels={kept.value.levels} />
          {kept.value.indices === undefined ? (
            <DayFiles days={kept.value.days} />
          ) : (
            <Indices indices={kept.value.indices} />
          )}
        </>
      )}
    </div>
  )
}
