// Which addresses the platform may connect to by itself. Link-local addresses are refused: under them clouds
// hand out their machines' credentials (169.254.169.254), and nothing else there is any business of ours; so
// are addresses that are no host's. Private networks are allowed, because firewalls live there.
//
// What counts is the address that a name resolved to and that was connected to, never the name: a name may
// resolve to something else a moment later.

import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'

const REFUSED = [
  '0.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Metadata services outside the link-local ranges: Alibaba, Oracle, AWS.
  '100.100.100.200/32',
  '192.0.0.192/32',
  'fd00:ec2::254/128',
  '::/128',
  'fe80::/10',
  'ff00::/8',
] as const

/** Everything that is not the public internet (IANA's special-purpose registries), besides REFUSED. */
const NOT_PUBLIC = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
] as const
/** Of IPv6, global unicast alone is public, and not all of it: Teredo and the rest of 2001::/23, documentation, 6to4. */
const PUBLIC_V6 = '2000::/3'
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'] as const

export interface AddressPolicy {
  /** `address` as a socket names it: no brackets, perhaps with a zone. Anything that is no address is refused. */
  allows(address: string): boolean
}

/** `exceptions`: addresses or CIDR ranges that are allowed after all. */
export function createAddressPolicy(exceptions: readonly string[] = []): AddressPolicy {
  const refused = blockList(REFUSED)
  const excepted = blockList(exceptions)
  return {
    allows(address) {
      const plain = embedded(address.replace(/%.*$/, ''))
      const family = isIPv4(plain) ? 'ipv4' : isIPv6(plain) ? 'ipv6' : undefined
      return family !== undefined && (!refused.check(plain, family) || excepted.check(plain, family))
    },
  }
}

/** For addresses that strangers choose (pages of the web): the public internet, and of the rest the exceptions alone. */
export function createPublicAddressPolicy(exceptions: readonly string[] = []): AddressPolicy {
  const excepted = blockList(exceptions)
  const refused = blockList([...REFUSED, ...NOT_PUBLIC, ...NOT_PUBLIC_V6])
  const public6 = blockList([PUBLIC_V6])
  return {
    allows(address) {
      const bare = address.replace(/%.*$/, '')
      const plain = embedded(bare)
      if (isIP(plain) !== 0 && excepted.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6')) return true
      if (isIPv4(plain))
        return !refused.check(plain, 'ipv4') && !(isIPv6(bare) && refused.check(bare, 'ipv6'))
      return isIPv6(plain) && public6.check(plain, 'ipv6') && !refused.check(plain, 'ipv6')
    },
  }
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/')
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    list.addSubnet(address, Number(prefix ?? (family === 'ipv4' ? 32 : 128)), family)
  }
  return list
}

/** The IPv4 address inside an IPv4-mapped, NAT64 or 6to4 address; any other as it is. */
function embedded(address: string): string {
  if (!isIPv6(address)) return address
  const groups = groupsOf(address)
  const isMapped = groups.slice(0, 5).every(group => group === 0) && groups[5] === 0xffff
  const isNat64 = groups[0] === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every(group => group === 0)
  if (isMapped || isNat64) return dotted(groups[6]!, groups[7]!)
  return groups[0] === 0x2002 ? dotted(groups[1]!, groups[2]!) : address
}

/** The eight groups; the URL standard's parser turns a dotted tail into groups. */
function groupsOf(address: string): number[] {
  const [head = '', tail = ''] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::')
  const numbers = (part: string): number[] =>
    part === '' ? [] : part.split(':').map(group => Number.parseInt(group, 16))
  const left = numbers(head)
  const right = numbers(tail)
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right]
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
