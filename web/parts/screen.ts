// What fits on the screen, as signals. The widths are the same as in the style sheets.

import { signal, type ReadonlySignal } from '@preact/signals'

function media(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query)
  const matches = signal(list.matches)
  list.addEventListener('change', event => {
    matches.value = event.matches
  })
  return matches
}

/** Room for a list and a preview side by side. */
export const roomForPreview = media('(min-width: 1000px)')
/** A telephone: the rail is a bar at the bottom. */
export const narrow = media('(max-width: 699px)')
/** A finger rather than a mouse. */
export const touch = media('(pointer: coarse)')
