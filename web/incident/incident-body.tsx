// The parts of an incident's page in two columns: what is to be done, what happened and the evidence at the left, what is known
// of it at the right. On a telephone they are one column with links to its parts on top. Clocks,
// playbooks and documents are pages' work of their own and are fetched when the incident is first shown.

import type { IncidentDetail, IncidentView } from '#/api/contract/schemas.ts'
import { lazyPage } from '../parts/lazy-page.tsx'
import { Loading } from '../parts/states.tsx'
import { may } from '../state/session.ts'
import { EvidenceList } from './evidence-list.tsx'
import { FullTimeline } from './full-timeline.tsx'
import { IncidentFacts } from './incident-facts.tsx'
import { AttachmentsPart } from './parts/attachments-part.tsx'
import { AuditPart } from './parts/audit-part.tsx'
import { ContactsPart, EntitiesPart } from './parts/entities-part.tsx'
import { Grouping } from './parts/grouping.tsx'
import { JudgementPart } from './parts/judgement-part.tsx'
import { JumpBar } from './parts/jump-bar.tsx'
import { MovesPart } from './parts/moves-part.tsx'
import { RiskPart } from './parts/risk-part.tsx'
import { SimilarPart } from './parts/similar-part.tsx'
import { TasksPart } from './parts/tasks-part.tsx'
import { TimesPart } from './parts/times-part.tsx'
import { WhySection } from './why-section.tsx'
import { useLatest } from './work/use-latest.ts'
import { workApi } from './work/work-api.ts'

const IncidentClocks = lazyPage(async () => (await import('../law/clock-strip.tsx')).IncidentClocks)
const PlaybookPanel = lazyPage(async () => (await import('../playbooks/playbook-panel.tsx')).PlaybookPanel)
const IncidentDocuments = lazyPage(
  async () => (await import('../documents/incident-documents.tsx')).IncidentDocuments,
)

interface BodyProps {
  readonly incident: IncidentView
  /** Null until loaded. */
  readonly detail: IncidentDetail | null
}

function Main({ incident, detail }: BodyProps) {
  return (
    <div class="incident-main">
      <div id="part-clocks" class="part-place" tabIndex={-1}>
        <IncidentClocks incident={incident} />
      </div>
      {detail === null ? (
        <Loading />
      ) : (
        <div id="part-why" class="part-place" tabIndex={-1}>
          <WhySection detail={detail}>
            <Grouping timeline={detail.timeline} />
          </WhySection>
        </div>
      )}
      {may('playbooks.read') && (
        <div id="part-playbooks" class="part-place" tabIndex={-1}>
          <PlaybookPanel incident={incident} />
        </div>
      )}
      <TasksPart incident={incident} />
      {detail !== null && (
        <div id="part-timeline" class="part-place" tabIndex={-1}>
          <FullTimeline detail={detail} />
        </div>
      )}
      {detail !== null && <EvidenceList detail={detail} />}
      {may('documents.read') && (
        <div id="part-documents" class="part-place" tabIndex={-1}>
          <IncidentDocuments incident={incident} />
        </div>
      )}
      <AttachmentsPart incident={incident} />
    </div>
  )
}

function Side({ incident, detail }: BodyProps) {
  const similar = useLatest(incident.version, () => workApi.similar(incident.id))
  return (
    <div class="incident-side">
      <IncidentFacts incident={incident} />
      {detail !== null && <JudgementPart detail={detail} />}
      <TimesPart incident={incident} />
      <RiskPart incident={incident} />
      {detail !== null && <EntitiesPart detail={detail} similar={similar.value} />}
      <ContactsPart incident={incident} />
      <SimilarPart similar={similar} />
      <MovesPart incident={incident} />
      <AuditPart incident={incident} />
    </div>
  )
}

/** Everything under the head. */
export function IncidentBody(props: BodyProps) {
  return (
    <>
      <JumpBar />
      <div class="incident-body">
        <Main {...props} />
        <Side {...props} />
      </div>
    </>
  )
}
