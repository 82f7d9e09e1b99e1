// The figures of the platform, each with what it means for the day.

import type { Health } from '#/api/contract/schemas.ts'
import { t } from '../i18n/text.ts'
import { Figure } from '../parts/figure.tsx'
import { lagText, momentText, numberText, rateText, sizeText } from '../parts/time-text.ts'
import { acknowledgeLosses, lossesKnown } from '../state/health.ts'
import { judge, type MarkId, type Tone } from './judgement.ts'

/** A list of eight figures. */
export function Figures({ health }: { readonly health: Health }) {
  const known = lossesKnown(health)
  const marks = judge(health, known)
  const tone = (id: MarkId): Tone => marks.find(mark => mark.id === id)?.tone ?? 'calm'
  const failedRules = health.rules.failed
  return (
    <dl class="figures">
      <Figure
        name={t('health.label.received')}
        value={t('health.perSecond', { n: rateText(health.receivedPerSecond) })}
      >
        {t('health.sinceStart', { n: numberText(health.received) })}
      </Figure>
      <Figure
        name={t('health.label.stored')}
        value={t('health.perSecond', { n: rateText(health.storedPerSecond) })}
        tone={health.storeError === null ? 'calm' : 'bad'}
      >
        {health.storeError ?? t('health.sinceStart', { n: numberText(health.stored) })}
      </Figure>
      <Figure name={t('health.label.lag')} value={lagText(health.lagMs)} tone={tone('lag')}>
        {t('health.waiting', { n: numberText(health.lagEvents) })}
      </Figure>
      <Figure name={t('health.label.dropped')} value={numberText(health.dropped)} tone={tone('dropped')}>
        {health.dropped > known ? (
          <button type="button" class="small" onClick={() => acknowledgeLosses(health)}>
            {t('health.acknowledgeDrops')}
          </button>
        ) : (
          known > 0 && t('health.dropsKnown', { n: numberText(known) })
        )}
      </Figure>
      <Figure name={t('health.label.alerts')} value={numberText(health.alerts)}>
        {t('health.problems', { n: numberText(health.problems) })}
      </Figure>
      <Figure
        name={t('health.label.rules')}
        value={numberText(health.rules.loaded)}
        tone={tone('rulesFailing')}
      >
        {failedRules > 0
          ? t('health.rulesFailed', { n: numberText(failedRules) })
          : t('health.rulesLoaded', { n: numberText(health.rules.loaded) })}
      </Figure>
      <Figure
        name={t('health.label.disk')}
        value={health.disk.full ? t('health.diskFull') : sizeText(health.disk.freeBytes)}
        tone={tone(health.disk.full ? 'diskFull' : health.disk.low === true ? 'diskLow' : 'diskFree')}
      >
        {t('health.dataSize', { size: sizeText(health.disk.dataBytes) })}
        {typeof health.disk.daysLeft === 'number' &&
          `; ${t('health.daysLeft', { n: numberText(health.disk.daysLeft) })}`}
      </Figure>
      <Figure name={t('health.label.uptime')} value={momentText(health.startedAt)}>
        {health.demo && t('app.demo')}
      </Figure>
    </dl>
  )
}
