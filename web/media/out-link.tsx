// A link that leaves the console: opens beside it, tells nobody where from, and says so. Only web addresses.

import type { ComponentChildren } from 'preact'
import { w } from './media-words.ts'

interface OutLinkProps {
  readonly href: string
  readonly class?: string
  readonly children: ComponentChildren
}

/** The words alone when the address is none of the web. */
export function OutLink({ href, class: className, children }: OutLinkProps) {
  if (!/^https?:\/\//i.test(href)) return <span>{children}</span>
  return (
    <a class={className} href={href} target="_blank" rel="noopener noreferrer" title={href}>
      {children}
      <span aria-hidden="true"> ↗</span>
      <span class="off-screen"> ({w('leaves')})</span>
    </a>
  )
}
