import { openOnDisk } from './open-on-disk.ts'
import { describeSorting } from './sort-conformance.ts'

describeSorting('DuckDB', () => openOnDisk())
