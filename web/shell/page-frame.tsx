// The frame around every page: skip link, rail, strip, the page itself, and what floats above it.

import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { IncidentDialogs } from '../incident/incident-dialogs.tsx'
import { t } from '../i18n/text.ts'
import { useKeys } from '../keyboard/keys.ts'
import { startLive } from '../live.ts'
import { ValueMenu } from '../parts/value.tsx'
import { go, route } from '../router.ts'
import { dialog } from '../state/dialog.ts'
import { followFailures } from '../state/failures.ts'
import { loadHealth } from '../state/health.ts'
import { forgetIncidents } from '../state/incident.ts'
import { announce, undoLast } from '../state/notices.ts'
import { choiceToSearch } from '../state/queue-view.ts'
import { choice, forgetQueue } from '../state/queue.ts'
import { forgetPeople, loadPeople } from '../state/people.ts'
import { followIntake } from '../state/intake-waiting.ts'
import { loadSystems } from '../state/systems.ts'
import { startCounting } from '../state/waiting-for-me.ts'
import { HealthStrip } from './health-strip.tsx'
import { KeyHelp } from './key-help.tsx'
import { NoticeBar } from './notice-bar.tsx'
import { Rail } from './rail.tsx'

async function undo(): Promise<void> {
  if (!(await undoLast())) announce({ text: t('undo.nothing'), tone: 'wrong' })
}

/** Starts what lives as long as someone is signed in, and lays out the screen. */
export function PageFrame({ children }: { readonly children: ComponentChildren }) {
  useEffect(() => {
    void loadHealth()
    void loadSystems()
    void loadPeople()
    const stop = startLive()
    const stopCounting = startCounting()
    const stopFailures = followFailures()
    const stopIntake = followIntake()
    return () => {
      stop()
      stopCounting()
      stopFailures()
      stopIntake()
      forgetIncidents()
      forgetQueue()
      forgetPeople()
    }
  }, [])
  const at = route.value
  useEffect(() => {
    // The link that led here may be gone: whoever reads by ear or keyboard goes on in the new page.
    if (document.activeElement === document.body)
      document.getElementById('main')?.focus({ preventScroll: true })
  }, [at])
  useKeys({
    'go-queue': () => go(`/${choiceToSearch(choice.value)}`),
    'go-events': () => go('/events'),
    'go-media': () => go('/media'),
    'go-health': () => go('/health'),
    'go-rules': () => go('/rules'),
    'go-systems': () => go('/systems'),
    undo: () => void undo(),
    help: () => {
      dialog.value = { kind: 'keys' }
    },
  })
  return (
    <div class="frame-page">
      <a class="skip" href="#main">
        {t('app.skip')}
      </a>
      <Rail />
      <header class="strip-place">
        <HealthStrip />
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <NoticeBar />
      <ValueMenu />
      <IncidentDialogs />
      {dialog.value?.kind === 'keys' && <KeyHelp />}
    </div>
  )
}
