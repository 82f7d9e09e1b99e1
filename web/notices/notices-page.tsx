// Messages to people: what was sent to whom, the channels they go by, and the jobs of the platform.

import { useState } from 'preact/hooks'
import { go, search } from '../router.ts'
import { may } from '../state/session.ts'
import { Channels } from './channels.tsx'
import { Deliveries } from './deliveries.tsx'
import { Jobs } from './jobs.tsx'
import { w } from './notices-words.ts'
import './notices.css'

const VIEWS = ['sent', 'channels', 'jobs'] as const
type View = (typeof VIEWS)[number]

const SHOWN = {
  sent: () => <Deliveries />,
  channels: () => <Channels />,
  jobs: () => <Jobs />,
} satisfies Record<View, () => preact.JSX.Element>

/** The page of `/notices`; `?show=channels` and `?show=jobs` are its other parts. */
export function NoticesPage() {
  const asked = new URLSearchParams(search.value).get('show')
  const views = VIEWS.filter(view => view !== 'jobs' || may('platform.read'))
  const view = views.find(one => one === asked) ?? 'sent'
  const [round, setRound] = useState(0)
  return (
    <div class="page">
      <div class="page-head">
        <h1>{w('title')}</h1>
        <div class="segments" role="group" aria-label={w('views')}>
          {views.map(one => (
            <button
              key={one}
              type="button"
              aria-pressed={one === view}
              onClick={() => {
                // Pressed again, it asks again.
                if (one === view) setRound(round + 1)
                else go(one === 'sent' ? '/notices' : `/notices?show=${one}`)
              }}
            >
              {w(`view.${one}`)}
            </button>
          ))}
        </div>
      </div>
      <div key={`${view} ${round}`}>{SHOWN[view]()}</div>
    </div>
  )
}
