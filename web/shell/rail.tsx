// The way around: a rail at the left, a bar at the bottom of a telephone.

import { t } from '../i18n/text.ts'
import { Icon, Logo, type IconName } from '../parts/icon.tsx'
import { route, type Route } from '../router.ts'
import { choiceToSearch } from '../state/queue-view.ts'
import { choice } from '../state/queue.ts'
import { may } from '../state/session.ts'
import { AccountMenu } from './account-menu.tsx'

interface Place {
  readonly page: 'queue' | 'events' | 'health' | 'rules' | 'systems' | 'users' | 'audit'
  readonly permission: string
}

const PLACES: readonly Place[] = [
  { page: 'queue', permission: 'incidents.read' },
  { page: 'events', permission: 'events.read' },
  { page: 'health', permission: 'platform.read' },
  { page: 'rules', permission: 'platform.read' },
  { page: 'systems', permission: 'platform.read' },
  { page: 'users', permission: 'users.manage' },
  { page: 'audit', permission: 'audit.read' },
]

function isHere(page: Place['page'], current: Route): boolean {
  return current.page === page || (page === 'queue' && current.page === 'incident')
}

/** Links to the pages that the person may see. */
export function Rail() {
  const current = route.value
  return (
    <div class="rail">
      <a class="rail-brand" href="/" aria-label={t('app.name')}>
        <Logo />
        <span class="rail-name">{t('app.name')}</span>
      </a>
      <nav aria-label={t('nav.label')}>
        <ul>
          {PLACES.filter(place => may(place.permission)).map(({ page }) => (
            <li key={page}>
              <a
                class="rail-link"
                href={page === 'queue' ? `/${choiceToSearch(choice.value)}` : `/${page}`}
                aria-current={isHere(page, current) ? 'page' : undefined}
              >
                <Icon name={page satisfies IconName} />
                <span>{t(`nav.${page}`)}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <AccountMenu />
    </div>
  )
}
