// Opens the dialog of the page's own work that the `dialog` signal asks for.

import type { IncidentView } from '#/api/contract/schemas.ts'
import { dialog, type Work } from '../../state/dialog.ts'
import { ClassifyDialog } from './classify-dialog.tsx'
import { FactDialog, WithdrawDialog } from './fact-dialogs.tsx'
import { GravityDialog } from './gravity-dialog.tsx'
import { HandlingDialog } from './handling-dialog.tsx'
import { MilestoneBackDialog, MilestoneDialog } from './milestone-dialogs.tsx'
import { MergeDialog, SplitDialog, UnmoveDialog } from './move-dialogs.tsx'
import { RiskDialog, UnitDialog } from './unit-risk-dialogs.tsx'

interface WorkDialogProps {
  readonly incident: IncidentView
  readonly work: Work
}

function WorkDialog({ incident, work }: WorkDialogProps) {
  switch (work.kind) {
    case 'classify':
      return <ClassifyDialog incident={incident} />
    case 'gravity':
      return <GravityDialog incident={incident} />
    case 'handling':
      return <HandlingDialog incident={incident} />
    case 'fact':
      return <FactDialog incident={incident} fact={work.fact} />
    case 'withdraw':
      return <WithdrawDialog incident={incident} fact={work.fact} />
    case 'milestone':
      return <MilestoneDialog incident={incident} milestone={work.milestone} />
    case 'milestone-back':
      return <MilestoneBackDialog incident={incident} milestone={work.milestone} />
    case 'merge':
      return <MergeDialog incident={incident} />
    case 'split':
      return <SplitDialog incident={incident} alertIds={work.alertIds} />
    case 'unmerge':
    case 'unsplit':
      return <UnmoveDialog incident={incident} act={work.kind} />
    case 'unit':
      return <UnitDialog incident={incident} />
    case 'risk':
      return <RiskDialog incident={incident} />
  }
}

/** One dialog or none. */
export function WorkDialogs() {
  const open = dialog.value
  return open?.kind === 'work' ? <WorkDialog incident={open.incident} work={open.work} /> : null
}
