import { openOnDisk } from './open-on-disk.ts'
import { describeSearchOracle } from './search-oracle.ts'

describeSearchOracle('embedded, DuckDB', () => openOnDisk())
