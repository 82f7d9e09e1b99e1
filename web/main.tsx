// The console begins here: preferences, address bar, keyboard, clock, then the first rendering.

import { render } from 'preact'
import { App } from './app.tsx'
import { followLanguage } from './i18n/text.ts'
import { startKeyboard } from './keyboard/keys.ts'
import { startClock } from './parts/time-text.ts'
import { startRouter } from './router.ts'
import { followPreferences } from './state/preferences.ts'
import { findSession, followSession } from './state/session.ts'

followLanguage()
followPreferences()
startRouter()
startKeyboard()
startClock()
followSession()
void findSession()

const place = document.getElementById('console')
if (place === null) throw new Error('index.html has no #console')
render(<App />, place)
