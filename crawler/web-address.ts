// Addresses that may be asked for at all, judged by their text; what a name resolves to is judged when it is
// connected to (outbound/). The URL standard's parser has turned 0x7f.1, 2130706433 and the like into dotted
// addresses before they are looked at.

import { isIP } from 'node:net'
import { createPublicAddressPolicy, type AddressPolicy } from '#/outbound/address-policy.ts'

const MAX_LENGTH = 2048
/** Parameters that only tell where a reader came from. */
const TRACKING = /^(?:utm_\w+|fbclid|gclid|dclid|msclkid|zarsrc|_ga|mc_[ce]id|igshid)$/i

/** The public internet; for sources of the tests' and the demo's local web, this machine too, and no network around it. */
const POLICIES: Readonly<Record<'public' | 'local', AddressPolicy>> = {
  public: createPublicAddressPolicy(),
  local: createPublicAddressPolicy(['127.0.0.0/8', '::1']),
}

export function policyFor(local: boolean): AddressPolicy {
  return local ? POLICIES.local : POLICIES.public
}

/** The address when it may be asked for, or why not, for people. */
export function checkAddress(text: string, local: boolean): URL | string {
  if (text.length > MAX_LENGTH) return 'longer than an address should be'
  const url = URL.parse(text)
  if (url === null) return 'no address'
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol} is not fetched`
  if (url.username !== '' || url.password !== '') return 'holds a user or password'
  if (url.port !== '' && !isUsualPort(url) && !local) return `port ${url.port} is neither 80 nor 443`
  const host = hostOf(url)
  if (isIP(host) !== 0 && !policyFor(local).allows(host)) return `${host} is not a public address`
  if (isIP(host) === 0 && !host.includes('.') && !local) return `${host} is no name of the internet`
  return url
}

function isUsualPort({ port }: URL): boolean {
  return port === '80' || port === '443'
}

/** Name or address without brackets and final dot. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
}

/** What has one pace and one rest: a name or address; of local ones each port, for they are different sites. */
export function paceHostOf(url: URL): string {
  return url.port === '' || isUsualPort(url) ? hostOf(url) : `${hostOf(url)}:${url.port}`
}

/** Without fragment and tracking, so that one page has one address; null for what is no address of the web. */
export function tidyAddress(text: string, base?: string): string | null {
  const url = URL.parse(text, base)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null
  url.hash = ''
  const tracking = [...url.searchParams.keys()].filter(name => TRACKING.test(name))
  // Writing a parameter writes all of them anew; an address without tracking stays as the site spells it.
  for (const name of tracking) url.searchParams.delete(name)
  return url.href.length > MAX_LENGTH ? null : url.href
}
