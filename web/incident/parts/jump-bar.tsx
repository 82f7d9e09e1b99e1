// Links to the parts of the page, where it is one long column.

import { PARTS, goToPart } from './part.tsx'
import { w } from './part-words.ts'

/** The bar; a part that is not there is not reached, and nothing happens. */
export function JumpBar() {
  return (
    <nav class="jump-bar" aria-label={w('jump')}>
      {PARTS.map(name => (
        <a
          key={name}
          href={`#part-${name}`}
          onClick={event => {
            event.preventDefault()
            goToPart(name)
          }}
        >
          {w(`part.${name}`)}
        </a>
      ))}
    </nav>
  )
}
