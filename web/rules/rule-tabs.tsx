// The head of every page of detection rules: the tabs of the area.

import { route } from '../router.ts'
import { w } from './rules-words.ts'
import './rules.css'

const TABS = [
  { page: 'rules', href: '/rules', parts: ['rule'] },
  { page: 'exceptions', href: '/exceptions', parts: ['exception'] },
  { page: 'rule-backtests', href: '/rules/backtests', parts: [] },
  { page: 'rule-sets', href: '/rules/sets', parts: [] },
] as const satisfies readonly { page: string; href: string; parts: readonly string[] }[]

/** Links to the parts; the current one is marked. */
export function RuleTabs() {
  const here = route.value.page
  return (
    <nav class="views rule-tabs" aria-label={w('tabs')}>
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
