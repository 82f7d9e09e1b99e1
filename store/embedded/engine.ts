// The DuckDB instance: in memory, with day files attached to it. It may read and write nothing outside the
// store's folder, loads no extension, and its settings are locked once it runs.

import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { join, resolve } from 'node:path'
import { quoteName, quoteText } from './event-columns.ts'

export interface Engine {
  connect(): Promise<DuckDBConnection>
  attach(path: string, alias: string, readOnly: boolean): Promise<void>
  detach(alias: string): Promise<void>
  close(): void
}

export interface EngineOptions {
  readonly directory: string
  readonly memoryLimitMb: number
}

/** A checkpoint stalls the commit that passes this much write-ahead log, by about half a second. */
const CHECKPOINT_THRESHOLD = '128MB'
/** Rows of one page are fetched by row number; up to here DuckDB looks only at the parts that hold one. */
const ROWS_PUSHED_DOWN = 2000

export async function openEngine({ directory, memoryLimitMb }: EngineOptions): Promise<Engine> {
  const folder = resolve(directory)
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: `${memoryLimitMb}MB`,
    temp_directory: join(folder, 'spill'),
    max_temp_directory_size: '4GB',
    checkpoint_threshold: CHECKPOINT_THRESHOLD,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    dynamic_or_filter_threshold: String(ROWS_PUSHED_DOWN),
  })
  const control = await instance.connect()
  await control.run(`SET allowed_directories = [${quoteText(`${folder}/`)}]`)
  await control.run('SET enable_external_access = false')
  await control.run('SET lock_configuration = true')
  return {
    connect: () => instance.connect(),
    async attach(path, alias, readOnly) {
      const options = readOnly ? 'READ_ONLY' : "STORAGE_VERSION 'latest'"
      await control.run(`ATTACH ${quoteText(resolve(path))} AS ${quoteName(alias)} (${options})`)
    },
    async detach(alias) {
      await control.run(`DETACH ${quoteName(alias)}`)
    },
    close() {
      control.closeSync()
      instance.closeSync()
    },
  }
}
