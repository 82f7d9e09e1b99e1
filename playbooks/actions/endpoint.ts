// Where a command goes: the agent, when it is of a kind that carries the command out itself, else the target.
// Engines differ here; CACAO 2.0 lets either be the machine that is spoken to (sections 5 and 7).

import { isIPv4, isIPv6 } from 'node:net'
import type { RenderContext } from '../action.ts'
import type { AgentTarget, AuthenticationInfo } from '../cacao/playbook.ts'
import { parseAddressRange } from './address-range.ts'
import { CannotRender, fill, fillPieces, hasControl } from './template.ts'

/** The platform itself as an agent (docs/decisions/0013). */
export const OWN_NAME = 'thapcanh.internal'

type Parties = Pick<
  RenderContext,
  'agent' | 'target' | 'substitute' | 'authentication' | 'agentAuthentication'
>

const HTTP_TYPES = ['http-api', 'net-address']
const SHELL_TYPES = ['ssh', 'linux', 'net-address']

/** Whether a command is for the platform's own services. */
export function isOwn({ agent, target, substitute }: Parties): boolean {
  return [agent, target].some(
    party => party !== undefined && party.type === 'http-api' && firstHost(party, substitute) === OWN_NAME,
  )
}

export interface HttpEndpoint {
  /** With which every request to the machine begins; its path ends in `/`. */
  readonly base: URL
  /** Of the machine that is spoken to, never of another party of the step. */
  readonly authentication: AuthenticationInfo | undefined
}

/** Undefined: the step names no machine. */
export function httpEndpoint(parties: Parties): HttpEndpoint | undefined {
  const party = partyOf(parties, HTTP_TYPES)
  if (party === undefined) return undefined
  const address = party.address?.['url']?.[0]
  const base =
    address === undefined ? hostBase(party, parties.substitute) : urlOf(address, parties.substitute)
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return { base, authentication: authenticationOf(party, parties) }
}

function authenticationOf(
  party: AgentTarget,
  { agent, target, ...infos }: Parties,
): AuthenticationInfo | undefined {
  if (party.authentication_info === undefined) return undefined
  const isAgents = party === agent && target?.authentication_info !== undefined && target !== agent
  return isAgents && target.authentication_info !== party.authentication_info
    ? infos.agentAuthentication
    : infos.authentication
}

export interface ShellEndpoint {
  readonly host: string
  readonly port: number
  /** Its login shell is a POSIX shell. */
  readonly posix: boolean
  readonly authentication: AuthenticationInfo | undefined
}

/** Throws CannotRender when the step names no machine. */
export function shellEndpoint(parties: Parties): ShellEndpoint {
  const party = partyOf(parties, SHELL_TYPES)
  if (party === undefined)
    throw new CannotRender('the step names no machine (agent or target of type ssh or linux)')
  const url = party.address?.['url']?.[0]
  const parsed = url === undefined ? undefined : urlOf(url, parties.substitute, ['ssh:'])
  const host = parsed?.hostname.replace(/^\[|\]$/g, '') ?? firstHost(party, parties.substitute)
  if (host === undefined || host === '') throw new CannotRender(`“${party.name}” has no address`)
  const port = portOf(party, parties.substitute) ?? (Number(parsed?.port ?? '') || 22)
  const posix = [parties.agent, parties.target].some(one => one?.type === 'linux')
  return { host, port, posix, authentication: authenticationOf(party, parties) }
}

/** Every address and name of an agent or target, for the list of what is cut off. */
export function addressesOf(
  party: AgentTarget | undefined,
  substitute: Parties['substitute'],
): readonly string[] {
  // Numbers among them: a vlan.
  return (Object.values(party?.address ?? {}) as (readonly unknown[])[])
    .flat()
    .map(address => fill(String(address), substitute))
}

function partyOf({ agent, target }: Parties, types: readonly string[]): AgentTarget | undefined {
  const parties = [agent, target].filter(party => party !== undefined)
  return (
    parties.find(party => types.includes(party.type) && hasAddress(party)) ??
    parties.find(party => hasAddress(party))
  )
}

function hasAddress({ address }: AgentTarget): boolean {
  return ['url', 'dname', 'ipv4', 'ipv6'].some(kind => (address?.[kind]?.length ?? 0) > 0)
}

function firstHost(party: AgentTarget, substitute: Parties['substitute']): string | undefined {
  for (const kind of ['dname', 'ipv4', 'ipv6']) {
    const address = party.address?.[kind]?.[0]
    if (address !== undefined) return hostText(fill(address, substitute), address)
  }
  const url = party.address?.['url']?.[0]
  return url === undefined ? undefined : urlOf(url, substitute, ['http:', 'https:', 'ssh:']).hostname
}

function hostText(text: string, template: string): string {
  const host = text
    .trim()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
  const isName =
    /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/.test(host)
  if (isIPv4(host) || isIPv6(host) || isName) return host
  throw new CannotRender(`${template} is “${text.slice(0, 80)}”, which is neither an address nor a name`)
}

function hostBase(party: AgentTarget, substitute: Parties['substitute']): URL {
  const host = firstHost(party, substitute)
  if (host === undefined) throw new CannotRender(`“${party.name}” has no address`)
  const port = portOf(party, substitute)
  // CACAO's default of port 80 is for documents that say so; without a word, HTTPS.
  const scheme = port === 80 ? 'http' : 'https'
  const written = parseAddressRange(host)?.family === 6 || host.includes(':') ? `[${host}]` : host
  return new URL(`${scheme}://${written}${port === undefined ? '' : `:${port}`}/`)
}

function portOf(party: AgentTarget, substitute: Parties['substitute']): number | undefined {
  if (party.port === undefined) return undefined
  const port = Number(fill(party.port, substitute))
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new CannotRender(`the port of “${party.name}” is not between 1 and 65535`)
  return port
}

/** A value may be the whole of an address or a part of it that holds no separator. */
function urlOf(template: string, substitute: Parties['substitute'], schemes = ['http:', 'https:']): URL {
  const pieces = fillPieces(template, substitute)
  for (const piece of pieces) {
    if (piece.kind === 'value' && !piece.open && pieces.length > 1 && /[/?#@\\\s]/.test(piece.text))
      throw new CannotRender(`${piece.name} may not hold “/ ? # @” or spaces inside the address ${template}`)
  }
  const text = pieces.map(piece => piece.text).join('')
  const url = URL.canParse(text) && !hasControl(text) ? new URL(text) : undefined
  if (url === undefined || !schemes.includes(url.protocol))
    throw new CannotRender(`“${text.slice(0, 120)}” is not an address of ${schemes.join(' or ')}`)
  if (url.username !== '' || url.password !== '')
    throw new CannotRender('an address holds a user name or password; use authentication_info')
  return url
}
