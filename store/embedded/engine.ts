// The DuckDB instance: in memory, with day files attached to it. It may read and write nothing outside the
// store's folder, loads no extension, and its settings are locked once it runs.

import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { join, resolve } from 'node:path'
import { quoteName, quoteText } from './event-columns.ts'

/** To be read; to be written to as a day goes on; the same, not there yet; not there yet and written once, to be sealed. */
export type Attaching = 'read' | 'write' | 'make' | 'seal'

export interface Engine {
  connect(): Promise<DuckDBConnection>
  attach(path: string, alias: string, how: Attaching): Promise<void>
  detach(alias: string): Promise<void>
  close(): void
}

export interface EngineOptions {
  readonly directory: string
  /** Raised to the least with which a checkpoint of all tables still fits. */
  readonly memoryLimitMb: number
}

const LEAST_MEMORY_MB = 256

/**
 * A checkpoint stalls the commit that passes this much write-ahead log, by about half a second at 128 MB.
 * Until then the rows stand uncompressed in memory, so a store with little of it checkpoints sooner.
 */
function checkpointThresholdMb(memoryLimitMb: number): number {
  return Math.max(8, Math.min(128, Math.floor(memoryLimitMb / 7)))
}

/**
 * A column of the last rows takes at least a block of memory and the file has hundreds of columns: with the
 * usual 256 KiB a checkpoint needs 360 MB, with 64 KiB a quarter of it, for the same size on disk.
 */
const BLOCK_BYTES = 65_536
/**
 * Rows of a group in a file that is written to. A checkpoint packs groups that are not full anew, each time, and with the
 * usual 122,880 rows that is nearly all it does. A commit that fills a group packs it at once. A file may have groups of
 * several sizes; what is sealed has the usual ones.
 */
const ROWS_OF_A_GROUP = 20_480
/** Rows of one page are fetched by row number; up to here DuckDB looks only at the parts that hold one. */
const ROWS_PUSHED_DOWN = 2000

export async function openEngine(options: EngineOptions): Promise<Engine> {
  const folder = resolve(options.directory)
  const memoryLimitMb = Math.max(LEAST_MEMORY_MB, options.memoryLimitMb)
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: `${memoryLimitMb}MB`,
    temp_directory: join(folder, 'spill'),
    max_temp_directory_size: '4GB',
    checkpoint_threshold: `${checkpointThresholdMb(memoryLimitMb)}MB`,
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
    async attach(path, alias, how) {
      const latest = `STORAGE_VERSION 'latest'`
      const options = {
        read: 'READ_ONLY',
        write: `${latest}, ROW_GROUP_SIZE ${ROWS_OF_A_GROUP}`,
        make: `${latest}, BLOCK_SIZE ${BLOCK_BYTES}, ROW_GROUP_SIZE ${ROWS_OF_A_GROUP}`,
        seal: `${latest}, BLOCK_SIZE ${BLOCK_BYTES}`,
      }[how]
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
