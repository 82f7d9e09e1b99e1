// A playbook waits for a person: those who may settle it are told, for an approval each with a link of their own
// that works once.

import { GRANTS } from '#/api/contract/permissions.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { NoticeKind } from '#/notices/notice.ts'
import type { Notices } from '#/notices/notices.ts'
import type { PlaybookDeskOptions, PendingQuestion } from '#/playbooks/desk.ts'
import { ROLES, type Role, type StateStore, type User } from '#/store/state-store.ts'

export type TellOfQuestion = PlaybookDeskOptions['onPending']

const KINDS = {
  approval: 'approval.requested',
  manual: 'playbook.waiting',
  outcome: 'playbook.waiting',
} as const satisfies Record<PendingQuestion['kind'], NoticeKind>

const WORDS = {
  approval: { vi: 'Chờ phê duyệt', en: 'Waiting for approval' },
  manual: { vi: 'Chờ người thực hiện', en: 'Waiting for somebody to do it' },
  outcome: { vi: 'Chưa rõ kết quả, chờ người xác nhận', en: 'Outcome unknown, waiting for confirmation' },
} as const

export function createTellOfQuestion(
  state: Pick<StateStore, 'users' | 'incident'>,
  notices: Pick<Notices, 'notify'>,
  sees: (user: User, incident: Incident) => boolean,
): TellOfQuestion {
  return async (question, link) => {
    const incident = question.incidentId === null ? undefined : state.incident(question.incidentId)
    const people = state
      .users()
      .filter(user => !user.disabled && mayAnswer(user.role, question.role))
      .filter(user => incident === undefined || sees(user, incident))
    for (const { name } of people) {
      const path =
        question.kind === 'approval'
          ? `/approve?token=${encodeURIComponent((await link(name)).token)}`
          : incident === undefined
            ? `/runs/${encodeURIComponent(question.runId)}`
            : `/incidents/${encodeURIComponent(incident.id)}`
      await notices.notify({
        id: `${KINDS[question.kind]}:${question.id}:${name}`,
        kind: KINDS[question.kind],
        severity: incident?.severity ?? 'medium',
        ...(incident === undefined ? {} : { incidentId: incident.id, unitId: incident.unitId }),
        title: `${incident === undefined ? '' : `${incident.code} · `}${question.stepName}`,
        titleEnglish: `${incident === undefined ? '' : `${incident.code} · `}${question.stepNameEnglish ?? question.stepName}`,
        text: textOf(question, 'vi'),
        textEnglish: textOf(question, 'en'),
        link: path,
        at: question.at,
        audience: { users: [name] },
      })
    }
  }
}

function textOf(question: PendingQuestion, language: 'vi' | 'en'): string {
  const name =
    language === 'en' ? (question.playbookNameEnglish ?? question.playbookName) : question.playbookName
  return [
    `${WORDS[question.kind][language]}: ${name}`,
    ...question.rendered.map(({ summary }) => summary),
  ].join('\n')
}

/** A role may answer what a lower one may. */
function mayAnswer(role: Role, wanted: PendingQuestion['role']): boolean {
  return (
    ROLES.indexOf(role) >= ROLES.indexOf(wanted) &&
    GRANTS[role].some(permission => permission === 'playbooks.run')
  )
}
