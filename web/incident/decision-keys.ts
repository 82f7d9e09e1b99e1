// The keys that decide about an incident, the same in the queue and on its own page.

import type { IncidentView } from '#/api/contract/schemas.ts'
import { t } from '../i18n/text.ts'
import type { KeyHandlers } from '../keyboard/keys.ts'
import { take } from '../state/decisions.ts'
import { dialog, type Disposition } from '../state/dialog.ts'
import { announce } from '../state/notices.ts'
import { may } from '../state/session.ts'

function refuse(incident: IncidentView | null, closedToo: boolean): incident is null {
  const text =
    incident === null
      ? t('action.selectFirst')
      : !may('incidents.work')
        ? t('error.forbidden')
        : incident.status === 'closed' && !closedToo
          ? t('action.alreadyClosed', { code: incident.code })
          : null
  if (text !== null) announce({ text, tone: 'wrong' })
  return text !== null
}

/**
 * Handlers of a, n, c and f. The incident in hand is asked for when the key is pressed, not when the page was
 * drawn: `j` and `a` in quick succession are about the next one.
 */
export function decisionKeys(inHand: () => IncidentView | null): KeyHandlers {
  const openClose = (outcome: Disposition | null) => () => {
    const incident = inHand()
    if (!refuse(incident, false)) dialog.value = { kind: 'close', incident, outcome }
  }
  return {
    take: () => {
      const incident = inHand()
      if (!refuse(incident, false)) void take(incident)
    },
    note: () => {
      const incident = inHand()
      if (!refuse(incident, true)) dialog.value = { kind: 'note', incident }
    },
    close: openClose(null),
    'false-positive': openClose('false-positive'),
  }
}
