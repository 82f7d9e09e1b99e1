// Which monitored system a reporter seems to mean: by a domain, host or address in what they wrote, or by its
// name. Only a proposal; a person decides.

import { BlockList, isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import type { RegisteredSystem } from '#/kernel/monitored-system.ts'

/** Words that are looked at. */
const MAX_WORDS = 60

export function findMeantSystem(
  text: string,
  systems: readonly RegisteredSystem[],
): RegisteredSystem | undefined {
  const words = text
    .toLowerCase()
    .split(/[\s,;()<>"'“”]+/)
    .slice(0, MAX_WORDS)
    .map(word =>
      word
        .replace(/^[a-z]+:\/\//, '')
        .replace(/[/?#].*$/, '')
        .replace(/[.:]+$/, ''),
    )
    .filter(word => word !== '')
  return (
    systems.find(system => words.some(word => hasDomain(system, word))) ??
    systems.find(system => words.some(word => hasHost(system, word))) ??
    systems.find(system => words.some(word => hasAddress(system, word))) ??
    systems.find(({ name }) => text.toLowerCase().includes(name.toLowerCase()))
  )
}

function hasDomain({ domains }: RegisteredSystem, word: string): boolean {
  const name = domainToASCII(word.replace(/:\d+$/, ''))
  if (name === '' || !name.includes('.')) return false
  return domains.some(domain => {
    const known = domainToASCII(domain.replace(/^\*\./, ''))
    return known !== '' && (name === known || name.endsWith(`.${known}`))
  })
}

function hasHost({ hosts }: RegisteredSystem, word: string): boolean {
  return hosts.some(host => !host.includes('*') && host.toLowerCase() === word)
}

function hasAddress({ addresses }: RegisteredSystem, word: string): boolean {
  const version = isIP(word)
  if (version === 0) return false
  const list = new BlockList()
  for (const entry of addresses) {
    const [address = '', prefix] = entry.split('/')
    const family = isIP(address)
    if (family === 0) continue
    const type = family === 4 ? 'ipv4' : 'ipv6'
    if (prefix === undefined) list.addAddress(address, type)
    else list.addSubnet(address, Number(prefix), type)
  }
  return list.check(word, version === 4 ? 'ipv4' : 'ipv6')
}
