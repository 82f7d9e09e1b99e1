// The way around: a rail at the left in groups, a bar at the bottom of a telephone with the rest behind "More".

import { useRef } from 'preact/hooks'
import { t } from '../i18n/text.ts'
import { Icon, Logo } from '../parts/icon.tsx'
import { narrow } from '../parts/screen.ts'
import { route, type Route } from '../router.ts'
import { choiceToSearch } from '../state/queue-view.ts'
import { choice } from '../state/queue.ts'
import { may } from '../state/session.ts'
import { intakeWaiting } from '../state/intake-waiting.ts'
import { waitingForMe } from '../state/waiting-for-me.ts'
import { AccountMenu } from './account-menu.tsx'
import { GROUPS, PLACES, type Place } from './places.ts'

function isHere({ page, parts = [] }: Place, current: Route): boolean {
  return current.page === page || parts.includes(current.page)
}

/** What waits there for somebody. */
function countOf({ page }: Place): number {
  if (page === 'waiting') return waitingForMe.value
  return page === 'intake' ? intakeWaiting.value : 0
}

function Count({ n, words }: { readonly n: number; readonly words: string }) {
  if (n === 0) return null
  return (
    <b class="rail-count">
      {n > 99 ? '99+' : n}
      <span class="off-screen"> {words}</span>
    </b>
  )
}

function PlaceLink({ place }: { readonly place: Place }) {
  const count = countOf(place)
  return (
    <a
      class="rail-link"
      href={place.page === 'queue' ? `/${choiceToSearch(choice.value)}` : place.href}
      aria-current={isHere(place, route.value) ? 'page' : undefined}
    >
      <Icon name={place.icon} />
      <span>{t(place.name)}</span>
      <Count n={count} words={t(place.page === 'intake' ? 'nav.intakeCount' : 'nav.waitingCount')} />
    </a>
  )
}

function PlaceGroups({ places }: { readonly places: readonly Place[] }) {
  return (
    <>
      {GROUPS.map(group => {
        const own = places.filter(place => place.group === group)
        if (own.length === 0) return null
        return (
          <div class="rail-group" role="group" aria-label={t(`nav.group.${group}`)} key={group}>
            <p class="rail-group-name" aria-hidden="true">
              {t(`nav.group.${group}`)}
            </p>
            <ul>
              {own.map(place => (
                <li key={place.page}>
                  <PlaceLink place={place} />
                </li>
              ))}
            </ul>
          </div>
        )
      })}
    </>
  )
}

function Bar({ places }: { readonly places: readonly Place[] }) {
  const menu = useRef<HTMLDivElement>(null)
  const rest = places.filter(place => place.inBar !== true)
  const behind = rest.reduce((sum, place) => sum + countOf(place), 0)
  return (
    <>
      <ul>
        {places
          .filter(place => place.inBar === true)
          .map(place => (
            <li key={place.page}>
              <PlaceLink place={place} />
            </li>
          ))}
        {rest.length > 0 && (
          <li>
            <button
              type="button"
              class="rail-link"
              popovertarget="more-places"
              aria-current={rest.some(place => isHere(place, route.value)) ? 'true' : undefined}
            >
              <Icon name="more" />
              <span>{t('nav.more')}</span>
              <Count n={behind} words={t('nav.waitingCount')} />
            </button>
          </li>
        )}
      </ul>
      <div
        ref={menu}
        id="more-places"
        class="menu more-places"
        popover="auto"
        onClick={event => {
          if (event.target instanceof Element && event.target.closest('a') !== null)
            menu.current?.hidePopover()
        }}
      >
        <PlaceGroups places={rest} />
      </div>
    </>
  )
}

/** Links to the pages that the person may see. */
export function Rail() {
  const places = PLACES.filter(place => may(place.permission))
  return (
    <div class="rail">
      <a class="rail-brand" href="/" aria-label={t('app.name')}>
        <Logo />
        <span class="rail-name">{t('app.name')}</span>
      </a>
      <nav aria-label={t('nav.label')}>
        {narrow.value ? <Bar places={places} /> : <PlaceGroups places={places} />}
      </nav>
      <AccountMenu />
    </div>
  )
}
