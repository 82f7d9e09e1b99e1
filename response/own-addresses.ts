// Addresses of the platform itself, which no playbook may cut off.

import type { Config } from '#/config-schema.ts'

/** Where it listens, as far as the configuration says so by address. */
export function ownAddresses({ console: { host }, listeners }: Config): readonly string[] {
  const hosts = [host, ...listeners.flatMap(listener => ('host' in listener ? [listener.host] : []))]
  const wildcards = new Set(['0.0.0.0', '::', 'localhost'])
  return [...new Set(hosts.filter(address => !wildcards.has(address))), '127.0.0.0/8', '::1']
}
