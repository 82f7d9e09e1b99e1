// The health strip: always there, quiet while all is well, coloured only by what is wrong, always in words.

import { t } from '../i18n/text.ts'
import { judge, worst, type Mark, type MarkId } from '../health/judgement.ts'
import { live } from '../live.ts'
import { Icon } from '../parts/icon.tsx'
import { lagText, numberText, rateText, sizeText, spanText } from '../parts/time-text.ts'
import { failures } from '../state/failures.ts'
import { health, lossesKnown, silentNodesKnown } from '../state/health.ts'

const WORDS = {
  storeStuck: () => t('health.storeStuck'),
  diskFull: () => t('health.diskFull'),
  diskLow: n => t('health.diskLow', { size: sizeText(n) }),
  clockDoubted: n => t('health.clockDoubted', { t: spanText(n) }),
  nodesSilent: n => t('health.nodesSilent', { n: numberText(n) }),
  listenersFailed: n => t('health.listenersFailed', { n: numberText(n) }),
  listenersPaused: n => t('health.listenersPaused', { n: numberText(n) }),
  dropped: n => t('health.dropped', { n: numberText(n) }),
  lag: n => t('health.lag', { t: lagText(n) }),
  silent: n => t('health.silent', { n: numberText(n) }),
  jobsFailed: n => t('health.jobsFailed', { n: numberText(n) }),
  channelsFailing: n => t('health.channelsFailing', { n: numberText(n) }),
  consumersSilent: n => t('health.consumersSilent', { n: numberText(n) }),
  rulesFailing: n => t('health.rulesFailing', { n: numberText(n) }),
  received: n => t('health.received', { n: rateText(n) }),
  stored: n => t('health.stored', { n: rateText(n) }),
  problems: n => t('health.problems', { n: numberText(n) }),
  diskFree: n => t('health.diskFree', { size: sizeText(n) }),
} satisfies Record<MarkId, (amount: number) => string>

function StripMark({ mark }: { readonly mark: Mark }) {
  return (
    <li class={`strip-mark tone-${mark.tone}`} data-mark={mark.id}>
      {mark.tone !== 'calm' && <Icon name="warning" />}
      {WORDS[mark.id](mark.amount)}
    </li>
  )
}

/** The strip itself; the whole of it leads to the health page. */
export function HealthStrip() {
  const current = health.value
  const marks =
    current === null ? [] : judge(current, lossesKnown(current), failures.value, silentNodesKnown())
  const offline = !live.value
  const fine = current !== null && !offline && worst(marks) === 'calm'
  return (
    <a class="strip" href="/health" aria-label={t('health.strip')}>
      <ul>
        {offline && (
          <li class="strip-mark tone-bad" data-mark="offline">
            <Icon name="warning" />
            {t('health.offline')}
          </li>
        )}
        {fine && (
          <li class="strip-mark tone-fine" data-mark="fine">
            <Icon name="fine" />
            {t('health.fine')}
          </li>
        )}
        {current === null && <li class="strip-mark">{t('health.unknown')}</li>}
        {marks.map(mark => (
          <StripMark key={mark.id} mark={mark} />
        ))}
      </ul>
      {current?.demo === true && <span class="badge">{t('app.demo')}</span>}
    </a>
  )
}
