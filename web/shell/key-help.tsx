// The table of keyboard shortcuts, made from the same table that the keyboard reads.

import { t } from '../i18n/text.ts'
import { KEYS, type Key } from '../keyboard/keys.ts'
import { Frame } from '../parts/frame.tsx'
import { closeDialog } from '../state/dialog.ts'

const GROUPS = ['move', 'decide', 'go'] as const

/** Opened by `?`. */
export function KeyHelp() {
  return (
    <Frame title={t('keys.title')} onClose={closeDialog} wide>
      <div class="key-groups">
        {GROUPS.map(group => (
          <section key={group}>
            <h3>{t(`keys.group.${group}`)}</h3>
            <dl>
              {(KEYS as readonly Key[])
                .filter(key => key.group === group)
                .map(key => (
                  <div class="key-line" key={key.action}>
                    <dt>
                      {key.afterG === true && <kbd>g</kbd>} <kbd>{key.cap}</kbd>
                    </dt>
                    <dd>{t(key.text)}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <p class="hint">{t('keys.hint')}</p>
    </Frame>
  )
}
