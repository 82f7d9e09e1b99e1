// The person's menu: who is signed in, language, theme, density, password, sign out.

import type { Signal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { LANGUAGE_NAMES, LANGUAGES, language, t } from '../i18n/text.ts'
import { Icon } from '../parts/icon.tsx'
import { go } from '../router.ts'
import { dialog } from '../state/dialog.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { DENSITIES, density, THEMES, theme } from '../state/preferences.ts'
import { me, signOut } from '../state/session.ts'

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly options: readonly T[]
  readonly chosen: Signal<T>
  readonly name: (option: T) => string
}

/** A row of options of which one is chosen. */
export function ChoiceRow<T extends string>({ label, options, chosen, name }: ChoiceProps<T>) {
  return (
    <div class="choice-row" role="group" aria-label={label}>
      <span class="choice-label">{label}</span>
      <span class="segments">
        {options.map(option => (
          <button
            key={option}
            type="button"
            aria-pressed={chosen.value === option}
            onClick={() => {
              chosen.value = option
            }}
          >
            {name(option)}
          </button>
        ))}
      </span>
    </div>
  )
}

async function leave(): Promise<void> {
  const error = await signOut()
  if (error !== null) announce({ text: errorText(error), tone: 'wrong' })
}

/** Button and menu; the browser closes the menu on Esc and on a click elsewhere. */
export function AccountMenu() {
  const menu = useRef<HTMLDivElement>(null)
  const person = me.value
  const pick = (action: () => void) => () => {
    menu.current?.hidePopover()
    action()
  }
  return (
    <div class="account">
      <button type="button" class="rail-link" popovertarget="account-menu" aria-label={t('app.menu')}>
        <Icon name="account" />
        <span class="account-name">{person?.displayName}</span>
        <span class="account-short">{t('nav.account')}</span>
      </button>
      <div ref={menu} id="account-menu" class="menu account-menu" popover="auto">
        <p class="menu-head">
          <strong>{person?.displayName}</strong>
          <span class="hint">
            {person?.name} · {person !== null && t(`role.${person.role}`)}
          </span>
        </p>
        <ChoiceRow
          label={t('app.language')}
          options={LANGUAGES}
          chosen={language}
          name={option => LANGUAGE_NAMES[option]}
        />
        <ChoiceRow
          label={t('app.theme')}
          options={THEMES}
          chosen={theme}
          name={option => t(`theme.${option}`)}
        />
        <ChoiceRow
          label={t('app.density')}
          options={DENSITIES}
          chosen={density}
          name={option => t(`density.${option}`)}
        />
        <hr />
        <button
          type="button"
          onClick={pick(() => {
            dialog.value = { kind: 'keys' }
          })}
        >
          {t('app.help')} <kbd>?</kbd>
        </button>
        <button type="button" onClick={pick(() => go('/password'))}>
          {t('app.changePassword')}
        </button>
        <a class="menu-link" href="/docs" target="_blank" rel="noreferrer">
          {t('app.api')}
        </a>
        <hr />
        <button type="button" onClick={pick(() => void leave())}>
          {t('app.signOut')}
        </button>
      </div>
    </div>
  )
}
