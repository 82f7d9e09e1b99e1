// The head of every page of online media: its name for whoever reads by ear, and the tabs of the area.

import { route } from '../router.ts'
import { w } from './media-words.ts'
import '../register/register.css'
import './media.css'
import './media-work.css'

const TABS = [
  { page: 'media', href: '/media', parts: ['media-story'] },
  { page: 'media-spikes', href: '/media/spikes', parts: ['media-spike'] },
  { page: 'media-labelling', href: '/media/labelling', parts: [] },
  { page: 'media-sources', href: '/media/sources', parts: [] },
  { page: 'media-indicators', href: '/media/indicators', parts: [] },
] as const satisfies readonly { page: string; href: string; parts: readonly string[] }[]

/** Links to the five parts; the current one is marked. */
export function MediaTabs() {
  const here = route.value.page
  return (
    <nav class="views media-tabs" aria-label={w('tabs')}>
      {TABS.map(({ page, href, parts }) => (
        <a
          key={page}
          href={href}
          aria-current={page === here ? 'page' : parts.some(part => part === here) ? 'true' : undefined}
        >
          {w(`tab.${page}`)}
        </a>
      ))}
    </nav>
  )
}
