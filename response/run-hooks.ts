// What a playbook's run asks of people and documents, for a run that is driven in another process of a cluster. Each
// may be asked again for the same question, after a crash or a lost answer.

import type { PlaybookDesk, PendingQuestion } from '#/playbooks/desk.ts'
import type { DocumentDesk } from '#/reports/desk.ts'
import { draftFor } from './link-documents.ts'
import type { TellOfQuestion } from './tell-of-questions.ts'

export interface RunHooks {
  /** Drafts the document that a manual task asks for. */
  prepareManual(task: PendingQuestion): Promise<{ readonly documentId?: string }>
  /** Tells those who may settle it. */
  announce(question: PendingQuestion): Promise<void>
}

export function createRunHooks(
  documents: Pick<DocumentDesk, 'list' | 'create'>,
  tell: TellOfQuestion,
  desk: Pick<PlaybookDesk, 'link'>,
): RunHooks {
  return {
    prepareManual: task => draftFor(task, documents),
    announce: question =>
      tell(question, async person => {
        const link = await desk.link(question.id, person)
        // It was settled meanwhile: the driver sees that when it looks at the log.
        if ('kind' in link) throw new Error(`${question.id}: ${link.reason}`)
        return link
      }),
  }
}
