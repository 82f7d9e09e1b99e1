// A thread of its own that builds the trees of sealed files (day-tree.ts), so that neither appends nor searches wait for
// reading and hashing a whole day. Each file is opened for reading only, in an instance that ends with it. Run by
// build-trees.ts.

import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { parentPort } from 'node:worker_threads'
import type { FromThread } from '#/kernel/called-thread.ts'
import { packError } from '#/kernel/carry-error.ts'
import { buildTree, type DayTree } from './day-tree.ts'
import { quoteText, shapesFrom } from './event-columns.ts'
import type { Shape } from './event-shapes.ts'
import type { FieldsApart } from './row-leaves.ts'

export type ToTreeThread =
  | { readonly kind: 'build'; readonly call: number; readonly path: string }
  /** The builds under way fail, and then the thread ends. */
  | { readonly kind: 'stop' }

const MEMORY_MB = 256
const ALIAS = 'sealed'

const port = parentPort
if (port === null) throw new Error('store/embedded/tree-thread.ts runs as a worker thread only')
const tell = (message: FromThread<DayTree>): void => port.postMessage(message)
let stopped = false
const apart: FieldsApart = new Map()

async function treeOf(path: string): Promise<DayTree> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: `${MEMORY_MB}MB`,
    temp_directory: '',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  try {
    await connection.run(`ATTACH ${quoteText(path)} AS ${ALIAS} (READ_ONLY)`)
    const tables = { alias: ALIAS, shapes: await shapesOf(connection) }
    return await buildTree(connection, tables, () => stopped, apart)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function shapesOf(connection: DuckDBConnection): Promise<readonly Shape[]> {
  const columns = await connection.runAndReadAll(
    'SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = $1 ORDER BY table_oid, column_index',
    [ALIAS],
  )
  return shapesFrom(
    columns.getRows().map(([table, name, sqlType]) => ({
      table: String(table),
      name: String(name),
      sqlType: String(sqlType),
    })),
  )
}

port.on('message', (message: ToTreeThread) => {
  if (message.kind === 'stop') {
    stopped = true
    port.close()
    return
  }
  const { call, path } = message
  void treeOf(path).then(
    result => tell({ kind: 'result', call, result }),
    (error: unknown) => tell({ kind: 'failed', call, error: packError(error) }),
  )
})
tell({ kind: 'ready' })
