// The panel of everything that stands before the console: sign-in, forced password, no server.

import type { ComponentChildren } from 'preact'
import { LANGUAGE_NAMES, LANGUAGES, language, t } from '../i18n/text.ts'
import { Logo } from '../parts/icon.tsx'

/** Name, what it is, a panel, and the choice of language. */
export function Door({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div class="door">
      <header class="door-head">
        <Logo />
        <div>
          <p class="door-name">{t('app.name')}</p>
          <p class="door-tagline">{t('app.tagline')}</p>
        </div>
      </header>
      <main class="door-panel">
        <h1>{title}</h1>
        {children}
      </main>
      <footer class="segments" role="group" aria-label={t('app.language')}>
        {LANGUAGES.map(option => (
          <button
            key={option}
            type="button"
            lang={option}
            aria-pressed={language.value === option}
            onClick={() => {
              language.value = option
            }}
          >
            {LANGUAGE_NAMES[option]}
          </button>
        ))}
      </footer>
    </div>
  )
}
