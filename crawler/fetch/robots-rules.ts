// What a site's robots.txt says to us, as RFC 9309 reads it: our own product token's group, or `*`; the longest
// matching rule; no file (4xx) allows everything, an unreachable one (5xx, no answer) nothing for now.

import robotsParser from 'robots-parser'
import { LIMITS } from '#/kernel/limits.ts'
import { PRODUCT_TOKEN } from './identity.ts'

export interface RobotsRules {
  allows(url: string): boolean
  /** Pause that it asks for, ms; 0 when it asks for none. */
  readonly crawlDelayMs: number
}

interface ParsedRobots {
  isAllowed(url: string, token: string): boolean | undefined
  getCrawlDelay(token: string): number | undefined
}
// Its types describe another kind of module than it is.
const parse = robotsParser as unknown as (url: string, text: string) => ParsedRobots

export const ALLOW_ALL: RobotsRules = { allows: () => true, crawlDelayMs: 0 }

/** `url`: where the file belongs, not where a redirect led: `https://example.com/robots.txt`. */
export function parseRobots(url: string, bytes: Uint8Array): RobotsRules {
  const text = new TextDecoder('utf-8', { ignoreBOM: false }).decode(bytes.subarray(0, LIMITS.maxRobotsBytes))
  const lines = text.split(/\r\n|\r|\n/)
  // The last line may have been cut in the middle by the size limit: half a rule is another rule.
  if (bytes.byteLength > LIMITS.maxRobotsBytes) lines.pop()
  const robots = parse(url, lines.filter(line => line.length <= LIMITS.maxRobotsLine).join('\n'))
  const delay = robots.getCrawlDelay(PRODUCT_TOKEN) ?? 0
  return {
    // Undefined: not an address of this site, and then the file says nothing of it.
    allows: address => robots.isAllowed(address, PRODUCT_TOKEN) ?? false,
    crawlDelayMs: delay > 0 ? delay * 1000 : 0,
  }
}
