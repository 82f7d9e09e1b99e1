import { describeEventStore } from './event-store-conformance.ts'
import { openOnDisk } from './open-on-disk.ts'

describeEventStore('embedded, DuckDB', () => openOnDisk())
