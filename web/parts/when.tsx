// A moment: how long ago, with the exact time on hover and for machines.

import { agoText, exactText, shortMomentText } from './time-text.ts'

/** Relative time that keeps itself fresh. */
export function Ago({ at }: { readonly at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={exactText(at)}>
      {agoText(at)}
    </time>
  )
}

/** Time of day, with the date when it is not today. */
export function Moment({ at }: { readonly at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={exactText(at)}>
      {shortMomentText(at)}
    </time>
  )
}
