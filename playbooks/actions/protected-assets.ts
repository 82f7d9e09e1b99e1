// What no playbook may cut off: name servers, domain controllers, gateways, the watchtower itself and whatever
// else the configuration lists. A command that would is refused before it is sent, whoever approved it.

import { domainToASCII } from 'node:url'
import type { Problem } from '#/kernel/problem.ts'
import type { RenderedCommand } from '../action.ts'
import { overlaps, parseAddressRange, type AddressRange } from './address-range.ts'

export interface ProtectedAsset {
  /** An address, a CIDR range, a name (`dc1.example.com`) or a name with everything under it (`*.example.com`). */
  readonly value: string
  /** Why: shown to who is refused. */
  readonly reason: string
}

export interface ProtectedAssets {
  /** The Problem of a command that cuts off a protected asset. */
  guard(rendered: RenderedCommand): Problem | undefined
  /** The asset that an address, range, name or URL would cut off. */
  find(value: string): ProtectedAsset | undefined
}

interface Known {
  readonly asset: ProtectedAsset
  readonly range: AddressRange | undefined
  readonly name: string
}

/** Throws nothing: an asset that is neither address nor name protects exactly its own text. */
export function createProtectedAssets(assets: readonly ProtectedAsset[]): ProtectedAssets {
  const known: readonly Known[] = assets.map(asset => ({
    asset,
    range: parseAddressRange(asset.value),
    name: nameOf(asset.value),
  }))

  const find = (value: string): ProtectedAsset | undefined => {
    const range = parseAddressRange(hostOf(value))
    const name = nameOf(hostOf(value))
    return known.find(one =>
      range === undefined || one.range === undefined
        ? range === undefined && one.range === undefined && cutsName(name, one.name)
        : overlaps(range, one.range),
    )?.asset
  }

  return {
    find,
    guard(rendered) {
      for (const value of rendered.cutsOff) {
        const asset = find(value)
        if (asset === undefined) continue
        const detail = `${value} would cut off ${asset.value}, which is protected: ${asset.reason}`
        return { code: 'command.protected', where: rendered.summary, detail }
      }
      return undefined
    },
  }
}

/** Blocking a name blocks what is under it, and a wildcard asset is every name under it and itself. */
function cutsName(blocked: string, asset: string): boolean {
  const inside = (name: string, suffix: string) => name === suffix || name.endsWith(`.${suffix}`)
  const blockedBase = blocked.replace(/^\*\./, '')
  const assetBase = asset.replace(/^\*\./, '')
  if (blockedBase === '' || assetBase === '') return false
  return inside(assetBase, blockedBase) || (asset.startsWith('*.') && inside(blockedBase, assetBase))
}

/** Lower case, ASCII (IDNA), without the root's dot. */
function nameOf(text: string): string {
  const wild = /^\*?\.(.+)$/.exec(text.trim())
  const bare = (wild?.[1] ?? text.trim()).replace(/\.$/, '')
  const ascii = domainToASCII(bare)
  return `${wild === null ? '' : '*.'}${(ascii === '' ? bare : ascii).toLowerCase()}`
}

/** The host of a URL, of `host:port` and of `host/path`; anything else as it is. */
export function hostOf(value: string): string {
  const text = value.trim()
  if (parseAddressRange(text) !== undefined) return text
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text.replace(/^\*\./, '')}`
  const host = URL.canParse(withScheme) ? new URL(withScheme).hostname.replace(/^\[|\]$/g, '') : ''
  if (host === '') return text
  return text.startsWith('*.') ? `*.${host}` : host
}
