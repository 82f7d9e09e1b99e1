// Opens the configured listeners. Before they hear anything, the raw log's tail is read once, so that each
// knows what it had already kept when the process ended: frames, batches, places in files.

import type { RawLog } from '#/collectors/raw-log/raw-log.ts'
import type { RawRecord } from '#/collectors/raw-log/record.ts'
import { noteFileMark, openFilesListener, type FileMarks, type FilePositions } from './follow-files.ts'
import { createBatchMemory } from './http/batch-memory.ts'
import { openHttpListener } from './http/http-listener.ts'
import type { ListenerConfig, ListenerKind } from './listener-config.ts'
import type { Listener, ListenerDeps, ListenerHealthView } from './listener.ts'
import { openRelpListener } from './relp.ts'
import { createRepeatFilter } from './repeat-filter.ts'
import { openSyslogTcpListener } from './syslog-tcp.ts'
import { openSyslogTlsListener } from './syslog-tls.ts'
import { openSyslogUdpListener } from './syslog-udp.ts'

export interface OpenListenersDeps extends ListenerDeps {
  readonly rawLog: Pick<RawLog, 'tail'>
  readonly positions: FilePositions
}

export interface Listeners extends AsyncDisposable {
  health(): ListenerHealthView[]
}

/** A listener about to be opened. */
interface Prepared {
  /** Takes note of a record of this listener found in the raw log; absent for senders that never repeat. */
  readonly recall?: (record: RawRecord) => void
  readonly open: () => Promise<Listener>
}

type Prepare<K extends ListenerKind> = (
  config: Extract<ListenerConfig, { kind: K }>,
  deps: OpenListenersDeps,
) => Prepared

const PREPARE = {
  'syslog-udp': (config, deps) => ({ open: () => openSyslogUdpListener(config, deps) }),
  'syslog-tcp': (config, deps) => ({ open: () => openSyslogTcpListener(config, deps) }),
  'syslog-tls': (config, deps) => ({ open: () => openSyslogTlsListener(config, deps) }),
  relp(config, deps) {
    const repeats = createRepeatFilter()
    return {
      recall: record => repeats.recall(record.peer, record.bytes),
      open: () => openRelpListener(config, deps, repeats),
    }
  },
  http(config, deps) {
    const batches = createBatchMemory()
    return {
      recall: ({ mark }) => mark === undefined || batches.recall(mark),
      open: () => openHttpListener(config, deps, batches),
    }
  },
  files(config, deps) {
    const marks: FileMarks = new Map()
    return {
      recall: ({ mark }) => mark === undefined || noteFileMark(marks, mark),
      open: () => openFilesListener(config, { ...deps, marks }),
    }
  },
} as const satisfies { [K in ListenerKind]: Prepare<K> }

/** Opens all; a listener that cannot hear yet says so in its health and keeps trying. */
export async function openListeners(
  configs: readonly ListenerConfig[],
  deps: OpenListenersDeps,
): Promise<Listeners> {
  const prepared = new Map(configs.map(config => [config.id, prepare(config, deps)]))
  for await (const records of deps.rawLog.tail()) {
    for (const record of records) prepared.get(record.listener)?.recall?.(record)
  }
  await using opened = new AsyncDisposableStack()
  const listeners: Listener[] = []
  for (const { open } of prepared.values()) listeners.push(opened.use(await open()))
  opened.move()
  return {
    health: () => listeners.map(listener => listener.health()),
    async [Symbol.asyncDispose]() {
      await Promise.all(listeners.map(listener => listener[Symbol.asyncDispose]()))
    },
  }
}

function prepare(config: ListenerConfig, deps: OpenListenersDeps): Prepared {
  // The table gives each kind the function for its own configuration, which the compiler cannot follow here.
  const prepareAny = PREPARE[config.kind] as (config: never, deps: OpenListenersDeps) => Prepared
  return prepareAny(config as never, deps)
}
