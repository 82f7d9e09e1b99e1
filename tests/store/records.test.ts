import { describeRecords } from './records-conformance.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { systemClock } from '#/kernel/clock.ts'

describeRecords('embedded', () => openEmbeddedStateStore({ path: ':memory:', clock: systemClock }))
