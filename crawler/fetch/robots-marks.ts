// What a page itself says to robots: `noindex` and `nofollow`, in its meta elements or in X-Robots-Tag, for all
// or for us by name. A page that does not want to be indexed is not kept; one that does not want its links
// followed is a list no more.

import { Parser } from 'htmlparser2'
import { PRODUCT_TOKEN } from './identity.ts'

export interface RobotsMarks {
  readonly noindex: boolean
  readonly nofollow: boolean
}

const OURS = ['robots', PRODUCT_TOKEN.toLowerCase()]
/** Directives with a value of their own, whose colon names no robot. */
const VALUED = /^(?:max-[a-z-]+|unavailable_after)$/

/** `headerTag`: the value of X-Robots-Tag, several joined by commas. */
export function readRobotsMarks(html: string, headerTag: string | undefined): RobotsMarks {
  const directives = [
    ...(headerTag === undefined ? [] : directivesOfHeader(headerTag)),
    ...directivesOfMeta(html),
  ]
  const has = (name: string): boolean => directives.includes(name) || directives.includes('none')
  return { noindex: has('noindex'), nofollow: has('nofollow') }
}

/** `noindex, otherbot: nofollow`: a name and colon stand before what is said to that robot alone. */
function directivesOfHeader(value: string): string[] {
  const ours: string[] = []
  let isForUs = true
  for (const part of value.toLowerCase().split(',')) {
    const colon = part.indexOf(':')
    const name = part.slice(0, Math.max(0, colon)).trim()
    const isAgent = name !== '' && !VALUED.test(name)
    if (isAgent) isForUs = OURS.includes(name)
    if (isForUs) ours.push(part.slice(isAgent ? colon + 1 : 0).trim())
  }
  return ours
}

function directivesOfMeta(html: string): string[] {
  const found: string[] = []
  const head = { ended: false }
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'body') head.ended = true
      if (head.ended || name !== 'meta' || !OURS.includes((attributes['name'] ?? '').trim().toLowerCase()))
        return
      found.push(
        ...(attributes['content'] ?? '')
          .toLowerCase()
          .split(',')
          .map(each => each.trim()),
      )
    },
  })
  // In pieces, because what stands after the head is of no interest.
  for (let at = 0; at < html.length && !head.ended; at += 16_384) parser.write(html.slice(at, at + 16_384))
  return found
}
