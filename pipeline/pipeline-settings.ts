// What the pipeline's thread needs to know, taken from the configuration.

import { join } from 'node:path'
import type { Indicator } from '#/kernel/indicator.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import type { ExceptionInForce } from '#/store/exceptions.ts'
import type { DataFolder } from './data-folder.ts'
import type { PipelineSettings } from './messages.ts'

/** Rules that come with the program. */
export const BUILTIN_RULES = join(import.meta.dirname, '..', 'rules')

const RULE_WATCH_MS = 10_000

export interface PipelineConfig {
  readonly listeners: readonly { readonly id: string; readonly format?: string; readonly zone?: string }[]
  readonly systems: readonly MonitoredSystem[]
  readonly indicators: readonly Indicator[]
  readonly exceptions: readonly ExceptionInForce[]
  readonly rulesOff: readonly string[]
  readonly rules: { readonly folders: readonly string[]; readonly builtin: boolean }
  readonly correlation: { readonly latenessSeconds: number }
  readonly store: { readonly memoryMb: number }
}

export function pipelineSettings(folder: DataFolder, config: PipelineConfig): PipelineSettings {
  return {
    rawDirectory: folder.raw,
    eventsDirectory: folder.events,
    ruleFolders: [...(config.rules.builtin ? [BUILTIN_RULES] : []), ...config.rules.folders, folder.ruleSets],
    rulesOff: config.rulesOff,
    systems: config.systems,
    indicators: config.indicators,
    exceptions: config.exceptions,
    readings: config.listeners.map(listener => [
      listener.id,
      {
        zoneOffsetMinutes: zoneOffsetMinutes(listener.zone ?? '+07:00'),
        ...(listener.format === undefined || listener.format === 'auto' ? {} : { forced: listener.format }),
      },
    ]),
    correlationFile: folder.correlation,
    latenessMs: config.correlation.latenessSeconds * 1000,
    storeMemoryMb: config.store.memoryMb,
    ruleWatchMs: RULE_WATCH_MS,
  }
}

/** `+07:00` → 420. The schema has checked the shape. */
export function zoneOffsetMinutes(zone: string): number {
  const sign = zone.startsWith('-') ? -1 : 1
  const [hours = 0, minutes = 0] = zone.replace(/^[+-]/, '').split(':').map(Number)
  return sign * (hours * 60 + minutes)
}
