// The platform's health as last told, how long ago, and the rates of the last minutes for the chart.

import { batch, signal } from '@preact/signals'
import type { Health } from '#/api/contract/schemas.ts'
import { api } from '../api-client.ts'
import { isSilent } from '../health/judgement.ts'
import { rememberedText } from './remembered.ts'

export interface RateSample {
  readonly at: number
  readonly received: number
  readonly stored: number
}

/** Minutes of rates kept for the chart. */
export const CHART_MINUTES = 10
const SAMPLE_EVERY_MS = 2_000
const OVERTAKEN_MS = 60_000

export const health = signal<Health | null>(null)
export const samples = signal<readonly RateSample[]>([])

/** Losses that someone in this browser has taken note of: `startedAt:count`. */
const knownLosses = rememberedText('known-losses', '')

/** Silent processes that someone in this browser has taken note of: their names, apart by blanks. */
const knownSilent = rememberedText('known-silent-nodes', '')

/** An answer that was overtaken by the live stream; a clock that was set back is no such thing. */
function isOvertaken(fresh: Health): boolean {
  const behindMs = (health.value?.now ?? 0) - fresh.now
  return behindMs > 0 && behindMs < OVERTAKEN_MS
}

let aheadMs = 0

/** The platform's present, as far as known: a moment that a person names must not lie in its future. */
export function serverNow(): number {
  return Date.now() + aheadMs
}

/** Takes in fresh figures. */
export function takeHealth(fresh: Health): void {
  if (isOvertaken(fresh)) return
  aheadMs = fresh.now - Date.now()
  const last = samples.value.at(-1)
  batch(() => {
    health.value = fresh
    forgetLiving(fresh)
    if (last !== undefined && fresh.now - last.at < SAMPLE_EVERY_MS - 200) return
    const sample = { at: fresh.now, received: fresh.receivedPerSecond, stored: fresh.storedPerSecond }
    const since = fresh.now - CHART_MINUTES * 60_000
    samples.value = [...samples.value.filter(({ at }) => at >= since && at < fresh.now), sample]
  })
}

/** Asks for the figures once, without waiting for the live stream. */
export async function loadHealth(): Promise<void> {
  const answer = await api.health()
  if (answer.ok) takeHealth(answer.value)
}

/** Lost lines that were already known here when the platform has not been restarted since. */
export function lossesKnown(current: Health): number {
  const [startedAt, count] = knownLosses.value.split(':').map(Number)
  return startedAt === current.startedAt && count !== undefined ? count : 0
}

/** Takes note of the losses so far, so that the strip is coloured again only by further ones. */
export function acknowledgeLosses(current: Health): void {
  knownLosses.value = `${current.startedAt}:${current.dropped}`
}

/** Names of silent processes that were already known here. */
export function silentNodesKnown(): ReadonlySet<string> {
  return new Set(knownSilent.value.split(' '))
}

/** Takes note of the processes that are silent now; who lives and falls silent again is news again. */
export function acknowledgeSilentNodes({ nodes = [] }: Health): void {
  knownSilent.value = nodes
    .filter(isSilent)
    .map(({ name }) => name)
    .join(' ')
}

function forgetLiving({ nodes = [] }: Health): void {
  const known = new Set(silentNodesKnown())
  const living = nodes.filter(node => !isSilent(node) && known.has(node.name))
  if (living.length === 0) return
  for (const { name } of living) known.delete(name)
  knownSilent.value = [...known].join(' ')
}
