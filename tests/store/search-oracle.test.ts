import type { EmbeddedEvents } from '#/store/embedded/event-store.ts'
import type { OpenedEventStore } from './event-store-conformance.ts'
import { openOnDisk } from './open-on-disk.ts'
import { describeSearchOracle } from './search-oracle.ts'

describeSearchOracle('embedded, DuckDB', () => openOnDisk())
describeSearchOracle('embedded, sealed days', openSealing)

/** Events of the fewest that are sealed: sealing takes a second on a slow machine, so not those of every small try. */
const LEAST_SEALED = 50

/** A batch is sealed as soon as it is appended, so that nothing is found but in sealed files. */
async function openSealing(): Promise<OpenedEventStore> {
  const opened = await openOnDisk()
  const store = opened.store as EmbeddedEvents
  const append = store.append.bind(store)
  store.append = async (events, position) => {
    await append(events, position)
    if (events.length >= LEAST_SEALED) await store.keeping.seal(Infinity)
  }
  return opened
}
