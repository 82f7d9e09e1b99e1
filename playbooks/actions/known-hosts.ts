// Which ssh servers are who they say: a list like OpenSSH's known_hosts, in the configuration. A server that is
// not on it is refused, and the refusal names its fingerprint, so that a person can compare and add it.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { ServerHostKeyAlgorithm } from 'ssh2'
import type { Problem } from '#/kernel/problem.ts'

export interface KnownHosts {
  /** Undefined: the key is on the list for the host. Otherwise why not, with the fingerprint. */
  refusal(host: string, port: number, key: Buffer): string | undefined
  /** Signature algorithms of the keys on the list for the host; none when it has none there. */
  algorithms(host: string, port: number): readonly ServerHostKeyAlgorithm[]
}

interface Line {
  readonly hosts: readonly string[]
  readonly key: Buffer
}

/** Reads lines `host[,host] type base64-key`; `[host]:port` for ports other than 22. Problems name the line. */
export function parseKnownHosts(lines: readonly string[]): {
  readonly hosts: KnownHosts
  readonly problems: readonly Problem[]
} {
  const problems: Problem[] = []
  const known = lines.flatMap((text, at): readonly Line[] => {
    const line = text.trim()
    if (line === '' || line.startsWith('#')) return []
    const [names = '', type = '', base64 = ''] = line.split(/\s+/)
    const key = Buffer.from(base64, 'base64')
    const problem = lineProblem(names, type, key)
    if (problem === undefined) return [{ hosts: names.split(',').map(host => host.toLowerCase()), key }]
    problems.push({ code: 'config.invalid', where: `playbooks.knownHosts[${at}]`, detail: problem })
    return []
  })
  return { hosts: createKnownHosts(known), problems }
}

function lineProblem(names: string, type: string, key: Buffer): string | undefined {
  if (names.startsWith('|') || names.startsWith('@'))
    return 'hashed names and markers are not read; write the host plainly'
  // The key begins with its own type (RFC 4253, 6.6).
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0
  if (type === '' || key.subarray(4, 4 + length).toString('latin1') !== type)
    return 'is not “host type base64-key” as ssh-keyscan prints it'
  return undefined
}

function createKnownHosts(known: readonly Line[]): KnownHosts {
  const nameOf = (host: string, port: number) =>
    port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`
  const keysOf = (name: string) => known.filter(line => line.hosts.includes(name)).map(line => line.key)
  return {
    algorithms: (host, port) => keysOf(nameOf(host, port)).flatMap(key => algorithmsOf(keyType(key))),
    refusal(host, port, key) {
      const name = nameOf(host, port)
      const keys = keysOf(name)
      if (keys.some(one => one.length === key.length && timingSafeEqual(one, key))) return undefined
      const why =
        keys.length === 0
          ? 'is not in playbooks.knownHosts'
          : 'shows another key than playbooks.knownHosts has'
      return `${name} ${why}; its ${keyType(key)} key has the fingerprint ${fingerprint(key)}`
    },
  }
}

/** As OpenSSH prints it: `SHA256:…`. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

function keyType(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0
  return key.subarray(4, 4 + Math.min(length, 64)).toString('latin1')
}

/** An RSA key signs with SHA-2; SHA-1 is not accepted any more. */
function algorithmsOf(type: string): readonly ServerHostKeyAlgorithm[] {
  return (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type]) as ServerHostKeyAlgorithm[]
}
