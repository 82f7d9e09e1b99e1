// One run for everything; process and browser tests are slower and get the time they need.

import { defineConfig } from 'vitest/config'
import { RunOrder } from './tests/run-order.ts'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Generous: the workers share two cores with the processes that tests start, and perhaps with others.
    testTimeout: 120_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    // One more than cores: while one file waits for what it started, another one computes (docs/decisions/0050).
    maxWorkers: 3,
    sequence: { sequencer: RunOrder },
  },
})
