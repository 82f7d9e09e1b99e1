// The way into a data folder on which no platform runs: the same raw log, pipeline and stores, without
// listeners and console.

import type { Config } from '#/config-schema.ts'
import { systemClock } from '#/kernel/clock.ts'
import { Fatal, Permanent } from '#/kernel/errors.ts'
import { createProblemLedger } from '#/kernel/problem-ledger.ts'
import { openCore } from '#/pipeline/open-core.ts'
import { openDataFolder } from '#/pipeline/data-folder.ts'
import { upgradeDataFolder } from '#/upgrade/upgrade-folder.ts'
import packageFile from '../package.json' with { type: 'json' }
import { readDataConfig } from './data-config.ts'
import type { Inlet } from './inlet.ts'

/** Name of the listener that ingested lines carry. */
const LISTENER = 'ingest'

/** `configPath`: the data folder's own configuration when absent. Throws as `readDataConfig` and `openDataFolder`. */
export async function openLocalInlet(
  dataDirectory: string,
  format: string | undefined,
  configPath?: string,
): Promise<Inlet> {
  const own = readDataConfig(dataDirectory, configPath)
  if (own.cluster !== undefined)
    throw new Permanent(
      'data.of-cluster',
      `${dataDirectory} belongs to a process of a cluster: lines are taken by its collectors, not by their folders`,
    )
  const config = withIngestListener(own, format)
  await using opened = new AsyncDisposableStack()
  const folder = opened.use(openDataFolder(dataDirectory))
  await upgradeDataFolder(folder.path, { version: packageFile.version, now: systemClock.now() })
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => {})
  let storedUpTo = 0
  let onStored = (): void => {}
  const { rawLog, pipeline } = opened.use(
    await openCore({
      folder,
      config,
      clock: systemClock,
      ledger: createProblemLedger(systemClock),
      onAlerts() {},
      onSystems() {},
      onStored(sequence) {
        storedUpTo = sequence
        onStored()
      },
      onStuck() {},
      onFailed: error => failure.reject(new Fatal('pipeline.failed', error.message, { cause: error })),
    }),
  )
  storedUpTo = pipeline.position
  const stored = async (): Promise<void> => {
    while (storedUpTo < rawLog.lastSequence) {
      await Promise.race([failure.promise, new Promise<void>(resolve => (onStored = resolve))])
    }
  }
  const all = opened.move()
  return {
    name: `the data folder ${folder.path}`,
    async send(lines, file) {
      const receivedMs = systemClock.now()
      await rawLog.append(
        lines.map(bytes => ({
          bytes,
          envelope: 'line' as const,
          receivedMs,
          listener: LISTENER,
          peer: file,
        })),
      )
    },
    async [Symbol.asyncDispose]() {
      await stored()
      await all.disposeAsync()
    },
  }
}

/** The pipeline reads the lines of `ingest` as it reads those of any listener. */
function withIngestListener(
  config: Config,
  format: string | undefined,
): Parameters<typeof openCore>[0]['config'] {
  const listener = { id: LISTENER, ...(format === undefined ? {} : { format }) }
  return { ...config, listeners: [...config.listeners, listener] }
}
