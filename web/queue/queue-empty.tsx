// An empty queue says why it is empty: filters, nothing of mine, no logs, no rules, or truly quiet.

import { t } from '../i18n/text.ts'
import { live } from '../live.ts'
import { Empty } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { health } from '../state/health.ts'
import { choice, counts } from '../state/queue.ts'
import { change } from './queue-head.tsx'

function QuietReason() {
  const figures = health.value
  if (!live.value || figures === null)
    return <Empty title={t('queue.empty.open')}>{t('queue.empty.stale')}</Empty>
  if (figures.received === 0) {
    return <Empty title={t('queue.empty.noEvents')}>{t('queue.empty.noEventsHint')}</Empty>
  }
  if (figures.rules.loaded === 0) {
    return <Empty title={t('queue.empty.noRules')}>{t('queue.empty.noRulesHint')}</Empty>
  }
  const received = numberText(figures.received)
  const rules = numberText(figures.rules.loaded)
  return <Empty title={t('queue.empty.open')}>{t('queue.empty.openHint', { received, rules })}</Empty>
}

/** The reason, in the order a person would look for it. */
export function QueueEmpty() {
  const { view, severities, text, system } = choice.value
  if (severities.length > 0 || text !== '' || system !== null) {
    return (
      <Empty title={t('queue.empty.filtered')}>
        {t('queue.empty.filteredHint')}{' '}
        <button
          type="button"
          class="small"
          onClick={() => change({ severities: [], text: '', system: null })}
        >
          {t('queue.clearFilter')}
        </button>
      </Empty>
    )
  }
  if (view === 'due') return <Empty title={t('queue.empty.due')} />
  if (view === 'closed') return <Empty title={t('queue.empty.closed')} />
  const total = (counts.value?.new ?? 0) + (counts.value?.open ?? 0)
  if (view === 'mine' && total > 0) {
    const n = numberText(counts.value?.unassigned ?? 0)
    return <Empty title={t('queue.empty.mine')}>{t('queue.empty.mineHint', { n })}</Empty>
  }
  if (view === 'unassigned' && total > 0) return <Empty title={t('queue.empty.unassigned')} />
  return <QuietReason />
}
